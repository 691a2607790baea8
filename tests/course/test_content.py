"""A course as its author writes it, whole and broken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from course.content import Course, Fault
from course.errors import ContentError
from course.loading import load_course, load_courses
from course.schedule import EVERY_DAY, Pace

TOML = "course.toml"
NAME_IT, ASK = "05-name-it.md", "06-ask-dont-guess.md"
GOOD_LESSON = '---\nsubject: "Day {day}"\npreheader: "More"\nprompt: "What now?"\n---\n# Day {day}\n\nText.\n'


def change(old: str, new: str) -> Callable[[Path], None]:
    """Replaces one passage of a file, which must be there once."""

    def apply(path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, (path, old)
        path.write_text(text.replace(old, new), encoding="utf-8")

    return apply


def drop_line(start: str) -> Callable[[Path], None]:
    def apply(path: Path) -> None:
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith(start)]
        assert len(kept) == len(lines) - 1
        path.write_text("".join(kept), encoding="utf-8")

    return apply


def insert_line(number: int, line: str) -> Callable[[Path], None]:
    """Puts a line where it becomes that line of the file."""

    def apply(path: Path) -> None:
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join([*lines[: number - 1], line + "\n", *lines[number - 1 :]]), encoding="utf-8")

    return apply


def write(data: bytes) -> Callable[[Path], None]:
    def apply(path: Path) -> None:
        path.write_bytes(data)

    return apply


def cut_body(path: Path) -> None:
    head, _, _ = path.read_text(encoding="utf-8").rpartition("---\n")
    path.write_text(head + "---\n", encoding="utf-8")


def small_course(folder: Path, slug: str, days: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / TOML).write_text(f'slug = "{slug}"\ntitle = "The {slug} course"\n')
    for day in range(1, days + 1):
        (folder / f"{day:02}-day-{day}.md").write_text(GOOD_LESSON.format(day=day))
    return folder


def read(folder: Path) -> tuple[Course | None, list[Fault]]:
    """What `course check` sees: the course where it can be used, and every fault."""
    try:
        courses, faults = load_courses(folder)
    except ContentError as error:
        return None, [fault for fault in error.faults if isinstance(fault, Fault)]
    return next(iter(courses.values())), faults


# The shipped course.


def test_the_shipped_course_is_whole(course_copy: Path) -> None:
    course, faults = read(course_copy)
    assert faults == []
    assert course is not None
    assert (course.slug, course.days, course.hour, course.zone) == ("communication-challenge", 11, 7, "UTC")
    assert [lesson.day for lesson in course.lessons] == list(range(1, 12))
    assert course.welcome is not None and course.welcome.day == 0
    assert course.completion is not None and course.completion.day == 12
    for lesson in (course.welcome, *course.lessons, course.completion):
        assert not lesson.fault
        assert lesson.subject and lesson.preheader and lesson.prompt and lesson.sources
        assert lesson.body.startswith("# ")
        assert lesson.file.read_text(encoding="utf-8").splitlines()[lesson.body_line - 1] == lesson.body.splitlines()[0]


def test_a_lesson_takes_its_slug_from_its_file_unless_it_names_one(course_copy: Path) -> None:
    insert_line(2, "slug: naming")(course_copy / NAME_IT)
    course, faults = read(course_copy)
    assert course is not None and faults == []
    assert [lesson.slug for lesson in course.lessons[3:6]] == ["feelings-dont-travel-alone", "naming", "ask-dont-guess"]
    assert course.lesson("name-it") is None


def test_what_a_small_course_leaves_out_has_its_default(tmp_path: Path) -> None:
    (tmp_path / TOML).write_text('slug = "small"\ntitle = "Small"\n')
    (tmp_path / "01-only.md").write_text(GOOD_LESSON.format(day=1))
    (tmp_path / "README.md").write_text("Not a lesson.")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    course, faults = read(tmp_path)
    assert course is not None and faults == []
    assert course.pace == Pace("UTC", 7, EVERY_DAY)
    assert (course.days, course.welcome, course.completion, course.locale) == (1, None, None, "en")
    assert course.lessons[0].safety is False and course.lessons[0].sources == ()


def test_a_last_file_that_asks_nothing_completes_a_course_without_days(tmp_path: Path) -> None:
    small_course(tmp_path, "small", 3)
    drop_line("prompt")(tmp_path / "03-day-3.md")
    course, faults = read(tmp_path)
    assert course is not None and faults == []
    assert course.days == 2
    assert course.completion is not None and course.completion.slug == "day-3"


def test_days_decide_which_file_completes_the_course(course_copy: Path) -> None:
    change("days = 11", "days = 12")(course_copy / TOML)
    course, faults = read(course_copy)
    assert course is not None and faults == []
    assert course.days == 12 and course.completion is None


# Broken copies of the course, one fault each: the file, how it is broken, the line, what is told.

Breaks = Callable[[Path], object]

NO_COURSE: list[tuple[str, Breaks, int, str]] = [
    ("no course.toml", Path.unlink, 1, "there is no course.toml here; a course folder needs one."),
    (
        "TOML syntax",
        change("days = 11", "days = eleven"),
        4,
        "days is a whole number, without quotes or anything else: days = 7.",
    ),
    ("key given twice", insert_line(7, 'zone = "UTC"'), 7, "zone stands here for the second time; keep one of them."),
    ("title missing", drop_line("title"), 1, 'title is missing; add title = "…".'),
    ("title empty", change('"The 11-Day Communication Challenge"', '""'), 2, 'title is missing; add title = "…".'),
    ("title of two lines", change('"The 11-Day', '"The\\n11-Day'), 2, "title is one line of text in quotes."),
    ("slug missing", drop_line("slug"), 1, 'slug is missing; add slug = "…".'),
    (
        "slug with spaces",
        change('"communication-challenge"', '"my course"'),
        1,
        "slug 'my course' won't do; use a-z, 0-9 and single hyphens.",
    ),
    ("zone unknown", change('"UTC"', '"CEST"'), 6, "there is no time zone 'CEST'; use one like Europe/Berlin."),
    ("hour too late", change("hour = 7", "hour = 24"), 7, "hour is a whole number from 0 to 23, without quotes."),
    ("hour in quotes", change("hour = 7", 'hour = "7"'), 7, "hour is a whole number from 0 to 23, without quotes."),
    (
        "weekday unknown",
        change('"tue"', '"tues"'),
        8,
        'weekdays are one or more of mon, tue, wed, thu, fri, sat, sun; write ["mon", "tue"].',
    ),
    (
        "helpline no link",
        change('"https://find', '"find'),
        10,
        "helpline_url 'findahelpline.com' is no web address; write one like https://findahelpline.com.",
    ),
    ("brand no table", insert_line(11, 'brand = "red"'), 11, "brand is a table; write [brand] and colour below it."),
    (
        "TOML not UTF-8",
        write(b'slug = "a"\ntitle = "Caf\xe9"\n'),
        2,
        "this line isn't UTF-8; save the file as plain text in UTF-8.",
    ),
]

ODD_COURSE: list[tuple[str, Breaks, int, str]] = [
    (
        "unknown key",
        insert_line(5, 'mood = "red"'),
        5,
        "there is no key 'mood' in course.toml; there are brand, days, from_name, helpline_url, hour, locale, nudges, "
        "pace, postal_address, slug, tagline, title, weekdays, zone.",
    ),
    (
        "misspelt key",
        change("tagline =", "tag_line ="),
        3,
        "there is no key 'tag_line' in course.toml; did you mean tagline?",
    ),
    (
        "key of the brand above it",
        insert_line(5, 'colour = "#1d5f63"'),
        5,
        "colour stands in the wrong part; move it below [brand].",
    ),
    (
        "key of the course in the brand",
        insert_line(12, '[brand]\nlocale = "en"'),
        13,
        "locale stands in the wrong part; move it above the first line in brackets.",
    ),
    (
        "locale by name",
        change('locale = "en"', 'locale = "english"'),
        9,
        "locale 'english' is no language's code; write one like en, de or pt-BR.",
    ),
    (
        "colour by name",
        insert_line(12, '[brand]\ncolour = "red"'),
        13,
        "colour 'red' won't do; write it like #1d5f63.",
    ),
    (
        "logo not there",
        insert_line(12, '[brand]\nlogo = "logo.png"'),
        13,
        "logo 'logo.png' is no picture beside the lessons (.png, .jpg, .jpeg, .gif).",
    ),
    (
        "logo from elsewhere",
        insert_line(12, '[brand]\nlogo = "../logo.png"'),
        13,
        "logo '../logo.png' is no picture beside the lessons (.png, .jpg, .jpeg, .gif).",
    ),
    (
        "unknown key of the brand",
        insert_line(12, '[brand]\ncolor = "#ff0000"'),
        13,
        "there is no key 'color' in [brand] of course.toml; did you mean colour?",
    ),
    (
        "days too many",
        change("days = 11", "days = 13"),
        4,
        "days says 13, but the last file is for day 12; write days = 12, or 11 if that is the goodbye.",
    ),
    (
        "days too few",
        change("days = 11", "days = 10"),
        4,
        "days says 10, but the last file is for day 12; write days = 12, or 11 if that is the goodbye.",
    ),
]

BROKEN_LESSON: list[tuple[str, Breaks, int, str]] = [
    (
        "colon without quotes",
        change('prompt: "', 'prompt: One: "'),
        4,
        'put the text in quotes: prompt: "…".',
    ),
    (
        "tab",
        insert_line(3, "\tsafety: true"),
        3,
        "take out what stands before safety: its line begins on the left.",
    ),
    (
        "no keys",
        write(b"---\njust a line\n---\nText.\n"),
        2,
        'the front matter has no keys; write lines like subject: "…".',
    ),
    (
        "not closed",
        write(b"---\nsubject: Hello\n\nText.\n"),
        1,
        "the front matter isn't closed; end it with a line of three hyphens (---).",
    ),
    (
        "subject a date that there isn't",
        change('"Ask, don\'t guess"', "2027-02-30"),
        2,
        'put the text in quotes: subject: "…".',
    ),
    ("subject missing", drop_line("subject"), 1, 'subject is missing; write a line subject: "…" in the front matter.'),
    (
        "subject a number",
        change('"Ask, don\'t guess"', "404"),
        2,
        'subject is one line of text; put it in quotes: subject: "…".',
    ),
    (
        "subject no",
        change('"Ask, don\'t guess"', "no"),
        2,
        'subject is one line of text; put it in quotes: subject: "…".',
    ),
    (
        "subject of two lines",
        change('"Ask, don', '"Ask,\\ndon'),
        2,
        'subject is one line of text; put it in quotes: subject: "…".',
    ),
    ("body empty", cut_body, 8, "there is no text below the front matter."),
    ("safety no bool", insert_line(5, 'safety: "maybe"'), 5, "safety is true or false."),
    (
        "sources no list",
        change('sources:\n  - "', 'sources: "'),
        5,
        'sources is a list: below it, a line - "…" for each, in quotes.',
    ),
    ("slug with capitals", insert_line(2, "slug: Ask"), 2, "slug 'Ask' won't do; use a-z, 0-9 and single hyphens."),
    (
        "not UTF-8",
        write(b"---\nsubject: Caf\xe9\n---\nText.\n"),
        2,
        "this line isn't UTF-8; save the file as plain text in UTF-8.",
    ),
]

ODD_LESSON: list[tuple[str, Breaks, int, str]] = [
    ("prompt missing", drop_line("prompt"), 1, 'prompt is missing; write a line prompt: "…" in the front matter.'),
    (
        "preheader missing",
        drop_line("preheader"),
        1,
        'preheader is missing; write a line preheader: "…" in the front matter.',
    ),
    (
        "unknown front matter",
        insert_line(5, "saftey: true"),
        5,
        "there is no front matter 'saftey'; did you mean safety?",
    ),
]


def cases(
    listed: list[tuple[str, Breaks, int, str]],
) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("breaks", "line", "message"), [pytest.param(*rest, id=i) for i, *rest in listed])


@cases(NO_COURSE)
def test_a_fault_in_course_toml_is_told_in_one_line(course_copy: Path, breaks: Breaks, line: int, message: str) -> None:
    breaks(course_copy / TOML)
    faults: list[Fault] = []
    assert load_course(course_copy, faults) is None
    assert [str(fault) for fault in faults] == [f"{course_copy / TOML}:{line}: {message}"]
    with pytest.raises(ContentError, match=r"course\.toml"):
        load_courses(course_copy)


@cases(ODD_COURSE)
def test_a_slip_in_course_toml_is_told_and_the_course_goes_on(
    course_copy: Path, breaks: Breaks, line: int, message: str
) -> None:
    breaks(course_copy / TOML)
    course, faults = read(course_copy)
    assert [str(fault) for fault in faults] == [f"{course_copy / TOML}:{line}: {message}"]
    assert course is not None and course.days >= 11


@cases(BROKEN_LESSON)
def test_a_broken_lesson_is_told_in_one_line_and_breaks_only_itself(
    course_copy: Path, breaks: Breaks, line: int, message: str
) -> None:
    path = course_copy / ASK
    breaks(path)
    course, faults = read(course_copy)
    assert len(faults) == 1
    assert str(faults[0]).startswith(f"{path}:{line}: {message}")
    assert course is not None and course.days == 11
    assert course.lessons[5].file == path
    assert course.lessons[5].fault == str(faults[0])
    assert [lesson.day for lesson in course.lessons if not lesson.fault] == [1, 2, 3, 4, 5, 7, 8, 9, 10, 11]
    assert course.welcome is not None and course.completion is not None


@cases(ODD_LESSON)
def test_a_slip_in_a_lesson_is_told_and_the_lesson_still_goes_out(
    course_copy: Path, breaks: Breaks, line: int, message: str
) -> None:
    path = course_copy / ASK
    breaks(path)
    course, faults = read(course_copy)
    assert [str(fault) for fault in faults] == [f"{path}:{line}: {message}"]
    assert course is not None and course.days == 11
    assert not any(lesson.fault for lesson in course.lessons)


def test_of_two_files_for_one_day_the_first_counts(course_copy: Path) -> None:
    second = course_copy / "06-be-bold.md"
    second.write_text(GOOD_LESSON.format(day=6))
    course, faults = read(course_copy)
    assert [str(fault) for fault in faults] == [f"{second}:1: day 6 is taken by {ASK}; number it anew."]
    assert course is not None and course.days == 11
    assert course.lessons[5].file == course_copy / ASK


def test_a_slug_used_twice_is_told_where_it_stands(course_copy: Path) -> None:
    insert_line(3, "slug: name-it")(course_copy / ASK)
    course, faults = read(course_copy)
    told = f"{course_copy / ASK}:3: the slug 'name-it' is taken by {NAME_IT}; give it another."
    assert [str(fault) for fault in faults] == [told]
    assert course is not None
    assert [lesson.day for lesson in course.lessons] == [1, 2, 3, 4, 5, 7, 8, 9, 10, 11]


@pytest.mark.parametrize("removed", ["01", "06", "11"])
def test_a_day_without_a_file_is_told_by_the_next_one(course_copy: Path, removed: str) -> None:
    path = next(course_copy.glob(f"{removed}-*"))
    path.unlink()
    course, faults = read(course_copy)
    following = next(course_copy.glob(f"{int(removed) + 1:02}-*"))
    told = f"{following}:1: there is no lesson for day {int(removed)} before this one."
    assert [str(fault) for fault in faults] == [told]
    assert course is not None and course.days == 10


@pytest.mark.parametrize(
    "name",
    ["6-ask.md", "06_ask.md", "06-Ask.md", "06-ask.markdown", "006-ask.md", "06 ask.MD", "06-ask.txt", "06-ask.md.txt"],
)
def test_a_file_with_a_bad_name_is_told_with_a_good_one_and_the_others_stay(course_copy: Path, name: str) -> None:
    (course_copy / ASK).rename(course_copy / name)
    course, faults = read(course_copy)
    assert [(fault.file.name, fault.line, fault.rule) for fault in faults] == [(name, 1, "name")]
    assert faults[0].message.startswith("this file isn't read as a lesson; name it 06-ask.md (")
    assert course is not None and course.days == 10


@pytest.mark.parametrize(("name", "good"), [("02-Für dich!.md", "02-fur-dich.md"), ("02-🍵.md", "02-its-name.md")])
def test_a_name_for_a_lesson_keeps_what_can_stay_of_the_old_one(tmp_path: Path, name: str, good: str) -> None:
    (small_course(tmp_path, "small", 2) / "02-day-2.md").rename(tmp_path / name)
    assert f"name it {good} (" in read(tmp_path)[1][0].message


def test_a_text_beside_a_lesson_of_its_day_is_none_of_ours(course_copy: Path) -> None:
    (course_copy / "06-handout.docx").write_bytes(b"A handout.")
    assert read(course_copy)[1] == []


@pytest.mark.parametrize("name", ["Landing.md", "LANDING.MD", "landing.markdown", "landing.txt", "landing.md.txt"])
def test_a_sign_up_text_of_another_name_is_told(tmp_path: Path, name: str) -> None:
    (small_course(tmp_path, "small", 1) / name).write_text("Welcome.")
    assert [str(fault) for fault in read(tmp_path)[1]] == [
        f"{tmp_path / name}:1: this file isn't read; name it landing.md."
    ]


@pytest.mark.parametrize("name", ["Course.toml", "course.toml.txt", "course.txt"])
def test_a_course_toml_of_another_name_is_told(tmp_path: Path, name: str) -> None:
    (small_course(tmp_path, "small", 1) / TOML).rename(tmp_path / name)
    assert [str(fault) for fault in read(tmp_path)[1]] == [
        f"{tmp_path / name}:1: this file isn't read; name it course.toml."
    ]


def test_a_file_of_a_day_that_is_taken_isnt_missed_on_another_day(course_copy: Path) -> None:
    (course_copy / ASK).rename(course_copy / "05-ask.md")
    assert [fault.rule for fault in read(course_copy)[1]] == ["day"]


def test_a_note_beside_the_lessons_that_begins_with_a_year_is_told_in_one_line(course_copy: Path) -> None:
    (course_copy / "2027-notes.md").write_text("Ideas for next year.")
    course, faults = read(course_copy)
    assert [fault.file.name for fault in faults] == ["2027-notes.md"]
    assert course is not None and course.days == 11


def test_a_folder_named_like_a_lesson_is_told_in_one_line(course_copy: Path) -> None:
    (course_copy / ASK).unlink()
    (course_copy / ASK).mkdir()
    course, faults = read(course_copy)
    assert [str(fault) for fault in faults] == [f"{course_copy / ASK}:1: the file can't be read (Is a directory)."]
    assert course is not None and course.lessons[5].fault


def test_a_folder_named_course_toml_is_told_in_one_line(tmp_path: Path) -> None:
    small_course(tmp_path, "small", 1)
    (tmp_path / TOML).unlink()
    (tmp_path / TOML).mkdir()
    faults: list[Fault] = []
    assert load_course(tmp_path, faults) is None
    assert [str(fault) for fault in faults] == [f"{tmp_path / TOML}:1: the file can't be read (Is a directory)."]


def test_three_faults_in_three_files_are_all_told_in_the_order_of_the_files(course_copy: Path) -> None:
    drop_line("preheader")(course_copy / ASK)
    drop_line("subject")(course_copy / NAME_IT)
    insert_line(5, 'color = "red"')(course_copy / TOML)
    _, faults = read(course_copy)
    assert [(fault.file.name, fault.rule) for fault in faults] == [
        (NAME_IT, "required"),
        (ASK, "required"),
        (TOML, "unknown"),
    ]


def test_a_course_without_any_lesson_cannot_be_used(tmp_path: Path) -> None:
    course, faults = read(small_course(tmp_path, "empty", 0))
    assert course is None
    assert [fault.message for fault in faults] == ["there is no lesson here; add one as 01-its-name.md."]


# As editors write files.


def test_line_ends_and_marks_of_other_systems_change_nothing(course_copy: Path, tmp_path: Path) -> None:
    plain, _ = read(course_copy)
    windows = tmp_path / "windows"
    windows.mkdir()
    for path in course_copy.iterdir():
        (windows / path.name).write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    course, faults = read(windows)
    assert faults == []
    assert course is not None and plain is not None
    assert (course.slug, course.title, course.days) == (plain.slug, plain.title, plain.days)
    for ours, theirs in zip(plain.lessons, course.lessons, strict=True):
        assert (ours.subject, ours.sources, ours.body, ours.body_line) == (
            theirs.subject,
            theirs.sources,
            theirs.body,
            theirs.body_line,
        )


def test_a_rule_in_the_text_does_not_end_the_front_matter(course_copy: Path) -> None:
    path = course_copy / ASK
    path.write_text(path.read_text(encoding="utf-8") + "\n---\n\nprompt: not one\n", encoding="utf-8")
    course, faults = read(course_copy)
    assert course is not None and faults == []
    assert course.lessons[5].prompt == "What did you ask, or want to ask, and how far off was your guess?"
    assert course.lessons[5].body.endswith("\n---\n\nprompt: not one\n")


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_lines_of_other_systems_are_counted_alike(course_copy: Path, end: str) -> None:
    path = course_copy / ASK
    path.write_bytes(path.read_text().replace('prompt: "', 'prompt: One: "').replace("\n", end).encode())
    assert [fault.line for fault in read(course_copy)[1]] == [4]


# What a word processor, a hurry or another format makes of front matter; the line, and what is told.


def lesson_with(folder: Path, matter: str) -> list[tuple[int, str]]:
    small_course(folder, "small", 1)
    (folder / "01-day-1.md").write_text(f"{matter}\n# Day 1\n\nText.\n", encoding="utf-8")
    return [(fault.line, fault.message) for fault in read(folder)[1]]


SOUND = ("---", 'subject: "Day 1"', 'preheader: "More"', 'prompt: "What now?"', "---")


@pytest.mark.parametrize(
    ("number", "line", "told", "says"),
    [
        (1, "--", 1, "line 1 has to be three hyphens"),
        (1, "—", 1, "line 1 has to be three hyphens"),
        (1, "----", 1, "line 1 has to be three hyphens"),
        (1, "+++", 1, "line 1 has to be three hyphens"),
        (1, "\n---", 1, "line 1 has to be three hyphens"),
        (1, "", 1, "line 1 has to be three hyphens"),
        (5, "--", 5, "isn't closed"),
        (5, "—", 5, "isn't closed"),
        (5, "-----", 5, "isn't closed"),
        (1, "---\n---", 2, "take one of the two lines --- out"),
        (5, "---\n---", 6, "take this line --- out"),
        (2, 'subject "Day 1"', 2, "a colon and a space after subject"),
        (2, 'subject:"Day 1"', 2, "a colon and a space after subject"),
        (2, 'subject = "Day 1"', 2, "a colon and a space after subject"),
        (2, 'subject:\u00a0"Day 1"', 2, "a colon and a space after subject"),
        (2, "Day 1", 2, 'write lines like subject: "…"'),
        (2, "subject: Day: 1", 2, 'put the text in quotes: subject: "…"'),
        (2, "subject: @home", 2, 'put the text in quotes: subject: "…"'),
        (2, "subject: [Day] 1", 2, 'put the text in quotes: subject: "…"'),
        (2, "subject: {{ day }} days", 2, 'put the text in quotes: subject: "…"'),
        (2, "subject: Day #1", 2, "only 'Day' is read of this line"),
        (2, "subject: ! Day", 2, "only 'Day' is read of this line"),
        (2, 'subject: "Day 1', 2, 'aren\'t closed; end the text with "'),
        (2, "subject: 'Day 1", 2, "aren't closed; end the text with '"),
        (2, 'subject: "Say "yes""', 2, 'for quotes within the text write \\"'),
        (2, "subject: 'Don't'", 2, "put the text in double quotes"),
        (2, r'subject: "C:\users"', 2, "is written twice"),
        (2, "subject: “Day 1”", 2, "these quotes are curly, and readers would see them"),
        (2, "subject: „Day 1“", 2, "these quotes are curly, and readers would see them"),
        (3, ' preheader: "More"', 3, "take out what stands before preheader"),
        (3, '\tpreheader: "More"', 3, "take out what stands before preheader"),
        (3, 'preheader: "More"\nsubject: "Again"', 4, "subject stands here for the second time"),
        (2, 'Subject: "Day 1"', 2, "did you mean subject?"),
        (2, 'subjekt: "Day 1"', 2, "did you mean subject?"),
        (4, 'promt: "What now?"', 4, "did you mean prompt?"),
        (2, "subject:", 2, "subject is missing"),
        (5, "sources:\n  - One: two\n---", 6, "sources is a list"),
        (5, "sources:\n  - Ada\n  - Ben #1\n---", 7, "only 'Ben' is read of this line"),
        (5, "sources:\n  - “Ada”\n---", 6, "these quotes are curly"),
    ],
)  # fmt: skip
def test_front_matter_is_told_at_its_line_with_the_remedy(
    tmp_path: Path, number: int, line: str, told: int, says: str
) -> None:
    (found,) = lesson_with(tmp_path, "\n".join([*SOUND[: number - 1], line, *SOUND[number:]]))
    assert (found[0], says in found[1]) == (told, True), found


@pytest.mark.parametrize(
    "line",
    [
        "subject: Day 1",
        "subject: Day#1",
        "subject: “Day” one",
        "subject: '“Day 1”'",
        'subject: "Day #1: \\"one\\""',
        'subject: "Day 1"   # a note',
        "subject: >-\n  Day\n  1",
        "subject: Day\n  1",
        'slug: "one"\nsubject: "Day 1"',
    ],
)
def test_front_matter_that_yaml_reads_as_typed_is_left_alone(tmp_path: Path, line: str) -> None:
    assert lesson_with(tmp_path, "\n".join([SOUND[0], line, *SOUND[2:]])) == []


def test_a_file_without_front_matter_is_told_once(tmp_path: Path) -> None:
    assert [line for line, _ in lesson_with(tmp_path, "Just words.")] == [1]
    (tmp_path / "01-day-1.md").write_text("")
    assert [fault.rule for fault in read(tmp_path)[1]] == ["front-matter"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("from_name = Ada", 'put the text in quotes: from_name = "…"'),
        ("from_name = “Ada”", 'write straight ones: from_name = "…"'),
        ('from_name: "Ada"', 'write from_name = "…", with = after from_name'),
        ("from_name", 'write from_name = "…", with = after from_name'),
        ("from_name =", "from_name says nothing"),
        ('from_name = "Ada', "aren't closed"),
        ('from_name = "Ada "A" B"', 'for quotes within the text write \\"'),
        ("from_name = 'Ada's'", "put the text in double quotes"),
        (r'from_name = "C:\Ada"', "is written twice"),
        ("hour = 07", "a whole number, without quotes or anything else: hour = 7"),
        ("hour = 7:00", "a whole number, without quotes or anything else: hour = 7"),
        ("hour = 7;", "a whole number, without quotes or anything else: hour = 7"),
        ("brand = True", "write true, in small letters"),
        ("weekdays = [mon, tue]", "each item in straight quotes"),
        ('weekdays = ["mon"', "each item in straight quotes"),
        ("[brand", "[brand]"),
        ('title = "Again"', "title stands here for the second time"),
        ("?!", "this line can't be read"),
    ],
)
def test_a_course_toml_that_cannot_be_read_is_told_at_its_line_with_the_remedy(
    tmp_path: Path, line: str, says: str
) -> None:
    (small_course(tmp_path, "small", 1) / TOML).write_text(f'slug = "small"\ntitle = "Small"\n{line}\ntagline = "x"\n')
    (fault,) = read(tmp_path)[1]
    assert (fault.line, fault.rule, says in fault.message) == (3, "toml", True), fault


def test_days_that_make_a_lesson_of_the_goodbye_are_told_where_days_stands(course_copy: Path) -> None:
    drop_line("prompt")(course_copy / "12-the-day-after.md")
    change("days = 11", "days = 12")(course_copy / TOML)
    goodbye = "write days = 11 if 12-the-day-after.md is the goodbye, or give that lesson its prompt."
    assert [str(fault) for fault in read(course_copy)[1]] == [f"{course_copy / TOML}:4: days says 12; {goodbye}"]
    change("days = 12", "days = 20")(course_copy / TOML)
    (fault,) = read(course_copy)[1]
    assert "write days = 11 if 12-the-day-after.md is the goodbye" in fault.message


# Several courses.


def test_a_folder_of_courses_holds_them_all_by_slug(tmp_path: Path) -> None:
    small_course(tmp_path / "b", "second", 2)
    small_course(tmp_path / "a", "first", 3)
    (tmp_path / "notes").mkdir()
    courses, faults = load_courses(tmp_path)
    assert faults == []
    assert {slug: course.days for slug, course in courses.items()} == {"first": 3, "second": 2}
    assert next(iter(courses)) == "first"


def test_a_broken_course_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    small_course(tmp_path / "a", "good", 2)
    change('"bad"', '"BAD"')(small_course(tmp_path / "b", "bad", 2) / TOML)
    courses, faults = load_courses(tmp_path)
    assert list(courses) == ["good"]
    assert [(fault.file, fault.line) for fault in faults] == [(tmp_path / "b" / TOML, 1)]


def test_of_two_courses_with_one_slug_the_first_counts(tmp_path: Path) -> None:
    small_course(tmp_path / "a", "same", 2)
    toml = small_course(tmp_path / "b", "same", 3) / TOML
    toml.write_text('title = "Another"\nslug = "same"\n')
    courses, faults = load_courses(tmp_path)
    assert courses["same"].days == 2
    assert [str(fault) for fault in faults] == [
        f"{toml}:2: the course in a/ has the slug 'same', too; give each its own."
    ]


def test_a_folder_that_is_none_or_holds_no_course_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name, message in (("nowhere", "there is no such folder"), ("empty", "there is no course.toml here")):
        with pytest.raises(ContentError, match=message) as caught:
            load_courses(tmp_path / name)
        assert len(caught.value.faults) == 1
        assert str(caught.value).startswith(f"{tmp_path / name}:1: ")


# Readers under way while the author edits.


def following(course: Course | None, position: int, last_lesson: str) -> int | None:
    assert course is not None
    lesson = course.next_after(position, last_lesson)
    return lesson.day if lesson else None


def test_from_day_to_day_and_to_the_end(course_copy: Path) -> None:
    course, _ = read(course_copy)
    assert following(course, 0, "") == 1
    assert following(course, 5, "name-it") == 6
    assert following(course, 11, "your-honesty-day") is None


def test_after_a_lesson_that_was_moved_comes_what_follows_it_now(course_copy: Path) -> None:
    (course_copy / NAME_IT).rename(course_copy / "swap")
    (course_copy / ASK).rename(course_copy / "05-ask-dont-guess.md")
    (course_copy / "swap").rename(course_copy / "06-name-it.md")
    course, faults = read(course_copy)
    assert faults == []
    assert following(course, 5, "name-it") == 7
    assert following(course, 5, "ask-dont-guess") == 6


def test_after_a_lesson_whose_file_was_renamed_its_day_counts(course_copy: Path) -> None:
    (course_copy / NAME_IT).rename(course_copy / "05-say-its-name.md")
    course, _ = read(course_copy)
    assert following(course, 5, "name-it") == 6


def test_a_slug_in_the_front_matter_keeps_a_renamed_lesson_the_same(course_copy: Path) -> None:
    insert_line(2, "slug: name-it")(course_copy / NAME_IT)
    (course_copy / NAME_IT).rename(course_copy / "05-say-its-name.md")
    course, _ = read(course_copy)
    assert course is not None
    known = course.lesson("name-it")
    assert known is not None and known.file.name == "05-say-its-name.md"


def test_after_a_lesson_that_was_removed_comes_the_next_one_there_is(course_copy: Path) -> None:
    (course_copy / ASK).unlink()
    course, _ = read(course_copy)
    assert following(course, 5, "name-it") == 7
    assert following(course, 6, "ask-dont-guess") == 7


def test_a_lesson_put_in_front_does_not_go_to_those_who_are_past_it(course_copy: Path) -> None:
    for path in sorted(course_copy.glob("[0-9]*.md"), reverse=True):
        day = int(path.name[:2])
        if day:
            path.rename(path.with_name(f"{day + 1:02}{path.name[2:]}"))
    (course_copy / "01-new.md").write_text(GOOD_LESSON.format(day=1))
    change("days = 11", "days = 12")(course_copy / TOML)
    course, faults = read(course_copy)
    assert faults == []
    assert following(course, 5, "name-it") == 7
    assert course is not None and course.lessons[6].slug == "ask-dont-guess"

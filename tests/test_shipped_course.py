"""The texts of the shipped course follow the rules that they were written by."""

from __future__ import annotations

import re

import pytest

from course.content import Course, Lesson
from course.loading import load_courses
from course.settings import ROOT

COURSES, FAULTS = load_courses(ROOT / "course" / "lessons")
COURSE: Course = COURSES["communication-challenge"]
assert COURSE.welcome is not None and COURSE.completion is not None
ENDS = (COURSE.welcome, COURSE.completion)
FILES = (COURSE.welcome, *COURSE.lessons, COURSE.completion)

LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
VARIABLE = re.compile(r"\{\{.*?\}\}")
QUOTED = re.compile(r"\{% if answers.*?%\}(.*?)(?:\{% else %\}(.*?))?\{% endif %\}", re.DOTALL)
BOX = re.compile(r'^!!! challenge "Today\'s challenge"\n((?:    .*\n|\n)+)', re.MULTILINE)
QUIET_ONE = "If you're the quiet one:"
FRIGHTENING_DAYS = {2, 4, 5, 8, 9, 10, 11}
FORBIDDEN = (
    "studies show",
    "research shows",
    "science says",
    "scientists say",
    "experts agree",
    "it is proven",
    "has been proven",
    "2010 study",
    "20 minutes to calm",
    "predicts yours",
    "predict divorce",
    "your husband",
    "your wife",
    "your boyfriend",
    "your girlfriend",
    "your spouse",
    "he or she",
    "save your relationship",
    "save your marriage",
    "guarantee",
    "click here",
    "lorem ipsum",
    "todo",
)

every_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.file.stem)
every_lesson = pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda lesson: lesson.file.stem)


def words(file: Lesson) -> int:
    """Words that a reader reads, quoted or not, whichever is more: links by their text, a variable as one word."""
    texts = [VARIABLE.sub("name", LINK.sub(r"\1", QUOTED.sub(branch, file.body))) for branch in (r"\1", r"\2")]
    return max(sum(any(letter.isalnum() for letter in word) for word in text.split()) for text in texts)


def everything(file: Lesson) -> str:
    return " ".join("\n".join((file.subject, file.preheader, file.prompt, *file.sources, file.body)).lower().split())


def test_the_course_reads_without_a_fault() -> None:
    assert FAULTS == []
    assert COURSE.days == 11


@every_lesson
def test_a_lesson_is_300_to_420_words_long(lesson: Lesson) -> None:
    assert 300 <= words(lesson) <= 420


@pytest.mark.parametrize("file", ENDS, ids=lambda file: file.file.stem)
def test_welcome_and_completion_are_150_to_300_words_long(file: Lesson) -> None:
    assert 150 <= words(file) <= 300


@every_file
def test_a_subject_is_shorter_than_50_characters_and_the_preheader_adds_to_it(file: Lesson) -> None:
    assert 5 < len(file.subject) < 50
    assert len(file.preheader) > len(file.subject) / 2
    assert file.subject.lower() not in file.preheader.lower()


def test_no_two_subjects_are_alike() -> None:
    assert len({file.subject for file in FILES}) == len(FILES)


@every_file
def test_each_mail_asks_one_open_question(file: Lesson) -> None:
    assert file.prompt.count("?") == 1
    assert file.prompt.endswith("?")
    closed = ("do ", "did ", "is ", "are ", "was ", "were ", "have ", "has ", "can ", "could ", "will ", "would ")
    assert not file.prompt.lower().startswith(closed)


@every_file
def test_each_mail_opens_with_its_title_and_a_plain_subtitle(file: Lesson) -> None:
    title, blank, subtitle, *_ = file.body.splitlines()
    assert title.startswith("# ") and blank == ""
    assert re.fullmatch(r"\*[^*]+\*", subtitle)
    assert len(re.findall(r"^# ", file.body, re.MULTILINE)) == 1


def test_the_days_that_may_frighten_carry_the_safety_line_and_no_others_do() -> None:
    assert {file.day for file in FILES if file.safety} == FRIGHTENING_DAYS


@every_lesson
def test_the_quiet_one_is_spoken_to_from_day_five_on(lesson: Lesson) -> None:
    assert lesson.body.count(QUIET_ONE) == (1 if lesson.day >= 5 else 0)


@every_lesson
def test_each_lesson_has_one_challenge_in_a_box_with_a_way_for_every_day(lesson: Lesson) -> None:
    boxes = BOX.findall(lesson.body)
    assert len(boxes) == 1
    assert lesson.body.count("!!!") == 1
    for way in ("**Nothing came up?**", "**On your own:**", "**Apart today?**"):
        assert boxes[0].count(f"\n    {way} ") == 1
    first = boxes[0].strip().partition("\n")[0]
    assert len(first.split()) >= 10


@every_lesson
def test_each_lesson_offers_words_that_one_could_say_aloud(lesson: Lesson) -> None:
    assert re.search(r"^> \S", lesson.body, re.MULTILINE) or lesson.body.count('"') >= 2


@pytest.mark.parametrize("file", FILES[:-1], ids=lambda file: file.file.stem)
def test_each_mail_but_the_last_tells_in_one_line_what_comes_tomorrow(file: Lesson) -> None:
    """Who confirms at night gets day 1 on the same day."""
    coming = "Tomorrow: " if file.day else "Next: "
    assert file.body.rstrip().splitlines()[-1].startswith(coming)


@every_file
def test_each_mail_says_where_it_comes_from(file: Lesson) -> None:
    assert file.sources
    for source in file.sources:
        assert re.search(r"\((?:19|20)\d\d\)", source)


@every_file
def test_no_mail_uses_a_forbidden_phrase(file: Lesson) -> None:
    text = everything(file)
    assert [phrase for phrase in FORBIDDEN if phrase in text] == []


@every_file
def test_no_mail_speaks_of_him_or_her(file: Lesson) -> None:
    assert re.findall(r"\b(?:he|she|his|her|him|hers)\b", everything(file)) == []


def test_no_mail_but_lessons_counts_the_days() -> None:
    for file in FILES:
        assert not re.search(r"\bday \d+ of \d+\b", file.body, re.IGNORECASE)


def test_the_welcome_says_plainly_whom_the_course_is_for() -> None:
    text = everything(FILES[0])
    for passage in (
        "couples who feel safe with each other",
        "you fear how your partner will react",
        "watched, controlled or hurt",
        "it isn't your fault",
        "opening up more isn't the answer",
        "talk to someone you trust or a helpline",
        "in danger now, call the local emergency number",
        "an affair",
        "nobody reads this as an emergency service",
        "use a device and an account that they can't reach",
        "replies stay in your sent folder",
        "leave out names",
        "nothing is ever sent to your partner",
        "unsubscribing tells nobody",
        "it can't promise to repair a relationship",
    ):
        assert passage in text
    assert "https://findahelpline.com" in FILES[0].body
    assert "https://lila.help" in FILES[0].body


def test_a_variable_that_may_be_missing_has_something_in_its_place() -> None:
    for file in FILES:
        for variable in VARIABLE.findall(QUOTED.sub("", file.body)):
            assert " or " in variable, (file.file.name, variable)

"""Copies of a small sound course, each with one fault: `check` names it, with file and line, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from course.__main__ import main
from tests.tiny_course import PICTURE, tiny_course
from tests.tiny_course import TOML as TINY
from tests.unusual_course import unusual_course

SHIPPED = Path(__file__).resolve().parents[1] / "course" / "lessons"

TOML, WELCOME, FIRST, SECOND, GOODBYE = (
    "course.toml",
    "00-welcome.md",
    "01-listen-to-the-end.md",
    "02-ask-one-thing.md",
    "03-two-days-later.md",
)
BODY = "# Listen to the end"
GRADE = (
    "Notwithstanding considerable organisational complications, communicative partnerships habitually necessitate "
    "intellectual flexibility, emotional responsibility and extraordinarily conscientious interpretation. "
)


@dataclass(frozen=True)
class Broken:
    """In `file`, `old` becomes `new`; the fault is told for the line where `at` (or `new` itself) then stands."""

    file: str
    old: str
    new: str
    rule: str
    says: str
    at: str = ""
    strict: bool = False

    def __str__(self) -> str:
        return (
            f"{self.rule}: {self.new.strip().splitlines()[0][:40] if self.new.strip() else 'without ' + self.old[:40]}"
        )

    def do(self, folder: Path) -> int:
        """Break the course; the line on which the fault is to be told."""
        path = folder / self.file
        text = path.read_text()
        assert text.count(self.old) == 1, self.old
        text = text.replace(self.old, self.new)
        path.write_text(text, encoding="utf-8")
        at = self.at or self.new
        return text.count("\n", 0, text.index(at)) + 1


def below(text: str, rule: str, says: str, at: str = "", strict: bool = False) -> Broken:
    """A paragraph more, in the middle of the first lesson."""
    return Broken(FIRST, "Tomorrow: what", f"{text}\n\nTomorrow: what", rule, says, at or text, strict)


BROKEN = [
    # course.toml and the files
    Broken(TOML, 'zone = "Europe/Berlin"', 'zone = "Europe/Bonn"', "zone", "no time zone 'Europe/Bonn'"),
    Broken(TOML, "hour = 7", "hour = 24", "value", "a whole number from 0 to 23"),
    Broken(TOML, 'tagline = "', 'tag_line = "', "unknown", "did you mean tagline?"),
    Broken(TOML, "#1d5f63", "#e0b020", "contrast", "contrast of 1.7"),
    Broken(TOML, "#1d5f63", "teal", "colour", "write it like #1d5f63"),
    Broken(TOML, "logo.png", "nowhere.png", "picture", "'nowhere.png' is no picture"),
    Broken(SECOND, "subject: ", "slug: listen-to-the-end\nsubject: ", "slug", "is taken by", "slug:"),
    # what the inbox shows, and the question
    Broken(FIRST, 'subject: "', 'subject: "Today, for ten minutes and no longer: ', "subject", "has 55 characters"),
    Broken(FIRST, '"Listen to the end"', "\"{{ first_name and 'Listen' }}\"", "subject", "empty for readers"),
    Broken(SECOND, '"Ask one thing"', '"Listen to the end"', "subject", "has this subject, too"),
    Broken(FIRST, '"One small thing to try while they talk"', '"One small thing"', "preheader", "has 15 characters"),
    Broken(FIRST, '"One small thing to', f'"{"One small thing, and another, " * 4}to', "preheader", "up to 110"),
    Broken(FIRST, '"One small thing to', '"Listen to the end: one small thing to', "preheader", "repeats the subject"),
    Broken(FIRST, "you waited?", "you waited? And what then?", "prompt", "2 question marks"),
    Broken(FIRST, "you waited?", "you waited.", "prompt", "end it with ?"),
    Broken(FIRST, 'prompt: "What did you hear once you waited?"\n', "", "required", "prompt is missing", "---"),
    Broken(FIRST, '"Listen to the end"\npre', '"LISTEN TO THE END"\npre', "spam", "capitals throughout"),
    Broken(FIRST, '"Listen to the end"\npre', '"Listen!!! To the end!"\npre', "spam", "dislike '!!!"),
    # headings, Markdown, variables
    Broken(FIRST, "## How to begin", "### How to begin", "heading", "from level 1 to 3; write ##"),
    Broken(FIRST, "## How to begin", "# How to begin", "heading", "one title"),
    Broken(FIRST, f"{BODY}\n", f"## Before it\n\n{BODY}\n", "heading", "above all other headings", BODY),
    below("A **bold word", "markdown", "this bold text isn't closed"),
    below("Hello {{ first_name }}", "fallback", 'write {{ first_name or "friend" }}'),
    below("Hello {{ frist_name }}", "variable", "did you mean first_name?"),
    below("{% if day %}", "jinja", "{% endif %}"),
    # links
    below("See [the site](www.example.org).", "link", "write https://www.example.org"),
    below("See [the site](javascript:history.back).", "link", "javascript: doesn't work in mail"),
    below("See [the site]().", "link", "leads nowhere"),
    below("See [the site](/about).", "link", "a mail knows no site for /about"),
    below("See [the site](https://example.org/a page).", "link", "has a space in it"),
    below("See [the notes](notes.pdf).", "link", "there is no file 'notes.pdf'"),
    below("See [](https://example.org/nameless).", "link", "has no words"),
    below("See [below](#below).", "link", 'id="below"'),
    below("Write to [ada](mailto:ada.example.org).", "link", "no mail address"),
    Broken(FIRST, "https://example.org/study", "https//example.org/study", "link", "is no web address"),
    # pictures
    Broken(FIRST, "(tea.png)", "(coffee.png)", "picture", "there is no file 'coffee.png'"),
    Broken(FIRST, "(tea.png)", "(drawing.svg)", "picture", "save it as .png"),
    Broken(FIRST, "(tea.png)", "(https://example.org/tea.png)", "picture", "tells its host who reads"),
    Broken(FIRST, "![Two cups of tea on a table]", "![]", "alt", "says nothing to those who can't see it"),
    Broken(FIRST, "![Two cups of tea on a table]", "![tea]", "alt", "the file's name"),
    # colours and markup
    below('<span style="color: #777777">Grey.</span>', "contrast", "3.8 in dark mode"),
    below('<p style="background-color: white">On white.</p>', "contrast", "1.4 in dark mode"),
    below('<font color="red">Red.</font>', "contrast", "in light mode"),
    below('<video src="tea.mp4" controls></video>', "feature", "<video> doesn't work in mail"),
    below('<form action="https://example.org"><input name="a"></form>', "feature", "<form>"),
    below('<p onclick="go()">Go.</p>', "feature", "onclick="),
    below('<p style="position: fixed">Here.</p>', "feature", "position"),
    below('<div style="display: flex">Here.</div>', "feature", "display: flex"),
    # Markdown of other places, and what is left open
    below("See [the site] (https://example.org) now.", "markdown", "write [the site](https://example.org)"),
    below("See (the site)[https://example.org] now.", "markdown", "write [the site](https://example.org)"),
    below("See [the site][there] now.", "markdown", "nothing says where this link leads"),
    below("See [[the site]] now.", "markdown", "write [the site](https://…)"),
    below("![[tea.png]]", "markdown", "write ![what is to be seen](tea.png)"),
    below("! [Two cups](tea.png)", "markdown", "no space between ! and ["),
    below("See https://example.org/page for it.", "link", "write <https://example.org/page>"),
    below("See www.example.org for it.", "link", "write <https://www.example.org>"),
    below("Write to [me](ada@example.org).", "link", "write mailto:ada@example.org"),
    below("See [the site](“https://example.org”).", "link", "quotes around this address are curly"),
    below("See [the site]((https://example.org)).", "link", "is no web address"),
    below("- [ ] Look at them.\n- [x] Wait.", "markdown", "a box to tick"),
    below("It is ~~not~~ so.", "markdown", "write <s>…</s>"),
    below("It is ==so==.", "markdown", "write **bold**"),
    below("It is so.[^1]\n\n[^1]: A note.", "markdown", "footnotes don't work"),
    below("It is ** so ** now.", "markdown", "take out the spaces inside the stars"),
    below("It is **so ** now.", "markdown", "take out the spaces inside the stars"),
    below("It is *so.", "markdown", "put * before and after it"),
    below("Write `this.", "markdown", "put ` before and after it"),
    below("```\nWrite this.", "markdown", "end it with a line of ```"),
    below("<!-- Not yet.", "markdown", "end it with -->"),
    below("•\tLook at them.\n•\tWait.", "markdown", "write - and a space before each item"),
    Broken(SECOND, "1. Ask.", "So:\n1) Ask.\n2) Wait.\n\n1. Ask.", "markdown", "numbers like 1. and 2.", "1) Ask."),
    Broken(SECOND, "1. Ask.", "-Ask.\n-Wait.\n\n1. Ask.", "markdown", "a space after -"),
    Broken(SECOND, "1. Ask.", "-\u00a0Ask.\n-\u00a0Wait.\n\n1. Ask.", "markdown", "no ordinary space"),
    Broken(SECOND, "1. Ask.", " ## Then\n\n1. Ask.", "markdown", "take out what stands before #", " ## Then"),
    Broken(SECOND, "1. Ask.", "    We ask what they want now.\n\n1. Ask.", "markdown", "make code of this", "    We"),
    Broken(SECOND, "1. Ask.", "We ask.\n---\n\n1. Ask.", "heading", "put a blank line between", "---\n\n1."),
    below('!!! challenge “Title”\n    Text.', "markdown", 'write !!! challenge "Title"'),
    below('!! challenge "Title"\n    Text.', "markdown", 'write !!! challenge "Title"'),
    below("!!! challenge My title\n    Text.", "markdown", '!!! challenge "My title"'),
    below('!!! challenge "Title"\nText.', "markdown", "begin each line of its text with four spaces"),
    below("Hello { first_name }, you", "variable", "write {{ first_name }}"),
    below('Hello {{ first_name or "friend" }}\n\nand }} you.', "markdown", "}} closes a variable", "and }} you."),
    below("{{ course.days }} days", "variable", "did you mean days?"),
    below("Hello {{ name or friend }}", "variable", 'write {{ first_name or "friend" }}'),
    below("<div>Something.", "html", "end it with </div>"),
    below("Something.</div>", "html", "this </div> closes nothing"),
    below("Something <b>bold.", "html", "end it with </b>"),
    below("<div>\nIt is **so**.\n</div>", "markdown", "isn't read inside HTML", "It is **so**."),
    below("It is â€œsoâ€.", "encoding", "save the file as UTF-8"),
    below("It is\x0bso.", "encoding", "an invisible character (U+000B)"),
    Broken(FIRST, '"Listen to the end"\npre', '"Listen to **the** end"\npre', "markdown", "a subject shows Markdown"),
    Broken(FIRST, '"Listen to the end"\npre', '"{first_name}, listen"\npre', "variable", "write {{ first_name }}"),
    Broken(FIRST, '"Listen to the end"\npre', "“Listen to the end”\npre", "value", "these quotes are curly"),
    Broken(FIRST, '"Listen to the end"\npre', "Listen #1\npre", "value", "only 'Listen' is read"),
    Broken(FIRST, '[a thousand couples](https://example.org/study)', "https://example.org/study", "link", "<https://example"),
    Broken(FIRST, "Two cups of tea on a table", "Picture", "alt", "say in a few words what the picture shows"),
    Broken(FIRST, "Two cups of tea on a table", "IMG_2031.jpg", "alt", "say in a few words what the picture shows"),
    Broken(FIRST, "(tea.png)", "(file:///C:/tea.png)", "picture", "can't look into your computer"),
    Broken(TOML, "days = 2", "days = 3", "days", "write days = 2 if 03-two-days-later.md is the goodbye"),
    Broken(TOML, 'from_name = "Ada"', "from_name = Ada", "toml", 'put the text in quotes: from_name = "…"'),
    # prose and the mail as a whole
    below(GRADE * 4, "grade", "this lesson reads at grade", GRADE.split(",")[0]),
    below("To stop these emails, write to us.", "spam", "'stop these emails'"),
    below(f'<p style="display: none">{"Nobody sees it. " * 20}</p>', "parts", "of the words"),
    below("Say it again. " * 3_000, "size", "keep it under 40000", "---"),
    # matters of style
    below(f"I went {'and went ' * 15}home.", "sentence", "has 33 words", strict=True),
    below("The list is [here](https://example.org/list).", "label", "name the place", strict=True),
    below("See [the site](http://example.org).", "http", "can be read on its way", strict=True),
    below("Say it again. " * 200, "length", "keep it under 600", BODY, strict=True),
    below('<p style="color: #666666; background: white">Pale.</p>', "easy-contrast", "5.7", strict=True),
    Broken(FIRST, '"Listen to the end"\npre', '"LISTEN to the end"\npre', "loud", "'LISTEN' shouts", strict=True),
]  # fmt: skip


Check = Callable[..., tuple[int, str]]


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Check:
    def check(*argv: object) -> tuple[int, str]:
        return main(["check", *map(str, argv)]), capsys.readouterr().out

    return check


def test_the_sound_course_is_sound(check: Check, tmp_path: Path) -> None:
    assert check(tiny_course(tmp_path / "tiny"), "--strict") == (0, "All is well.\n")


def test_an_unusual_course_that_is_sound_is_sound(check: Check, tmp_path: Path) -> None:
    assert check(unusual_course(tmp_path / "unusual"), "--strict") == (0, "All is well.\n")


def test_the_shipped_course_is_sound_in_matters_of_style_too(check: Check) -> None:
    assert check(SHIPPED, "--strict") == (0, "All is well.\n")


@pytest.mark.parametrize("broken", BROKEN, ids=str)
def test_one_fault_is_told_once_with_file_and_line(broken: Broken, check: Check, tmp_path: Path) -> None:
    folder = tiny_course(tmp_path / "tiny")
    line = broken.do(folder)
    argv = [folder, *(["--strict"] if broken.strict else [])]
    code, printed = check(*argv)
    assert (code, printed.count("\n")) == (1, 1), printed
    place, _, message = printed.partition(": ")
    assert place == f"{folder / broken.file}:{line}"
    assert broken.says in message
    code, printed = check("--json", *argv)
    assert json.loads(printed) == [
        {"file": str(folder / broken.file), "line": line, "rule": broken.rule, "message": message.rstrip("\n")}
    ]


@pytest.mark.parametrize("broken", [each for each in BROKEN if each.strict], ids=str)
def test_matters_of_style_are_told_only_when_asked_for(broken: Broken, check: Check, tmp_path: Path) -> None:
    folder = tiny_course(tmp_path / "tiny")
    broken.do(folder)
    assert check(folder) == (0, "All is well.\n")


def test_a_picture_over_a_megabyte_is_told_for_the_lesson_and_the_logo(check: Check, tmp_path: Path) -> None:
    folder = tiny_course(tmp_path / "tiny")
    (folder / "tea.png").write_bytes(PICTURE.ljust(1_250_000, b"x"))
    assert check(folder) == (1, f"{folder / FIRST}:15: tea.png has 1.25 MB; keep pictures under 1 MB.\n")
    (folder / "tea.png").rename(folder / "logo.png")
    assert "logo.png has 1.25 MB" in check(folder)[1]


@pytest.mark.parametrize("content", [b"", b"<svg></svg>", b"RIFF\x1a\x00\x00\x00WEBPVP8 "])
def test_a_picture_that_is_none_inside_is_told_for_the_lesson_and_the_logo(
    check: Check, tmp_path: Path, content: bytes
) -> None:
    folder = tiny_course(tmp_path / "tiny")
    for name in ("tea.png", "logo.png"):
        (folder / name).write_bytes(content)
    told = check(folder)[1].splitlines()
    assert [line.partition(" is no picture inside")[0] for line in told] == [
        f"{folder / FIRST}:15: tea.png",
        f"{folder / TOML}:13: logo.png",
    ]


def test_a_space_in_a_pictures_name_is_told_with_a_better_name(check: Check, tmp_path: Path) -> None:
    folder = tiny_course(tmp_path / "tiny")
    (folder / "tea.png").rename(folder / "two cups.png")
    (folder / FIRST).write_text((folder / FIRST).read_text().replace("(tea.png)", "(two cups.png)"))
    assert "name the file two-cups.png" in check(folder)[1]
    (folder / FIRST).write_text((folder / FIRST).read_text().replace("(two cups.png)", "(two%20cups.png)"))
    assert check(folder) == (0, "All is well.\n")


def test_a_title_with_a_variable_is_told_once_for_all_mails(check: Check, tmp_path: Path) -> None:
    folder = tiny_course(tmp_path / "tiny")
    (folder / TOML).write_text(TINY.replace("Two Days", "{{ days }} Days"))
    assert check(folder) == (1, f"{folder / TOML}:2: title can't hold variables; write it out.\n")


# The course's own words on its sign-up page.


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("See [it](www.example.org).", "3: www.example.org is taken"),
        ("See [it](nowhere.pdf).", "3: there is no file 'nowhere.pdf'"),
        ("See [it]().", "3: this link leads nowhere"),
        ("See [it](#below).", "3: this page has no place called 'below'"),
        ("See https://example.org/page.", "3: https://example.org/page is no link"),
        ("Write to [me](ada@example.org).", "3: ada@example.org is taken"),
        ("#### Deep", "3: this heading jumps from level 2 to 4; write ###."),
        ("# Title", "3: the page has its title already"),
        ("Text.\n\n## One\n\n#### Three", "7: this heading jumps"),
        ("All is said.\n---", "4: --- right below a text makes a heading"),
        ("![tea](tea.png)", "3: 'tea' is the file's name"),
        ("![Photo](tea.png)", "3: 'Photo' doesn't tell what is to be seen"),
        ("Click here for it.", "3: spam filters dislike 'Click here'"),
        ("Look { links.helpline } up", "3: a variable has two braces"),
        ("It is **so.", "3: this bold text isn't closed"),
        ("So:\n- one", "4: this list needs a blank line"),
        ("| a | b |\n|---|---|\n| c | d |", "4: a table isn't shown"),
        ("It is\x0cso.", "3: an invisible character"),
        ("<b>So.", "3: HTML shows here as it is typed"),
    ],
)
def test_a_fault_of_the_sign_up_text_is_told_once_at_its_line(
    check: Check, tmp_path: Path, text: str, told: str
) -> None:
    folder = tiny_course(tmp_path / "tiny")
    (folder / "landing.md").write_text(f"## For you\n\n{text}\n")
    code, printed = check(folder)
    assert (code, printed.count("\n")) == (1, 1), printed
    assert printed.startswith(f"{folder / 'landing.md'}:{told}"), printed


def test_a_day_without_lesson_is_told(check: Check, tmp_path: Path) -> None:
    folder = tiny_course(tmp_path / "tiny")
    (folder / SECOND).rename(folder / "04-ask-one-thing.md")
    assert "there is no lesson for day 2" in check(folder)[1]


def test_a_file_stands_for_its_course_and_a_strange_one_for_none(check: Check, tmp_path: Path) -> None:
    folder, other = tiny_course(tmp_path / "tiny"), tiny_course(tmp_path / "other")
    (folder / FIRST).write_text((folder / FIRST).read_text().replace("you waited?", "you waited."))
    (other / "notes").mkdir()
    (other / "notes" / "mine.txt").write_text("Not a lesson.")
    (tmp_path / "README.md").write_text("[A link](/nowhere)")
    assert check(folder / SECOND)[0] == 1
    assert check(folder / SECOND, folder / FIRST)[1].count("\n") == 1
    assert check(other / "notes" / "mine.txt") == (0, "All is well.\n")
    assert check(tmp_path / "README.md") == (0, "All is well.\n")
    assert check(other, folder)[1].startswith(f"{folder / FIRST}:4: ")
    nowhere = tmp_path / "nowhere"
    assert check(nowhere) == (1, f"{nowhere}:1: there is no such file or folder.\n")


def test_a_folder_of_courses_stands_for_them_all(check: Check, tmp_path: Path) -> None:
    tiny_course(tmp_path / "courses" / "one")
    second = tiny_course(tmp_path / "courses" / "two")
    code, printed = check(tmp_path / "courses")
    assert (code, printed) == (
        1,
        f"{second / TOML}:1: the course in one/ has the slug 'tiny', too; give each its own.\n",
    )

"""A reader's own words in later lessons: only where they wish it, and never as anything but words."""

from __future__ import annotations

from pathlib import Path

import pytest
from markupsafe import escape

from course.clock import real_now
from course.content import Fault
from course.loading import load_course
from course.replies import delete, journal
from course.tokens import JOURNAL, sign_dated
from emails.answers import LONGEST, shortened
from emails.variables import lesson_faults
from tests.correspondents import DAY, FIRST, Ada, Open
from tests.tiny_course import SECOND, tiny_course

QUOTING = SECOND.replace(
    "A good question is short",
    """{% if answers["listen-to-the-end"] %}
Yesterday you wrote:

> {{ answers["listen-to-the-end"] }}
{% else %}
Think of yesterday.
{% endif %}

A good question is short""",
)
LESSON = {"02-ask-one-thing.md": QUOTING}
SECRET = "We sat on the stairs.\nShe laughed <b>twice</b> & {{ day }} {% if %}."


def second_mail(ada: Ada) -> tuple[str, str]:
    """Text and HTML of the lesson that quotes."""
    ada.lives(FIRST + DAY * 1.1)
    mail = ada.mails("Ask one thing")[0]
    return mail.text, mail.html


def test_who_wishes_it_reads_their_own_words_again(opened: Open) -> None:
    ada = opened(lessons=LESSON)
    ada.does("save", quote="on")
    ada.lives(FIRST + DAY / 24)
    ada.answers(ada.newest(), SECRET)
    text, html = second_mail(ada)
    assert "Yesterday you wrote:" in text and "Think of yesterday." not in text
    assert "We sat on the stairs." in text and "She laughed <b>twice</b> & { { day }} { % if %}." in text
    assert "We sat on the stairs.<br>She laughed &lt;b&gt;twice&lt;/b&gt; &amp; { { day }} { % if %}." in html
    assert "/journal/" not in text + html


@pytest.mark.parametrize("wish", [{}, {"quote": "on", "discreet": "on"}])
def test_who_does_not_finds_nothing_of_it_in_any_mail_and_the_way_to_their_journal(
    opened: Open, wish: dict[str, str]
) -> None:
    ada = opened(lessons=LESSON)
    ada.does("save", None, **wish)
    ada.lives(FIRST + DAY / 24)
    ada.answers(ada.newest(), SECRET)
    ada.lives(FIRST + DAY * 4)
    mails = ada.mails()
    assert len(mails) == 4
    assert not any("stairs" in mail.raw.decode() or "laughed" in mail.text + mail.html for mail in mails)
    second = next(mail for mail in mails if "Think of yesterday." in mail.text)
    for part in (second.text, second.html):
        assert "/journal/" in part


def test_who_wrote_nothing_is_led_nowhere(opened: Open) -> None:
    ada = opened(lessons=LESSON)
    ada.does("save", quote="on")
    text, html = second_mail(ada)
    assert "Think of yesterday." in text
    assert "/journal/" not in text + html


def test_what_is_deleted_is_in_nothing_that_is_sent_later(opened: Open) -> None:
    ada = opened(lessons=LESSON)
    ada.does("save", quote="on")
    ada.lives(FIRST + DAY / 24)
    ada.answers(ada.newest(), SECRET)
    site = ada.world.site
    link = sign_dated(site.settings.secret_key, JOURNAL, ada.key, real_now().date())
    written = [answer.key for entry in journal(site, link).entries for answer in entry.answers]
    delete(site, link, written[0])
    text, _ = second_mail(ada)
    assert "Think of yesterday." in text and "stairs" not in text


def test_in_the_browser_nothing_is_quoted_for_the_page_may_be_passed_on(opened: Open) -> None:
    ada = opened(lessons=LESSON)
    ada.does("save", quote="on")
    ada.lives(FIRST + DAY / 24)
    ada.answers(ada.newest(), SECRET)
    second_mail(ada)
    assert "stairs" not in ada.page()


@pytest.mark.parametrize(("words", "shown"), [("", ""), ("<one>", "&lt;one&gt;"), ("a\nb", "a<br>b")])
def test_words_are_words_in_html(words: str, shown: str) -> None:
    assert escape(shortened(words)) == shown


def test_a_long_answer_is_cut_at_a_word() -> None:
    text = "word " * 400
    assert len(shortened(text)) <= LONGEST + 2
    assert shortened(text).endswith("word …")
    assert shortened("short") == "short"


def faults(folder: Path, text: str) -> list[tuple[str, str]]:
    """Rule and message of what is wrong with the second lesson."""
    course_folder = tiny_course(folder / "lessons")
    (course_folder / "02-ask-one-thing.md").write_text(text)
    found: list[Fault] = []
    course = load_course(course_folder, found)
    assert course and not found
    return [(fault.rule, fault.message) for fault in lesson_faults(course, course.lessons[1])]


@pytest.mark.parametrize(
    ("use", "rule", "message"),
    [
        ('{{ answers["listen-to-the-end"] }}', "fallback", "may be missing; put it inside {% if answers["),
        ('{{ answers["listen-to-the-end"] or "…" }}', "", ""),
        ('{% if answers["listen-to-the-end"] %}{{ answers["listen-to-the-end"] }}{% else %}…{% endif %}', "", ""),
        ('{{ answers["ask-one-thing"] or "…" }}', "variable", "isn't asked before this lesson; asked are listen-to-"),
        ('{{ answers.listen-to-the-end or "…" }}', "variable", 'write answers["listen-to-the-end"], with brackets'),
        ('{{ answers["listen"] or "…" }}', "variable", "isn't asked before this lesson"),
        ("{{ answers }}", "variable", "there is no variable 'answers'"),
    ],
)
def test_the_lint_knows_which_answers_there_are(tmp_path: Path, use: str, rule: str, message: str) -> None:
    found = faults(tmp_path, SECOND.replace("A good question", f"{use} A good question"))
    assert [each[0] for each in found] == ([rule] if rule else [])
    assert all(message in each[1] for each in found)


@pytest.mark.parametrize("key", ["subject", "preheader", "prompt"])
def test_answers_stand_in_the_text_of_a_lesson_alone(tmp_path: Path, key: str) -> None:
    quoting = SECOND.replace(f"{key}: ", f"""{key}: '{{{{ answers["listen-to-the-end"] or "…" }}}} ' #""", 1)
    assert faults(tmp_path, quoting) == [
        ("variable", "answers can be quoted in a lesson's text alone; move this there.")
    ]

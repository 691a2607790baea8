"""Our own lessons in an answer, known word by word, and what of them a reader may repeat."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from html import escape

import pytest

from course.models import Kind
from course.site import Site
from emails.composing import Composer
from emails.parsing import parse
from emails.reply_ours import OurMails
from emails.reply_text import own_words, trimmed
from tests.emails.mails import job, part
from tests.emails.test_reply_text import HEADERS, MINE, OUTLOOK, mail

CLIENTS: dict[str, Callable[[str], str]] = {
    "marks": lambda lesson: f"{HEADERS['english']}\n" + textwrap.indent(lesson, "> ", lambda _: True),
    "marks, no header": lambda lesson: textwrap.indent(lesson, "> ", lambda _: True),
    "marks, wrapped anew": lambda lesson: HEADERS["german"] + "\n\n" + textwrap.indent(rewrapped(lesson, 50), "> "),
    "outlook": lambda lesson: f"________________________________\n{OUTLOOK['english']}\n\n{lesson}",
    "outlook mobile": lambda lesson: f"Get Outlook for Android\n{'_' * 32}\n{OUTLOOK['french']}\n{lesson}",
    "original message": lambda lesson: f"-----Original Message-----\n{OUTLOOK['english']}\n\n{lesson}",
    "header, no marks": lambda lesson: f"{HEADERS['english']}\n\n{lesson}",
    "header, indented": lambda lesson: f"{HEADERS['french']}\n\n" + textwrap.indent(lesson, "    "),
    "nothing": lambda lesson: lesson,
    "nothing, wrapped anew": lambda lesson: rewrapped(lesson, 40),
    "nothing, in long lines": lambda lesson: rewrapped(lesson, 10_000),
    "nothing, indented": lambda lesson: textwrap.indent(lesson, "\t"),
}


def rewrapped(text: str, width: int) -> str:
    return "\n\n".join(textwrap.fill(paragraph, width) for paragraph in text.split("\n\n"))


def text_of(paper: Site, number: int) -> str:
    """A lesson as ada gets it, in text."""
    lesson = paper.library.first.lessons[number]
    return part(Composer(paper).compose(job(Kind.LESSON, lesson.slug, lesson.day)), "plain")


@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)
def test_our_own_lessons_are_cut_whoever_quotes_them(client: Callable[[str], str], paper: Site, ours: OurMails) -> None:
    for number in range(len(paper.library.first.lessons)):
        assert trimmed(f"{MINE}\n\n{client(text_of(paper, number))}", ours) == MINE, number


def test_a_discreet_lesson_is_cut_as_well(paper: Site, ours: OurMails) -> None:
    lesson = paper.library.first.lessons[3]
    text = part(Composer(paper).compose(job(Kind.LESSON, lesson.slug, lesson.day, discreet=True)), "plain")
    assert trimmed(f"A quiet day.\n{text}", ours) == "A quiet day."


def test_who_quotes_a_part_of_a_lesson_quotes_it(paper: Site, ours: OurMails) -> None:
    paragraphs = text_of(paper, 3).split("\n\n")
    assert trimmed("\n\n".join([MINE, *paragraphs[5:8]]), ours) == MINE
    assert trimmed("\n\n".join([*paragraphs[-9:], MINE]), ours) == MINE


def test_a_lesson_that_is_passed_on_without_a_word_says_nothing(paper: Site, ours: OurMails) -> None:
    forwarded = f"---------- Forwarded message ---------\n{OUTLOOK['english']}\n\n{text_of(paper, 3)}"
    assert trimmed(forwarded, ours) == ""
    assert trimmed(f"Read this.\n\n{forwarded}\n\nScanned by the mail server of The Works", ours) == "Read this."


def test_a_lesson_that_was_edited_since_is_known_by_the_rest(paper: Site, ours: OurMails) -> None:
    text = text_of(paper, 3).replace("The bin is full again", "The sink was full of plates that nobody had washed")
    text = text.replace("It still\ncounts.", "It counts as much as a word that came at once.")
    assert trimmed(f"{MINE}\n\n{text}", ours) == MINE


@pytest.mark.parametrize(
    "words",
    [
        "Which feeling was loudest today, and what did you find underneath, if anything? Anger, and under it fear.",
        "> Which feeling was loudest today, and what did you find underneath, if anything?\nAnger. Under it fear.",
        "Today’s question\n\nWhich feeling was loudest today, and what did you find underneath, if anything?\n\nAnger.",
        "Day 4 of 11\n\nAnger. And then I said: I felt like I was doing it all by myself.",
        "You wrote: Feelings are neither right nor wrong. What people do with them can be wrong, and accepting a "
        "feeling never means putting up with being shouted at or hurt. I never thought of it like that.",
    ],
    ids=["on one line", "behind a mark", "with its label", "with the day", "a sentence or two"],
)
def test_who_repeats_the_question_loses_no_word(words: str, paper: Site, ours: OurMails) -> None:
    kept = words.partition("\n")[2] if words.startswith(">") else words
    assert trimmed(words, ours) == kept
    assert trimmed(f"{words}\n\n{HEADERS['english']}\n\n{text_of(paper, 3)}", ours) == kept


def test_what_is_typed_into_the_quoted_lesson_is_the_readers_even_behind_a_mark(paper: Site, ours: OurMails) -> None:
    """Where a program sets the cursor inside of the quote, it marks the reader's words too."""
    above, question, below = text_of(paper, 3).partition("underneath, if\n  anything?\n")
    lesson = f"{above}{question}\nAnger. Under it, fear.\n{below}"
    assert trimmed(textwrap.indent(lesson, "> ", lambda _: True), ours) == "Anger. Under it, fear."
    assert trimmed(f"{OUTLOOK['english']}\n\n{lesson}", ours) == "Anger. Under it, fear."


def test_what_is_typed_behind_a_date_is_the_readers(paper: Site, ours: OurMails) -> None:
    """Our mail has a hole there, since the date differs from reader to reader."""
    lines = part(Composer(paper).compose(job(Kind.WELCOME)), "plain").split("\n")
    dated = next(number for number, line in enumerate(lines) if line.startswith("Day 1 comes on"))
    lines[dated + 1 : dated + 1] = ["", "I can’t wait!", ""]
    lines[dated:dated] = ["And mine?", ""]
    assert trimmed("\n".join(lines), ours).split("\n\n") == ["And mine?", "I can’t wait!"]
    assert trimmed("\n".join(f"> {line}" for line in lines), ours).split() == ["And", "mine?", "I", "can’t", "wait!"]


def test_a_lesson_that_is_quoted_as_html_is_cut(paper: Site, ours: OurMails) -> None:
    lesson = paper.library.first.lessons[3]
    html = part(Composer(paper).compose(job(Kind.LESSON, lesson.slug, lesson.day)), "html")
    body = html.partition("<body")[2].partition(">")[2].partition("</body>")[0]
    wrappings = [
        f'<div class="gmail_quote"><div class="gmail_attr">{escape(HEADERS["english"])}</div>{body}</div>',
        f'<blockquote type="cite">{body}</blockquote>',
        f'<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Course</div>{body}',
        f"<div>{escape(HEADERS['german'])}</div><div>{body}</div>",
        f"<div>{body}</div>",
    ]
    for wrapping in wrappings:
        raw = mail(f"<div dir=ltr>It was <b>hard</b>.<br>And good.</div><br>{wrapping}", "html")
        assert own_words(parse(raw), ours) == "It was hard.\nAnd good."

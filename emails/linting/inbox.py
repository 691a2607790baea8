"""What stands in the inbox before a mail is opened, and the question that it asks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from course.content import Course, Fault, Lesson
from emails.linting import spam
from emails.linting.checked import Checked
from emails.reading import words
from emails.variables import key_line

LONGEST_SUBJECT = 50
"""Characters: what phones show of a subject."""
PREHEADER = (20, 110)
"""Characters: with fewer, inboxes go on with the first words of the text; more isn't shown."""
CAPITALS = re.compile(r"(?<![^\W_])[A-ZÀ-ÖØ-Þ]{4,}(?![^\W_])|!!+")
"""A word that isn't just an abbreviation, or more than one exclamation mark."""
QUESTION_MARKS = "?？؟՞፧"


def subject(checked: Checked) -> Iterator[Fault]:
    """A subject is shown whole, and is there for every reader."""
    seen = checked.seen["subject"]
    line, longest = checked.key_line("subject"), max(map(len, seen))
    if not all(seen):
        yield checked.fault(line, "subject", "the subject is empty for readers without a name; write words around it.")
    if longest > LONGEST_SUBJECT:
        message = f"the subject has {longest} characters; {LONGEST_SUBJECT} are shown everywhere, so shorten it."
        yield checked.fault(line, "subject", message)


def preheader(checked: Checked) -> Iterator[Fault]:
    """A preheader fills its line, and says something that the subject hasn't said."""
    seen = checked.seen["preheader"]
    subjects = checked.seen["subject"]
    message = _wrong_length(seen) if any(seen) else ""
    if not message and any(map(_repeats, seen, subjects)):
        message = "the preheader repeats the subject; let it say what comes next."
    if message:
        yield checked.fault(checked.key_line("preheader"), "preheader", message)


def prompt(checked: Checked) -> Iterator[Fault]:
    """A prompt is one question, so that one answer answers it. (A lesson without one is told by the loader.)"""
    marks = QUESTION_MARKS + (";" if checked.course.locale.startswith("el") else "")
    asked = max(sum(line.count(mark) for mark in marks) for line in checked.seen["prompt"])
    if checked.lesson.prompt and asked != 1:
        message = (
            f"the prompt has {asked} question marks; ask one question." if asked else "ask one question; end it with ?"
        )
        yield checked.fault(checked.key_line("prompt"), "prompt", message)


def loud(checked: Checked) -> Iterator[Fault]:
    """Strict: a mail that shouts in the inbox is read by nobody. (Louder still is told without --strict: spam.py.)"""
    for key in ("subject", "preheader"):
        seen = checked.seen[key][0]
        shouted = CAPITALS.search(seen)
        if shouted and not spam.disliked(seen, key):
            message = f"{shouted[0]!r} shouts; write the {key} in small letters, with one mark at most."
            yield checked.fault(checked.key_line(key), "loud", message)


def twins(course: Course) -> Iterator[Fault]:
    """Two mails with one subject look like one that came twice."""
    first: dict[str, Lesson] = {}
    for lesson in (course.welcome, *course.lessons, course.completion):
        if lesson and lesson.subject:
            other = first.setdefault(" ".join(lesson.subject.casefold().split()), lesson)
            if other is not lesson:
                message = f"{other.file.name} has this subject, too; give each mail its own."
                yield Fault(lesson.file, key_line(lesson.file, "subject"), "subject", message)


def _wrong_length(seen: tuple[str, str]) -> str:
    least, most = PREHEADER
    shortest, longest = min(map(len, seen)), max(map(len, seen))
    if shortest < least:
        return f"the preheader has {shortest} characters; write {least} or more, or inboxes add the text's first words."
    if longest > most:
        return f"the preheader has {longest} characters; inboxes show up to {most}, so shorten it."
    return ""


def _repeats(preheader: str, subject: str) -> bool:
    """A subject of one word may come up again in the middle, but not at the beginning."""
    said, title = _words(preheader), _words(subject)
    return bool(title) and (said.startswith(title) or (" " in title.strip() and title in said))


def _words(text: str) -> str:
    return f" {' '.join(words(text.casefold()))} "

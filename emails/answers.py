"""Readers' own words in lessons: `answers["slug"]`, with something to fall back on.

They are quoted only to readers who wish it. Everybody else gets the fallback, and the way to their journal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from markupsafe import Markup, escape

from course.content import Course, Lesson
from emails.plain_text import INDENTS, wrap

NAME = "answers"
LONGEST = 600
"""Characters of an answer that is quoted; the journal has all of it."""
OUTSIDE = f"{NAME} can be quoted in a lesson's text alone; move this there."
"""What is wrong with a quotation in a subject, preheader, prompt or source."""
DOTTED = re.compile(rf"\b{NAME}\.([a-z0-9]+(?:-[a-z0-9]+)+)")
"""A slug behind a dot: Jinja would read its hyphens as minus signs."""
MARK = re.compile(r"\{(?=[{%#])")


class Words(str):
    """What a reader wrote, to be quoted: its lines stay lines, in HTML as well, and nothing in it is markup."""

    __slots__ = ()

    def as_text(self) -> str:
        """Wrapped and set in, as a quotation stands in a text part; the first line is set in there."""
        return "\n".join(wrap(line, INDENTS["blockquote"]) for line in self.split("\n")).lstrip()

    def __html__(self) -> str:
        return str(Markup("<br>").join(escape(line) for line in str(self).split("\n")))


def quotable(course: Course, written: Mapping[str, str]) -> dict[str, Words]:
    """What `answers` stands for: by the slug of each lesson that asks, "" where nothing was written."""
    return {lesson.slug: shortened(written.get(lesson.slug, "")) for lesson in course.asking}


def shortened(text: str) -> Words:
    """Whole words up to LONGEST characters."""
    if len(text) > LONGEST:
        text = text[:LONGEST].rsplit(maxsplit=1)[0] + " …"
    return Words(harmless(text))


def harmless(text: str) -> str:
    """Text of somebody's, in which a template's marks are taken apart."""
    return MARK.sub("{ ", text)


def wrong_use(course: Course, lesson: Lesson, path: str) -> str:
    """What is wrong with `answers["slug"]` in a lesson, "" where nothing is; `path` is "answers.slug"."""
    slug = path.partition(".")[2].split(".")[0]
    earlier = [each.slug for each in course.asking if each.day < lesson.day]
    if slug in earlier:
        return ""
    known = ", ".join(earlier) or "no lesson yet"
    return f'{NAME}["{slug}"] isn\'t asked before this lesson; asked are {known}.'

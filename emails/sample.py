"""A lesson as a stranger may read it before signing up: without the links of any reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import TemplateError
from markupsafe import Markup

from course.content import Course, Lesson
from course.errors import LessonBroken
from emails.rendering import inline_html, lesson_html
from emails.slots import Slots
from emails.variables import environment, values


@dataclass(frozen=True)
class Sample:
    """One lesson as pieces of a page; each may hold the author's own HTML."""

    title: str
    day: int
    body: Markup
    prompt: Markup
    sources: tuple[Markup, ...]


def sample(course: Course, lesson: Lesson, media: str) -> Sample:
    """The lesson, filled in for nobody in particular; `media` comes before files beside it. Raises LessonBroken."""
    if lesson.fault:
        raise LessonBroken(lesson.fault)
    slots = Slots()
    body, prompt = lesson_html(course, lesson, slots), inline_html(lesson.prompt, course, slots)
    sources = [inline_html(source, course, slots) for source in lesson.sources]
    nobody = values(course, lesson.day, "", "", "", "")
    nobody["links"] |= {"media": media}
    pieces = [_filled(lesson, slots.back(piece), nobody) for piece in (body, prompt, *sources)]
    title = _filled(lesson, lesson.title, nobody).striptags()
    return Sample(title, lesson.day, pieces[0], pieces[1], tuple(pieces[2:]))


def _filled(lesson: Lesson, html: str, nobody: Mapping[str, Any]) -> Markup:
    """HTML of the course's own, its variables filled in."""
    try:
        return Markup(_HTML.from_string(html).render(nobody))  # noqa: S704 (escaped while it is filled in)
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise LessonBroken(f"{lesson.file}:1: this fails for some readers ({type(error).__name__}).") from None


_HTML = environment(html=True)

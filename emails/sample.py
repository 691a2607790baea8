"""A lesson as a stranger may read it before signing up: without the links of any reader."""

from __future__ import annotations

from dataclasses import dataclass

from jinja2 import TemplateError
from markupsafe import Markup

from course.content import Course, Lesson
from course.errors import LessonBroken
from emails.rendering import body_html, inline_html
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
    safety: bool


def sample(course: Course, lesson: Lesson) -> Sample:
    """The lesson, filled in for nobody in particular. Raises LessonBroken."""
    if lesson.fault:
        raise LessonBroken(lesson.fault)
    slots = Slots()
    body, prompt = body_html(course, lesson, slots), inline_html(lesson.prompt, course, slots)
    sources = [inline_html(source, course, slots) for source in lesson.sources]
    pieces = [_filled(course, lesson, slots.back(piece)) for piece in (body, prompt, *sources)]
    title = _filled(course, lesson, lesson.title).striptags()
    return Sample(title, lesson.day, pieces[0], pieces[1], tuple(pieces[2:]), lesson.safety)


def _filled(course: Course, lesson: Lesson, html: str) -> Markup:
    """HTML of the course's own, its variables filled in."""
    nobody = values(course, lesson.day, "", "", "", "")
    try:
        return Markup(_HTML.from_string(html).render(nobody))  # noqa: S704 (escaped while it is filled in)
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise LessonBroken(f"{lesson.file}:1: this fails for some readers ({type(error).__name__}).") from None


_HTML = environment(html=True)

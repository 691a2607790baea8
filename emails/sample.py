"""A lesson as a stranger may read it before signing up: without the links of any reader."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from jinja2 import TemplateError
from markupsafe import Markup

from course.content import Course, Lesson
from course.errors import LessonBroken
from emails.rendering import inline_html, lesson_html
from emails.slots import Slots
from emails.variables import template, values


@dataclass(frozen=True)
class Sample:
    """One lesson as pieces of a page; each may hold the author's own HTML."""

    subject: str
    title: str
    subtitle: str
    day: int
    preheader: Markup
    body: Markup
    prompt: Markup
    sources: tuple[Markup, ...]


@lru_cache(maxsize=64)
def sample(course: Course, lesson: Lesson, media: str) -> Sample:
    """The lesson, filled in for nobody in particular; `media` comes before files beside it. Raises LessonBroken."""
    if lesson.fault:
        raise LessonBroken(lesson.fault)
    slots = Slots()

    def piece(html: str) -> Markup:
        return for_nobody(course, lesson, slots.back(html), media)

    def line(text: str) -> Markup:
        return piece(inline_html(text, course, slots))

    return Sample(
        subject=line(lesson.subject).striptags(),
        title=line(lesson.title).striptags(),
        subtitle=line(lesson.subtitle).striptags(),
        day=lesson.day,
        preheader=line(lesson.preheader),
        body=piece(lesson_html(course, lesson, slots)),
        prompt=line(lesson.prompt),
        sources=tuple(map(line, lesson.sources)),
    )


def for_nobody(course: Course, lesson: Lesson, html: str, media: str) -> Markup:
    """HTML of the course's own, its variables filled in for whoever reads. Raises LessonBroken."""
    nobody = values(course, lesson.day, "", "", "", "")
    nobody["links"] |= {"media": media}
    try:
        return Markup(template(html, html=True).render(nobody))  # noqa: S704 (escaped while it is filled in)
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise LessonBroken(f"{lesson.file}:1: this fails for some readers ({type(error).__name__}).") from None

"""Lessons and other mails made ready: all that doesn't depend on the reader, once per process.

Templates are filled twice. `[[ … ]]` and `[% … %]` are the course's own (title, lesson, prompt) and
are filled here; what stays, `{{ … }}` and `{% … %}`, is the reader's and is filled for each mail.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import css_inline
import markdown
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateError
from markupsafe import Markup, escape

from course.content import Course, Lesson
from course.errors import LessonBroken
from course.models import Kind
from emails.plain_text import plain_text, wrap
from emails.slots import PRIVATE, Slots, unwrap_blocks
from emails.variables import FALLBACK, environment, lesson_faults

TEMPLATES = Path(__file__).parent / "templates"
EXTENSIONS = ("sane_lists", "admonition")
LEFTOVERS = ("{{", "{%")
TEXTS = ("title", "tagline", "from_name", "helpline_url", "postal_address")


@dataclass(frozen=True)
class Rendered:
    """The three texts of one mail."""

    subject: str
    html: str
    text: str


@dataclass(frozen=True)
class CompiledMail:
    """One mail of a course, waiting for its reader; `file` is the lesson's, or the template folder."""

    subject: Template
    html: Template
    text: Template
    file: Path

    def render(self, values: Mapping[str, Any]) -> Rendered:
        """Fill in what is the reader's. Raises LessonBroken, which says nothing about the reader."""
        try:
            subject, html, text = (part.render(values) for part in (self.subject, self.html, self.text))
        except Exception as error:  # the author's own expressions may raise anything
            raise LessonBroken(f"{self.file}:1: this fails for some readers ({type(error).__name__}).") from None
        if any(leftover in part for part in (subject, html, text) for leftover in LEFTOVERS):
            raise LessonBroken(f"{self.file}:1: a template's mark would be left in the mail; close it or take it out.")
        return Rendered(subject, html, re.sub(r"\n{3,}", "\n\n", text))


class Renderer:
    """Compiles the mails of courses, each once, and anew when its content changed. Thread-safe."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, Kind, str], tuple[Course, Lesson | None, CompiledMail | str]] = {}
        self._lock = threading.Lock()

    def mail(self, course: Course, kind: Kind, lesson: Lesson | None) -> CompiledMail:
        """Raises LessonBroken with one sentence, for as long as the content stays as it is."""
        found = self._find(course, kind, lesson)
        if found is None:
            with self._lock:
                found = self._find(course, kind, lesson) or self._compile(course, kind, lesson)
        if isinstance(found, str):
            raise LessonBroken(found)
        return found

    def _find(self, course: Course, kind: Kind, lesson: Lesson | None) -> CompiledMail | str | None:
        kept = self._kept.get(_key(course, kind, lesson))
        return kept[2] if kept and kept[0] == course and kept[1] == lesson else None

    def _compile(self, course: Course, kind: Kind, lesson: Lesson | None) -> CompiledMail | str:
        try:
            made: CompiledMail | str = compile_mail(course, kind, lesson)
        except LessonBroken as error:
            made = str(error)
        self._kept[_key(course, kind, lesson)] = (course, lesson, made)
        return made


def compile_mail(course: Course, kind: Kind, lesson: Lesson | None) -> CompiledMail:
    """One mail of a course, with `lesson` where it carries one. Raises LessonBroken."""
    _demand_sound(course, lesson)
    slots = Slots()
    parts = _Parts(course, lesson, slots)
    sources = [_fill(f"{kind}/{name}", parts, slots) for name in ("subject.txt", "body.html", "body.txt")]
    sources[1] = _INLINER.inline(sources[1])
    file = lesson.file if lesson else TEMPLATES / kind
    try:
        subject, html, text = (
            jinja.from_string(slots.back(source)) for jinja, source in zip(_READERS, sources, strict=True)
        )
    except TemplateError as error:
        raise LessonBroken(f"{file}:1: the mail can't be put together: {error.message}.") from None
    return CompiledMail(subject, html, text, file)


def body_html(course: Course, lesson: Lesson, slots: Slots) -> str:
    """A lesson's Markdown as HTML, its Jinja marks put aside."""
    html = unwrap_blocks(_markdown(slots.aside(PRIVATE.sub("", lesson.body)), course))
    html = re.sub(r'<p class="admonition-title">(.*?)</p>', r'<h2 class="admonition-title">\1</h2>', html)
    html = re.sub(r"(</h1>\s*)<p><em>([^<]*)</em></p>", r'\1<p class="subtitle">\2</p>', html)
    return html if "<h1" in html else f"<h1>{_inline(lesson.subject, course, slots)}</h1>\n{html}"


class _Parts:
    """What the templates of one mail are filled with the first time."""

    def __init__(self, course: Course, lesson: Lesson | None, slots: Slots) -> None:
        self._course = course
        self._subject = slots.aside(lesson.subject) if lesson else ""
        self._safety = bool(lesson and lesson.safety)
        self._body = body_html(course, lesson, slots) if lesson else ""
        self._lines = {
            key: _inline(getattr(lesson, key), course, slots) if lesson else "" for key in ("preheader", "prompt")
        }
        self._sources = [_inline(source, course, slots) for source in lesson.sources] if lesson else []

    def html(self) -> dict[str, Any]:
        return self._values(Markup(self._body), {key: Markup(line) for key, line in self._lines.items()}, Markup)

    def text(self) -> dict[str, Any]:
        return self._values(
            plain_text(self._body), {key: plain_text(line) for key, line in self._lines.items()}, plain_text
        )

    def _values(self, body: str, lines: dict[str, str], form: Any) -> dict[str, Any]:
        sources = [form(source) for source in self._sources]
        lesson = {"subject": self._subject, "body": body, "safety": self._safety, "sources": sources, **lines}
        return {"course": self._course, "lesson": lesson}

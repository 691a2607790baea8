"""Lessons and other mails made ready: all that doesn't depend on the reader, once per process.

Templates are filled twice. `[[ … ]]` and `[% … %]` are the course's own (title, lesson, prompt) and
are filled here; what stays, `{{ … }}` and `{% … %}`, is the reader's and is filled for each mail.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import css_inline
import markdown
from jinja2 import Template
from markdown.extensions import Extension
from markdown.extensions.smarty import SmartyExtension
from markupsafe import Markup, escape

from course.content import Course, Lesson
from course.errors import LessonBroken, NotFound
from course.media import media_file
from course.models import NUDGES, Kind
from emails.filling import TEMPLATES, fill
from emails.look import mail_style, right_to_left
from emails.picture_size import picture_size
from emails.plain_text import plain_text
from emails.slots import PRIVATE, Slots, unwrap_blocks
from emails.variables import FALLBACK, MARKS, course_faults, lesson_faults, template

CARRIERS = (Kind.WELCOME, Kind.LESSON, Kind.COMPLETION, Kind.COPY, *NUDGES)
"""Mails that carry a lesson, or its question, in the language of the course; all others are our own words."""
OUR_LOCALE = "en"
EXTENSIONS = ("sane_lists", "admonition", "fenced_code")
ENGLISH_QUOTES = {
    "left-single-quote": "\N{LEFT SINGLE QUOTATION MARK}",
    "right-single-quote": "\N{RIGHT SINGLE QUOTATION MARK}",
    "left-double-quote": "\N{LEFT DOUBLE QUOTATION MARK}",
    "right-double-quote": "\N{RIGHT DOUBLE QUOTATION MARK}",
}
NEUTRAL = "Your note for today"
"""The subject of every mail in discreet mode: it may be read over a shoulder."""
BOX = '<div class="admonition">'
NEARBY = re.compile(rf"""\b(src|href)=(["'])(?![a-z][a-z0-9+.-]*:|[/#?{PRIVATE.pattern[1:-1]}])""", re.IGNORECASE)
"""Where a link names a file that lies beside the lessons."""
MEDIA = "{{ links.media }}"
"""What is put before such a name."""
PICTURE = re.compile(r"""<img\b(?![^>]*\bwidth\b)[^>]*?\bsrc=(["'])(?P<name>[^"']+)\1""", re.IGNORECASE)
"""A picture to whose width its author gave no thought."""
CONTENT_WIDTH = 560
"""Pixels between the edges of a mail: its style sheet's 600 without the padding."""

_READ = ("lesson", "Read in the browser")
_CALENDAR = ("calendar", "Your calendar")
_CHANGE = ("preferences", "Your page: change the hour or the days, or pause")
WAYS = {
    Kind.WELCOME: (_READ, _CHANGE),
    Kind.LESSON: (_READ, _CALENDAR, _CHANGE),
    Kind.COMPLETION: (_READ, ("preferences", "Your page: begin again, or take your data with you")),
    Kind.COPY: (_READ, _CHANGE),
    Kind.NUDGE_1: (("last", "Read the lesson again"), _CHANGE),
    Kind.NUDGE_2: (("last", "Read the lesson again"), _CHANGE),
    Kind.ALREADY_SUBSCRIBED: (_CHANGE,),
    Kind.ANSWER_TO_COMMAND: (_CHANGE,),
    Kind.DESK_REPLY: (_CHANGE,),
}
"""Name and label of the links in the foot of each mail, alike in both parts."""


class Manner(StrEnum):
    """For whose eyes a mail is made."""

    MAIL = "mail"
    DISCREET = "discreet"
    """As a mail whose line in the inbox tells nothing."""
    PAGE = "page"
    """In the browser: without the links that lead to all that is kept about the reader."""


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
            subject = self.subject.render(values)
            answering = f"Re: {' '.join(subject.split()).removeprefix('Re: ')}"
            filled = {**values, "reply_subject": quote(answering)}
            html, text = (part.render(filled) for part in (self.html, self.text))
        except Exception as error:  # the author's own expressions may raise anything
            raise LessonBroken(f"{self.file}:1: this fails for some readers ({type(error).__name__}).") from None
        if any(mark in part for part in (subject, html, text) for mark in MARKS):
            raise LessonBroken(f"{self.file}:1: a template's mark would be left in the mail; close it or take it out.")
        return Rendered(subject, html, re.sub(r"\n{3,}", "\n\n", text))


class Renderer:
    """Compiles the mails of courses, each once, and anew when its content changed. Thread-safe."""

    def __init__(self) -> None:
        self._kept: dict[_Key, tuple[Course, Lesson | None, CompiledMail | str]] = {}
        self._lock = threading.Lock()

    def mail(self, course: Course, kind: Kind, lesson: Lesson | None, manner: Manner = Manner.MAIL) -> CompiledMail:
        """Raises LessonBroken with one sentence, for as long as the content stays as it is."""
        found = self._find(course, kind, lesson, manner)
        if found is None:
            with self._lock:
                found = self._find(course, kind, lesson, manner) or self._compile(course, kind, lesson, manner)
        if isinstance(found, str):
            raise LessonBroken(found)
        return found

    def _find(self, course: Course, kind: Kind, lesson: Lesson | None, manner: Manner) -> CompiledMail | str | None:
        kept = self._kept.get(_key(course, kind, lesson, manner))
        return kept[2] if kept and kept[0] == course and kept[1] == lesson else None

    def _compile(self, course: Course, kind: Kind, lesson: Lesson | None, manner: Manner) -> CompiledMail | str:
        try:
            made: CompiledMail | str = compile_mail(course, kind, lesson, manner)
        except LessonBroken as error:
            made = str(error)
        self._kept[_key(course, kind, lesson, manner)] = (course, lesson, made)
        return made


def compile_mail(course: Course, kind: Kind, lesson: Lesson | None, manner: Manner = Manner.MAIL) -> CompiledMail:
    """One mail of a course, with `lesson` where it carries one. Raises LessonBroken."""
    _demand_sound(course, lesson)
    slots = Slots()
    file = lesson.file if lesson else TEMPLATES / kind
    try:
        plan = _plan(course, kind, manner) | {"quotes": bool(lesson and course.quoted_in(lesson))}
        html_parts, text_parts = (part | plan for part in _parts(course, lesson, slots))
        title = NEUTRAL if manner is Manner.DISCREET else fill(f"{kind}/subject.txt", text_parts)
        subject = template(slots.back(title), html=False)
        inlined = _INLINER.inline(slots.aside(fill(f"{kind}/body.html", html_parts)))
        html = template(slots.back(inlined), html=True)
        text = template(slots.back(fill(f"{kind}/body.txt", text_parts)), html=False)
    except Exception as error:  # Markdown, Jinja and the inliner each raise errors of their own
        why = " ".join(str(error).split()).rstrip(".")
        raise LessonBroken(f"{file}:1: the mail can't be put together: {why}.") from error
    return CompiledMail(subject, html, text, file)


def kind_of(course: Course, lesson: Lesson) -> Kind:
    """The kind of mail that carries this lesson."""
    if lesson in (course.welcome, course.completion):
        return Kind.WELCOME if lesson == course.welcome else Kind.COMPLETION
    return Kind.LESSON


def body_html(course: Course, lesson: Lesson, slots: Slots) -> str:
    """A lesson's Markdown as HTML, its Jinja marks put aside."""
    html = text_html(lesson.body, course, slots)
    html = re.sub(r"(</h1>\s*)<p><em>([^<]*)</em></p>", r'\1<p class="subtitle">\2</p>', html)
    return html if "<h1" in html else f"<h1>{inline_html(lesson.subject, course, slots)}</h1>\n{html}"


def text_html(text: str, course: Course, slots: Slots, raw: bool = True) -> str:
    """Markdown as HTML: boxes with a heading, files beside the lessons found; without `raw`, HTML shows as typed.

    All boxes look alike, so their kind, which may have the name of one of our own classes, is dropped.
    """
    html = unwrap_blocks(_markdown(text, course, slots, raw))
    html = re.sub(r'<div class="admonition [^"]*">', BOX, html)
    return re.sub(r'<p class="admonition-title">(.*?)</p>', r'<h2 class="admonition-title">\1</h2>', html)


def lesson_html(course: Course, lesson: Lesson, slots: Slots) -> str:
    """`body_html` with its safety line, if it has one: in the box, which may be read alone, else at the end."""
    html = body_html(course, lesson, slots)
    end = html.rfind("</div>") if BOX in html else len(html)
    return html[:end] + _safety_line(course, slots) + html[end:] if lesson.safety else html


def _safety_line(course: Course, slots: Slots) -> str:
    return fill("safety.html", _about(course) | {"line": _markup(inline_html(course.safety_line, course, slots))})


_INLINER = css_inline.CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)


def _markup(html: str) -> Markup:
    """HTML from the course's own files; nothing of a reader's ever comes here."""
    return Markup(html)  # noqa: S704


def _plan(course: Course, kind: Kind, manner: Manner) -> dict[str, Any]:
    """What is decided for every reader alike: the look, the foot's links, and what the manner leaves out."""
    page = manner is Manner.PAGE
    ways = () if page else WAYS.get(kind, ())
    asks = any(lesson.prompt for lesson in course.lessons)
    plan = {"ways": ways, "asks": asks, "page": page, "discreet": manner is Manner.DISCREET}
    locale = course.locale if kind in CARRIERS else OUR_LOCALE
    tongue = {"language": locale, "direction": "rtl" if right_to_left(locale) else "ltr", "ours": _ours(locale)}
    return plan | tongue | {"css": _markup(mail_style(course.brand.colour, right_to_left(locale)))}


def _ours(locale: str) -> Markup:
    """Attributes of our own sentences, which are English, in a mail that isn't."""
    return _markup("" if locale.lower().startswith(OUR_LOCALE) else f' lang="{OUR_LOCALE}" dir="ltr"')


def _parts(course: Course, lesson: Lesson | None, slots: Slots) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the templates are filled with the first time: for HTML, and for text made from that HTML."""
    common = _about(course)
    if lesson is None:
        return common, common
    own = {"subject": slots.aside(lesson.subject), "day": lesson.day}
    texts = {key: inline_html(getattr(lesson, key), course, slots) for key in ("preheader", "prompt")}
    texts["body"] = lesson_html(course, lesson, slots)
    sources = [inline_html(source, course, slots) for source in lesson.sources]
    html = {key: _markup(text) for key, text in texts.items()} | {"sources": [_markup(source) for source in sources]}
    text = {key: plain_text(text) for key, text in texts.items()} | {"sources": [plain_text(s) for s in sources]}
    return common | {"lesson": own | html}, common | {"lesson": own | text}


def _about(course: Course) -> dict[str, Any]:
    helpline = urlsplit(course.helpline_url).hostname or ""
    return {"course": course, "helpline_name": helpline, "ours": _ours(course.locale)}


def _markdown(text: str, course: Course, slots: Slots, raw: bool = True) -> str:
    """Markdown to HTML, with whole links to files beside the lessons; English quotes are made typographic."""
    html = _converted(slots.aside(PRIVATE.sub("", text)), course.locale.startswith("en"), raw)
    sized = PICTURE.sub(lambda picture: picture[0] + _width(course, picture["name"]), html)
    return slots.aside(NEARBY.sub(rf"\1=\2{MEDIA}", sized))


def _width(course: Course, name: str) -> str:
    """A picture's width as an attribute, since Outlook on Windows knows no largest one; "" where it can't be told."""
    try:
        size = picture_size(media_file(course, unquote(re.split("[?#]", name)[0])))
    except (NotFound, OSError):
        return ""
    return f' width="{min(size[0], CONTENT_WIDTH)}"' if size else ""


@lru_cache(maxsize=1024)
def _converted(text: str, english: bool, raw: bool) -> str:
    """Kept, since a text is asked for in a mail, in its discreet manner, on its page and by what reads answers."""
    extensions: list[str | Extension] = [*EXTENSIONS]
    extensions += [SmartyExtension(substitutions=ENGLISH_QUOTES)] if english else []
    extensions += [] if raw else [_NoRawHtml()]
    return markdown.markdown(text, extensions=extensions)


class _NoRawHtml(Extension):
    """Markdown without a way around it."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")


def inline_html(text: str, course: Course, slots: Slots) -> str:
    """One line of Markdown without its paragraph; what would be more than a line stays as it is."""
    html = _markdown(text, course, slots)
    line = re.fullmatch(r"<p>(.*)</p>", html, re.DOTALL)
    return line[1] if line and "<p>" not in line[1] else str(escape(slots.aside(text)))


def _demand_sound(course: Course, lesson: Lesson | None) -> None:
    if lesson and lesson.fault:
        raise LessonBroken(lesson.fault)
    found = [*course_faults(course), *(lesson_faults(course, lesson) if lesson else [])]
    for fault in found:
        if fault.rule != FALLBACK:
            raise LessonBroken(str(fault))


_Key = tuple[str, Kind, str, Manner]


def _key(course: Course, kind: Kind, lesson: Lesson | None, manner: Manner) -> _Key:
    return course.slug, kind, lesson.slug if lesson else "", manner

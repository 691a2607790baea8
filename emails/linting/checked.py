"""A lesson as the rules look at it: its HTML as a tree, the whole mail, and the way back to the lines of its file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from course.content import Course, Fault, Lesson
from emails.linting.source import Source
from emails.linting.tree import Document, Element, read_html
from emails.plain_text import plain_text
from emails.rendering import MEDIA, Rendered, body_html, compile_mail, inline_html, kind_of
from emails.slots import Slots
from emails.variables import key_line, made_up, template

NAME, LONG_NAME = "Alexandra", "M" * 60
"""A reader's name of middling length, and one as long as they come."""
ADDRESS = re.compile(r"\bhttps?://\S+")
UNREAD = frozenset({"code", "pre"})


@dataclass(frozen=True)
class Piece:
    """One text of a lesson: its body, or a line of its front matter."""

    document: Document
    source: Source

    def line_of(self, element: Element) -> int:
        """The line on which the author typed an element."""
        typed, elements = _typed(element), self.document.elements
        before = elements[1 : elements.index(element)]
        nth = sum(_typed(each) == typed for each in before)
        return self.source.line_of(typed, nth) or self.source.line_saying(element.text)


@dataclass(frozen=True)
class Checked:
    """A lesson whose mail can be put together. Texts are kept once made, since several rules ask for them.

    `on_page`: not a lesson at all, but the course's own words on one of its pages.
    """

    course: Course
    lesson: Lesson
    on_page: bool = False

    @cached_property
    def html(self) -> tuple[str, Slots]:
        """The body as HTML, and its variables, which are put aside."""
        slots = Slots()
        return body_html(self.course, self.lesson, slots), slots

    @cached_property
    def body(self) -> Piece:
        piece = _piece(*self.html, Source.of(self.lesson.body, self.lesson.body_line))
        code = [line for each in piece.document.elements if each.tag == "pre" for line in each.text.split("\n")]
        return replace(piece, source=piece.source.without(code))

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """Every text in which links and markup may stand."""
        return self.body, *(self._inline(text, line) for text, line in self.lines())

    @cached_property
    def prose(self) -> list[str]:
        """What a reader reads of the body, a paragraph, an item, a heading at a time; no code, no addresses."""
        html, slots = self.html
        document = read_html(template(slots.back(html), html=True).render(self._reader(NAME)))
        blocks = document.blocks(lambda each: each.hidden or any(around.tag in UNREAD for around in each.upwards()))
        return [ADDRESS.sub("", block) for block in blocks]

    @cached_property
    def mail(self) -> Rendered:
        """The whole mail, for a reader with a long name. Raises LessonBroken."""
        compiled = compile_mail(self.course, kind_of(self.course, self.lesson), self.lesson)
        return compiled.render(self._reader(LONG_NAME))

    @cached_property
    def seen(self) -> dict[str, tuple[str, str]]:
        """Subject, preheader and prompt as they read for somebody who gave a name, and for somebody who didn't."""
        return {key: self._shown(getattr(self.lesson, key)) for key in ("subject", "preheader", "prompt")}

    def lines(self) -> Iterator[tuple[str, int]]:
        """The texts of the front matter that may hold Markdown, each with its line."""
        for key in ("preheader", "prompt"):
            yield getattr(self.lesson, key), self.key_line(key)
        begin = self.key_line("sources")
        typed = Source(_lines_of(self.lesson.file, begin, self.lesson.body_line), begin)
        for source in self.lesson.sources:
            yield source, typed.line_saying(source)

    def key_line(self, key: str) -> int:
        """The line on which a key of the front matter stands."""
        return key_line(self.lesson.file, key)

    def fault(self, line: int, rule: str, message: str) -> Fault:
        return Fault(self.lesson.file, line, rule, message)

    def _reader(self, name: str) -> dict[str, object]:
        return made_up(self.course, self.lesson.day, name, "Wed 23:00" if name else "")

    def _shown(self, line: str) -> tuple[str, str]:
        slots = Slots()
        text = template(slots.back(plain_text(inline_html(line, self.course, slots))), html=False)
        named, unnamed = (" ".join(text.render(self._reader(name)).split()) for name in (NAME, ""))
        return named, unnamed

    def _inline(self, text: str, line: int) -> Piece:
        slots = Slots()
        return _piece(inline_html(text, self.course, slots), slots, Source.of(text, line))


def _piece(html: str, slots: Slots, source: Source) -> Piece:
    """Read with the variables put aside, since they hold quotes, and as the author typed the names of files."""
    return Piece(read_html(html, lambda text: slots.back(text).removeprefix(MEDIA)), source)


def _typed(element: Element) -> str:
    """What finds an element in the source: where it leads, what is special about it, or its bare tag."""
    attributes = element.attributes
    marks = (attributes.get("href"), attributes.get("src"), attributes.get("style"), *attributes.values())
    return next((mark for mark in marks if mark), f"<{element.tag}")


def _lines_of(file: Path, begin: int, end: int) -> str:
    """The lines of a file from `begin` to the one before `end`, counted from 1."""
    return "\n".join(file.read_text(encoding="utf-8-sig").splitlines()[begin - 1 : end - 1])

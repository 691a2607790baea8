"""HTML read into a list of elements, in the order of the document; good enough for what Markdown and authors write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from itertools import groupby

from emails.plain_text import BLOCKS, SILENT

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
MAY_STAY_OPEN = frozenset({"li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot"})
"""Elements that HTML lets end by themselves (WHATWG, 13.1.2.4), as far as no Markdown is lost by it."""
APART = BLOCKS | {"td", "th", "hr", "head", "body", "title"}
"""Elements whose words never run into those around them."""
Filter = Callable[[str], str]


@dataclass(eq=False)
class Element:
    """One element. `text` is all that a reader reads in it, a picture by its alt; `own` is what stands in no child."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None
    text: str = ""
    own: str = ""

    def upwards(self) -> Iterator[Element]:
        """This element, then what it stands in, to the outermost."""
        element: Element | None = self
        while element:
            yield element
            element = element.parent

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @cached_property
    def style(self) -> dict[str, str]:
        """The declarations of its style attribute, the last of each property; `!important` stays."""
        return dict(declarations(self.attributes.get("style", "")))

    @cached_property
    def hidden(self) -> bool:
        """Whether no reader sees it: text for a browser's or an author's eyes only."""
        hides = self.tag in SILENT or self.style.get("display", "").startswith("none")
        return hides or bool(self.parent and self.parent.hidden)


@dataclass
class Document:
    """`elements[0]` is the whole, with an empty tag; `said` is each run of text with its element and its block."""

    elements: list[Element] = field(default_factory=lambda: [Element("", {}, None)])
    said: list[tuple[int, Element, str]] = field(default_factory=list)
    unclosed: list[Element] = field(default_factory=list)
    unopened: list[str] = field(default_factory=list)
    """Tags of ends without a beginning."""

    def blocks(self, left_out: Callable[[Element], bool]) -> list[str]:
        """What is read, a paragraph, a heading, an item at a time."""
        kept = [(block, text) for block, element, text in self.said if not left_out(element)]
        return ["".join(text for _, text in group) for _, group in groupby(kept, key=lambda said: said[0])]


def read_html(html: str, filled: Filter = str) -> Document:
    """The elements of a document or a fragment; `filled` is applied to each attribute and text."""
    reader = _Reader(filled)
    reader.feed(html)
    reader.close()
    reader.leave(1)
    return reader.document


def declarations(css: str) -> Iterator[tuple[str, str]]:
    """Property and value of each CSS declaration in a style, both in lower case."""
    for declaration in css.split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            yield name.strip().lower(), value.strip().lower()


class _Reader(HTMLParser):
    def __init__(self, filled: Filter) -> None:
        super().__init__(convert_charrefs=True)
        self.document = Document()
        self._filled = filled
        self._open = [self.document.elements[0]]
        self._block = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: self._filled(value or "") for name, value in attrs}
        element = Element(tag, attributes, self._open[-1])
        self.document.elements.append(element)
        self._block += tag in APART
        if tag in ("br", "img"):
            self._say(" " if tag == "br" else attributes.get("alt", ""))
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        """Closes what the author forgot to close within, and ignores an end without beginning."""
        self._block += tag in APART
        place = next((n for n in range(len(self._open) - 1, 0, -1) if self._open[n].tag == tag), None)
        if place:
            self.leave(place + 1)
            del self._open[place]
        elif tag not in VOID:
            self.document.unopened.append(tag)

    def leave(self, place: int) -> None:
        """End all elements from this depth on, which the author didn't."""
        self.document.unclosed += [each for each in self._open[place:] if each.tag not in MAY_STAY_OPEN]
        del self._open[place:]

    def handle_data(self, data: str) -> None:
        text = self._filled(data)
        self._open[-1].own += text
        self._say(text)

    def _say(self, text: str) -> None:
        self.document.said.append((self._block, self._open[-1], text))
        for element in self._open:
            element.text += text

"""From the HTML that Markdown made to careful plain text: wrapped, links written out, boxes set apart."""

from __future__ import annotations

import re
import textwrap
from html.parser import HTMLParser

from emails.slots import VALUE

WIDTH = 72
RULE, DOUBLE_RULE = "-" * WIDTH, "=" * WIDTH
UNDERLINES = {"h1": "=", "h2": "-"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = frozenset({"p", "div", "blockquote", "ul", "ol", "li", "pre", "table", "tr", "caption", "dt", "dd", *HEADINGS})
INDENTS = {"blockquote": "    ", "pre": "    "}
SILENT = frozenset({"script", "style", "title"})
FILLER = "\U000ffffe"
"""Stands behind a slot while lines are wrapped, since what fills it is longer than one character."""
BREAK = "\v"
"""A line break that the author asked for."""


def plain_text(html: str) -> str:
    """The text of an HTML fragment, in lines of at most 72 characters but for longer words."""
    writer = _Writer()
    writer.feed(html)
    writer.close()
    return writer.text()


def wrap(text: str, indent: str = "", bullet: str = "") -> str:
    """One paragraph in lines; `bullet` begins the first of them, `indent` all others."""
    lines = [" ".join(re.split(r"[ \t\r\n]+", line.strip(" \t\r\n"))) for line in text.split(BREAK)]
    return "\n".join(_fill(line, indent, indent if n else bullet or indent) for n, line in enumerate(lines))


def _fill(line: str, indent: str, first: str) -> str:
    padded = VALUE.sub(lambda slot: slot[0] + FILLER * 7, line)
    filled = textwrap.fill(
        padded,
        WIDTH,
        initial_indent=first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return filled.replace(FILLER, "")


class _Writer(HTMLParser):
    """Collects blocks; what a block holds is gathered until the block ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._done: list[str] = []
        self._inline: list[str] = []
        self._indents: list[str] = []
        self._lists: list[int | None] = []
        self._links: list[tuple[str, int]] = []
        self._boxes: list[bool] = []
        self._bullet = ""
        self._open: list[str] = []
        self._tight = False
        self._silent = 0

    def text(self) -> str:
        self._flush()
        return "".join(self._done).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self._silent += tag in SILENT
        if tag in BLOCKS:
            self._open.append(tag)
            self._begin(tag, known)
        elif tag == "br":
            self._inline.append(BREAK)
        elif tag in ("td", "th"):
            self._inline.append(" ")
        elif tag == "hr":
            self._flush()
            self._add("* * *")
        elif tag == "a":
            self._links.append((known.get("href", ""), len(self._inline)))
        elif tag == "img":
            self._inline.append(known.get("alt", ""))

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT and self._silent > 0
        if tag in BLOCKS and tag in self._open:  # an author's own HTML may end what never began
            self._open.remove(tag)
            self._end(tag)
        elif tag == "a" and self._links:
            self._end_link(*self._links.pop())

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._inline.append(data)

    def _begin(self, tag: str, known: dict[str, str]) -> None:
        self._flush()
        if tag in INDENTS:
            self._indents.append(INDENTS[tag])
        elif tag in ("ul", "ol"):
            self._lists.append(int(known.get("start") or 1) if tag == "ol" else None)
            self._tight = False
        elif tag == "li":
            self._begin_item()
        elif tag == "div":
            self._boxes.append("admonition" in known.get("class", "").split())
            if self._boxes[-1]:
                self._add(RULE)
                self._tight = True

    def _begin_item(self) -> None:
        number = self._lists[-1] if self._lists else None
        self._bullet = "- " if number is None else f"{number}. "
        if number is not None:
            self._lists[-1] = number + 1
        self._indents.append(" " * len(self._bullet))

    def _end(self, tag: str) -> None:
        if tag in UNDERLINES:
            self._flush_heading(UNDERLINES[tag])
        elif tag == "pre":
            self._flush_lines()
        self._flush()
        if tag in INDENTS or tag == "li":
            self._indents.pop()
        if tag in ("ul", "ol"):
            self._lists.pop()
        self._tight = tag == "li"
        if tag == "div" and self._boxes.pop():
            self._tight = True
            self._add(RULE)

    def _end_link(self, url: str, start: int) -> None:
        label = "".join(self._inline[start:]).strip()
        shown = url.removeprefix("mailto:")
        if shown and not shown.startswith("#") and shown != label:
            self._inline.append(f" ({shown})" if label else shown)

    def _flush(self) -> None:
        text = "".join(self._inline).strip()
        self._inline.clear()
        if text:
            indent = "".join(self._indents)
            bullet = indent[: len(indent) - len(self._bullet)] + self._bullet if self._bullet else ""
            self._bullet = ""
            self._add(wrap(text, indent, bullet))

    def _flush_heading(self, line: str) -> None:
        text = " ".join("".join(self._inline).split())
        self._inline.clear()
        self._add(f"{wrap(text)}\n{line * min(len(text), WIDTH)}")

    def _flush_lines(self) -> None:
        indent = "".join(self._indents)
        lines = "".join(self._inline).strip("\n").split("\n")
        self._inline.clear()
        self._add("\n".join(indent + line for line in lines))

    def _add(self, block: str) -> None:
        self._done.append(("\n" if self._tight else "\n\n") + block)
        self._tight = False

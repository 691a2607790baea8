"""The HTML of an answer as text, without what mail programs mark as quoted or signed."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

SILENT = frozenset({"head", "style", "script", "title", "blockquote"})
BLOCKS = frozenset({
    "address", "article", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul",
})  # fmt: skip
SPACED = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "pre"})
VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
})  # fmt: skip
QUOTED = (
    "gmail_quote", "gmail_extra", "gmail_attr", "gmail_signature", "yahoo_quoted", "moz-cite-prefix", "moz-signature",
    "protonmail_quote", "zmail_extra", "tutanota_quote", "x_gmail_quote", "appendonsend", "mail-editor-reference",
)  # fmt: skip
"""Pieces of classes and ids that mail programs give to what the writer didn't type."""
CUTS = ("divRplyFwdMsg", "x_divRplyFwdMsg", "OLK_SRC_BODY_SECTION", "reply-intro", "ms-outlook-mobile-reference")
"""From an element so named on, everything is the mail that is answered."""
LONGEST = 500_000
"""Characters of HTML that are read."""
UNCLOSED = re.compile(r"<(?![^<>]{0,3000}>)")


class _Words(HTMLParser):
    """Gathers text outside of quotes; knows how deep it is, not whether tags match."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.cut = False
        self._open: list[tuple[str, bool]] = []
        self._names: Counter[str] = Counter()
        self._silent = 0
        self._pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = " ".join(value or "" for name, value in attrs if name in ("class", "id", "name"))
        self.cut = self.cut or any(name in names for name in CUTS)
        self._break(tag)
        if tag == "br":
            self.handle_newline()
        elif tag not in VOID:
            silent = tag in SILENT or any(name in names for name in QUOTED)
            self._open.append((tag, silent))
            self._names[tag] += 1
            self._silent += silent
            self._pre += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        while self._names[tag]:
            name, silent = self._open.pop()
            self._names[name] -= 1
            self._silent -= silent
            self._pre -= name == "pre"
            if name == tag:
                break
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if self.cut or self._silent:
            return
        if self._pre:
            self.pieces.append(data)
        elif text := " ".join(data.split()):
            lead = " " if data[0].isspace() else ""
            self.pieces.append(lead + text + (" " if data[-1].isspace() else ""))
        elif data:
            self.pieces.append(" ")

    def handle_newline(self) -> None:
        if not (self.cut or self._silent):
            self.pieces.append("\n")

    def _break(self, tag: str) -> None:
        """A block begins on a line of its own; a paragraph leaves one empty."""
        if tag not in BLOCKS or self.cut or self._silent:
            return
        tail = "".join(self.pieces[-3:]).rstrip(" ")
        wanted = "\n\n" if tag in SPACED else "\n"
        if self.pieces and not tail.endswith(wanted):
            self.pieces.append("\n" if tail.endswith("\n") or wanted == "\n" else "\n\n")


def html_words(html: str) -> str:
    """The text of an HTML part; quotes that no program marked are still in it."""
    parser = _Words()
    parser.feed(_readable(html[:LONGEST]))
    parser.close()
    lines = "".join(parser.pieces).replace("\xa0", " ").split("\n")
    return "\n".join(line.strip() if line.strip() != "--" else "-- " for line in lines)


def _readable(html: str) -> str:
    """Without comments, and without tags that don't end: Python's parser looks for the end of each
    to the end of the text, which takes time that grows with the square."""
    first, *rest = html.split("<!--")
    return UNCLOSED.sub("&lt;", first + "".join(piece.partition("-->")[2] for piece in rest))

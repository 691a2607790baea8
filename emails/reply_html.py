"""The HTML of an answer as lines of text: quoted ones behind "> ", signatures left out, by the names of programs.

Where a program only says where the other mail begins, a title line says so (`reply_blocks.TITLE_LINE`).
Names of classes and ids are those that the programs write: Gmail, Apple Mail, Outlook, Thunderbird, Yahoo,
Proton, Tuta, Zoho, Roundcube, Zimbra, Spark, Fastmail, GMX, NetEase.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

from emails.reply_blocks import TITLE_LINE
from emails.reply_lines import Lines, is_said

SILENT = frozenset({"head", "style", "script", "title"})
BLOCKS = frozenset({
    "address", "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "footer", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "ol", "p", "pre", "section", "table", "tr", "ul",
})  # fmt: skip
SPACED = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "pre"})
VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
})  # fmt: skip
NAMES = ("class", "id", "name", "data-marker")
"""Where mail programs write what a piece is."""
SIGNATURES = (
    "gmail_signature", "moz-signature", "protonmail_signature", "applemailsignature", "ms-outlook-mobile-signature",
    "k9mail-signature", "composer_signature", "zm-_id_-sgn", "yahoo-signature", "tutanota_signature",
)  # fmt: skip
"""Pieces of classes and ids around signatures."""
QUOTES = ("moz-cite-prefix", "tutanota_quote", "reply-intro", "gmail_attr")
"""Pieces of classes and ids around what is quoted, or around the line that says so."""
WRAPPERS = ("gmail_quote", "gmail_extra", "protonmail_quote", "zmail_extra", "messagereplysection")
"""The same, but behind the blockquote in it the writer's words may go on."""
CUTS = (
    "divrplyfwdmsg", "stopspelling", "zwchr", "outlookmessageheader", "olk_src_body_section", "yahoo_quoted",
    "mail-editor-reference", "ms-outlook-mobile-reference", "moz-forward-container", "isreplycontent",
    "isforwardcontent", "sh-quoted-content", "__divider__", "__headers__",
)  # fmt: skip
"""From an element so named on, everything is the mail that is answered, and who writes into it isn't marked."""
OUTLOOK_CUT = re.compile(
    r"border-top:\s*solid[^;]{0,40};\s*padding:\s*3(?:\.0)?pt|padding-top:\s*5px;\s*border-top-color:\s*rgb\(229",
    re.IGNORECASE,
)
"""The line that Outlook and Windows Mail draw above From and Sent."""
INDENTED = re.compile(r"border(?:-left)?:\s*(?:none|0)", re.IGNORECASE)
"""A blockquote that only moves the writer's own words to the right."""
LONGEST_PREFIX = 600
"""Characters that say who wrote; where more stands before the blockquote in a wrapper, a mail is passed on."""
LONGEST = 400_000
"""Characters of HTML that are read."""
UNCLOSED = re.compile(r"<(?![^<>]{0,3000}>)")


@dataclass
class _Element:
    """One that is open."""

    tag: str
    silent: bool = False
    quoted: bool = False


@dataclass
class _Line:
    """Pieces of one line; `said` once one of them is more than space."""

    quoted: bool
    pieces: list[str] = field(default_factory=list)
    said: bool = False


class _Words(HTMLParser):
    """Gathers lines; knows how deep it is, not whether tags match."""

    def __init__(self, signatures: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.lines = [_Line(False)]
        self._signatures = signatures
        self.signed = False
        """Whether a signature was left out."""
        self._open: list[_Element] = []
        self._names: Counter[str] = Counter()
        self._wrappers: list[_Element] = []
        self._prefix = 0
        """Characters inside of wrappers, ahead of a blockquote."""
        self._silent = self._quoted = self._cited = self._pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        names = " ".join(known[name] for name in NAMES if name in known).lower()
        if tag in BLOCKS:
            self._break(tag)
        if known and tag != "blockquote" and _is_cut(names, known):
            self._cut()
        if tag == "br":
            self._newline()
        elif tag == "img":
            self._image(known)
        elif tag in ("td", "th"):
            self._add(" ")
        if tag not in VOID:
            self._enter(self._element(tag, names, known))

    def handle_endtag(self, tag: str) -> None:
        while self._names[tag]:
            element = self._open.pop()
            self._leave(element)
            if element.tag == tag:
                break
        if tag in BLOCKS:
            self._break(tag)

    def handle_data(self, data: str) -> None:
        if self._pre:
            first, *rest = data.split("\n")
            self._add(first)
            for line in rest:
                self._newline()
                self._add(line)
        elif text := " ".join(data.split()):
            lead = " " if data[0].isspace() else ""
            self._add(lead + text + (" " if data[-1].isspace() else ""))
        elif data:
            self._add(" ")

    def _element(self, tag: str, names: str, known: dict[str, str]) -> _Element:
        signature = not self._signatures and (_holds(names, SIGNATURES) or known.get("id", "").lower() == "signature")
        if tag == "blockquote":
            quoted = not INDENTED.search(known.get("style", ""))
        else:
            quoted = _holds(names, QUOTES + WRAPPERS)
        self.signed |= signature
        element = _Element(tag, tag in SILENT or signature, quoted)
        if tag != "blockquote" and _holds(names, WRAPPERS):
            self._wrappers.append(element)
        return element

    def _enter(self, element: _Element) -> None:
        self._open.append(element)
        self._count(element, 1)

    def _leave(self, element: _Element) -> None:
        self._count(element, -1)
        if self._wrappers and self._wrappers[-1] is element:
            self._wrappers.pop()
        if element.tag == "blockquote" and element.quoted:
            self._unwrap()

    def _count(self, element: _Element, step: int) -> None:
        self._names[element.tag] += step
        self._silent += element.silent * step
        self._quoted += element.quoted * step
        self._cited += (element.quoted and element.tag == "blockquote") * step
        self._pre += (element.tag == "pre") * step

    def _unwrap(self) -> None:
        """Behind the quote in a wrapper the writer goes on, unless it held a whole mail before."""
        if self._quoted == len(self._wrappers) and self._prefix <= LONGEST_PREFIX:
            for wrapper in self._wrappers:
                wrapper.quoted = False
            self._wrappers.clear()
            self._quoted = 0

    def _image(self, known: dict[str, str]) -> None:
        """Some programs write an emoji as a picture."""
        alt = known.get("alt", "")
        if alt and len(alt) <= 4 and not alt.isascii():
            self._add(alt)

    def _cut(self) -> None:
        if not (self._silent or self._quoted):
            self.lines += [_Line(False, [TITLE_LINE], True), _Line(False)]

    def _add(self, text: str) -> None:
        if self._silent:
            return
        said = bool(text.strip())
        if self._wrappers and not self._cited:
            self._prefix += len(text)
        if said and self.lines[-1].said and self.lines[-1].quoted is not (self._quoted > 0):
            self._newline()
        if not self.lines[-1].said:
            self.lines[-1].quoted = self._quoted > 0
        self.lines[-1].said |= said
        self.lines[-1].pieces.append(text)

    def _newline(self) -> None:
        if not self._silent:
            self.lines.append(_Line(self._quoted > 0))

    def _break(self, tag: str) -> None:
        """A block begins on a line of its own; a paragraph leaves one empty."""
        if self.lines[-1].said:
            self._newline()
        if tag in SPACED and len(self.lines) > 1 and self.lines[-2].said:
            self._newline()


def html_lines(html: str) -> Lines:
    """The lines of an HTML part. Signatures are left out, unless nothing else was said."""
    readable = _readable(html[:LONGEST])
    parser = _parsed(readable, signatures=False)
    lines = _lines(parser)
    return lines if not parser.signed or any(map(is_said, lines)) else _lines(_parsed(readable, signatures=True))


def _parsed(html: str, signatures: bool) -> _Words:
    parser = _Words(signatures)
    parser.feed(html)
    parser.close()
    return parser


def _lines(parser: _Words) -> Lines:
    stripped = [("".join(line.pieces).replace("\xa0", " ").strip(), line.quoted) for line in parser.lines]
    return [f"> {text}" if quoted and text else "-- " if text == "--" else text for text, quoted in stripped]


def _readable(html: str) -> str:
    """Without comments, and without tags that don't end: Python's parser looks for the end of each
    to the end of the text, which takes time that grows with the square."""
    first, *rest = html.split("<!--")
    return UNCLOSED.sub("&lt;", first + "".join(piece.partition("-->")[2] for piece in rest))


def _is_cut(names: str, known: dict[str, str]) -> bool:
    return _holds(names, CUTS) or known.get("name") == "quote" or bool(OUTLOOK_CUT.search(known.get("style", "")))


def _holds(names: str, pieces: tuple[str, ...]) -> bool:
    return bool(names) and any(piece in names for piece in pieces)

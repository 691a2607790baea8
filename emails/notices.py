"""What a server wrote in a report, apart from the mail that it gives back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.parser import HeaderParser
from html import unescape

from emails.parsing import part_text, parts_of

LONGEST = 60_000
"""Characters of a notice that are read."""
LONGEST_HEAD = 16_000
MOST_LINES = 1500
MOST_FIELDS = 60
MARK = re.compile(
    r"^\W{0,20}(?:"
    r"(?:this is |below (?:this line )?is |enclosed is )?a copy of (?:the|your)(?: original)? message"
    r"|(?:the )?headers? (?:of|from) the (?:original |returned )?message"
    r"|(?:original|returned|unsent|undelivered|failed) (?:message|mail)(?: info| headers?| text)?"
    r"|message (?:headers?|text)(?: follows?)?"
    r"|(?:the )?text of (?:the|your) (?:original )?message"
    r")(?: is)?(?: follow(?:s|ing)| below|, including all the headers| info)?\W{0,40}$"
    r"|^-{3,}\s*(?:start of )?(?:original|returned|unsent|undelivered) (?:message|mail)",
    re.IGNORECASE,
)
"""Lines that say that the mail itself follows."""
FIELD = re.compile(r"^([A-Za-z][A-Za-z0-9-]{1,40}):")
TELLING = frozenset({"received", "return-path", "message-id", "dkim-signature", "mime-version"})
"""Fields that no server writes into its own words."""
KNOWN = TELLING | {"from", "to", "subject", "date", "content-type", "reply-to", "cc", "sender"}
BREAK = re.compile(r"<(?:br|/?p|/?div|/?tr|/?li|/?h\d|/?td)\b[^<>]{0,500}>", re.IGNORECASE)
TAG = re.compile(r"<(?:[A-Za-z/!?][^<>]{0,2000})>")
MAILTO = re.compile(r"<a\s[^<>]{0,200}?href=[\"']?mailto:([^\"'<>?\s]{1,320})[^<>]{0,500}>", re.IGNORECASE)
HIDDEN = re.compile(r"<(style|script|head)\b.{0,20000}?</\1\s*>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Notice:
    """The server's words, and the head of the mail given back (without fields where there is none)."""

    text: str
    returned: Message = field(default_factory=Message)


def notice_of(message: Message) -> Notice:
    """Split a report; bounded whatever it holds."""
    leaves = list(own_leaves(message))
    plain = "\n".join(part_text(part) for part in leaves if _is_words(part, "plain"))
    html = "\n".join(part_text(part)[:LONGEST] for part in leaves if _is_words(part, "html"))
    text = plain if "@" in plain else f"{plain}\n{as_text(html)}"
    above, below = split(text[:LONGEST])
    return Notice(above, _returned(leaves, below))


def own_leaves(message: Message) -> Iterator[Message]:
    """The parts of a mail; not those of a mail inside it, which may be a report that somebody passes on."""
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in parts_of(message):
            yield from own_leaves(part)
    else:
        yield message


def split(text: str) -> tuple[str, str]:
    """The server's words, and what follows of the mail itself."""
    lines = text.split("\n")[:MOST_LINES]
    for number, line in enumerate(lines):
        if MARK.match(line) and not _goes_on(lines[number + 1 :]):
            return "\n".join(lines[:number]), "\n".join(lines[number + 1 :])
        if FIELD.match(line) and _is_head(lines[number : number + MOST_FIELDS]):
            return "\n".join(lines[:number]), "\n".join(lines[number:])
    return "\n".join(lines), ""


def as_text(html: str) -> str:
    """What somebody sees of HTML, roughly, and whom its links would write to."""
    told = MAILTO.sub(r" \1 ", HIDDEN.sub("", html[:LONGEST]))
    return unescape(TAG.sub("", BREAK.sub("\n", told)))


def _goes_on(lines: list[str]) -> bool:
    """Whether the server's words go on behind such a line: the mail's head comes later."""
    first = next((line for line in lines if line.strip()), "")
    heads = (number for number, line in enumerate(lines[:MOST_FIELDS]) if FIELD.match(line))
    return not FIELD.match(first) and any(_is_head(lines[number : number + MOST_FIELDS]) for number in heads)


def _is_head(lines: list[str]) -> bool:
    """Whether a mail's head begins here."""
    names = set()
    for line in lines:
        name = FIELD.match(line)
        if name:
            names.add(name[1].lower())
        elif not line[:1].isspace() or not line.strip():
            break
    return len(names & KNOWN) >= 3 and bool(names & TELLING)


def _is_words(part: Message, subtype: str) -> bool:
    if part.get_content_maintype() == "multipart":  # whose boundary is nowhere
        return subtype == "plain" and not part.is_multipart()
    kind = part.get_content_type().split()[0]  # a parameter may have got into it
    return kind == f"text/{subtype}" and part.get_content_disposition() != "attachment"


def _returned(leaves: list[Message], below: str) -> Message:
    for part in leaves:
        if part.get_content_type() in ("message/rfc822", "message/global") and parts_of(part):
            return parts_of(part)[0]
        if part.get_content_subtype() in ("rfc822-headers", "global-headers", "rfc822"):
            return _head(part_text(part))
    return _head(below)


def _head(text: str) -> Message:
    return HeaderParser().parsestr(text.lstrip()[:LONGEST_HEAD])

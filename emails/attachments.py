"""What a mail holds beside its words: its names and sizes, and the mail without it.

Cut out of the bytes as they came, since the mail that is read is a shortened one (`emails/parsing.py`),
and one that Python wrote anew would be another mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from itertools import chain, pairwise, repeat
from typing import NamedTuple

from course.inbound import Attachment
from emails.headers import one_line
from emails.parsing import decoded, holds_words, param, parts_of

LONGEST_NAME = 100
MOST_NAMED = 20
"""Attachments of one mail that are named; all are let go."""
HEAD_END = re.compile(rb"\n\r?\n")
UNREAD = Message()
"""A part that lies beyond what is read of a mail."""
UNREAD["Content-Type"] = "application/octet-stream"
SIGNATURES = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")
"""What a program adds, and nobody attached."""


class _Leaf(NamedTuple):
    """A part that holds no others, and where its body lies."""

    part: Message
    start: int
    end: int


def split_attachments(raw: bytes, message: Message) -> tuple[tuple[Attachment, ...], bytes]:
    """The attachments of a mail that was read from these bytes, and the bytes without their bodies."""
    found = [leaf for leaf in _leaves(message, raw, 0, len(raw)) if not holds_words(leaf.part)]
    meant = [leaf for leaf in found if leaf.part.get_content_type() not in SIGNATURES]
    return tuple(_told(leaf, raw) for leaf in meant[:MOST_NAMED]), _without(found, raw)


def _leaves(part: Message, raw: bytes, start: int, end: int) -> Iterator[_Leaf]:
    """In their order. `start` is where the part's head begins, or the line end before it."""
    boundary = param(part, "boundary").encode("utf-8", "surrogateescape")
    if part.get_content_maintype() == "multipart" and part.is_multipart() and boundary:
        marks = pairwise(_marks(b"--" + boundary, raw, start, end))
        for child, ((_, begin), (stop, _)) in zip(chain(parts_of(part), repeat(UNREAD)), marks, strict=False):
            yield from _leaves(child, raw, begin, stop)
    else:
        head = HEAD_END.search(raw, start, end)
        yield _Leaf(part, head.end() if head else end, end)


def _marks(line: bytes, raw: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the lines that part a multipart begin and end (RFC 2046 section 5.1.1), without their line ends."""
    at, rest = raw.find(line, start, end), b""
    while at >= 0 and rest != b"--":
        stop = raw.find(b"\n", at, end)
        stop = end if stop < 0 else stop
        rest = raw[at + len(line) : stop].strip()
        if raw[at - 1 : at] in (b"", b"\n") and rest in (b"", b"--"):
            yield at, stop
        at = raw.find(line, stop, end)
    if rest != b"--":
        yield end, end


def _told(leaf: _Leaf, raw: bytes) -> Attachment:
    body = Message()
    body["Content-Transfer-Encoding"] = str(leaf.part.get("Content-Transfer-Encoding", ""))
    body.set_payload(raw[leaf.start : leaf.end].removesuffix(b"\n").removesuffix(b"\r").decode("latin-1"))
    content = body.get_payload(decode=True)
    name = one_line(decoded(leaf.part.get_filename() or ""), LONGEST_NAME)
    return Attachment(name or leaf.part.get_content_type(), len(content) if isinstance(content, bytes) else 0)


def _without(found: list[_Leaf], raw: bytes) -> bytes:
    ends = [0, *(leaf.end for leaf in found)]
    starts = [*(leaf.start for leaf in found), len(raw)]
    return b"".join(raw[start:end] for start, end in zip(ends, starts, strict=True))

"""A mail's bytes: headers and two parts, by small functions of our own (EmailMessage takes 2 ms a mail)."""

from __future__ import annotations

import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from emails.headers import folded, one_line, phrase_header, text_header
from emails.rendering import Rendered

LONGEST_SUBJECT = 200
LONGEST_PHRASE = 100


@dataclass(frozen=True)
class Letterhead:
    """What stands above a mail. Addresses and ids are ASCII and without angle brackets.

    `unsubscribe` holds a web address and a mail address where one click may end it; `submitted`
    tells machines that a machine wrote it; `thread` are the Message-IDs of what it answers, with their
    brackets and the nearest last; `feedback_id` groups complaints at large mailbox providers.
    """

    from_name: str
    from_address: str
    to: str
    date: datetime
    message_id: str
    reply_to: str
    list_name: str
    list_id: str
    unsubscribe: tuple[str, str] | None
    submitted: str
    thread: tuple[str, ...]
    feedback_id: str


def to_bytes(head: Letterhead, rendered: Rendered) -> bytes:
    """The whole message: CRLF, seven bits, no dot-stuffing. Each header stands once."""
    boundary = f"=_{head.message_id.partition('@')[0]}"  # "=_" can't occur in quoted-printable (RFC 2045 6.7)
    lines = "".join((*_headers(head, rendered.subject), *_mime_headers(boundary))).encode("ascii")
    parts = (_part("plain", rendered.text), _part("html", rendered.html))
    mark = f"\r\n--{boundary}".encode("ascii")
    return b"".join((lines, *(mark + b"\r\n" + part for part in parts), mark, b"--\r\n"))


def _headers(head: Letterhead, subject: str) -> Iterator[str]:
    yield phrase_header("From", one_line(head.from_name, LONGEST_PHRASE), head.from_address)
    yield f"To: {head.to}\r\n"
    yield text_header("Subject", one_line(subject, LONGEST_SUBJECT))
    yield f"Date: {format_datetime(head.date.astimezone(UTC))}\r\n"
    yield folded("Message-ID", [f"<{head.message_id}>"])
    yield folded("Reply-To", [f"<{head.reply_to}>"])
    yield phrase_header("List-Id", one_line(head.list_name, LONGEST_PHRASE), head.list_id)
    yield folded("Feedback-ID", [head.feedback_id])
    if head.unsubscribe:
        page, mailbox = head.unsubscribe
        yield folded("List-Unsubscribe", [f"<{page}>,", f"<mailto:{mailbox}?subject=unsubscribe>"])
        yield "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"  # RFC 8058 section 3.1
    if head.thread:
        yield folded("In-Reply-To", [head.thread[-1]])
        yield folded("References", list(head.thread))
    if head.submitted:
        yield f"Auto-Submitted: {head.submitted}\r\n"  # RFC 3834 section 5


def _mime_headers(boundary: str) -> Iterator[str]:
    yield "MIME-Version: 1.0\r\n"
    yield f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n'


def _part(subtype: str, text: str) -> bytes:
    """One part in quoted-printable, ended by the CRLF that belongs to the next boundary."""
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    # b2a_qp breaks lines as the text does: without a CRLF in it, by bare LF.
    lines = text.strip("\n").encode("utf-8", "replace").replace(b"\r", b"").replace(b"\n", b"\r\n") + b"\r\n"
    return head.encode("ascii") + binascii.b2a_qp(lines)

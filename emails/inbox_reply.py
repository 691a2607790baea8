"""An answer written in the local inbox: a real reply, as a mail program would send it, over real SMTP."""

from __future__ import annotations

import binascii
import smtplib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from course.errors import BadInput
from course.settings import Listen
from course.tokens import new_key
from emails.headers import folded, one_line, text_header
from emails.inbox_mail import InboxMail

SECONDS = 10
LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class Reply:
    """What a mail server is handed: envelope sender, recipient, CRLF bytes without dot-stuffing."""

    sender: str
    recipient: str
    data: bytes


def reply_to(mail: InboxMail, text: str, now: datetime) -> Reply:
    """The reply of a mail's recipient, with what they answer quoted beneath.

    Raises BadInput("text", …) where nothing is written.
    """
    if not text.strip():
        raise BadInput("text", "Please write something first.")
    head = "".join(_headers(mail, now)).encode("ascii")
    # b2a_qp breaks lines as the text does: without a CRLF in it, by bare LF.
    body = _body(mail, text).encode("utf-8", "replace").replace(b"\n", b"\r\n")
    return Reply(mail.delivered_to, mail.reply_to, head + b"\r\n" + binascii.b2a_qp(body))


def send(reply: Reply, door: Listen | None) -> None:
    """Hand it over where mail from outside is taken. Raises BadInput("text", …) where nobody takes it."""
    if door is None:
        raise BadInput("text", "Mail from outside isn't taken here: INBOUND_LISTEN is empty.")
    protocol = smtplib.LMTP if door.lmtp else smtplib.SMTP
    try:
        with protocol(door.host, door.port, local_hostname="localhost", timeout=SECONDS) as smtp:
            smtp.sendmail(reply.sender, [reply.recipient], reply.data)
    except (OSError, smtplib.SMTPException) as error:
        told = getattr(error, "smtp_error", b"") or str(error)
        words = told.decode("utf-8", "replace") if isinstance(told, bytes) else told
        raise BadInput("text", f"It couldn't be handed over at {door.host}:{door.port} ({words}).") from error


def _headers(mail: InboxMail, now: datetime) -> Iterator[str]:
    subject = mail.subject if mail.subject.lower().startswith("re:") else f"Re: {mail.subject}"
    yield folded("From", [f"<{mail.delivered_to}>"])
    yield folded("To", [f"<{mail.reply_to}>"])
    yield text_header("Subject", one_line(subject, LONGEST_SUBJECT))
    yield f"Date: {format_datetime(now)}\r\n"
    yield folded("Message-ID", [f"<{new_key()}@inbox.localhost>"])
    if mail.message_id:
        yield folded("In-Reply-To", [mail.message_id])
        yield folded("References", [mail.message_id])
    yield "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
    yield "Content-Transfer-Encoding: quoted-printable\r\n"


def _body(mail: InboxMail, text: str) -> str:
    words = "\n".join(text.strip().splitlines())
    when = f"On {mail.date:%Y-%m-%d at %H:%M}, " if mail.date else ""
    quoted = "".join(f"> {line}".rstrip() + "\n" for line in mail.text.splitlines())
    return f"{words}\n\n{when}{one_line(mail.sender, LONGEST_SUBJECT)} wrote:\n\n{quoted}"

"""Mails as ada and ben write them, and a client that brings them over a real socket."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

from course.site import Site
from emails.links import Links

ADA, BEN = "ada@example.org", "ben@example.org"


def letter(
    text: str = "I listened.",
    to: str = "reply@course.test",
    sender: str = ADA,
    message_id: str = "<one@example.org>",
    **headers: str,
) -> bytes:
    """A plain mail; `headers` by their names with _ for -."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, headers.pop("Subject", "Re: Day 1")
    if message_id:
        mail["Message-ID"] = message_id
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def reply_address(site: Site, send_key: str) -> str:
    return Links(site.settings).reply_address(send_key)


def leave_address(site: Site, subscription_key: str) -> str:
    return Links(site.settings).unsubscribe_address(subscription_key)


def bring(port: int, raw: bytes, to: list[str], sender: str = ADA) -> None:
    """Hand a mail over; raises as smtplib does where it isn't taken."""
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
        client.sendmail(sender, to, raw)

"""What kind of mail it is: a report of a server or a provider, written by a machine, or by a person.

The order is that of what is surest: forms that machines read, then headers, then words. A person's
mail has none of them, even where it quotes or passes on a report.
"""

from __future__ import annotations

from email.message import Message

from course.models import InboundKind
from emails.bounce_text import by_flufl
from emails.bounces import ReportedRecipient, reported
from emails.machine_words import (
    ANSWER,
    ARRIVED_SUBJECT,
    AUTO_HEADERS,
    AUTO_SUBJECT,
    AUTO_VALUES,
    AWAY,
    DAEMON,
    FAILURE_SUBJECT,
    FAILURE_WORDS,
    NOBODY,
    OFFICE,
    PASSED_ON,
    SERVER,
    SERVER_NAME,
)
from emails.notices import TELLING, notice_of
from emails.parsing import addresses, header
from emails.provider_reports import provider_entries
from emails.reports import has_status, is_complaint, is_receipt, is_report

NULL_SENDER = "<>"
FIRST_WORDS = 1500
"""Characters of a notice in which it says what it is about."""
Kind = tuple[InboundKind | None, tuple[ReportedRecipient, ...]]


def kind_of(message: Message, sender: str) -> Kind:
    """Bounce, complaint, delivered or auto, with the recipients named; None for a person's mail.

    `sender` is the envelope's, "<>" for a report, "" where nobody said.
    """
    if is_complaint(message) or has_status(message) or provider_entries(message):
        return _reported(message)
    if is_receipt(message):
        return InboundKind.AUTO, ()
    if is_report(message) or _is_notice(message, sender):
        return _reported(message)
    return (InboundKind.AUTO if is_automatic(message, sender) else None), ()


def is_automatic(message: Message, sender: str) -> bool:
    """Written by a machine, as far as its headers tell (RFC 3834 section 5, and what came before it)."""
    submitted = header(message, "Auto-Submitted").lower().partition(";")[0].strip()
    if submitted not in ("", "no") or _is_null(message, sender):
        return True
    if any(header(message, name).lower() not in ("", "no") for name in AUTO_HEADERS):
        return True
    if any(pattern.search(header(message, name)) for name, pattern in AUTO_VALUES.items()):
        return True
    author, subject = author_of(message), header(message, "Subject")
    if message.get("X-Auto-Response-Suppress") and AWAY.search(subject):
        return True
    return bool(NOBODY.match(author) or SERVER.match(author) or AUTO_SUBJECT.match(subject))


def author_of(message: Message) -> str:
    """The address in From with its domain in Unicode, as addresses are kept; "" for none."""
    found = next(iter(addresses(message, "From")), "")
    local, _, domain = found.rpartition("@")
    try:
        return f"{local}@{domain.encode('ascii').decode('idna')}".lstrip("@")
    except UnicodeError:
        return found


def _reported(message: Message) -> Kind:
    named = reported(message)
    kinds = {recipient.kind for recipient in named}
    if "complaint" in kinds:
        return InboundKind.COMPLAINT, named
    arrived = kinds == {"delivered"} or (not named and ARRIVED_SUBJECT.match(header(message, "Subject")))
    return (InboundKind.DELIVERED if arrived else InboundKind.BOUNCE), named


def _is_notice(message: Message, sender: str) -> bool:
    """A report without a form that machines read: told by who sent it, its subject and its first words."""
    if message.get("X-Failed-Recipients"):
        return True
    subject = bool(FAILURE_SUBJECT.search(header(message, "Subject")))
    if _by_server(message, sender):
        return subject or _says_failure(message) or _answers(message) or (_is_daemon(message) and _gives_back(message))
    if not _says_failure(message):
        return False
    if is_automatic(message, sender) or _by_office(message) or message.get_content_type() == "multipart/report":
        return subject or _is_in_form(message)
    return not _is_passed_on(message) and _is_in_form(message) and (subject or _gives_back(message))


def _by_server(message: Message, sender: str) -> bool:
    return bool(_is_null(message, sender) or _is_daemon(message) or DAEMON.match(header(message, "Return-Path")))


def _is_daemon(message: Message) -> bool:
    return bool(SERVER.match(author_of(message)) or SERVER_NAME.search(header(message, "From")))


def _by_office(message: Message) -> bool:
    """From an address or under a name that people have, too."""
    return bool(OFFICE.search(author_of(message)) or OFFICE.search(header(message, "From")))


def _is_null(message: Message, sender: str) -> bool:
    return NULL_SENDER in (sender, header(message, "Return-Path"))


def _is_passed_on(message: Message) -> bool:
    """In a thread, or shown to us: a person's doing."""
    thread = message.get("In-Reply-To") or message.get("References")
    return bool(thread or PASSED_ON.match(header(message, "Subject")))


def _says_failure(message: Message) -> bool:
    """Its first words tell of a mail that failed, and it names a recipient."""
    text = " ".join(notice_of(message).text[:FIRST_WORDS].split())
    return bool(FAILURE_WORDS.search(text)) and bool(reported(message))


def _answers(message: Message) -> bool:
    """It quotes a server's answer about somebody."""
    return bool(ANSWER.search(notice_of(message).text)) and bool(reported(message))


def _is_in_form(message: Message) -> bool:
    """It has what no person writes: an answer of a server, the mail given back, the sentences of a known server."""
    return bool(ANSWER.search(notice_of(message).text)) or _gives_back(message) or any(by_flufl(message))


def _gives_back(message: Message) -> bool:
    """The mail that failed is there with a head as servers see it, unlike one that a mail program quotes."""
    return not TELLING.isdisjoint(name.lower() for name, _ in notice_of(message).returned.items())

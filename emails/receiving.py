"""Where every way in ends: keep first, understand later."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable

from course.errors import DatabaseError
from course.inbound import fetch, give_up, keep, keep_once, waiting
from course.site import Site
from course.understanding import settle_mail
from emails.inbound import Understanding
from emails.kinds import NULL_SENDER
from emails.parsing import addresses, header, parse

log = logging.getLogger(__name__)

GROUP = 100
"""Mails that one look understands."""


def receive(site: Site, raw: bytes, sender: str, recipients: Iterable[str]) -> str:
    """Take in one mail as it came; its key. It is safe, and may be acknowledged, once this returns.

    `sender` is the envelope's, "<>" for a report, "" where nobody said. Raises DatabaseError or
    OSError where it can't be kept now: whoever brings it tries again.
    """
    return keep(site, raw, sender, recipients)


def receive_bare(site: Site, raw: bytes, sender: str = "", recipients: Iterable[str] = ()) -> str:
    """The same for a mail that may have come without its envelope."""
    return receive(site, raw, *_envelope(raw, sender, list(recipients)))


def receive_once(site: Site, raw: bytes, sender: str = "", recipients: Iterable[str] = ()) -> bool:
    """The same for a mail that may be brought again, byte for byte; whether it is new."""
    return keep_once(site, raw, *_envelope(raw, sender, list(recipients)))


def envelope_of(raw: bytes, sender: str, recipients: list[str]) -> tuple[str, list[str]]:
    """Sender and recipients of a mail that came without its envelope: what is given, else what its
    headers tell of the delivery."""
    message = parse(raw)
    path = header(message, "Return-Path")
    if not sender and path:
        sender = path.strip("<> ") or NULL_SENDER
    for names in (("Delivered-To", "X-Original-To", "Envelope-To"), ("To",)):
        recipients = recipients or addresses(message, *names)
    return sender, recipients


def _envelope(raw: bytes, sender: str, recipients: list[str]) -> tuple[str, list[str]]:
    """The same for a mail that has to be kept, whatever is wrong with its headers."""
    try:
        return envelope_of(raw, sender, recipients)
    except Exception:  # it would be brought again and again
        log.exception("the headers of a mail can't be read")
        return sender, recipients


class InTray:
    """Understands what came in, one mail after another. Any number of workers may have one."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._understanding = Understanding(site.settings, site.library)
        self._looking = threading.Lock()

    def look(self, stopped: threading.Event) -> bool:
        """Understand what waits, up to a group; True if more may. Raises DatabaseError."""
        if not self._looking.acquire(blocking=False):
            return False
        try:
            ids = waiting(self._site, GROUP)
            for mail_id in ids:
                if stopped.is_set():
                    return False
                self._take(mail_id)
            return len(ids) == GROUP
        finally:
            self._looking.release()

    def _take(self, mail_id: int) -> None:
        """One mail; whatever is wrong with it stops no other."""
        try:
            self._understand(mail_id)
        except DatabaseError:
            raise
        except Exception as error:  # a mail can be anything, and is never looked at for ever
            log.exception("inbound mail %d can't be understood", mail_id)
            give_up(self._site, mail_id, f"it can't be read ({type(error).__name__})")

    def _understand(self, mail_id: int) -> None:
        mail = fetch(self._site, mail_id)
        if mail is not None:
            found = self._understanding.read(mail.raw, mail.sender, mail.recipients)
            settle_mail(self._site, mail_id, found.reading)

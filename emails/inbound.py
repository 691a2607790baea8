"""What a mail is, and whose: decided from the mail alone, nothing is looked up.

The order: reports by mail servers, automata, a wish (mail to the unsubscribe address), an answer.
An automaton is never answered and never counts (RFC 3834).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message

from course.models import InboundKind
from course.settings import Settings
from course.site import Library
from course.tokens import KEY_LENGTH, REPLY, UNSUBSCRIBE, is_token_for
from course.understanding import BY_PEOPLE, Reading
from emails.attachments import split_attachments
from emails.bounces import ReportedRecipient
from emails.kinds import author_of, kind_of
from emails.links import Links
from emails.our_mails import our_mails
from emails.parsing import addresses, header, parse
from emails.reply_ours import OurMails
from emails.reply_text import own_words

TOKEN = re.compile(rf"(?<![A-Za-z0-9])[A-Za-z2-7]{{{2 * KEY_LENGTH}}}(?=@|$)")
MOST_TOKENS = 20
MOST_REFERENCES = 50
RECIPIENT_HEADERS = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Forwarded-To")


@dataclass(frozen=True)
class Understood:
    """A mail as it was read: what follows for the course, and whom a report names."""

    reading: Reading
    recipients: tuple[ReportedRecipient, ...] = ()


class Understanding:
    """Reads mail for one site: by its secrets, its domain, and the text of its own mails."""

    def __init__(self, settings: Settings, library: Library) -> None:
        self._secrets = settings.secret_key
        self._sent_id = re.compile(rf"<([a-z2-7]{{{KEY_LENGTH}}})@{re.escape(Links(settings).domain)}>", re.I)
        self._library = library
        self._known: tuple[int, OurMails] | None = None

    def read(self, raw: bytes, sender: str, recipients: Iterable[str]) -> Understood:
        """What a mail is; `sender` is "<>" for a report, "" where the envelope isn't known."""
        message = parse(raw)
        proven = self._proven(message, recipients)
        kind, named = kind_of(message, sender)
        if kind is None and self._sent_id.fullmatch(header(message, "Message-ID")):
            kind = InboundKind.AUTO  # a mail of ours came back to us
        if kind is None:
            kind = InboundKind.ANSWER if "send_key" in proven else InboundKind.UNMATCHED
            kind = InboundKind.COMMAND if "subscription_key" in proven else kind
        person = kind in BY_PEOPLE
        words = own_words(message, self._ours()) if person or kind is InboundKind.AUTO else ""
        attachments, bare = split_attachments(raw, message) if person else ((), b"")
        reading = Reading(
            kind=kind,
            message_id=header(message, "Message-ID"),
            text=words if person else "",
            subject=header(message, "Subject"),
            notice="" if person else words,
            author=author_of(message),
            referred=self._referred(message),
            attachments=attachments,
            bare=bare,
            **proven,
        )
        return Understood(reading, named)

    def _proven(self, message: Message, recipients: Iterable[str]) -> dict[str, str]:
        """The keys inside signed addresses that the mail was sent to."""
        to = [*recipients, *addresses(message, *RECIPIENT_HEADERS)]
        tokens = dict.fromkeys(token for address in to for token in TOKEN.findall(address))
        proven: dict[str, str] = {}
        for token in list(tokens)[:MOST_TOKENS]:
            for name, purpose in (("send_key", REPLY), ("subscription_key", UNSUBSCRIBE)):
                if is_token_for(self._secrets, purpose, token):
                    proven.setdefault(name, token[:KEY_LENGTH].lower())
        return proven

    def _referred(self, message: Message) -> tuple[str, ...]:
        """Keys of ours in In-Reply-To and References, the nearest first."""
        nearest = self._sent_id.findall(str(message.get("In-Reply-To", "")))
        thread = self._sent_id.findall(str(message.get("References", ""))[-MOST_REFERENCES * 100 :])
        return tuple(dict.fromkeys(key.lower() for key in [*nearest, *reversed(thread)]))[:MOST_REFERENCES]

    def _ours(self) -> OurMails:
        """What answers may quote, made anew when a course's files changed."""
        version = self._library.version
        if self._known is None or self._known[0] != version:
            self._known = version, our_mails(self._library)
        return self._known[1]

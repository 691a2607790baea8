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
from course.understanding import Reading
from emails.links import Links
from emails.our_mails import our_mails
from emails.parsing import addresses, header, parse
from emails.reply_ours import OurMails
from emails.reply_text import own_words
from emails.reports import ReportedRecipient, has_status, is_complaint, reported

NULL_SENDER = "<>"
TOKEN = re.compile(rf"(?<![A-Za-z0-9])[A-Za-z2-7]{{{2 * KEY_LENGTH}}}(?=@|$)")
MOST_TOKENS = 20
MOST_REFERENCES = 50
RECIPIENT_HEADERS = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Forwarded-To")
AUTO_HEADERS = (
    "X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply", "X-Auto-Respond", "X-AutoReply-From",
    "X-Mail-Autoreply", "X-FC-MachineGenerated", "X-POST-MessageClass", "Delivered-Auto-Reply", "X-Vacation",
)  # fmt: skip
PRECEDENCES = frozenset({"bulk", "auto_reply", "auto-reply", "list", "junk"})
AUTO_SUBJECT = re.compile(
    r"^\W*(?:auto(?:matic|matische|matisk|mated|maattinen)?[ -]?(?:reply|response|antwort|svar|vastaus)|auto:|autosvar|"
    r"out of (?:the )?office|abwesenheits|r[ée]ponse automatique|respuesta autom|resposta autom|risposta automatica|"
    r"automatisch antwoord|automatyczna odpowied|автоответ|автоматическ|自动回复|自動回覆|自動返信)",
    re.IGNORECASE,
)
AWAY = re.compile(
    r"\b(?:away|vacation|holiday|absen|abwesen|fuera de|fora do|afwezig|nieobecn|отсутств|不在|부재)", re.I
)
"""In a subject this may be a person's word; beside X-Auto-Response-Suppress it isn't."""
SERVER = re.compile(
    r"^(?:mailer[-_.]?daemon|postmaster|mail[-_.]?daemon|mmdf|bounces?)(?:[+=_-].*)?@|^(?:mailer-daemon|postmaster)$",
    re.I,
)
NOBODY = re.compile(
    r"^(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|nobody|autoreply|auto-reply|autoresponder)(?:[+_-].*)?@", re.I
)
FAILURE_SUBJECT = re.compile(
    r"undeliver|deliver(?:y|ing)\b.*(?:fail|status|notif|problem|error|delay|unable|incomplete|report|subsystem)|"
    r"return(?:ed|ing) (?:mail|message|to sender|e-?mail)|failure (?:notice|delivery)|"
    r"mail (?:delivery|system|failure|not)|message (?:delayed|failure|status|not)|"
    r"(?:could|can) ?not be delivered|not delivered|fail(?:ed|ure)\b.*(?:deliver|mail|send)|"
    r"unzustellbar|nicht zugestellt|zustell|non remis|non distribu|échec|no se puede entregar|no entregad|falha|"
    r"non recapitat|mancato recapito|onbestelbaar|niet bezorgd|warning:|bounce|rejected|"
    r"не доставлен|недоставлен|投递|退信",
    re.IGNORECASE,
)


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
        if kind is None:
            kind = InboundKind.ANSWER if "send_key" in proven else InboundKind.UNMATCHED
            kind = InboundKind.COMMAND if "subscription_key" in proven else kind
        person = kind in (InboundKind.ANSWER, InboundKind.COMMAND, InboundKind.UNMATCHED)
        reading = Reading(
            kind=kind,
            message_id=header(message, "Message-ID"),
            text=own_words(message, self._ours()) if person else "",
            author=author_of(message),
            referred=self._referred(message),
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


def kind_of(message: Message, sender: str) -> tuple[InboundKind | None, tuple[ReportedRecipient, ...]]:
    """Bounce, complaint, delivered or auto, with the recipients named; None for a person's mail."""
    if is_complaint(message):
        return InboundKind.COMPLAINT, reported(message)
    if has_status(message) or _by_server(message, sender):
        named = reported(message)
        arrived = bool(named) and all(recipient.kind == "delivered" for recipient in named)
        return (InboundKind.DELIVERED if arrived else InboundKind.BOUNCE), named
    return (InboundKind.AUTO if is_automatic(message, sender) else None), ()


def is_automatic(message: Message, sender: str) -> bool:
    """Written by a machine, as far as its headers tell (RFC 3834 section 5, and what came before it)."""
    submitted = header(message, "Auto-Submitted").lower().partition(";")[0].strip()
    if submitted not in ("", "no") or NULL_SENDER in (sender, header(message, "Return-Path")):
        return True
    if any(header(message, name).lower() not in ("", "no") for name in AUTO_HEADERS):
        return True
    if header(message, "Precedence").lower() in PRECEDENCES:
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


def _by_server(message: Message, sender: str) -> bool:
    """A report without a delivery status: from a mail server, about a mail that failed."""
    if message.get("X-Failed-Recipients"):
        return True
    null = NULL_SENDER in (sender, header(message, "Return-Path"))
    if not (null or SERVER.match(author_of(message))):
        return False
    return bool(FAILURE_SUBJECT.search(header(message, "Subject")))

"""What a report says about which address: failed, delayed, delivered or complained, and why.

delivery status  ->  its fields in plain text  ->  a provider's JSON  ->  the words, by flufl.bounce and by ours
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message

from emails.bounce_reasons import Said, judge
from emails.bounce_text import named, section
from emails.machine_words import ARRIVED_SUBJECT
from emails.notices import Notice, notice_of
from emails.parsing import addresses, header
from emails.provider_reports import provider_entries
from emails.reports import UNREADABLE, Entry, complainants, is_complaint, status_entries, text_entries

LATE = re.compile(
    r"(?:will|to) (?:keep|continue|be (?:re)?tried|retry|try)|temporary problem|delivery incomplete|(?:still|"
    r"continue) (?:trying|being|to)|not (?:yet been delivered|been delivered yet)|"
    r"(?:has been|is|was|message) delayed|delayed?\b.{0,20}(?:delivery|notif)|no action is required|(?:do not|"
    r"don't) need to (?:re-?send|take)|just a warning|"
    r"warning(?: message)? only|could not send m\w+ for (?:the )?(?:past|last)|transient|further attempts|"
    r"attempts will",
    re.IGNORECASE,
)
GIVEN_UP = re.compile(
    r"given up|giving up|permanent (?:fatal )?(?:error|failure)|failed permanently|(?<!non-)fatal error|"
    r"not (?:going to |continue |be |keep )*(?:re)?tr(?:y|ied)|aborted",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ReportedRecipient:
    """What a report says about one address; `kind` is failed, delayed, complaint or delivered.

    `hard`: nobody is there. `reason` is one of the families in bounce_words, or the type of a complaint.
    """

    address: str
    kind: str
    hard: bool
    status: str
    reason: str = ""


def reported(message: Message) -> tuple[ReportedRecipient, ...]:
    """The recipients that a report names; none where it isn't one, or names nobody."""
    notice = notice_of(message)
    if is_complaint(message):
        return tuple(_complaints(message, notice))
    entries = status_entries(message) or text_entries(notice.text) or provider_entries(message)
    found = _told(message, notice, entries) if entries else _worded(message, notice)
    return tuple({recipient.address.lower(): recipient for recipient in found}.values())


def _complaints(message: Message, notice: Notice) -> list[ReportedRecipient]:
    """Where the report hides who complained, the mail given back may tell; else the address is ""."""
    named_, kind = complainants(message)
    return [
        ReportedRecipient(address, "complaint", False, "", kind)
        for address in named_ or addresses(notice.returned, "To") or [""]
    ]


def _told(message: Message, notice: Notice, entries: Sequence[Entry]) -> list[ReportedRecipient]:
    """By the report's own fields; an address that can't be read is looked for in the words."""
    known = [entry.address for entry in entries if entry.address != UNREADABLE]
    spare = [] if known else [address for group in named(message, notice) for address in group]
    found = []
    for entry in entries:
        address = spare.pop(0) if entry.address == UNREADABLE and spare else entry.address
        if address != UNREADABLE:
            words = (entry.words, section(notice.text, address, known))
            action = entry.action or _unsaid(message, notice)
            found.append(_recipient(address, action, Said(entry.status, words, by_fields=True)))
    return found


def _worded(message: Message, notice: Notice) -> list[ReportedRecipient]:
    """By the words alone."""
    late, failed = named(message, notice)
    if failed and not late and _is_late(message, notice):
        late, failed = failed, []
    every = late + failed
    rest = (notice.text,) if len(every) == 1 else ()
    said = {address: Said("", (section(notice.text, address, every), *rest), by_fields=False) for address in every}
    return [
        *(_recipient(address, "delayed", said[address]) for address in late),
        *(_recipient(address, "failed", said[address]) for address in failed),
    ]


def _recipient(address: str, kind: str, said: Said) -> ReportedRecipient:
    if kind == "complaint":
        return ReportedRecipient(address, kind, False, "", "abuse")
    if kind != "failed":
        return ReportedRecipient(address, kind, False, said.status)
    verdict = judge(address, said)
    return ReportedRecipient(address, kind, verdict.hard, verdict.status, verdict.reason)


def _unsaid(message: Message, notice: Notice) -> str:
    """What became of somebody whom a delivery status names without saying so."""
    if ARRIVED_SUBJECT.match(header(message, "Subject")):
        return "delivered"
    return "delayed" if _is_late(message, notice) else "failed"


def _is_late(message: Message, notice: Notice) -> bool:
    """Whether the server goes on trying."""
    text = f"{header(message, 'Subject')}\n{notice.text}"
    return bool(LATE.search(text)) and not GIVEN_UP.search(text)

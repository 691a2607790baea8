"""Reports by mail servers: which recipients they are about (RFC 3464), and complaints (RFC 5965)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message

from emails.parsing import addresses, header, parts_of

MOST_RECIPIENTS = 100
STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
DEAD = frozenset({"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"})
"""Enhanced codes of an address that doesn't exist (RFC 3463 section 3.2); other 5.x.x are about the mail."""
KINDS = {
    "failed": "failed",
    "delayed": "delayed",
    "delivered": "delivered",
    "relayed": "delivered",
    "expanded": "delivered",
}


@dataclass(frozen=True)
class ReportedRecipient:
    """What a report says about one address; `kind` is failed, delayed, complaint or delivered."""

    address: str
    kind: str
    hard: bool
    status: str


def reported(message: Message) -> tuple[ReportedRecipient, ...]:
    """The recipients that a report names; none where it isn't one, or names nobody."""
    if is_complaint(message):
        blocks = _blocks(message, "feedback-report")
        found = [_address(block.get("Original-Rcpt-To", "")) for block in blocks]
        return tuple(ReportedRecipient(address, "complaint", False, "") for address in found if address)
    found_ = [_recipient(block) for block in _blocks(message, "delivery-status")]
    named = [recipient for recipient in found_ if recipient]
    if not named:
        listed = addresses(message, "X-Failed-Recipients")
        named = [ReportedRecipient(address, "failed", False, "") for address in listed]
    return tuple(dict.fromkeys(named))[:MOST_RECIPIENTS]


def is_complaint(message: Message) -> bool:
    """An abuse report in ARF."""
    return any(part.get_content_type() == "message/feedback-report" for part in message.walk())


def has_status(message: Message) -> bool:
    """It carries a delivery status, whatever type it claims to be itself."""
    return any(part.get_content_subtype() == "delivery-status" for part in message.walk())


def _blocks(message: Message, subtype: str) -> list[Message]:
    """The groups of fields in parts of a kind; Python reads a delivery-status as messages."""
    found: list[Message] = []
    for part in message.walk():
        if part.get_content_subtype() == subtype:
            found += parts_of(part)
    return found


def _recipient(block: Message) -> ReportedRecipient | None:
    address = _address(block.get("Final-Recipient", "") or block.get("Original-Recipient", ""))
    kind = KINDS.get(header(block, "Action").lower().partition(" ")[0])
    if not address or kind is None:
        return None
    status = STATUS.search(header(block, "Status"))
    code = status[1] if status else ""
    return ReportedRecipient(address, kind, kind == "failed" and code in DEAD, code)


def _address(field: str) -> str:
    """The address of `rfc822; ada@example.org`."""
    return str(field).rpartition(";")[2].strip().strip("<>").strip()

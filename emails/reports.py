"""Reports in a form that machines read: delivery status (RFC 3464, 6533), abuse (RFC 5965), receipts (RFC 8098).

A report that somebody passes on lies inside a mail inside theirs, and isn't looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser

from emails.notices import own_leaves
from emails.parsing import header, part_text, parts_of, to_text

MOST_ENTRIES = 100
LONGEST = 60_000
STATUS_TYPES = frozenset({"delivery-status", "global-delivery-status"})
RECEIPT_TYPES = frozenset({"disposition-notification", "global-disposition-notification"})
STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
FIELD_IN_TEXT = re.compile(r"^\s*(?:Final|Original)-Recipient:", re.IGNORECASE | re.MULTILINE)
GROUP = re.compile(r"^(?:Final-Recipient|Original-Recipient|Action):", re.IGNORECASE | re.MULTILINE)
"""The first of these begins what is said of a recipient."""
INDENT = re.compile(r"^[ \t]+(?=[A-Za-z-]{3,40}:)", re.MULTILINE)
ADDRESS = re.compile(r"^(?:\"[^\"@]{1,62}\"|[^\s@<>\"]{1,64})@[^\s@<>/\"]{1,255}$")
INSIDE = re.compile(r"[^\s@<>()\"';:,]{1,64}@[A-Za-z0-9.-]{1,255}")
TYPE = re.compile(r"^(?:[\w-]{0,20}\s*;\s*)*<?(?:(?:smtp|mailto):)?", re.IGNORECASE)
ROUTE = re.compile(r"^@[^:@\s]{1,255}:")
"""RFC 5321 appendix C: hosts on the way, before the address."""
XTEXT = re.compile(r"\+(2B|3D)(?=.*@)")
"""RFC 3461 section 4: how "+" and "=" travel in ORCPT; some servers report it as it came."""
HEX = re.compile(r"\\x\{([0-9A-Fa-f]{2,6})\}")
ACTIONS = {
    "failed": "failed",
    "failure": "failed",
    "error": "failed",
    "undeliverable": "failed",
    "deliverable": "delivered",
    "delayed": "delayed",
    "delivered": "delivered",
    "relayed": "delivered",
    "expanded": "delivered",
}
"""RFC 3464 section 2.3.3, and what OpenSMTPD and others write."""
NAMING = ("Original-Recipient", "Final-Recipient", "X-Actual-Recipient")
"""The first that holds an address names it: the one that was written to, before it was forwarded."""
UNREADABLE = "?"
"""Stands for an address that isn't one, such as a path on a server."""
FEEDBACK_IN_TEXT = re.compile(r"^Feedback-Type:\s*(?!not-spam)\w", re.IGNORECASE | re.MULTILINE)
COMPLAINT_SUBJECT = re.compile(
    r"^(?:complaint about message|e?-?mail (?:feedback|abuse) report|abuse report|spam (?:report|complaint))\b",
    re.IGNORECASE,
)
ANSWER = re.compile(r"(?<![\w.\-])([245])(?:\d\d(?=[ -])|\.\d{1,3}\.\d{1,3}\b)")
"""A server's answer or its code: the first figure tells how it ended."""
BY_CLASS = {"2": "delivered", "4": "delayed", "5": "failed"}
COMPLAINED = ("Original-Rcpt-To", "Removal-Recipient", "Original-Recipient")
"""Where a feedback report names who complained."""


@dataclass(frozen=True)
class Entry:
    """What a delivery status says of one recipient; "" where it doesn't, of the action too."""

    address: str
    action: str
    status: str
    words: str


def is_complaint(message: Message) -> bool:
    """A report in ARF that isn't about somebody taking a mail out of spam, or one as Outlook.com and others send it."""
    types = [_field(part, "Feedback-Type").lower() for part in _leaves(message, {"feedback-report"})]
    if types or "feedback-report" in header(message, "Content-Type").lower():
        return any(kind != "not-spam" for kind in types or [""])
    text = "\n".join(part_text(part)[:LONGEST] for part in own_leaves(message) if part.get_content_maintype() == "text")
    if FEEDBACK_IN_TEXT.search(text) and message.get_content_type() in ("multipart/report", "multipart/mixed"):
        return True
    given_back = any(part.get_content_type() == "message/rfc822" for part in own_leaves(message))
    return given_back and bool(COMPLAINT_SUBJECT.match(header(message, "Subject")))


def is_receipt(message: Message) -> bool:
    """A program tells what its reader did with a mail."""
    return any(True for _ in _leaves(message, RECEIPT_TYPES))


def has_status(message: Message) -> bool:
    """It carries a delivery status, whatever type it claims to be itself."""
    return any(True for _ in _leaves(message, STATUS_TYPES))


def is_report(message: Message) -> bool:
    """It claims to be a report of delivery (RFC 6522), though its status got lost on the way."""
    kind = message.get_param("report-type", "") if message.get_content_type() == "multipart/report" else ""
    return str(kind).lower() in STATUS_TYPES


def status_entries(message: Message) -> list[Entry]:
    """The recipients of its delivery status."""
    found = (_entry(block) for part in _leaves(message, STATUS_TYPES) for block in _blocks(_source(part)))
    return _usable(found)


def text_entries(text: str) -> list[Entry]:
    """The same where the fields stand in plain text, in a mail that isn't built as a report."""
    if not FIELD_IN_TEXT.search(text):
        return []
    return _usable(_entry(block) for block in _blocks(text))


def complainants(message: Message) -> tuple[list[str], str]:
    """Who complained, [] where the report hides it, and the type of feedback."""
    kind, named = "abuse", list[str]()
    for part in own_leaves(message):
        if part.get_content_subtype() == "feedback-report":
            kind = _field(part, "Feedback-Type").lower() or kind
            named += _complained(HeaderParser().parsestr(_source(part).strip()))
        for inner in parts_of(part):
            named += [clean_address(str(value)) for value in inner.get_all("X-HmXmrOriginalRecipient", [])[:1]]
    return list(dict.fromkeys(filter(None, named)))[:MOST_ENTRIES], kind


def _complained(fields: Message) -> list[str]:
    return [clean_address(str(value)) for name in COMPLAINED for value in fields.get_all(name, [])]


def clean_address(field: str) -> str:
    """The address of `rfc822; ada@example.org`, without a route; "" where there is none."""
    text = to_text(str(field).encode("utf-8", "surrogateescape"), "").strip()
    text = HEX.sub(_character, TYPE.sub("", text))
    text = ROUTE.sub("", text.strip("<>' .;,"))
    found = ADDRESS.match(text) or INSIDE.search(text)
    return found[0].strip("<>'.") if found and "..." not in found[0] else ""


def _character(match: re.Match[str]) -> str:
    number = int(match[1], 16)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else ""


def _leaves(message: Message, subtypes: Iterable[str]) -> Iterator[Message]:
    for part in own_leaves(message):
        if part.get_content_subtype() in subtypes:
            yield part


def _source(part: Message) -> str:
    """A part's text; Python has read some of these types as messages already, without decoding them."""
    inner = parts_of(part)
    if not inner:
        return part_text(part)[:LONGEST]
    text = "\n\n".join(_written(block) for block in inner)[:LONGEST]
    encoding = _text(part, "Content-Transfer-Encoding").lower()
    if encoding not in ("base64", "quoted-printable"):  # RFC 6533 section 3.1 allows them
        return text
    coded = Message()
    coded["Content-Transfer-Encoding"] = encoding
    coded.set_payload(text.encode("ascii", "replace").decode())  # encoded text is ASCII, or is damaged
    return part_text(coded)


def _written(block: Message) -> str:
    """A block as it stood, with what Python took for its body: further blocks."""
    fields = "\n".join(f"{name}: {value}" for name, value in block.raw_items())
    return f"{fields}\n\n{part_text(block)}"


def _blocks(text: str) -> Iterator[Message]:
    """The groups of fields; some servers put no empty line between two recipients."""
    for chunk in re.split(r"\n[ \t\r]*\n", text):
        fields = INDENT.sub("", chunk.strip())
        first = GROUP.search(fields)
        groups = re.split(rf"^(?={first[0]})", fields, flags=re.MULTILINE | re.IGNORECASE) if first else [fields]
        yield from (HeaderParser().parsestr(group) for group in groups)


def _entry(block: Message) -> Entry:
    named = next(filter(None, (clean_address(block.get(name, "")) for name in NAMING)), "")
    named = XTEXT.sub(lambda found: chr(int(found[1], 16)), named)
    if not named and any(block.get(name) for name in NAMING):
        named = UNREADABLE
    status = STATUS.search(_text(block, "Status"))
    code = status[1] if status else ""
    action = _text(block, "Action").lower().split()
    words = f"{_text(block, 'Diagnostic-Code')} {_text(block, 'Status').partition('(')[2]}"
    answer = ANSWER.search(words)
    told = (code or (answer[1] if answer else ""))[:1]
    kind = ACTIONS.get(action[0].strip(";,.") if action else "", BY_CLASS.get(told, ""))
    return Entry(named, kind, code, words.strip())


def _usable(entries: Iterable[Entry]) -> list[Entry]:
    """Those that name somebody; of one address those that say what became of it, if any do."""
    named = [entry for entry in entries if entry.address]
    told = {entry.address for entry in named if entry.action}
    return list(dict.fromkeys(each for each in named if each.action or each.address not in told))[:MOST_ENTRIES]


def _text(block: Message, name: str) -> str:
    value = str(block.get(name, ""))[:4096]
    return " ".join(to_text(value.encode("utf-8", "surrogateescape"), "").split())


def _field(part: Message, name: str) -> str:
    return _text(HeaderParser().parsestr(_source(part).strip()), name)

"""Whom a report without a delivery status is about, by its words: the last resort."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from copy import copy
from email.message import Message

from flufl.bounce import all_failures

from emails.machine_words import SERVER
from emails.notices import LONGEST, Notice
from emails.parsing import addresses, header, part_text, parts_of

logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)  # it tells each step, and mails that it can't read

OTHERS = ("From", "Sender", "Return-Path", "Reply-To", "Errors-To", "Message-ID")
"""Fields with what looks like an address, and is nobody's to whom a mail was sent."""
MOST_NAMED = 100
MOST_TRACES = 10
LONGEST_PROSE = 8000
LONGEST_LINE = 1000
MOST_PARTS = 20
MOST_SECTION = 12
"""Lines about one address."""
LOCAL = r"[^\s<>()\[\]\"',;:@\\\u2000-\u206f\u3000-\u9fff\uac00-\ud7af\uf900-\uffef]{1,64}"
"""Without the letters and marks of scripts that set no space between a label and an address."""
ADDRESS = rf"{LOCAL}@(?:[A-Za-z0-9_-]{{1,63}}\.){{0,10}}[A-Za-z0-9-]{{1,63}}"
ANY = re.compile(ADDRESS)
OPENING = re.compile(
    r"^[\s>*•·\-–\"'<(\[]{0,24}(?:(?:ultimately )?(?P<alias>expanded|generated) (?:from|by):?\s*<?)?"
    r"(?:\d{3}[ -](?:\d\.\d{1,3}\.\d{1,3} )?<?|(?:smtp|mailto|rfc822)[:;]\s*)?"
    rf"(?P<address>{ADDRESS})(?:\s+<(?P<name>{ADDRESS})>)?"
)
"""A line that begins with an address, as most servers list those that failed; "generated from" is
what Exim, "expanded from" what others write of the address that was written to."""
LABELLED = re.compile(rf"^[^@\n]{{1,80}}[:：]\s*[<\"']?({ADDRESS})[>\"']?\W{{0,3}}$")
"""One that ends with an address after a colon."""
BEFORE = re.compile(r"\boriginal\b", re.IGNORECASE)
"""In a label: the address that was written to, before the one above was put for it."""
OTHER_LABEL = re.compile(
    r"^\W*(?:to|cc)\W*$|\b(?:from|sender|reply-to|return-path|contact|cc|postmaster|by|help|support|assistance|e-?mail|(?:message|content|mail)?-?id)\W*$",
    re.IGNORECASE,
)
RCPT = re.compile(rf"\b(?:rcpt|recipient)(?: to)?\s*:\s*<?({ADDRESS})", re.IGNORECASE)
FOR = re.compile(rf"\bfor\s+<?({ADDRESS})>?\s*(?:;|$)")
PHRASE = re.compile(
    rf"\b(?:deliver\w*|addressed|sent|send|recipients?|users?|mailbox|account|address(?:es)?|destinat\w+|errors?)\b"
    rf"[^@\n]{{0,100}}?(?<=[\s<\"'(:\[])({ADDRESS})",
    re.IGNORECASE,
)
ASKED = re.compile(
    rf"\b(?:contact|questions?|assistance|help|support|enquir\w+|administrator|write to|complain\w*)\b"
    rf"[^@\n.!?]{{0,80}}?[\s<(:]({ADDRESS})",
    re.IGNORECASE,
)
"""Whom a notice names for questions, in a sentence."""
HELPER = re.compile(r"^(?:postmaster|mailer-daemon|mail-daemon|abuse|support|help\w*)@", re.IGNORECASE)
"""The same, by the name alone."""
CUT = re.compile(r"\.{3}|@[^.]*$")
"""What was made unreadable, and hosts without a domain."""


def named(message: Message, notice: Notice) -> tuple[list[str], list[str]]:
    """Who is late and who failed, by the surest sign that the notice gives; two empty lists where it names nobody."""
    given_to = addresses(notice.returned, "To")  # somebody may write to themselves
    ours = [address for address in addresses(notice.returned, *OTHERS) if address not in given_to]
    own = {address.lower() for address in [*ours, *addresses(message, "To", *OTHERS)]}
    asked = {address.lower() for address in _found(ASKED, notice.text)}
    late, failed = by_flufl(message)
    if late:
        return late, failed
    detectors: tuple[Callable[[], Iterable[str]], ...] = (
        lambda: listed(notice.text, own),
        lambda: failed,
        lambda: addresses(message, "X-Failed-Recipients"),
        lambda: _found(RCPT, notice.text),
        lambda: _found(PHRASE, " ".join(notice.text.split())[:LONGEST_PROSE]),
        lambda: returned_to(notice),
        lambda: _found(ANY, header(message, "Subject")),
        lambda: _found(ANY, notice.text),
    )
    passes = ((own | asked, HELPER), (own, SERVER))
    found = (_others(detect(), *without) for without in passes for detect in detectors)
    told = addresses(message, "X-Failed-Recipients")  # believed even of us, as a delivery status is
    return [], next(filter(None, found), _others(told, (), SERVER))


def by_flufl(message: Message) -> tuple[list[str], list[str]]:
    """Who is late and who failed, as flufl.bounce reads it; it raises on odd mail, and has no bounds."""
    try:
        late, failed = all_failures(_in_short(message))
    except Exception:
        return [], []
    return _decoded(late), _decoded(failed)


def listed(text: str, own: Collection[str]) -> list[str]:
    """Addresses that lines begin with; where no line does, those that lines end with behind a colon.

    A line further in than the first one goes on with what a server answered about that address.
    """
    lines = text.split("\n")
    openings = [match for line in lines if (match := OPENING.match(line)) and match["address"].lower() not in own]
    depth = _indent(openings[0].string) if openings else 0
    found: list[str] = []
    for match in openings:
        if match["alias"] and found and match["alias"].lower() == "generated":
            found.pop()
        if match["alias"] or _indent(match.string) <= depth:
            found += ANY.findall(match.string) if _is_list(match.string) else [match["name"] or match["address"]]
    return found or _labelled(lines)


def _labelled(lines: Iterable[str]) -> list[str]:
    found: list[str] = []
    for line in lines:
        match = LABELLED.match(line)
        if match and _is_about_recipient(match):
            if found and BEFORE.search(line[: match.start(1)]):
                found.pop()
            found.append(match[1])
    return found


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _is_about_recipient(labelled: re.Match[str]) -> bool:
    return not OTHER_LABEL.search(labelled.string[: labelled.start(1)].rstrip("<\"' :："))


def returned_to(notice: Notice) -> list[str]:
    """Whom the mail given back was sent to, where that is one; a mailing list's own address isn't."""
    found = addresses(notice.returned, "To")
    if len(found) != 1:
        traces = (str(trace)[:LONGEST_PROSE] for trace in notice.returned.get_all("Received", [])[:MOST_TRACES])
        found = list(dict.fromkeys(address for trace in traces for address in FOR.findall(trace)))
    posts = header(notice.returned, "List-Post").lower() + header(notice.returned, "X-BeenThere").lower()
    return found if len(found) == 1 and found[0].lower() not in posts else []


def section(text: str, address: str, others: Collection[str]) -> str:
    """The lines about an address: from where it stands, to where another one's begin."""
    wanted, rest = address.lower(), {other.lower() for other in others} - {address.lower()}
    taken: list[str] = []
    for line in text.split("\n"):
        lower = line.lower()
        if wanted in lower or (taken and not any(other in lower for other in rest)):
            taken.append(line)
        elif taken:
            break
    return "\n".join(taken[:MOST_SECTION])


def _in_short(message: Message) -> Message:
    """A mail with fewer and shorter lines: some patterns take time that grows with the square of a line."""
    short = copy(message)
    if message.is_multipart():
        short.set_payload([_in_short(part) for part in parts_of(message)[:MOST_PARTS]])
    else:
        lines = part_text(message)[:LONGEST].split("\n")
        short.set_payload("\n".join(line[:LONGEST_LINE] for line in lines))
    return short


def _decoded(found: Collection[bytes]) -> list[str]:
    return sorted(address.decode("ascii", "replace") for address in found)


def _is_list(line: str) -> bool:
    """Addresses and nothing else."""
    return not re.search(r"\w", ANY.sub("", line))


def _found(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    for match in pattern.finditer(text):
        yield match[match.lastindex or 0]


def _others(found: Iterable[str], own: Collection[str], without: re.Pattern[str]) -> list[str]:
    """Each once, but no `own` address, none that `without` matches, and none that was made unreadable."""
    different = {address.lower(): address.rstrip(".") for address in found}
    return [
        address
        for key, address in different.items()
        if key not in own and ANY.fullmatch(address) and not CUT.search(address) and not without.match(address)
    ][:MOST_NAMED]

"""Why a mail failed, and whether its address is dead: the code first, the wording where a code says
too little or is misused, and which command was refused."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from emails.bounce_text import LOCAL
from emails.bounce_words import FAMILIES, Family

LONGEST = 3000
"""Characters of a server's words on one address."""
ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\.\d)")
REPLY = re.compile(r"(?<![\w.\-/=#@])([45]\d\d)(?=[\s\-:,]|$)")
LINK = re.compile(r"\b(?:https?://|www\.)([\w.-]+)\S{0,300}", re.IGNORECASE)
ADDRESS = re.compile(rf"[<\[(]?{LOCAL}@[A-Za-z0-9_.-]{{1,255}}[>\])]?")
DEAD_CODES = {
    "5.1.1": "no such user",
    "5.1.2": "no such domain",
    "5.1.3": "no such user",
    "5.1.6": "moved",
    "5.1.10": "takes no mail",
    "5.1.351": "no such user",
    "5.4.4": "no such domain",
    "5.4.310": "no such domain",
    "5.7.27": "takes no mail",
}
"""RFC 3463 section 3.2 and the IANA registry of enhanced codes (RFC 7505 names 5.1.10 and 5.7.27 for
domains that take no mail); 5.1.351 and 5.4.310 are Exchange Online's. 5.1.7 to 5.1.9 are about the sender, 5.1.0,
5.1.4 and 5.1.5 say too little."""
OTHER_CODES = {
    "1.7": "sender", "1.8": "sender", "1.9": "sender",
    "2.0": "policy", "2.1": "disabled", "2.2": "full", "2.3": "size", "2.4": "policy",
    "3.1": "full", "3.2": "their system", "3.4": "size", "3.5": "their system",
    "4.1": "network", "4.2": "network", "4.3": "network", "4.5": "rate", "4.6": "loop", "4.7": "too late",
    "5.3": "rate", "6.0": "content", "6.1": "content",
    "7.1": "policy", "7.13": "disabled", "7.20": "authentication", "7.21": "authentication",
    "7.23": "authentication", "7.24": "authentication", "7.25": "reverse DNS", "7.26": "authentication",
    "4.310": "network", "4.312": "network", "4.316": "network", "4.317": "network", "7.12": "policy",
    "7.64": "relay", "7.124": "policy", "7.133": "policy", "7.134": "policy", "7.136": "policy",
    "7.509": "authentication", "7.515": "authentication",
}  # fmt: skip
"""The same, without the class, for what isn't the end of an address; three digits are Exchange Online's."""
VAGUE = re.compile(r"^(?:|\d\.0\.0)$")
OPEN = re.compile(r"\.0$")
"""RFC 3463 section 3: of its subject, but nothing further is known."""
WORDS_COUNT = frozenset({"5.1.0", "5.1.4", "5.1.5", "5.5.0", "5.5.1", "5.4.0"})
"""Codes beside which the words "user unknown" are believed as they stand; beside the others, such as
5.2.1 and 5.7.1, only where they answer the question for this recipient."""
SLIGHT = frozenset({"content", "disabled"})
"""Reasons that are weaker than a code which says that nobody is there."""
COMMAND = re.compile(
    r"in reply to (?:the )?(?:end of )?(\w+)|(?:after|response to|reply to) (?:the )?(?:end of )?(rcpt|mail from|"
    r"data|helo|ehlo|initial connection)\b"
    r"|(?:>>>|-->) ?(rcpt|mail|data|helo|ehlo)\b|\b(rcpt)(?: to)? response|like our (?:final )?(\w+)|"
    r"\[(rcpt|mail|data)_|"
    r"(does not like recipient)|(after i sent the message)"
    r"|\(state (1\d)\)|smtp command\s+(rcpt|mail|data)\b|\b(?:sent:|for|following) (rcpt|mail|data|text)\b|"
    r"\b(rcpt) to generated",
    re.IGNORECASE,
)
RECIPIENT = frozenset({"rcpt", "does not like recipient", "14"})
"""What answers to RCPT are called; Gmail's 13 is MAIL, its 14 RCPT."""
EARLIER = frozenset({"mail", "mail from", "helo", "ehlo", "initial connection", "13", "11", "12"})
ABOUT_RECIPIENT = re.compile(
    r"recipient address rejected: access denied|unknown in (?:virtual|local|relay)", re.IGNORECASE
)
"""Exchange Online's, for a domain that lists its people, and Postfix's."""
BY_FILTERS_TOO = re.compile(r"user unknown|unknown user|mailbox unavailable|rejected", re.IGNORECASE)
IN_BRACKETS = r">?\s*[(\[][^)\]]{0,30}\b(?:user|unknown|mailbox|recipient)\b"
DIAGNOSTIC_TYPE = re.compile(r"^\s*[\w-]{1,40}\s*;")


@dataclass(frozen=True)
class Said:
    """What a report says of one address that failed: its own code or "", and the words, the surest
    source first. `by_fields`: it is a delivery status, so that its first words are the remote answer."""

    status: str
    words: tuple[str, ...]
    by_fields: bool


@dataclass(frozen=True)
class Verdict:
    """What follows for an address."""

    hard: bool
    status: str
    reason: str


def judge(address: str, said: Said) -> Verdict:
    """What a failure says about its address."""
    plain = [simplified(each) for each in said.words if each.strip()]
    code = best_code(said.status, said.words)
    family = first_family(plain)
    by_code = DEAD_CODES.get(code) or OTHER_CODES.get(code[2:], "unknown")
    if code.startswith("4"):
        return Verdict(False, code, family.reason if family and not family.dead else by_code)
    if family and not family.dead and not (code in DEAD_CODES and family.reason in SLIGHT):
        return Verdict(False, code, family.reason)
    if code in DEAD_CODES or (family and _counts(family, address, code, said)):
        return Verdict(True, code, family.reason if family and family.dead else by_code)
    return Verdict(False, code, by_code)


def simplified(words: str) -> str:
    """Lower case, one line; addresses as "@", links as their host."""
    text = LINK.sub(r"\1", DIAGNOSTIC_TYPE.sub("", words[:LONGEST]))
    return " ".join(ADDRESS.sub("@", text).lower().split())


def best_code(status: str, words: Iterable[str]) -> str:
    """The most telling enhanced code: a detailed one in the answer outweighs the report's own x.0.0 and x.y.0."""
    quoted = [code for each in words for code in ENHANCED.findall(each[:LONGEST])]
    detailed = [code for code in (status, *quoted) if not VAGUE.match(code)]
    exact = (code for code in detailed if not OPEN.search(code))
    return next(exact, next(iter([*detailed, status, *quoted]), ""))


def first_family(plain: Iterable[str]) -> Family | None:
    """The family of the first words that belong to any."""
    return next((family for words in plain for family in FAMILIES if family.pattern.search(words)), None)


def refused(words: str) -> str:
    """The SMTP command that was refused, as the report tells it: rcpt, data, mail …; "" where it doesn't."""
    found = COMMAND.search(words[:LONGEST])
    return next(group for group in found.groups() if group).lower() if found else ""


def _counts(family: Family, address: str, code: str, said: Said) -> bool:
    """Whether words that say "nobody is there" are to be believed.

    An answer to RCPT is about the recipient; one to an earlier command can't be. Where nobody says
    what was answered, and a code says something else, the code stands.
    """
    words = " ".join(" ".join(said.words).split())
    command = refused(words)
    if command in RECIPIENT or ABOUT_RECIPIENT.search(words):
        return True
    if command in EARLIER:
        return False
    return _is_plain(family, address, said, words) if VAGUE.match(code) else code in WORDS_COUNT


def _is_plain(family: Family, address: str, said: Said, words: str) -> bool:
    """Whether words without a code are plain enough.

    Filters, too, answer "user unknown", and do so to a whole mail. So these words count where a remote
    answer names the address, and where a server states them itself, quoting nobody, nor in brackets.
    """
    if family.reason != "no such user" or not BY_FILTERS_TOO.search(words):
        return True
    named = re.escape(address)
    if re.search(rf"{named}>?\.\.\.", words, re.IGNORECASE):
        return True  # as sendmail answers to RCPT
    if said.by_fields:
        return address.lower() in said.words[0].lower()
    return not REPLY.search(said.words[0]) and not re.search(named + IN_BRACKETS, words, re.IGNORECASE)

"""A title or a block of fields above the mail that is answered: "----- Original message -----", "From: … Sent: …"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from emails.reply_lines import ADDRESS, FIELD, LONGEST_LINE, Lines, any_of, is_marked, is_rule, is_said, next_said
from emails.reply_words import ABOVE, FORWARDED, FROM, ORIGINAL, SENT, SUBJECT, TO

TITLE_LINE = "-----Original Message-----"
"""What reply_html.py writes where a program's HTML says that the other mail begins."""
MOST_FIELD_LINES = 14
MOST_GLUED = 2000
BETWEEN = r"\s?\*{0,2}\s?[:：՝]"
FIELDS = {
    kind: re.compile(rf"[\s>*_]*+{any_of(words)}{BETWEEN}", re.IGNORECASE)
    for kind, words in (("from", FROM), ("sent", SENT), ("to", TO), ("subject", SUBJECT))
}
INSIDE = {
    kind: re.compile(rf"{any_of(word[:1].upper() + word[1:] for word in words)}{BETWEEN}")
    for kind, words in (("from", FROM), ("sent", SENT), ("to", TO), ("subject", SUBJECT))
}
TOLD = re.compile(rf"{ADDRESS}|\d{{1,2}}[:.]\d\d|(?<!\d)\d{{4}}(?!\d)")
TIME = re.compile(r"\d{1,2}[:.]\d\d")
TITLE = re.compile(
    rf"[\s>*]*+[-_=—–*]{{3,40}}+\s*+(?:{any_of(FORWARDED)}|{any_of(ORIGINAL)})"
    r"(?:[^\n]{0,100}[-_=—–*]{2}|[^\n.!?:]{0,30}$)",
    re.IGNORECASE,
)
BARE_TITLE = re.compile(rf"\s*+{any_of(FORWARDED)}[^\n]{{0,40}}[:：]\s*$", re.IGNORECASE)
ABOVE_LINE = re.compile(rf"\W{{0,40}}+(?:\w+ ){{0,4}}{any_of(ABOVE)}[^\n]{{0,40}}$", re.IGNORECASE)
"""What help desks write on top of their mails."""
LONE_TITLE = re.compile(rf"\W*+(?:{any_of(FORWARDED)}|{any_of(ORIGINAL)})(?: \w+){{1,2}}\W*$", re.IGNORECASE)
"""The same without dashes, as some phones write it above fields."""
UNKNOWN_TITLE = re.compile(r"\s*+[-_=—–]{4,40}+\s?[^\W\d_][^\n\d_=-]{2,40}[-_=—–]{4,40}\s*$")
"""A title in a language that isn't known here counts where fields follow."""


@dataclass(frozen=True)
class Block:
    """Lines `first` up to `end`, without it, say that another mail begins; `before` are words on the first of them."""

    first: int
    end: int
    before: str = ""


def without_blocks(lines: Lines) -> Lines:
    """Up to the first such block. Where quoted lines follow and nothing stands above, what is below them stays."""
    block = next((found for number in range(len(lines)) if (found := _block(lines, number))), None)
    if block is None:
        return lines
    above, below = [*lines[: block.first], block.before], lines[block.end :]
    while above and (not above[-1].strip() or is_rule(above[-1]) or LONE_TITLE.match(above[-1][:LONGEST_LINE])):
        above.pop()
    told = any(is_said(line) for line in above)
    if is_marked(next_said(below, 0)):
        return above + (_up_to_last_marked(below) if told else below)
    return above if told or not any(map(is_said, below)) else below


def _up_to_last_marked(lines: Lines) -> Lines:
    """Answers between the quoted lines; what stands below all of them was added on the way."""
    last = max(number for number, line in enumerate(lines) if is_marked(line))
    return lines[:last]


def _block(lines: Lines, number: int) -> Block | None:
    """The block that begins in this line."""
    line = lines[number][:LONGEST_LINE]
    if not line.strip() or is_marked(line):
        return None
    if ABOVE_LINE.match(line):
        return Block(number, number + 1)
    title = TITLE.match(line) or (BARE_TITLE.match(line) if _fields_end(lines, number + 1) else None)
    if title:
        return Block(number, _head_end(lines, number))
    if FIELD.match(line):
        end = _fields_end(lines, number) or _mails_fields_end(lines, number)
    else:
        end = _unknown_fields_end(lines, number + 1) if is_rule(line) or UNKNOWN_TITLE.match(line) else 0
    return Block(number, end) if end else _glued(lines, number)


def _head_end(lines: Lines, number: int) -> int:
    """Where the head ends that begins with the title in this line; programs may set several."""
    for at in range(number + 1, min(number + MOST_FIELD_LINES, len(lines))):
        if TITLE.match(lines[at][:LONGEST_LINE]):
            number = at
        elif lines[at].strip():
            break
    return _fields_end(lines, number + 1) or number + 1


def _fields_end(lines: Lines, number: int) -> int:
    """Where the fields end that begin here, blank lines aside; 0 where there are none."""
    kinds: set[str] = set()
    told, end = "", 0
    for at in range(number, min(number + MOST_FIELD_LINES, len(lines))):
        line = lines[at][:LONGEST_LINE]
        found = _kinds(line)
        if found:
            kinds |= _newest(found, kinds)
            told, end = told + line + "\n", at + 1
        elif line.strip() and not (kinds and _goes_on(line)):
            break
    enough = len(kinds) >= 2 and "from" in kinds and TOLD.search(told)
    return end if enough or (len(kinds) >= 2 and "@" in told and TIME.search(told)) else 0


@lru_cache(maxsize=256)
def _kinds(line: str) -> frozenset[str]:
    """What fields this line may be; asked again for each line above it."""
    return frozenset(kind for kind, field in FIELDS.items() if field.match(line)) if FIELD.match(line) else frozenset()


def _newest(found: frozenset[str], kinds: set[str]) -> set[str]:
    """A word may name several fields; it stands for one that isn't there yet."""
    return set(sorted(found - kinds)[:1])


def _goes_on(line: str) -> bool:
    """Whether a line in a block of fields is a long one's second, or a field that isn't known here."""
    return line.startswith((" ", "\t")) or "@" in line or bool(FIELD.match(line))


def _mails_fields_end(lines: Lines, number: int) -> int:
    """The same in whatever language, by what four fields hold: who, when, to whom."""
    rows = [at for at in range(number, min(number + 8, len(lines))) if lines[at].strip()][:4]
    fields = [lines[at][:LONGEST_LINE] for at in rows]
    if len(fields) < 4 or not all(map(FIELD.match, fields)):
        return 0
    who, when, to, _ = fields
    told = re.search(ADDRESS, who) and re.search(ADDRESS, to) and TIME.search(when) and re.search(r"\d{4}", when)
    return rows[-1] + 1 if told else 0


def _unknown_fields_end(lines: Lines, number: int) -> int:
    """The same for fields of whatever language, under a rule or a title: three, with an address and a year."""
    rows = [at for at in range(number, min(number + 8, len(lines))) if lines[at].strip()][:4]
    named = [at for at in rows if FIELD.match(lines[at][:LONGEST_LINE])]
    text = "\n".join(lines[at][:LONGEST_LINE] for at in named)
    return named[-1] + 1 if len(named) >= 3 and "@" in text and re.search(r"\d{4}", text) else 0


def _glued(lines: Lines, number: int) -> Block | None:
    """The same fields in one line, as programs write them that lose the line breaks."""
    line = lines[number][:MOST_GLUED]
    if "@" not in line or len(line.split(":")) < 4:
        return None
    begun, at, kinds = -1, 0, 0
    for kind in ("from", "sent", "to", "subject"):
        found = INSIDE[kind].search(line, at)
        if found:
            begun, at, kinds = (found.start() if begun < 0 else begun), found.end(), kinds + 1
        elif kind == "from":
            return None
    if kinds < 3 or not re.search(ADDRESS, line[begun:]):
        return None
    return Block(number, number + 1, line[:begun])

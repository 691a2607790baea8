"""The writer's own words in an answer: without the mail that is answered, and without signatures.

A pipeline of small steps over lines. Each takes away one kind of thing that the writer didn't
type; none adds or changes a word.

    ours -> quote headers -> separators -> quoted lines -> signature -> sent from -> edges
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from email.message import Message

from emails.parsing import text_parts
from emails.reply_html import html_words
from emails.reply_words import FIELDS, OPENINGS, SENT_FROM, SEPARATORS, WROTE

Lines = list[str]

MOST_HEADER_LINES = 4
MOST_PREHEADER_LINES = 6
LONGEST_QUOTE_HEADER = 400
MOST_LINES = 5000
INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0x034F, 0x00AD])
"""What programs strew in; a preheader is followed by many of them."""


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(words)})"


ADDRESS = r"[^\s<>@]+@[^\s<>@]+"
WROTE_END = re.compile(rf"(?:^|[\s\d>\")\]，]){_any(WROTE)}[^\n]{{0,60}}?[:：]\s*$", re.IGNORECASE)
DATED = re.compile(r"\d{1,4}[./\- ]|\d{1,2}:\d\d|\d{1,2}[.h]\d\d|年|\d{4}")
DATE_AND_ADDRESS = re.compile(
    rf"^\W*(?=[^\n]*\d{{4}})(?=[^\n]*\d{{1,2}}[:.h]\d\d)[^\n]*<\s*(?:mailto:)?{ADDRESS}\s*>+\)?\s*[:：]\s*$"
)
DATE_AND_NAME = re.compile(rf"^\d{{4}}[-/]\d{{1,2}}[-/]\d{{1,2}}\b[^\n]*<\s*{ADDRESS}\s*>:?\s*$")
OPENING = re.compile(
    rf"^\W*+(?:{_any(OPENINGS)}\b(?=[^\n]{{0,40}}\d)|\w{{2,12}}[,.]? \d|\w+, \w+ \d|\d{{1,4}}\W)"
    rf"|(?<=\s){_any(OPENINGS)}\s(?=[^\n]{{0,25}}\d)"
)
"""Where a line that says who wrote begins; some programs put it behind the last word."""
WHOM = re.compile(rf"<{ADDRESS}|{_any(WROTE)}\b", re.IGNORECASE)
SEPARATOR = re.compile(rf"^[\s>]*+[-_=—*]{{2,}}+\s*+{_any(SEPARATORS)}[^\n]{{0,60}}$", re.IGNORECASE)
RULE = re.compile(r"^\s*+[-_=*—]{5,}+\s*$")
FIELD = re.compile(rf"^[\s>*]*+{_any(FIELDS)}\s*\*?\s*[:：]", re.IGNORECASE)
SENT_FROM_LINE = re.compile(rf"^\W*+{_any(SENT_FROM)}\b[^\n]{{0,100}}$", re.IGNORECASE)
SIGNATURE = re.compile(r"^\s*+(?:--|—|–|-- )\s*$")
DAY_LINE = re.compile(r"^\W*+Day \d+ of \d+(?: · next: .*|\s*)$")
"""What each lesson carries below its preheader."""


def own_words(message: Message, preheaders: Collection[str] = ()) -> str:
    """What the writer of an answer typed; "" where that is nothing.

    `preheaders` are the first lines of our own mails: from there on everything is our mail, quoted
    by a program that marks no quotes.
    """
    plain = "\n\n".join(part.strip("\n") for part in text_parts(message, "plain") if part.strip())
    if plain.strip():
        return trimmed(plain, preheaders)
    return trimmed("\n\n".join(html_words(part) for part in text_parts(message, "html")), preheaders)


def trimmed(text: str, preheaders: Collection[str] = ()) -> str:
    """The same for text that is at hand."""
    lines = text.translate(INVISIBLE).replace("\xa0", " ").split("\n")[:MOST_LINES]
    lines = _without_ours(lines, {_plain(preheader) for preheader in preheaders})
    steps: tuple[Callable[[Lines], Lines], ...] = (
        _without_quote_headers,
        _without_separators,
        _without_quotes,
        _without_signature,
        _without_sent_from,
    )
    for step in steps:
        lines = step(lines)
    return "\n".join(line.rstrip() for line in lines).strip()


def _without_ours(lines: Lines, preheaders: Collection[str]) -> Lines:
    """Up to where our own mail begins, however it was wrapped anew; behind `>` the quoting tells."""
    for number, line in enumerate(lines):
        if DAY_LINE.match(line) and not line.lstrip().startswith(">"):
            return lines[:number]
        if line.strip() and _is_preheader(lines[number : number + MOST_PREHEADER_LINES], preheaders):
            return lines[:number]
    return lines


def _is_preheader(lines: Lines, preheaders: Collection[str]) -> bool:
    """Whether the first lines of these are one, and nothing but one."""
    first = _plain(lines[0][:LONGEST_QUOTE_HEADER])
    if not any(known.startswith(first) for known in preheaders):
        return False
    return any(_plain(" ".join(lines[:count])) in preheaders for count in range(1, len(lines) + 1))


def _plain(text: str) -> str:
    """Letters and digits alone: programs bend quotes and dashes."""
    return re.sub(r"[\W_]+", " ", text).strip().casefold()


def _without_quote_headers(lines: Lines) -> Lines:
    """Cut at "On … wrote:"; where `>` follows, only that line is taken, for words may stand below."""
    done: Lines = []
    number = 0
    while number < len(lines):
        before, length = _quote_header(lines, number)
        done.append(before if length else lines[number])
        number += length or 1
        if length and not _marked(lines, number):
            if any(line.strip() for line in done):
                return done
            if "@" not in lines[number - 1] and any(line.strip() for line in lines[number:]):
                done.append(lines[number - 1])  # a sentence of the writer's own
    return done


def _quote_header(lines: Lines, number: int) -> tuple[str, int]:
    """How many lines from here on say who wrote what follows, 0 for none; and the words before, on the same line."""
    first = lines[number].lstrip(" >\t")
    if len(first) > LONGEST_QUOTE_HEADER:
        return "", 0
    opening = OPENING.search(first)
    for length in range(1, MOST_HEADER_LINES + 1):
        part = lines[number : number + length]
        if len(part) < length or not part[-1].strip():
            break
        if _says_who_wrote(" ".join(line.lstrip(" >\t").rstrip() for line in part)):
            if opening:
                return first[: opening.start()].rstrip(), length
            whole = length == 1 or (WHOM.search(first) and not _quote_header(lines, number + 1)[1])
            return "", length if whole else 0
    return "", 0


def _says_who_wrote(text: str) -> bool:
    if len(text) > LONGEST_QUOTE_HEADER or (not DATED.search(text) and "@" not in text):
        return False
    if DATE_AND_ADDRESS.match(text) or DATE_AND_NAME.match(text):
        return True
    return bool(WROTE_END.search(text)) and len(text) > 15


def _marked(lines: Lines, number: int) -> bool:
    """Whether the line before this one, or the next one with words, stands behind `>`."""
    following = next((line for line in lines[number:] if line.strip()), "")
    return following.lstrip().startswith(">") or lines[number - 1].lstrip().startswith(">")


def _without_separators(lines: Lines) -> Lines:
    """Cut at "----- Original message -----", or at a block of From, Sent, To and Subject."""
    for number in range(len(lines)):
        if SEPARATOR.match(lines[number]) or _field_block(lines, number):
            above = lines[:number]
            while above and (not above[-1].strip() or RULE.match(above[-1])):
                above.pop()
            return above
    return lines


def _field_block(lines: Lines, number: int) -> bool:
    """Three fields of a mail's head in a row, or two with an address or a time in them."""
    block = []
    for line in lines[number : number + 6]:
        if FIELD.match(line):
            block.append(line)
        elif not block or (line.strip() and "@" not in line):
            break
    told = re.search(rf"{ADDRESS}|\d{{1,2}}:\d\d", "\n".join(line[:LONGEST_QUOTE_HEADER] for line in block))
    return len(block) >= 3 or (len(block) == 2 and told is not None)


def _without_quotes(lines: Lines) -> Lines:
    return [line for line in lines if not re.match(r"^\s{0,3}>|^\|", line)]


def _without_signature(lines: Lines) -> Lines:
    """Up to "-- " on a line of its own (RFC 3676 section 4.3), if words stand above it."""
    for number, line in enumerate(lines):
        if SIGNATURE.match(line) and any(above.strip() for above in lines[:number]):
            return lines[:number]
    return lines


def _without_sent_from(lines: Lines) -> Lines:
    """Without "Sent from my phone"; what stands below it, after the quote is gone, was typed by nobody."""
    for number, line in enumerate(lines):
        if SENT_FROM_LINE.match(line) and len(line) < 120:
            below = [rest for rest in lines[number + 1 :] if rest.strip()]
            return lines[:number] if len(below) <= 2 else lines[:number] + lines[number + 1 :]
    return lines

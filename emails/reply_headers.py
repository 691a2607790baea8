"""The line that says who wrote what follows: "On Monday Ada <ada@example.org> wrote:", in any wording and wrapping.

Three things tell it: a verb for writing, a date, an address. The words by which it begins are needed only
where it stands behind the writer's own words, on the same line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from emails.reply_blocks import TITLE
from emails.reply_lines import ADDRESS, FIELD, LONGEST_LINE, Lines, any_of, first_said, is_marked, next_said
from emails.reply_words import OPENINGS, QUOTING, WROTE, WROTE_UNSPACED

MOST_HEADER_LINES = 4
MOST_WORDS_OF_A_NAME = 6
LONGEST_WITHOUT_VERB = 150
LONGEST_NAME = 72
AROUND = " \t>*_\"'“”‘’"
"""What stands around the words of such a line."""
COLONS = (":", "：", "՝")

VERB = rf"(?:(?<!\w){any_of(WROTE)}(?!\w)|{any_of(WROTE_UNSPACED)})"
WROTE_IN = re.compile(VERB, re.IGNORECASE)
WROTE_THEN = re.compile(rf"{VERB}\s?[:：]\s", re.IGNORECASE)
WROTE_LAST = re.compile(rf"{VERB}\W*$|^\W*[:：]\s?{VERB}", re.IGNORECASE)
GOES_ON = re.compile(rf"\s*(?:[<(]|{VERB}\W*$)", re.IGNORECASE)
DASHED = re.compile(rf"\W*-{{2,}}+\s?[^\n]{{2,200}}{VERB}\s?:?\s?-{{2,}}\W*$", re.IGNORECASE)
"""---- Ada wrote ----"""
VIA = re.compile(rf"\W*+\w[^\n]{{0,60}} via [^\n]{{1,60}} {VERB}\s?[:：]$", re.IGNORECASE)
"""How lists and forums name who wrote."""
QUOTING_FIRST = re.compile(rf"\W*+{any_of(QUOTING)}\b.*{ADDRESS}.*:$", re.IGNORECASE)
DATE_THEN_NAME = re.compile(
    rf"\W*+\d{{1,4}}[-/.年]\d{{1,2}}[-/.月]\d{{1,4}}(?!\d).{{0,120}}<\s*{ADDRESS}\s*>[:：]?\s*$"
)
GMT_THEN_NAME = re.compile(
    r"\W*+\d{4}-\d\d-\d\d \d{1,2}:\d\d (?:GMT|UTC)[+-]\d{1,2}:\d\d(?: [^\W\d_][\w.'’-]*){1,5}:?\s*$"
)
"""How Gmail wrote it of old, where the address got lost."""
WHOLE = (DASHED, DATE_THEN_NAME, GMT_THEN_NAME)
"""Ends of a header that need no colon."""
DAY = re.compile(r"(?<!\d)\d{4}(?!\d)|\d年|(?<!\d)\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?!\d)")
"""A year, or a date in figures."""
TIME = re.compile(r"(?<!\d)\d{1,2}[:.h時时시]\s?\d\d(?!\d)|\d{1,2}\s?[ap]\.?m\b", re.IGNORECASE)
WHOM = re.compile(ADDRESS)
STARTS = re.compile(
    rf"\W*+(?:{any_of(OPENINGS)}(?!\w)(?=.{{0,60}}\d)|[^\W\d]{{2,12}}[.,]{{0,2}} \d|"
    r"[^\W\d]{2,20}, [^\W\d]{2,12}\.? \d|\d{1,4}\W|\d{1,4}[年년])"
)
STARTS_INSIDE = re.compile(
    rf"(?<=[\s\-–—.!?)]){any_of(word for word in OPENINGS if len(word) > 1)}\s(?=[^\n]{{0,30}}\d)"
)
"""Some programs put the line behind the writer's last word."""


@dataclass(frozen=True)
class Header:
    """Lines `first` to `last` say who wrote; `before` are the words ahead of it on its first line."""

    first: int
    last: int
    before: str
    sure: bool
    """It holds more than a sentence of the writer's would: an address, or day and time."""


def without_headers(lines: Lines) -> Lines:
    """Up to the first such line. Where quoted lines follow it is taken out alone: words may stand below."""
    done: Lines = []
    begun = 0
    for header in _headers(lines):
        done += [*lines[begun : header.first], header.before]
        begun = header.last + 1
        if is_marked(next_said(lines, begun)):
            continue
        if first_said(done) < len(done):
            return done
        if not header.sure:
            begun = header.first
    return done + lines[begun:]


def _headers(lines: Lines) -> Iterator[Header]:
    """All of them, from above; those inside of a quote go with it."""
    begun = 0
    for last, line in enumerate(lines):
        header = _header(lines, begun, last) if line.strip() and not is_marked(line) else None
        if header:
            yield header
            begun = last + 1


def _header(lines: Lines, begun: int, last: int) -> Header | None:
    """The header that ends in this line, in as few lines as hold all of it."""
    followed = is_marked(next_said(lines, last + 1))
    end = _end(lines[last], followed, goes_on=bool("".join(lines[last + 1 : last + 2]).strip()))
    windows = [[*lines[first:last], end] for first in _firsts(lines, begun, last)] if end else []
    found = [window for window in windows if _says_who_wrote(window, followed)]
    if not found:
        return None
    best = max(found, key=_wholeness)
    before = best[0][: _start(best)].rstrip(" \t-–—")
    first = last - len(best) + 1
    return Header(first - _has_name_above(lines, first), last, before, _is_sure(best))


def _has_name_above(lines: Lines, first: int) -> bool:
    """Whether a header that begins with its address was wrapped behind the name, which stands alone above it."""
    above, blank = lines[max(first - 2, 0) : first], first < 2 or not lines[first - 2].strip()
    wrapped = lines[first].lstrip().startswith("<") and bool(above) and blank
    return wrapped and 0 < len(above[-1].strip()) <= LONGEST_NAME and not is_marked(above[-1])


def _firsts(lines: Lines, begun: int, last: int) -> Iterator[int]:
    """Where it may begin: this line, the one above, and so on, up to a quoted or a blank one; but a
    blank line ahead of the address, or of the verb, is a program's."""
    for first in range(last, max(begun, last - MOST_HEADER_LINES + 1) - 1, -1):
        line = lines[first]
        if is_marked(line) or len(line) > LONGEST_LINE:
            return
        if line.strip():
            yield first
        elif not GOES_ON.match(lines[first + 1]):
            return


def _end(line: str, followed: bool, goes_on: bool) -> str:
    """This line as far as it can be the end of a header; "" where it can't. `followed`: by quoted lines,
    `goes_on`: the next line isn't blank."""
    if len(line) > LONGEST_LINE or TITLE.match(line):
        return ""
    bare = line.rstrip(AROUND + "-")
    if bare.endswith(COLONS) or any(form.match(line) for form in WHOLE):
        return line
    if followed and WHOM.search(line):
        return line
    if WROTE_LAST.search(bare[-40:]) and (followed or not goes_on):
        return line
    glued = WROTE_THEN.search(line) if "@" in line else None
    return line[: glued.end()] if glued and WHOM.search(line[: glued.end()]) and _starts(line) else ""


def _says_who_wrote(window: Lines, followed: bool) -> bool:
    """Whether these lines together do. `followed` says that quoted lines come next, so that less will do."""
    text = _joined(window)
    if len(text) > LONGEST_LINE:
        return False
    if GMT_THEN_NAME.match(text):
        return True
    if not WROTE_IN.search(text):
        return _says_when_and_whom(window, followed) or bool(DATE_THEN_NAME.match(text) or QUOTING_FIRST.match(text))
    if _is_sure(window):
        return True
    if followed:
        return _tells_when(window) or (len(window) == 1 and len(text.split()) <= MOST_WORDS_OF_A_NAME)
    return bool(DAY.search(text)) and _starts(window[0])


def _says_when_and_whom(window: Lines, followed: bool) -> bool:
    """Some languages and programs do without a verb."""
    text = _joined(window)
    if not WHOM.search(text) or any(map(FIELD.match, window)):
        return False
    if followed and len(window) == 1 and len(text) <= LONGEST_WITHOUT_VERB:
        return _tells_when(window)
    return bool(DAY.search(text) and TIME.search(text)) and text.endswith(COLONS)


def _wholeness(window: Lines) -> tuple[bool, bool, bool]:
    return bool(WHOM.search(_joined(window))) and _tells_when(window), _tells_when(window), _starts(window[0])


def _is_sure(window: Lines) -> bool:
    text = _joined(window)
    named = any(pattern.search(text) for pattern in (WHOM, DASHED, VIA))
    return named or bool(DAY.search(text) and TIME.search(text))


def _tells_when(window: Lines) -> bool:
    text = _joined(window)
    return bool(DAY.search(text) or TIME.search(text))


def _joined(window: Lines) -> str:
    return " ".join(line.lstrip(AROUND).rstrip(" \t*_") for line in window)


def _starts(line: str) -> bool:
    """Whether such a line begins here, or further on in this one."""
    return bool(STARTS.match(line) or STARTS_INSIDE.search(line))


def _start(window: Lines) -> int:
    """Where in its first line the header begins: behind words of the writer's, if it is whole without them."""
    first = window[0]
    if STARTS.match(first):
        return 0
    for opening in reversed(list(STARTS_INSIDE.finditer(first))):
        if _says_who_wrote([first[opening.start() :], *window[1:]], followed=False):
            return opening.start()
    return 0

"""Whether an automatic reply tells that somebody is away, and until when. Pure: words in, a date out.

A date is taken where the words beside it say that the absence ends there; one that stands alone, or at which
the absence begins, is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from enum import IntEnum

from course.absence_words import ABSENCE, ABSENCE_SUBJECTS, GONE, ORIGINAL, REPLY_PREFIX, SIGN_OFFS
from course.dates_in_text import Named, Order, Sense, around, find_days
from course.folding import fold
from course.return_words import (
    AND,
    DENIED,
    FILLERS,
    ME,
    OTHER_MATTERS,
    PRESENT,
    RETURN,
    SINCE,
    SOMEBODY_ELSE,
    UNTIL,
    UNTIL_BEHIND,
)

LONGEST = 5_000
"""Characters of a mail in which an absence is looked for; nobody takes more."""
NEAR = 90
"""Characters beside a day in which words about it are looked for."""
FEW_WORDS = 8


class Role(IntEnum):
    """What a day is to an absence; the least says most."""

    RETURN = 0
    UNTIL = 1
    SPAN_END = 2


def is_absence(subject: str, text: str) -> bool:
    """Whether an automatic reply says that its writer is away for a time, in one of thirteen languages.

    A receipt, a mailbox that nobody reads, another address or a job that was left are none.
    """
    head, body = fold(subject)[:LONGEST], " ".join(_sentences(text))[:LONGEST]
    if IS_GONE.search(body):
        return False
    return bool(IS_ABSENCE.search(body) or IS_ABSENCE.search(head) or IS_SUBJECT.match(head))


def back_on(subject: str, text: str, today: date) -> date | None:
    """The day on which the writer of an absence is back, else the last one away, as far as they name one.

    After today and within a year, otherwise None. One without a year is of the last four months or the next eight,
    so that a notice that somebody forgot to take down says nothing. `today` is the day on which it came.
    """
    if not is_absence(subject, text):
        return None
    sentences = [fold(subject)[:LONGEST], *_sentences(text)]
    sense = Sense(today, _order_of(sentences), around)
    told = [
        (role, day) for sentence in sentences for role, named in _roles(sentence, sense) if (day := named.after(today))
    ]
    return min(told, key=lambda each: each[0])[1] if told else None


def _sentences(text: str) -> list[str]:
    """What the writer says, folded; nothing quoted, nothing below the greeting."""
    return [folded for piece in SENTENCE_END.split("\n".join(_own_lines(text[:LONGEST]))) if (folded := fold(piece))]


def _own_lines(text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines()):
        folded = fold(line)
        if line.rstrip() == "--" or IS_ORIGINAL.fullmatch(folded) or (number and IS_SIGN_OFF.fullmatch(folded)):
            return
        if not line.lstrip().startswith((">", "|")):
            yield line


def _order_of(sentences: list[str]) -> Order:
    words = " ".join(sentences)
    if SIGNS.search(words):
        return Order.MONTH
    return Order.EITHER if ENGLISH.search(words) else Order.DAY


def _roles(sentence: str, sense: Sense) -> Iterator[tuple[Role, Named]]:
    """The days of a sentence at which an absence may end."""
    days = find_days(sentence, sense)
    if not days or (IS_OTHER.search(sentence) and not IS_ABSENCE.search(sentence)):
        return
    ends = [0, *(named.end for named in days)]
    starts = [*(named.start for named in days), len(sentence)]
    gaps = [sentence[end:start] for end, start in zip(ends, starts, strict=True)]
    spans = [bool(IS_AND.fullmatch(gap)) for gap in gaps]
    for number, named in enumerate(days):
        if spans[number + 1] or (named.is_weekday and spans[number]):
            continue
        is_last = number + 1 == len(days)
        behind = gaps[number + 1][:NEAR]
        if "," in sentence[named.start : named.end]:
            behind = behind.removeprefix(",")
        role = _role(named, gaps[number][-NEAR:], behind, is_last)
        is_span = spans[number] or named.is_span or ENDS_DAYS.search(gaps[number][-NEAR:])
        if role is None and is_span and _is_about_absence(sentence):
            role = Role.SPAN_END
        if role is not None:
            yield role, named


def _role(named: Named, before: str, behind: str, is_last: bool) -> Role | None:
    if _is_of_another(before):
        return None
    if IS_UNTIL.search(before) or IS_UNTIL_BEHIND.match(behind):
        return Role.UNTIL
    is_since = bool(IS_SINCE.search(before))
    if IS_RETURN.search(before) and not is_since:
        return Role.RETURN
    clause, *more = CLAUSE_END.split(behind, maxsplit=1)
    clauses = [CLAUSE_END.split(before)[-1], *([clause] if more or is_last else [])]
    only_return = named.is_weekday and not is_since
    return Role.RETURN if any(_says_there(each, only_return) for each in clauses) else None


def _says_there(clause: str, only_return: bool) -> bool:
    """Words of returning or of presence, and nothing that denies them. A bare weekday wants words of returning:
    on Mondays one may be there at any time."""
    if IS_DENIED.search(clause):
        return False
    return bool(IS_RETURN.search(clause) or (IS_PRESENT.search(clause) and not only_return))


def _is_of_another(before: str) -> bool:
    """Whether the day is a colleague's, and the writer isn't spoken of again."""
    others = list(IS_SOMEBODY_ELSE.finditer(before))
    return bool(others) and not IS_ME.search(before, others[-1].end())


def _is_about_absence(sentence: str) -> bool:
    return bool(IS_ABSENCE.search(sentence) or IS_DENIED.search(sentence)) or len(sentence.split()) <= FEW_WORDS


def _any(pieces: Iterable[str]) -> str:
    """A pattern for one of these. Those that begin a word are tried only where one begins."""
    folded = [fold(piece) for piece in pieces]
    inside = [piece for piece in folded if not piece.startswith(WORD)]
    beginning = "|".join(piece.removeprefix(WORD) for piece in folded if piece.startswith(WORD))
    return f"(?:{'|'.join([*inside, *([f'{WORD}(?:{beginning})'] if beginning else [])])})"


GERMAN_MONTHS = "(?:Jan|Jän|Feb|Mär|Mae|Mrz|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)"
"""In "1. Juni" the point ends no sentence."""
WORD = r"\b"
UPPER = "A-ZÀ-ÞĀ-ŽА-ЯЁ"
SENTENCE_END = re.compile(
    r"(?<=[!?。！？;])(?![!?。！？;])|\n\s*\n|\n(?=\s{0,9}[-*•·–] )"
    rf"|(?<!inkl)(?<!einschl)(?<!ca)\.(?=\s+[{UPPER}])(?!(?<=\d\.)\s+{GERMAN_MONTHS})"
)
CLAUSE_END = re.compile(r"[,;:(、，]|(?:^| )(?:and|und|et|y|e|en|и|och|ve) ")
SIGNS = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
ENGLISH = re.compile(r"\b(?:the|until|till|will|back|from|away|returning|my)\b")

IS_ABSENCE = re.compile(_any(ABSENCE))
IS_SUBJECT = re.compile(
    rf"(?:{_any(REPLY_PREFIX)} ?[:-]? ?)?{_any(ABSENCE_SUBJECTS)}"
    rf"(?:$|[ :]*(?:re:|aw:|\d|[-(,|]|{_any(UNTIL)} |{_any(SINCE)} ))"
)
IS_GONE = re.compile(_any(GONE))
IS_ORIGINAL = re.compile(_any(ORIGINAL))
IS_SIGN_OFF = re.compile(rf"{_any(SIGN_OFFS)}[ ,.!]*")
IS_SOMEBODY_ELSE = re.compile(_any(SOMEBODY_ELSE))
IS_ME = re.compile(_any(ME))
IS_OTHER = re.compile(_any(OTHER_MATTERS))
FILLED = rf"(?: ?(?<!\w){_any(FILLERS)}(?!\w)\.?| ?[:(,]){{0,4}} ?"
IS_UNTIL = re.compile(rf"(?<!\w){_any(UNTIL)}{FILLED}$|[至到~]{FILLED}$")
IS_SINCE = re.compile(rf"(?<!\w){_any(SINCE)}{FILLED}$")
IS_UNTIL_BEHIND = re.compile(rf"(?: ?\([^)]{{1,8}}\))?{_any(UNTIL_BEHIND)}")
IS_AND = re.compile(rf"[ .]*(?:\([^)]{{1,8}}\))? ?{_any(AND)}{FILLED}")
ENDS_DAYS = re.compile(rf"(?<!\d)\d{{1,2}}(?:°|st|nd|rd|th|er|o|a|:e|\.)? ?{_any(AND)}{FILLED}$")
IS_RETURN = re.compile(_any(RETURN))
IS_PRESENT = re.compile(_any(PRESENT))
IS_DENIED = re.compile(_any(DENIED))

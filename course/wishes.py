"""Words by reply: what a reader asks for, as told from an answer. Pure: words in, a wish out.

The whole text must be the words, with nothing beside them but marks and a little politeness. A wish that is
overlooked is kept as an answer and can be written again; an answer that is taken for a wish is lost.

Quotation marks around the whole are marks like others: our mails tell the words, and people copy them as they stand
there. Within more words a quotation is part of an answer, and a line that a mail program marked as quoted isn't the
writer's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from course.dates_in_text import Order, Sense, a_year_after, coming, find_days
from course.folding import fold
from course.wish_words import BESIDE_DAY, DAYS_OF, FOR, NUMBERS, PAUSES, POLITE, POLITE_IN_SPANISH, UNTIL, WISHES

LONGEST = 200
"""Characters of a text that may be a wish."""


class Wish(StrEnum):
    """What a reader can ask for by reply. DELETE: all their answers."""

    STOP = "stop"
    PAUSE = "pause"
    RESUME = "resume"
    NEXT = "next"
    AGAIN = "again"
    HELP = "help"
    DELETE = "delete"


@dataclass(frozen=True)
class Asked:
    """A wish and the language of its words; `until` is the day to which a pause lasts, None where none is named."""

    wish: Wish
    until: date | None = None
    language: str = "en"


def read_wish(text: str, today: date) -> Asked | None:
    """What the writer's new words ask for; None where they are an answer.

    `today` is the reader's own date. A weekday is the next one after it; a date without a year is the next one from
    tomorrow on; where day and month can be either way round in English, it is the sooner of both. A pause to a
    day that isn't ahead, or is over a year ahead, is an answer. So are several wishes together, unless STOP is
    among them: it goes before all others.
    """
    if len(text) > LONGEST or QUOTED.search(text):
        return None
    language = "es" if IS_SPANISH.search(fold(text)) else None
    for separator in SEPARATORS:
        pieces = [words for piece in separator.split(text) if (words := _bare(piece))]
        asked = [found for words in pieces if (found := _read(words, today))]
        if asked and len(asked) == len(pieces):
            chosen = _choose(asked)
            return replace(chosen, language=language or chosen.language) if chosen else None
    return None


def _bare(piece: str) -> str:
    """Folded, without the marks and the politeness around it."""
    return POLITE_END.sub("", POLITE_START.sub("", fold(piece)))


def _choose(asked: list[Asked]) -> Asked | None:
    stop = next((each for each in asked if each.wish is Wish.STOP), None)
    return stop or (asked[0] if len(asked) == 1 else None)


def _read(words: str, today: date) -> Asked | None:
    for pattern, wish, language in PATTERNS:
        if pattern.fullmatch(words):
            return Asked(wish, None, language)
    pause = PAUSE_UNTIL.fullmatch(words) or PAUSE_FOR.fullmatch(words)
    if pause is None:
        return None
    language = "es" if "pausa" in pause[1] else "en"
    until = _day(pause[2], language, today) if pause.re is PAUSE_UNTIL else _after(pause[2], pause[3], today)
    return Asked(Wish.PAUSE, until, language) if until else None


def _day(words: str, language: str, today: date) -> date | None:
    """The one day that is all that the words name."""
    days = find_days(words, Sense(today, Order.EITHER if language == "en" else Order.DAY, coming))
    if len(days) != 1 or not IS_BESIDE_DAY.fullmatch(words[: days[0].start] + " " + words[days[0].end :]):
        return None
    return days[0].after(today)


def _after(number: str, unit: str, today: date) -> date | None:
    wait = timedelta(days=(NUMBERS.get(number) or int(number)) * DAYS_IN[unit])
    return today + wait if timedelta(0) < wait and today + wait <= a_year_after(today) else None


def _any(pieces: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(fold, pieces))})"


QUOTED = re.compile(r"^\s*[>|]", re.MULTILINE)
SEPARATORS = (
    re.compile(r"(?!)"),
    re.compile(r"[.!?,;:]+(?=\s|$)|[\n/]+|\s(?:and|y)\s", re.IGNORECASE),
    re.compile(r"\s+"),
)
"""The whole, then its sentences, then its words."""
EITHER_POLITE = _any([*POLITE, *POLITE_IN_SPANISH])
MARKS = r"[\s.,:;!?¡¿…'\"“”„«»‹›「」*_/()\[\]-]*"
"""All but smileys: whoever sends one says more than the word."""
POLITE_START = re.compile(rf"^(?:{MARKS}{EITHER_POLITE}(?!\w))*{MARKS}")
POLITE_END = re.compile(rf"(?:{MARKS}(?<!\w){EITHER_POLITE})*{MARKS}$")
IS_SPANISH = re.compile(rf"(?<!\w){_any(POLITE_IN_SPANISH)}(?!\w)")
PATTERNS = [
    (re.compile(_any(pieces)), Wish(name), language)
    for language, wishes in WISHES.items()
    for name, pieces in wishes.items()
]
DAYS_IN = {fold(unit): days for unit, days in DAYS_OF.items()}
PAUSE_UNTIL = re.compile(rf"({_any(PAUSES)}),? {_any(UNTIL)}:? (.+)")
PAUSE_FOR = re.compile(rf"({_any(PAUSES)}),? {_any(FOR)} (\d{{1,3}}|{_any(NUMBERS)}) ({_any(DAYS_OF)})")
IS_BESIDE_DAY = re.compile(rf"(?:[ ,]|(?<!\w){_any(BESIDE_DAY)}(?!\w))*")

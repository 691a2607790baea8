"""Days that a text names: "14 June", "June 14th, 2027", "14.06.", "06/14/27", "6月14日", "Monday", "tomorrow".

Texts come as `folding.fold` leaves them. A pattern reads a few characters from where it starts, so that
reading takes as long as the text is long.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from itertools import islice

from course.date_names import (
    DAYS_AHEAD,
    MONTHS,
    MONTHS_BEFORE_DAYS,
    SHORT_WEEKDAYS,
    SIGNS_AHEAD,
    WEEKDAY_SIGNS,
    WEEKDAYS,
    numbered,
)
from course.folding import fold

MOST_DAYS = 40
"""Days of a text that are looked at."""
OLD_NOTICE = timedelta(days=120)


class Order(Enum):
    """What may come first in 06/07/2027; a number over 12 is a day anyhow."""

    DAY = ("day",)
    MONTH = ("month",)
    EITHER = ("month", "day")
    """As in English, which is written on both sides of an ocean."""


@dataclass(frozen=True)
class Sense:
    """How days are meant. `year_of` gives the date for a month and a day without a year, seen from today."""

    today: date
    order: Order
    year_of: Callable[[int, int, date], date | None]

    def day(self, year: str | None, month: int, day: int) -> date | None:
        """The date, or None where there is none; two digits of a year are those of this century."""
        if year is None:
            return self.year_of(month, day, self.today)
        return _date(2000 + int(year) if len(year) == 2 else int(year), month, day)


@dataclass(frozen=True)
class Named:
    """What is named from `start` to `end`, and the dates that it may mean.

    `is_weekday` where it is no more than "Monday"; `is_span` where it ends days of one month ("June 1-14").
    """

    start: int
    end: int
    days: tuple[date, ...]
    is_weekday: bool = False
    is_span: bool = False

    def after(self, today: date) -> date | None:
        """The earliest date later than today and within a year; None for none."""
        return min((day for day in self.days if today < day <= a_year_after(today)), default=None)


def coming(month: int, day: int, today: date) -> date | None:
    """The next such day from tomorrow on: what a wish means."""
    return min((found for found in _in_years(month, day, today) if found > today), default=None)


def around(month: int, day: int, today: date) -> date | None:
    """The one between four months back and eight ahead: an old notice means the past."""
    return min((found for found in _in_years(month, day, today) if found > today - OLD_NOTICE), default=None)


def a_year_after(today: date) -> date:
    """The same date a year on, 1 March after a 29 February."""
    return _date(today.year + 1, today.month, today.day) or date(today.year + 1, 3, 1)


def find_days(text: str, sense: Sense) -> list[Named]:
    """The first days that a folded text names, from left to right, without overlap."""
    found: list[Named] = []
    for pattern, read in READERS:
        for match in islice(pattern.finditer(text), MOST_DAYS):
            named = read(match, sense)
            if named and all(named.end <= other.start or other.end <= named.start for other in found):
                found.append(named)
    with_weekdays = [_with_weekday(named, text) for named in sorted(found, key=lambda named: named.start)]
    return [named for named in with_weekdays if not any(_holds(other, named) for other in with_weekdays)][:MOST_DAYS]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _in_years(month: int, day: int, today: date) -> list[date]:
    years = (today.year - 1, today.year, today.year + 1)
    return [found for year in years if (found := _date(year, month, day))]


def _holds(outer: Named, inner: Named) -> bool:
    return outer is not inner and outer.start <= inner.start and inner.end <= outer.end


def _with_weekday(named: Named, text: str) -> Named:
    """With the weekday beside it, which may tell the day from the month."""
    if named.is_weekday:
        return named
    before = WEEKDAY_BEFORE.search(text[max(0, named.start - LONGEST_WEEKDAY) : named.start])
    after = WEEKDAY_AFTER.match(text[named.end : named.end + LONGEST_WEEKDAY])
    start = named.start - (len(before[0]) if before else 0)
    end = named.end + (len(after[0]) if after else 0)
    names = [next(filter(None, match.groups())) for match in (before, after) if match]
    fitting = tuple(day for day in named.days if any(WEEKDAY_OF[name] == day.weekday() for name in names))
    return replace(named, start=start, end=end, days=fitting or named.days)


def _iso(match: re.Match[str], sense: Sense) -> Named | None:
    return _named(match, [sense.day(match[1], int(match[3]), int(match[4]))])


def _numbers(match: re.Match[str], sense: Sense) -> Named | None:
    """With dots the day always comes first."""
    one, separator, two, year = int(match[1]), match[2], int(match[3]), match[4]
    if separator == "." or one > 12:
        return _named(match, [sense.day(year, two, one)])
    if two > 12:
        return _named(match, [sense.day(year, one, two)])
    in_order = {"day": (two, one), "month": (one, two)}
    return _named(match, [sense.day(year, *in_order[first]) for first in sense.order.value])


def _day_first(match: re.Match[str], sense: Sense) -> Named | None:
    return _named(match, [sense.day(match[3] or match[4], MONTH_OF[match[2]], int(match[1]))])


def _month_first(match: re.Match[str], sense: Sense) -> Named | None:
    day = sense.day(match[4], MONTH_OF[match[1]], int(match[3] or match[2]))
    return _named(match, [day], is_span=bool(match[3]))


def _signs(match: re.Match[str], sense: Sense) -> Named | None:
    day = sense.day(match[1], int(match[2]), int(match[4] or match[3]))
    return _named(match, [day], is_span=bool(match[4]))


def _ahead(match: re.Match[str], sense: Sense) -> Named | None:
    return _named(match, [sense.today + timedelta(days=AHEAD[match[0]])])


def _weekday(match: re.Match[str], sense: Sense) -> Named | None:
    """The next such day after today."""
    wait = (WEEKDAY_OF[match[0]] - sense.today.weekday() - 1) % 7 + 1
    return _named(match, [sense.today + timedelta(days=wait)], is_weekday=True)


def _weekday_and_number(match: re.Match[str], sense: Sense) -> Named | None:
    """ "Monday 27th": of this month or the next."""
    ahead = (sense.today + timedelta(days=wait) for wait in range(1, 63))
    return _named(
        match, [day for day in ahead if (day.weekday(), day.day) == (WEEKDAY_OF[match[1]], int(match[2]))][:1]
    )


def _named(
    match: re.Match[str], days: Sequence[date | None], is_weekday: bool = False, is_span: bool = False
) -> Named | None:
    existing = tuple(dict.fromkeys(day for day in days if day))
    return Named(match.start(), match.end(), existing, is_weekday, is_span) if existing else None


def _any(names: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


MONTH_OF = numbered(MONTHS, 1)
FULL, SIGNS, SHORT = numbered(WEEKDAYS), numbered(WEEKDAY_SIGNS), numbered(SHORT_WEEKDAYS)
WEEKDAY_OF = SHORT | FULL | SIGNS
AHEAD = {fold(name): days for name, days in (DAYS_AHEAD | SIGNS_AHEAD).items()}

MONTH = _any(MONTH_OF)
ORDINAL = r"(?:°|st|nd|rd|th|er|re|e|o|a|:e|:a|-?го|-?е|-?go)?"
NO_HOUR = r"(?! ?(?:uhr|h|am|pm|a\.m|p\.m|%|€|\$)(?!\w)|:?\d|[./]\d)"
"""After a day: neither an hour, nor a sum, nor more digits."""
LONGEST_WEEKDAY = 30

ISO = re.compile(r"(?<![\d./-])(\d{4})([-./])(\d{1,2})\2(\d{1,2})(?!\d)")
SPACED = re.compile(rf"(?<!\d)(?<!\d[./:])(\d{{1,2}})(\.) ?(\d{{1,2}})\.(?: ?(\d{{4}})(?!\d)|(?! ?\d)){NO_HOUR}")
NUMBERS = re.compile(rf"(?<!\d)(?<!\d[./:])(?!24/7)(\d{{1,2}})([./])(\d{{1,2}})(?:\2(\d{{4}}|\d{{2}}))?{NO_HOUR}")
DASHED = re.compile(r"(?<!\d)(?<!\d[./:-])(\d{1,2})(-)(\d{1,2})-(\d{4}|\d{2})(?![\d-])")
MONTH_FIRST = re.compile(
    rf"(?<!\w)(?<!\d )(?<!\d\. )(?<!\dst )(?<!\dnd )(?<!\drd )(?<!\dth )({_any(fold(MONTHS_BEFORE_DAYS).split())})\.? "
    rf"(?:the )?(\d{{1,2}})(?:st|nd|rd|th)?{NO_HOUR}"
    rf"(?: ?(?:-|to|through|thru|until|till|and|al) ?(?:the )?(\d{{1,2}})(?:st|nd|rd|th)?{NO_HOUR})?"
    r"(?:,? (?:de |del )?(\d{4})(?!\d))?"
)
DAY_FIRST = re.compile(
    rf"(?<!\d)(?<!\d[,:])(\d{{1,2}}){ORDINAL}\.?[ -]?(?:of |de |d'|den )?(?=[^\W\d])({MONTH})(?!\w)\.?"
    r"(?:(?:,? ?(?:de |del )?|-)(\d{4})(?!\d)|[ -]'?(\d{2})(?![\d:./]))?"
)
DATE_SIGNS = re.compile(
    r"(?:(\d{4}) ?年 ?)?(?<!\d)(\d{1,2}) ?月 ?(\d{1,2}) ?[日号號]"
    r"(?:(?: ?\([^)]{1,6}\))? ?(?:-|~|から|至|到) ?(\d{1,2}) ?[日号號])?"
)
DAY_AHEAD = re.compile(rf"(?<!\w)(?<!la )(?:{_any(map(fold, DAYS_AHEAD))})(?!\w)|{_any(SIGNS_AHEAD)}")
NUMBER = r",? (?:the |den |el |le )?(\d{1,2})(?:st|nd|rd|th|er|e|o|°|\.)?(?![\w:/-]|\.\d| ?(?:h|am|pm|uhr)(?!\w))"
WEEKDAY_AND_NUMBER = re.compile(rf"(?<!\w)({_any(FULL)}){NUMBER}")
WEEKDAY = re.compile(rf"(?<!\w)(?<!la )(?<!following )(?:{_any(FULL)})(?!\w|{NUMBER})|{_any(SIGNS)}")
WEEKDAY_BEFORE = re.compile(
    rf"(?:(?<!\w)(?!do )({_any(FULL | SHORT)})|({_any(SIGNS)}))\.?,? ?\(?(?:(?:the|den|der|dem|le|el|dia|d\.) )?$"
)
WEEKDAY_AFTER = re.compile(rf" ?\(({_any(WEEKDAY_OF)})\.?\)| ({_any(FULL)})(?!\w)|({_any(SIGNS)})")

READERS = (
    (ISO, _iso),
    (DATE_SIGNS, _signs),
    (MONTH_FIRST, _month_first),
    (DAY_FIRST, _day_first),
    (SPACED, _numbers),
    (NUMBERS, _numbers),
    (DASHED, _numbers),
    (DAY_AHEAD, _ahead),
    (WEEKDAY_AND_NUMBER, _weekday_and_number),
    (WEEKDAY, _weekday),
)
"""The surest first."""

"""When is a lesson due. Pure: values in, instants out; touches nothing.

A due time is made of a local date and the reader's hour and zone, and only then of UTC; never of
"24 hours later". So clocks may change under it and the lesson still comes at the chosen hour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVERY_DAY = 127

SPACING = timedelta(hours=18)
"""The least time between two lessons."""
AFTER_CONFIRMING = timedelta(hours=3)
"""The least time between confirming and the first lesson."""
LONG_WAIT = timedelta(hours=48)
"""More than this is too long to wait only because a reader crossed the date line."""


@dataclass(frozen=True)
class Pace:
    """What a reader chose: zone (IANA name), hour (0 to 23), weekdays (bits, Monday = 1)."""

    zone: str
    hour: int
    weekdays: int = EVERY_DAY


@dataclass(frozen=True)
class Last:
    """The lesson before: when it was handed over, and the zone and hour that it was sent by."""

    at: datetime
    zone: str
    hour: int


def first_due(confirmed: datetime, pace: Pace, not_before: datetime | None = None) -> datetime:
    """When day 1 comes: the next chosen hour at least three hours after confirming."""
    earliest = max(confirmed + AFTER_CONFIRMING, not_before or confirmed)
    return _search(local_date(earliest, pace.zone), earliest, pace)


def next_due(last: Last, pace: Pace, not_before: datetime | None = None) -> datetime:
    """When the next lesson comes after the last one.

    On a later date than the last, both in the zone that it was sent in and in the present one, and
    at least 18 hours on. Where that alone would mean more than 48 hours, at an unchanged hour, the
    present zone decides alone. `not_before` is a pause or a start date.
    """
    day = timedelta(days=1)
    spaced = last.at + SPACING
    here, there = local_date(last.at, pace.zone), local_date(last.at, last.zone)
    start, earliest = max(here, there) + day, max(spaced, start_of(there + day, last.zone))
    daily = _search(start, earliest, replace(pace, weekdays=EVERY_DAY))
    if daily - last.at > LONG_WAIT and pace.hour == last.hour:
        start, earliest = here + day, spaced
    if not_before:
        start, earliest = max(start, local_date(not_before, pace.zone)), max(earliest, not_before)
    return _search(start, earliest, pace)


def answer_awaited_until(asked: datetime, days: int, zone: str) -> datetime:
    """How long the next lesson waits for an answer: to the start of the local date so many days after the question."""
    return start_of(local_date(asked, zone) + timedelta(days=days), zone)


def nudge_due(asked: datetime, days: int, pace: Pace) -> datetime:
    """When a question without an answer is asked once more: at a lesson's hour, so many dates later, on any weekday.

    The weekdays chosen are those of lessons, and where one comes no nudge does.
    """
    start = local_date(asked, pace.zone) + timedelta(days=days)
    return _search(start, asked + SPACING, replace(pace, weekdays=EVERY_DAY))


def next_hour(now: datetime, hour: int, zone: str) -> datetime:
    """The next time, from now on, at which it is this hour in a zone."""
    return _search(local_date(now, zone), now, Pace(zone, hour))


def calendar(first: datetime, pace: Pace, count: int, waits: Sequence[int] = ()) -> list[datetime]:
    """The latest due times of `count` lessons, the first of which is due at `first`.

    `waits` says of each lesson how many days the one after it waits for an answer; 0 for not at all.
    """
    dues = [first][:count]
    for days in (waits or [0] * count)[: max(count - 1, 0)]:
        until = answer_awaited_until(dues[-1], days, pace.zone)
        dues.append(next_due(Last(dues[-1], pace.zone, pace.hour), pace, until))
    return dues


def start_of(day: date, zone: str) -> datetime:
    """The first instant of a local date that exists."""
    return due_on(day, 0, zone) or start_of(day + timedelta(days=1), zone)


def due_on(day: date, hour: int, zone: str) -> datetime | None:
    """The instant at which a lesson is due on a local date, or None where the date doesn't exist.

    The first wall-clock minute at or after the hour that exists, the earlier one where it comes
    twice; the last one before it where the clocks go forward into the next date.
    """
    tz = load_zone(zone)
    exact = _instant(datetime.combine(day, time(hour)), tz)
    return exact or next((found for wall in _nearby(day, hour) if (found := _instant(wall, tz))), None)


@cache
def load_zone(name: str) -> ZoneInfo:
    """The zone of this name. Raises ValueError where there is none."""
    if name not in zone_names():
        raise ValueError(f"there is no time zone {name!r}")
    return ZoneInfo(name)


@cache
def zone_names() -> frozenset[str]:
    """Every IANA zone name that may be chosen."""
    return frozenset(available_timezones()) - {"localtime", "posixrules", "Factory"}


@cache
def cities() -> tuple[str, ...]:
    """The zones of tzdata's own table by country: each city under its present name alone."""
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return tuple(sorted({row[2] for row in rows} & zone_names()))


def weekday_bits(names: list[str] | tuple[str, ...]) -> int:
    """Bits for day names (mon … sun). Raises ValueError for anything else or for none."""
    if not names or any(name not in WEEKDAYS for name in names):
        raise ValueError(f"weekdays are one or more of {', '.join(WEEKDAYS)}")
    return sum(1 << WEEKDAYS.index(name) for name in set(names))


def weekday_names(bits: int) -> list[str]:
    """The day names of bits, Monday first."""
    return [name for index, name in enumerate(WEEKDAYS) if bits >> index & 1]


def _search(start: date, earliest: datetime, pace: Pace) -> datetime:
    for offset in range(400):
        day = start + timedelta(days=offset)
        if not pace.weekdays >> day.weekday() & 1:
            continue
        due = due_on(day, pace.hour, pace.zone)
        if due is not None and due >= earliest:
            return due
    raise ValueError(f"no day in {weekday_names(pace.weekdays)} to be found")


def _nearby(day: date, hour: int) -> Iterator[datetime]:
    """The minutes after the hour to the end of the date, then those before it, backwards."""
    start = datetime.combine(day, time(hour))
    for minute in range(1, (24 - hour) * 60):
        yield start + timedelta(minutes=minute)
    for minute in range(1, hour * 60 + 1):
        yield start - timedelta(minutes=minute)


def _instant(wall: datetime, tz: ZoneInfo) -> datetime | None:
    """The first instant of a wall-clock minute, or None where it was passed over."""
    instant = wall.replace(tzinfo=tz, fold=0).astimezone(UTC)
    return instant if instant.astimezone(tz).replace(tzinfo=None) == wall else None


def local_date(instant: datetime, zone: str) -> date:
    """The date that somebody in a zone sees then. Raises ValueError where there is no such zone."""
    return instant.astimezone(load_zone(zone)).date()

"""Days and hours in English words, by own tables: the machine's locale has no say in a mail."""

from __future__ import annotations

from datetime import datetime

from course.schedule import load_zone

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def short_date(instant: datetime, zone: str) -> str:
    """Weekday and time in a zone, like "Tue 07:00". Raises ValueError for an unknown zone."""
    local = instant.astimezone(load_zone(zone))
    return f"{WEEKDAYS[local.weekday()][:3]} {local:%H:%M}"


def recent_day(instant: datetime, now: datetime, zone: str) -> str:
    """Like "Tuesday" within the last days, else like "4 May". Raises ValueError for an unknown zone."""
    local = instant.astimezone(load_zone(zone))
    days = (now.astimezone(load_zone(zone)).date() - local.date()).days
    return WEEKDAYS[local.weekday()] if days < len(WEEKDAYS) else f"{local.day} {MONTHS[local.month - 1]}"


def full_date(instant: datetime, zone: str) -> str:
    """Like "Tuesday, 4 May 2027, at 07:00 (Europe/Berlin)". Raises ValueError for an unknown zone."""
    local = instant.astimezone(load_zone(zone))
    day = f"{WEEKDAYS[local.weekday()]}, {local.day} {MONTHS[local.month - 1]} {local.year}"
    return f"{day}, at {local:%H:%M} ({zone})"

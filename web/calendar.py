"""A reader's lessons to come as an iCalendar file (RFC 5545). Pure: values in, bytes out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from course.content import Lesson
from course.signup import Standing

LINE = 75
"""RFC 5545 section 3.1: the most octets of a line, without its end."""
HEAD = (
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Open Up//Course calendar//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    "REFRESH-INTERVAL;VALUE=DURATION:PT6H",  # RFC 7986 section 5.7
    "X-PUBLISHED-TTL:PT6H",
)
EMPTY = (
    "BEGIN:VTIMEZONE",
    "TZID:UTC",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000",
    "END:STANDARD",
    "END:VTIMEZONE",
)
"""What stands where no lesson is to come: a calendar holds one component at least (RFC 5545 section 3.4)."""
DISCREET = "A note for you"


def to_ics(standing: Standing, domain: str, now: datetime) -> bytes:
    """The calendar of all lessons still to come, empty where none is or a pause has no end.

    An event keeps its UID while its date moves, so that calendars move it, too. It names neither
    lesson nor course in discreet mode, and never a link: calendars are shared.
    """
    course = standing.course
    coming = course.lessons[-len(standing.dates) :] if course and standing.dates else ()
    events = [
        line
        for lesson, due in zip(coming, standing.dates, strict=True)
        for line in _event(standing, lesson, due, f"{standing.key}-{lesson.day}@{domain}", now)
    ]
    name = DISCREET if standing.discreet else _escaped(standing.title)
    lines = [*HEAD, f"NAME:{name}", f"X-WR-CALNAME:{name}", *(events or EMPTY), "END:VCALENDAR"]
    return b"".join(piece for line in lines for piece in _folded(line))


def _event(standing: Standing, lesson: Lesson, due: datetime, uid: str, now: datetime) -> Iterator[str]:
    yield from ("BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{_instant(now)}")
    yield from (f"DTSTART:{_instant(due)}", "DURATION:PT10M")
    if standing.discreet:
        yield f"SUMMARY:{DISCREET}"
    else:
        yield f"SUMMARY:{_escaped(f'Day {lesson.day}: {lesson.title}')}"
        yield f"DESCRIPTION:{_escaped(standing.title)}"
    yield from ("CLASS:PRIVATE", "TRANSP:TRANSPARENT", "END:VEVENT")


def _instant(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    """RFC 5545 section 3.3.11, on one line and without control characters."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> Iterator[bytes]:
    """The line in pieces of at most 75 octets, never through a character (RFC 5545 section 3.1)."""
    piece = b""
    for character in line:
        raw = character.encode()
        if len(piece) + len(raw) > LINE:
            yield piece + b"\r\n"
            piece = b" "
        piece += raw
    yield piece + b"\r\n"

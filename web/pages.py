"""Pages from templates, and the words and dates on them."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from course.content import Course, Lesson
from course.errors import LessonBroken
from course.schedule import cities, load_zone
from course.signup import Standing
from course.site import Site
from course.tokens import sign
from emails.addresses import masked
from emails.dates import MONTHS, WEEKDAYS
from emails.links import Links
from web.painting import STATIC, painted_address

TEMPLATES = Path(__file__).parent / "templates"
ITS_TONGUE = Markup(' lang="{}" dir="auto"')
"""Attributes of the course's own words on our pages, which are English."""
Shown = TypeVar("Shown")
REGIONS = (
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific",
)  # fmt: skip
"""In whose order the cities are offered; older names of zones are taken, but not offered."""
DAY_SECONDS = 86_400
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True)
class Day:
    """A lesson in a list: its number, names, and the date where it has one."""

    number: int
    title: str
    subtitle: str
    date: str = ""


class Pages:
    """The templates of one site."""

    def __init__(self, site: Site) -> None:
        self._secrets = site.settings.secret_key
        self._library = site.library
        links = Links(site.settings)
        self._here: dict[str, Any] = {
            "base": urlsplit(site.settings.site_url).path,
            "has_inbox": shows_inbox(site),
            "fast_day": round(DAY_SECONDS / site.clock.speed) if site.clock.speed > 1 else 0,
            "links": links,
            "answers_are_told": bool(site.settings.answers_to),
        }

    def token_of(self, purpose: str, key: str) -> str:
        """The token of a page of a reader who is at hand already."""
        return sign(self._secrets, purpose, key)

    def media(self, course: Course) -> str:
        """What the name of a file beside the course's lessons is put after, on our own pages."""
        return path_of(self._here["links"].media(course.slug))

    def page(self, name: str, status: int = 200, headers: dict[str, str] | None = None, **values: Any) -> HTMLResponse:
        """A template as an answer."""
        return HTMLResponse(self.text(name, **values), status, headers)

    def text(self, name: str, **values: Any) -> str:
        """A template, filled in. The page belongs to `course`, to that of `standing`, or to the first of the site."""
        return _templates().get_template(name).render(self._here | values | self._brand(values))

    def _brand(self, values: dict[str, Any]) -> dict[str, Any]:
        """The course whose look the page has; where its own is gone, that of the first, but not its name."""
        standing: Standing | None = values.get("standing")
        own = values.get("course", standing.course if standing else self._library.first)
        course = own or self._library.first
        safety = "/safety" if course.slug == self._library.first.slug else f"/c/{course.slug}/safety"
        return {
            "course": course,
            "is_named": own is not None,
            "its": "" if course.locale.startswith("en") else ITS_TONGUE.format(course.locale),
            "media": self.media(course),
            "safety": safety,
        }


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(typeset=typeset, path=path_of, day_line=day_line, masked=masked)
    environment.globals.update(version=static_version(), painted=painted_address, spelled=spelled, how_many=how_many)
    return environment


def _pages(request: Request) -> Pages:
    pages: Pages = request.app.state.pages
    return pages


def _site(request: Request) -> Site:
    site: Site = request.app.state.site
    site.library.refresh()
    return site


PagesHere = Annotated[Pages, Depends(_pages)]
SiteHere = Annotated[Site, Depends(_site)]
"""What a route asks for, handed in by `create_app`."""


def shows_inbox(site: Site) -> bool:
    """Whether local mail has a page: only where mail stays here and nobody else comes by."""
    return site.settings.local_inbox and not site.settings.public


def readable(make: Callable[..., Shown], *given: object) -> Shown | None:
    """What a page may show of a course; None where its author has to mend it first, as `check` tells."""
    try:
        return make(*given)
    except LessonBroken:
        return None


def days_of(lessons: tuple[Lesson, ...]) -> list[Day]:
    """The lessons as a list for readers: first heading (or subject) and the plain line beneath it."""
    return [Day(lesson.day, typeset(lesson.title), typeset(lesson.subtitle)) for lesson in lessons]


def days_to_come(standing: Standing) -> list[Day]:
    """The lessons that are still to come, with their dates in the reader's zone."""
    lessons = standing.course.lessons[-len(standing.dates) :] if standing.course and standing.dates else ()
    return [
        replace(day, date=day_line(due, standing.zone))
        for day, due in zip(days_of(lessons), standing.dates, strict=True)
    ]


def day_line(instant: datetime, zone: str) -> str:
    """An instant as a reader says it: Tue 24 November, 07:00."""
    local = instant.astimezone(load_zone(zone))
    return f"{WEEKDAYS[local.weekday()][:3]} {local.day} {MONTHS[local.month - 1]}, {local:%H:%M}"


def path_of(url: str) -> str:
    """One of our own links as it stands on our pages: they may be reached under another name, too."""
    return urlsplit(url).path


def typeset(text: str) -> str:
    """Straight quotes as they are printed; a single one is taken for an apostrophe."""
    opened = re.sub(r'(^|[\s(])"', "\\1\N{LEFT DOUBLE QUOTATION MARK}", text)
    closed = opened.replace('"', "\N{RIGHT DOUBLE QUOTATION MARK}")
    return closed.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")


def how_many(course: Course) -> str:
    """A course's lessons as a promise. Other mails come beside them: a question, perhaps a welcome and a last word."""
    if course.days == 1:
        return "One lesson"
    number = spelled(course.days)
    daily = f"One lesson a day, for {number} days"
    return daily if course.is_daily else f"{number.capitalize()} lessons, one a day at most"


def spelled(number: int) -> str:
    """A small number in words, a larger one in digits."""
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


@cache
def zone_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """Region, then zone name and the place as it is read, in the order of the places."""
    groups: dict[str, list[tuple[str, str]]] = {region: [] for region in REGIONS}
    for name in cities():
        groups[name.partition("/")[0]].append((name, zone_place(name)))
    return [(region, sorted(places, key=lambda pair: pair[1])) for region, places in groups.items()]


def zone_place(name: str) -> str:
    """America/Argentina/Buenos_Aires as one reads it: Argentina, Buenos Aires."""
    return name.partition("/")[2].replace("_", " ").replace("/", ", ") or name


@cache
def zone_script_hash() -> str:
    """What allows the one script that stands within a page, and no other (CSP 3 section 6.7.2.2)."""
    script = _templates().get_template("zone.js").render()
    return f"'sha256-{b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


@cache
def static_version() -> str:
    """Changes with the files in static/, so that browsers may keep them for a year."""
    content = b"".join(path.read_bytes() for path in sorted(STATIC.iterdir()))
    return hashlib.sha256(content).hexdigest()[:12]

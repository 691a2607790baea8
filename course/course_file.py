"""Reads course.toml, and landing.md beside it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from course.content import COLOUR, LANDING, PICTURES, Brand, Course, Fault, Lesson
from course.lesson_file import FRONT_MATTER, SLUG, in_parts, line_of, missing
from course.schedule import EVERY_DAY, load_zone, weekday_bits

TABLES = {"brand": ("colour", "logo"), "nudges": ("after_days",), "pace": ("wait_for_answer_days",)}
"""The tables of course.toml with their keys."""
MOST_DAYS = 30
"""A longer silence is for the reader to break."""
MOST_NUDGES = 2


class CourseFile:
    """Reads course.toml key by key and keeps every fault with its line."""

    def __init__(self, path: Path, faults: list[Fault]) -> None:
        self.path = path
        self.faults = faults
        self.source = ""
        self.values: dict[str, Any] = {}
        self.bad = False

    def read(self) -> bool:
        try:
            self.source = self.path.read_text(encoding="utf-8-sig")
            self.values = tomllib.loads(self.source)
        except FileNotFoundError:
            self.fault("course", "there is no course.toml here; a course folder needs one.")
        except UnicodeDecodeError as error:
            self.fault("encoding", f"not UTF-8 at byte {error.start}; save the file as UTF-8.")
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"line (\d+)", str(error))
            at = int(line[1]) if line else self.source.count("\n") + 1
            self.fault("toml", f"this isn't TOML: {str(error).partition(' (at')[0].lower()}.", at)
        except OSError as error:
            self.fault("file", f"the file can't be read ({error.strerror}).")
        return not self.bad

    def course(self, folder: Path, files: list[Lesson], last_day: int) -> Course | None:
        known: dict[str, Any] = {
            "slug": self.slug(),
            "title": self.text("title", required=True),
            "tagline": self.text("tagline"),
            "from_name": self.text("from_name"),
            "zone": self.zone(),
            "hour": self.whole("hour", 7, 0, 23),
            "weekdays": self.weekdays(),
            "locale": self.text("locale") or "en",
            "helpline_url": self.helpline(),
            "postal_address": self.text("postal_address"),
            "brand": self.brand(),
            "nudge_days": self.nudge_days(),
            "wait_for_answer_days": self.wait_days(),
            "landing": read_landing(folder / LANDING, self.faults),
        }
        days = self.whole("days", 0, 0, 99)
        self.unknown({*known, *TABLES, "days"} - {"landing", "nudge_days", "wait_for_answer_days"})
        welcome, lessons, completion = in_parts(files, days)
        self.check_lessons(lessons, days, last_day)
        if self.bad:
            return None
        return Course(folder=folder, lessons=lessons, welcome=welcome, completion=completion, **known)

    def fault(self, rule: str, message: str, line: int = 1, fatal: bool = True) -> None:
        self.faults.append(Fault(self.path, line, rule, message))
        self.bad = self.bad or fatal

    def line_of(self, key: str) -> int:
        return line_of(self.source, key, "=")

    def text(self, key: str, required: bool = False, table: str = "") -> str:
        value = (self.values[table] if table else self.values).get(key, "")
        if not isinstance(value, str) or "\n" in value:
            self.fault("value", f"{key} is one line of text in quotes.", self.line_of(key))
            return ""
        if required and not value.strip():
            self.fault("required", f'{key} is missing; add {key} = "…".', self.line_of(key))
        return value.strip()

    def slug(self) -> str:
        slug = self.text("slug", required=True)
        if slug and not SLUG.fullmatch(slug):
            self.fault("slug", f"slug {slug!r} won't do; use a-z, 0-9 and single hyphens.", self.line_of("slug"))
        return slug

    def zone(self) -> str:
        zone = self.text("zone") or "UTC"
        try:
            load_zone(zone)
        except ValueError:
            self.fault("zone", f"there is no time zone {zone!r}; use one like Europe/Berlin.", self.line_of("zone"))
        return zone

    def whole(self, key: str, default: int, least: int, most: int, table: str = "") -> int:
        value = (self.table(table) if table else self.values).get(key, default)
        if type(value) is not int or not least <= value <= most:
            self.fault("value", f"{key} is a whole number from {least} to {most}.", self.line_of(key))
            return default
        return value

    def weekdays(self) -> int:
        names = self.values.get("weekdays")
        if names is None:
            return EVERY_DAY
        try:
            return weekday_bits(names if isinstance(names, list) else [])
        except ValueError as error:
            self.fault("weekdays", f"{error}.", self.line_of("weekdays"))
            return EVERY_DAY

    def helpline(self) -> str:
        url = self.text("helpline_url")
        if url and not re.fullmatch(r"https?://[^\s\"<>]+", url):
            self.fault("url", f"helpline_url {url!r} is no web address.", self.line_of("helpline_url"))
        return url

    def table(self, name: str) -> dict[str, Any]:
        """What stands below [name]; nothing where it is no table."""
        keys = TABLES[name]
        if not isinstance(self.values.setdefault(name, {}), dict):
            self.fault("value", f"{name} is a table; write [{name}] and {keys[0]} below it.", self.line_of(name))
            self.values[name] = {}
        self.unknown(set(keys), name)
        return dict(self.values[name])

    def brand(self) -> Brand:
        self.table("brand")
        return Brand(self.colour(), self.logo())

    def nudge_days(self) -> tuple[int, ...]:
        days = self.table("nudges").get("after_days", [])
        usable = isinstance(days, list) and all(type(day) is int and 1 <= day <= MOST_DAYS for day in days)
        if not usable or days != sorted(set(days)) or len(days) > MOST_NUDGES:
            message = f"after_days is one or two whole numbers from 1 to {MOST_DAYS}, the later one last, like [1, 3]."
            self.fault("value", message, self.line_of("after_days"))
            return ()
        return tuple(days)

    def wait_days(self) -> int:
        return self.whole("wait_for_answer_days", 0, 0, MOST_DAYS, table="pace")

    def colour(self) -> str:
        colour = self.text("colour", table="brand")
        if colour and not COLOUR.fullmatch(colour):
            message = f"colour {colour!r} won't do; write it like #1d5f63."
            self.fault("colour", message, self.line_of("colour"), fatal=False)
            return ""
        return colour.lower()

    def logo(self) -> str:
        """A picture that can't be shown is left out; the course goes on without it."""
        logo = self.text("logo", table="brand")
        if not logo:
            return ""
        folder = self.path.parent.resolve()
        found = (folder / logo).resolve()
        if found.suffix.lower() not in PICTURES or not (found.is_file() and found.is_relative_to(folder)):
            message = f"logo {logo!r} is no picture beside the lessons ({', '.join(PICTURES)})."
            self.fault("picture", message, self.line_of("logo"), fatal=False)
            return ""
        return logo

    def unknown(self, known: set[str], table: str = "") -> None:
        for key in self.values[table] if table else self.values:
            if key not in known:
                where = f"[{table}] of course.toml" if table else "course.toml"
                self.fault("unknown", f"there is no key {key!r} in {where}.", self.line_of(key), fatal=False)

    def check_lessons(self, lessons: tuple[Lesson, ...], days: int, last_day: int) -> None:
        if not lessons:
            self.fault("lessons", "there is no lesson here; add one as 01-its-name.md.")
        elif days and last_day not in (days, days + 1):
            message = f"days says {days}, but the last file is for day {last_day}."
            self.fault("days", message, self.line_of("days"), fatal=False)
        for lesson in lessons:
            if not lesson.prompt and not lesson.fault:
                self.faults.append(Fault(lesson.file, 1, "required", missing("prompt")))


def read_landing(path: Path, faults: list[Fault]) -> str:
    """What the file says, "" where there is none or it can't be used: the sign-up page does without."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        faults.append(Fault(path, 1, "encoding", f"not UTF-8 at byte {error.start}; save the file as UTF-8."))
        return ""
    except OSError as error:
        faults.append(Fault(path, 1, "file", f"the file can't be read ({error.strerror})."))
        return ""
    if not text.strip():
        faults.append(Fault(path, 1, "empty", "there is nothing in it; write some words, or take the file away."))
    elif FRONT_MATTER.match(text):
        faults.append(Fault(path, 1, "front-matter", "it needs no front matter; take the lines between --- out."))
    return text

"""Reads course.toml, and landing.md beside it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from course.content import COLOUR, LANDING, PICTURES, Brand, Course, Fault, Lesson
from course.front_matter import FRONT_MATTER
from course.lesson_file import NOT_UTF8, SLUG, in_parts, line_of, missing, undecoded_line
from course.schedule import EVERY_DAY, load_zone, weekday_bits
from course.spelling import nearest, no_such
from course.unreadable import unreadable_toml

LOCALE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")

TABLES = {"brand": ("colour", "logo"), "nudges": ("after_days",), "pace": ("wait_for_answer_days",)}
"""The tables of course.toml with their keys."""
KEYS = (
    "slug", "title", "tagline", "days", "from_name", "zone", "hour", "weekdays", "locale", "helpline_url",
    "postal_address", *TABLES,
)  # fmt: skip
"""The keys above all tables, and the tables."""
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
        self.typed: dict[str, str] = {}
        """How a key is spelt in the file, where that isn't quite right."""
        self.bad = False

    def read(self) -> bool:
        try:
            self.source = self.path.read_text(encoding="utf-8-sig")
            self.values = tomllib.loads(self.source)
            self.spelling(self.values, KEYS)
        except FileNotFoundError:
            self.fault("course", "there is no course.toml here; a course folder needs one.")
        except UnicodeDecodeError as error:
            self.fault("encoding", NOT_UTF8, undecoded_line(error))
        except tomllib.TOMLDecodeError as error:
            line, message = unreadable_toml(self.source, error)
            self.fault("toml", message, line)
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
            "locale": self.locale(),
            "helpline_url": self.helpline(),
            "postal_address": self.text("postal_address"),
            "brand": self.brand(),
            "nudge_days": self.nudge_days(),
            "wait_for_answer_days": self.wait_days(),
            "landing": read_landing(folder / LANDING, self.faults),
        }
        days = self.whole("days", 0, 1, 99)
        welcome, lessons, completion = in_parts(files, days)
        self.check_lessons(lessons, days, last_day)
        if self.bad:
            return None
        return Course(folder=folder, lessons=lessons, welcome=welcome, completion=completion, **known)

    def fault(self, rule: str, message: str, line: int = 1, fatal: bool = True) -> None:
        self.faults.append(Fault(self.path, line, rule, message))
        self.bad = self.bad or fatal

    def line_of(self, key: str, table: str = "") -> int:
        above = self.source.partition(f"[{table}]")[0] if table else ""
        return above.count("\n") + line_of(self.source[len(above) :], self.typed.get(key, key), "=")

    def text(self, key: str, required: bool = False, table: str = "") -> str:
        value = (self.values[table] if table else self.values).get(key, "")
        if not isinstance(value, str) or "\n" in value:
            self.fault("value", f"{key} is one line of text in quotes.", self.line_of(key, table))
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
        value = (self.table(table) if table else self.values).get(key)
        if value is None:
            return default
        if type(value) is not int or not least <= value <= most:
            message = f"{key} is a whole number from {least} to {most}, without quotes."
            self.fault("value", message, self.line_of(key, table))
            return default
        return value

    def weekdays(self) -> int:
        names = self.values.get("weekdays")
        if names is None:
            return EVERY_DAY
        try:
            return weekday_bits(names if isinstance(names, list) else [])
        except ValueError as error:
            self.fault("weekdays", f'{error}; write ["mon", "tue"].', self.line_of("weekdays"))
            return EVERY_DAY

    def locale(self) -> str:
        locale = self.text("locale") or "en"
        if not LOCALE.fullmatch(locale):
            message = f"locale {locale!r} is no language's code; write one like en, de or pt-BR."
            self.fault("locale", message, self.line_of("locale"), fatal=False)
        return locale

    def helpline(self) -> str:
        url = self.text("helpline_url")
        if url and not re.fullmatch(r"https?://[^\s\"<>]+", url):
            message = f"helpline_url {url!r} is no web address; write one like https://findahelpline.com."
            self.fault("url", message, self.line_of("helpline_url"))
        return url

    def table(self, name: str) -> dict[str, Any]:
        """What stands below [name]; nothing where it is no table."""
        keys = TABLES[name]
        if not isinstance(self.values.setdefault(name, {}), dict):
            self.fault("value", f"{name} is a table; write [{name}] and {keys[0]} below it.", self.line_of(name))
            self.values[name] = {}
        self.spelling(self.values[name], keys, name)
        return dict(self.values[name])

    def brand(self) -> Brand:
        self.table("brand")
        return Brand(self.colour(), self.logo())

    def nudge_days(self) -> tuple[int, ...]:
        days = self.table("nudges").get("after_days", [])
        usable = isinstance(days, list) and all(type(day) is int and 1 <= day <= MOST_DAYS for day in days)
        if not usable or days != sorted(set(days)) or len(days) > MOST_NUDGES:
            message = f"after_days is one or two whole numbers from 1 to {MOST_DAYS}, the later one last, like [1, 3]."
            self.fault("value", message, self.line_of("after_days", "nudges"))
            return ()
        return tuple(days)

    def wait_days(self) -> int:
        return self.whole("wait_for_answer_days", 0, 0, MOST_DAYS, table="pace")

    def colour(self) -> str:
        colour = self.text("colour", table="brand")
        if colour and not COLOUR.fullmatch(colour):
            message = f"colour {colour!r} won't do; write it like #1d5f63."
            self.fault("colour", message, self.line_of("colour", "brand"), fatal=False)
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
            self.fault("picture", message, self.line_of("logo", "brand"), fatal=False)
            return ""
        return logo

    def spelling(self, values: dict[str, Any], known: tuple[str, ...], table: str = "") -> None:
        """A key that is nearly right counts as the one that was meant, and is told."""
        where = f" in [{table}] of course.toml" if table else " in course.toml"
        for key in [key for key in values if key not in known]:
            near = nearest(key, set(known) - values.keys())
            message = no_such("key", key, known, near, where)
            if misplaced := place(key):
                near, message = "", f"{key} stands in the wrong part; move it {misplaced}."
            self.fault("unknown", message, self.line_of(key, table), fatal=False)
            if near:
                values[near] = values.pop(key)
                self.typed[near] = key

    def check_lessons(self, lessons: tuple[Lesson, ...], days: int, last_day: int) -> None:
        asking = lessons
        if not lessons:
            self.fault("lessons", "there is no lesson here; add one as 01-its-name.md.")
        elif wrong := self.wrong_days(lessons[-1], days, last_day):
            self.fault("days", wrong, self.line_of("days"), fatal=False)
            asking = lessons[:-1]
        for lesson in asking:
            if not lesson.prompt and not lesson.fault:
                self.faults.append(Fault(lesson.file, 1, "required", missing("prompt")))

    def wrong_days(self, last: Lesson, days: int, last_day: int) -> str:
        """What to do where `days` and the files don't agree; `last` is the last one that counts as a lesson."""
        closes = last.day == last_day > 1 and not last.prompt and not last.fault
        goodbye = f"days = {last_day - 1} if {last.file.name} is the goodbye"
        if days == last_day and closes:
            return f"days says {days}; write {goodbye}, or give that lesson its prompt."
        if days and last_day not in (days, days + 1):
            remedy = goodbye if closes else f"days = {last_day}, or {last_day - 1} if that is the goodbye"
            return f"days says {days}, but the last file is for day {last_day}; write {remedy}."
        return ""


def place(key: str) -> str:
    """Where a key of course.toml belongs, "" for one that there isn't."""
    if key in KEYS:
        return "above the first line in brackets"
    return next((f"below [{table}]" for table, keys in TABLES.items() if key in keys), "")


def read_landing(path: Path, faults: list[Fault]) -> str:
    """What the file says, "" where there is none or it can't be used: the sign-up page does without."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        faults.append(Fault(path, undecoded_line(error), "encoding", NOT_UTF8))
        return ""
    except OSError as error:
        faults.append(Fault(path, 1, "file", f"the file can't be read ({error.strerror})."))
        return ""
    if not text.strip():
        faults.append(Fault(path, 1, "empty", "there is nothing in it; write some words, or take the file away."))
    elif FRONT_MATTER.match(text):
        faults.append(Fault(path, 1, "front-matter", "it needs no front matter; take the lines between --- out."))
    return text

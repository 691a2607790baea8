"""A course as its author writes it: course.toml and Markdown files, read into frozen values.

Every fault is told with file and line. A fault in one lesson breaks only that lesson; the course
goes on without it and sends it once it is mended.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from course.errors import ContentError
from course.schedule import EVERY_DAY, Pace, load_zone, weekday_bits

LANDING = "landing.md"
"""The course's own words for its sign-up page, beside course.toml; optional."""
FILE_NAME = re.compile(r"(\d\d)-([a-z0-9]+(?:-[a-z0-9]+)*)\.md")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LOOKS_LIKE_LESSON = re.compile(r"(\d+).*\.(?:md|markdown)", re.IGNORECASE)
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
PICTURES = (".png", ".jpg", ".jpeg", ".gif")
"""What every mail program shows."""
HEADING = re.compile(r"^# +(?P<title>.+?)[ #]*\n+(?:\*(?P<subtitle>[^*\n]+)\*[ ]*$)?", re.MULTILINE)
FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, order=True)
class Fault:
    """Something wrong in a course folder: where, which rule, and what to do."""

    file: Path
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True)
class Lesson:
    """One Markdown file. `day` 0 is the welcome; `body_line` is the file's line where the body begins."""

    day: int
    slug: str
    file: Path
    subject: str
    preheader: str
    prompt: str
    safety: bool
    sources: tuple[str, ...]
    body: str
    body_line: int
    fault: str = ""
    """Why it can't be sent, where it can't."""

    @property
    def title(self) -> str:
        """The first heading of the text, else the subject."""
        found = HEADING.search(self.body)
        return found["title"] if found else self.subject

    @property
    def subtitle(self) -> str:
        """The emphasised line under the first heading, if there is one."""
        found = HEADING.search(self.body)
        return found["subtitle"] or "" if found else ""


@dataclass(frozen=True)
class Brand:
    """How a course looks: `colour` is "#rrggbb", `logo` the name of a picture beside the lessons; "" for neither."""

    colour: str = ""
    logo: str = ""


@dataclass(frozen=True)
class Course:
    """A course.toml with its lessons in the order of their days."""

    folder: Path
    slug: str
    title: str
    tagline: str
    from_name: str
    zone: str
    hour: int
    weekdays: int
    locale: str
    helpline_url: str
    postal_address: str
    lessons: tuple[Lesson, ...]
    brand: Brand = Brand()
    welcome: Lesson | None = None
    completion: Lesson | None = None
    landing: str = ""
    """What LANDING says, as Markdown."""

    @property
    def days(self) -> int:
        """How many lessons there are, without welcome and completion."""
        return len(self.lessons)

    @property
    def pace(self) -> Pace:
        """What counts for a reader who chose nothing."""
        return Pace(self.zone, self.hour, self.weekdays)

    def lesson(self, slug: str) -> Lesson | None:
        return next((lesson for lesson in self.lessons if lesson.slug == slug), None)

    def next_after(self, position: int, last_lesson: str, had: Collection[str] = frozenset()) -> Lesson | None:
        """The lesson that follows for somebody who last got `last_lesson` as day `position`, and `had`
        others before.

        The slug decides, so that days may be moved; where it is gone, the day does.
        """
        known = self.lesson(last_lesson)
        place = known.day if known else position
        return next((lesson for lesson in self.lessons if lesson.day > place and lesson.slug not in had), None)


def load_courses(folder: Path) -> tuple[dict[str, Course], list[Fault]]:
    """Every course in a course folder, or in a folder of such folders, by slug, and every fault.

    Raises ContentError where no course can be read at all.
    """
    faults: list[Fault] = []
    courses: dict[str, Course] = {}
    for place in _course_folders(folder):
        course = load_course(place, faults)
        if course and course.slug in courses:
            message = f"the slug {course.slug!r} is taken by {courses[course.slug].folder.name}."
            path = place / "course.toml"
            faults.append(Fault(path, _slug_line(path, "="), "slug", message))
        elif course:
            courses[course.slug] = course
    if not courses:
        raise ContentError(sorted(faults))
    return courses, sorted(faults)


def load_course(folder: Path, faults: list[Fault]) -> Course | None:
    """One course folder; appends what is wrong to `faults`. None where it can't be used at all."""
    reader = _TomlReader(folder / "course.toml", faults)
    files = _Lessons(folder, faults)
    lessons = files.read()
    return reader.course(folder, lessons, max(files.days, default=0)) if reader.read() else None


def _course_folders(folder: Path) -> list[Path]:
    if (folder / "course.toml").is_file():
        return [folder]
    if not folder.is_dir():
        raise ContentError([Fault(folder, 1, "course", "there is no such folder; set COURSE_DIR to a course folder.")])
    found = sorted(path.parent for path in folder.glob("*/course.toml"))
    if not found:
        raise ContentError([Fault(folder, 1, "course", "there is no course.toml here; a course folder needs one.")])
    return found


class _TomlReader:
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
            "landing": _landing(folder / LANDING, self.faults),
        }
        days = self.whole("days", 0, 0, 99)
        self.unknown({*known, "days"} - {"landing"})
        welcome, lessons, completion = _parts(files, days)
        self.check_lessons(lessons, days, last_day)
        if self.bad:
            return None
        return Course(folder=folder, lessons=lessons, welcome=welcome, completion=completion, **known)

    def fault(self, rule: str, message: str, line: int = 1, fatal: bool = True) -> None:
        self.faults.append(Fault(self.path, line, rule, message))
        self.bad = self.bad or fatal

    def line_of(self, key: str) -> int:
        return _line_of(self.source, key, "=")

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

    def whole(self, key: str, default: int, least: int, most: int) -> int:
        value = self.values.get(key, default)
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

    def brand(self) -> Brand:
        if not isinstance(self.values.setdefault("brand", {}), dict):
            self.fault("value", "brand is a table; write [brand] and colour below it.", self.line_of("brand"))
            return Brand()
        self.unknown({"colour", "logo"}, "brand")
        return Brand(self.colour(), self.logo())

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
                self.faults.append(Fault(lesson.file, 1, "required", _missing("prompt")))


class _Lessons:
    """Reads the Markdown files of one folder."""

    def __init__(self, folder: Path, faults: list[Fault]) -> None:
        self.folder = folder
        self.faults = faults
        self.days: set[int] = set()
        """Days that a file is meant for, also one that can't be kept: its own fault is told already."""

    def read(self) -> list[Lesson]:
        """The usable lessons in the order of their days; of two with one day or slug, the first."""
        kept: list[Lesson] = []
        for path in sorted(self.folder.glob("*")):
            if match := FILE_NAME.fullmatch(path.name):
                self.keep(_LessonReader(path, self.faults).lesson(int(match[1]), match[2]), kept)
            elif match := LOOKS_LIKE_LESSON.fullmatch(path.name):
                self.fault(path, "name", "a lesson's file is named like 03-share-the-good.md.")
            if match and int(match[1]) < 100:
                self.days.add(int(match[1]))
        self.gaps(kept)
        return kept

    def keep(self, lesson: Lesson, kept: list[Lesson]) -> None:
        for other in kept:
            if other.day == lesson.day:
                self.fault(lesson.file, "day", f"day {lesson.day} is taken by {other.file.name}; number it anew.")
                return
            if other.slug == lesson.slug:
                message = f"the slug {lesson.slug!r} is taken by {other.file.name}; give it another."
                self.fault(lesson.file, "slug", message, _slug_line(lesson.file, ":"))
                return
        kept.append(lesson)

    def gaps(self, kept: list[Lesson]) -> None:
        day = 0
        for lesson in kept:
            missing = next((n for n in range(day + 1, lesson.day) if n not in self.days), None)
            if missing:
                self.fault(lesson.file, "gap", f"there is no lesson for day {missing} before this one.")
            day = lesson.day

    def fault(self, path: Path, rule: str, message: str, line: int = 1) -> None:
        self.faults.append(Fault(path, line, rule, message))


class _LessonReader:
    """Reads one Markdown file with its front matter."""

    TEXTS = ("slug", "subject", "preheader", "prompt")
    KEYS = frozenset({*TEXTS, "safety", "sources"})

    def __init__(self, path: Path, faults: list[Fault]) -> None:
        self.path = path
        self.faults = faults
        self.source = ""
        self.broken: list[Fault] = []

    def lesson(self, day: int, name: str) -> Lesson:
        meta, body = self.split()
        texts = {key: self.text(meta, key) for key in self.TEXTS}
        slug = self.slug(texts.pop("slug"), name)
        if not self.broken:
            self.required(texts, body)
        safety, sources = self.safety(meta), self.sources(meta)
        self.unknown(meta)
        self.faults.extend(self.broken)
        fault = str(self.broken[0]) if self.broken else ""
        at = self.source.count("\n", 0, len(self.source) - len(body)) + 1
        return Lesson(
            day, slug, self.path, safety=safety, sources=sources, body=body, body_line=at, fault=fault, **texts
        )

    def split(self) -> tuple[dict[str, Any], str]:
        try:
            self.source = self.path.read_text(encoding="utf-8-sig")
            match = FRONT_MATTER.match(self.source)
            if self.source.startswith("---") and not match:
                self.fault("front-matter", "the front matter isn't closed; end it with a line of three hyphens.")
            if not match:
                return {}, "" if self.broken else self.source
            meta = YAMLHandler().load(match[1]) or {}
            if not isinstance(meta, dict):
                self.fault("front-matter", 'the front matter has no keys; write lines like subject: "…".', 2)
                meta = {}
            return meta, self.source[match.end() :]
        except UnicodeDecodeError as error:
            self.fault("encoding", f"not UTF-8 at byte {error.start}; save the file as UTF-8.")
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or "it can't be read"
            self.fault("front-matter", f"the front matter isn't YAML: {problem}.", mark.line + 2 if mark else 1)
        except ValueError as error:  # a date that there isn't, like 2027-02-30
            self.fault("front-matter", f"the front matter isn't YAML: {error}.")
        except OSError as error:
            self.fault("file", f"the file can't be read ({error.strerror}).")
        return {}, ""

    def fault(self, rule: str, message: str, line: int = 1) -> None:
        self.broken.append(Fault(self.path, line, rule, message))

    def line_of(self, key: str) -> int:
        return _line_of(self.source, key, ":")

    def text(self, meta: dict[str, Any], key: str) -> str:
        value = "" if meta.get(key) is None else meta[key]
        if not isinstance(value, str) or "\n" in value.strip():
            self.fault("value", f"{key} is one line of text; put it in quotes.", self.line_of(key))
            return ""
        return value.strip()

    def slug(self, slug: str, name: str) -> str:
        if slug and not SLUG.fullmatch(slug):
            self.fault("slug", f"slug {slug!r} won't do; use a-z, 0-9 and single hyphens.", self.line_of("slug"))
        return slug or name

    def required(self, texts: dict[str, str], body: str) -> None:
        if not texts["subject"]:
            self.fault("required", _missing("subject"))
        if not texts["preheader"]:
            self.faults.append(Fault(self.path, 1, "required", _missing("preheader")))
        if not body.strip():
            self.fault("empty", "there is no text below the front matter.", self.source.count("\n") + 1)

    def safety(self, meta: dict[str, Any]) -> bool:
        value = meta.get("safety", False)
        if not isinstance(value, bool):
            self.fault("value", "safety is true or false.", self.line_of("safety"))
        return value is True

    def sources(self, meta: dict[str, Any]) -> tuple[str, ...]:
        value = meta.get("sources") or []
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fault("value", "sources is a list of lines, each in quotes.", self.line_of("sources"))
            return ()
        return tuple(item.strip() for item in value)

    def unknown(self, meta: dict[str, Any]) -> None:
        for key in meta:
            if key not in self.KEYS:
                message = f"there is no front matter {key!r}; there are {', '.join(sorted(self.KEYS))}."
                self.faults.append(Fault(self.path, self.line_of(str(key)), "unknown", message))


def _landing(path: Path, faults: list[Fault]) -> str:
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


def _parts(files: list[Lesson], days: int) -> tuple[Lesson | None, tuple[Lesson, ...], Lesson | None]:
    """Welcome, lessons and completion. `days` tells how many lessons there are; without it the last
    file is the completion where it asks nothing."""
    welcome = next((lesson for lesson in files if lesson.day == 0), None)
    rest = [lesson for lesson in files if lesson.day > 0]
    last = rest[-1] if rest else None
    closes = last is not None and (last.day == days + 1 if days else not (last.prompt or last.fault))
    return welcome, tuple(rest[:-1] if closes else rest), last if closes else None


def _missing(key: str) -> str:
    return f'{key} is missing; add a line {key}: "…" to the front matter.'


def _line_of(source: str, key: str, sign: str) -> int:
    """The line on which a key stands, 1 where it doesn't."""
    found = re.search(rf"^\s*\[?\"?{re.escape(key)}\"?\s*[{sign}\]]", source, re.MULTILINE)
    return source.count("\n", 0, found.end()) + 1 if found else 1


def _slug_line(path: Path, sign: str) -> int:
    return _line_of(path.read_text(encoding="utf-8", errors="replace"), "slug", sign)

"""Reads the Markdown files of a course, each with its front matter."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from course.content import LANDING, Fault, Lesson
from course.front_matter import FrontMatter, Unreadable, misread

FILE_NAME = re.compile(r"(\d\d)-([a-z0-9]+(?:-[a-z0-9]+)*)\.md")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LOOKS_LIKE_LESSON = re.compile(r"(\d+)(.*)\.(?:md|markdown)", re.IGNORECASE)
MAY_BE_LESSON = re.compile(r"(\d\d?)([-_ .].*?)(?:\.md)?\.(?:txt|mdx|docx?|odt|rtf|pages|html?)", re.IGNORECASE)
"""A lesson only where its day has no other file: it may be something to read beside a lesson, too."""
MAY_BE_LANDING = re.compile(r"landing\.(?:md|markdown|txt|md\.txt)", re.IGNORECASE)


class LessonFiles:
    """Reads the Markdown files of one folder."""

    def __init__(self, folder: Path, faults: list[Fault]) -> None:
        self.folder = folder
        self.faults = faults
        self.doubled = False
        self.days: set[int] = set()
        """Days that a file is meant for, also one that can't be kept: its own fault is told already."""

    def read(self) -> list[Lesson]:
        """The usable lessons in the order of their days; of two with one day or slug, the first."""
        kept: list[Lesson] = []
        others: list[Path] = []
        for path in sorted(self.folder.glob("*")):
            if match := FILE_NAME.fullmatch(path.name):
                self.keep(LessonFile(path, self.faults).lesson(int(match[1]), match[2]), kept)
            elif match := LOOKS_LIKE_LESSON.fullmatch(path.name):
                self.misnamed(path, match[1], match[2])
            else:
                others.append(path)
            if match and int(match[1]) < 100:
                self.days.add(int(match[1]))
        self.strange(others)
        self.gaps(kept)
        return kept

    def keep(self, lesson: Lesson, kept: list[Lesson]) -> None:
        for other in kept:
            if other.day == lesson.day:
                self.doubled = True
                self.fault(lesson.file, "day", f"day {lesson.day} is taken by {other.file.name}; number it anew.")
                return
            if other.slug == lesson.slug:
                message = f"the slug {lesson.slug!r} is taken by {other.file.name}; give it another."
                self.fault(lesson.file, "slug", message, slug_line(lesson.file, ":"))
                return
        kept.append(lesson)

    def strange(self, others: list[Path]) -> None:
        """Files that nothing reads, though their author may think so."""
        for path in others:
            match = MAY_BE_LESSON.fullmatch(path.name)
            if match and int(match[1]) not in self.days:
                self.days.add(int(match[1]))
                self.misnamed(path, match[1], match[2])
            elif MAY_BE_LANDING.fullmatch(path.name) and path.name != LANDING:
                self.fault(path, "name", f"this file isn't read; name it {LANDING}.")

    def misnamed(self, path: Path, day: str, name: str) -> None:
        """A file that was meant as a lesson, with the name that it ought to have."""
        plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
        slug = "-".join(re.findall(r"[a-z0-9]+", plain)) or "its-name"
        called = f"{int(day):02}-{slug}.md" if int(day) < 100 else "like 03-share-the-good.md"
        remedy = "the day in two figures, then a-z, 0-9 and single hyphens"
        self.fault(path, "name", f"this file isn't read as a lesson; name it {called} ({remedy}).")

    def gaps(self, kept: list[Lesson]) -> None:
        """Days left out; but a file whose day is taken, and told, may be the one that is missing."""
        day = 0
        for lesson in [] if self.doubled else kept:
            missing = next((n for n in range(day + 1, lesson.day) if n not in self.days), None)
            if missing:
                self.fault(lesson.file, "gap", f"there is no lesson for day {missing} before this one.")
            day = lesson.day

    def fault(self, path: Path, rule: str, message: str, line: int = 1) -> None:
        self.faults.append(Fault(path, line, rule, message))


class LessonFile:
    """Reads one Markdown file with its front matter."""

    TEXTS = ("slug", "subject", "preheader", "prompt")
    KEYS = frozenset({*TEXTS, "safety", "sources"})

    def __init__(self, path: Path, faults: list[Fault]) -> None:
        self.path = path
        self.faults = faults
        self.source = ""
        self.matter = FrontMatter()
        self.broken: list[Fault] = []

    def lesson(self, day: int, name: str) -> Lesson:
        self.read()
        texts = {key: self.text(key) for key in self.TEXTS}
        slug = self.slug(texts.pop("slug"), name)
        body = self.matter.body
        if not self.broken:
            self.required(texts, body)
        safety, sources = self.safety(), self.sources()
        for line, rule, message in self.matter.slips:
            self.slip(rule, message, line)
        self.faults.extend(self.broken)
        fault = str(self.broken[0]) if self.broken else ""
        at = self.source.count("\n", 0, len(self.source) - len(body)) + 1
        return Lesson(
            day, slug, self.path, safety=safety, sources=sources, body=body, body_line=at, fault=fault, **texts
        )

    def read(self) -> None:
        try:
            self.source = self.path.read_text(encoding="utf-8-sig")
            self.matter = FrontMatter(self.source or "\n", self.KEYS)
        except UnicodeDecodeError as error:
            self.fault("encoding", NOT_UTF8, undecoded_line(error))
        except Unreadable as error:
            self.fault("front-matter", error.message, error.line)
        except OSError as error:
            self.fault("file", f"the file can't be read ({error.strerror}).")

    def fault(self, rule: str, message: str, line: int = 1) -> None:
        """What keeps the lesson from being sent."""
        self.broken.append(Fault(self.path, line, rule, message))

    def slip(self, rule: str, message: str, line: int = 1) -> None:
        """What doesn't."""
        self.faults.append(Fault(self.path, line, rule, message))

    def text(self, key: str) -> str:
        found = self.matter.values.get(key)
        value, line = "" if found is None else found, self.matter.line_of(key)
        if not isinstance(value, str) or "\n" in value.strip():
            self.fault("value", f'{key} is one line of text; put it in quotes: {key}: "…".', line)
            return ""
        self.as_typed(value.strip(), line, self.matter.typed(key), f'{key}: "…"')
        return value.strip()

    def as_typed(self, value: str, line: int, typed: str, example: str) -> None:
        wrong = misread(typed, value, example)
        if wrong:
            self.slip("value", wrong, line)

    def slug(self, slug: str, name: str) -> str:
        if slug and not SLUG.fullmatch(slug):
            message = f"slug {slug!r} won't do; use a-z, 0-9 and single hyphens."
            self.fault("slug", message, self.matter.line_of("slug"))
        return slug or name

    def required(self, texts: dict[str, str], body: str) -> None:
        if not texts["subject"]:
            self.fault("required", missing("subject"), self.matter.line_of("subject"))
        if not texts["preheader"]:
            self.slip("required", missing("preheader"), self.matter.line_of("preheader"))
        if not body.strip():
            self.fault("empty", "there is no text below the front matter.", self.source.count("\n") + 1)

    def safety(self) -> bool:
        value = self.matter.values.get("safety", False)
        if not isinstance(value, bool):
            self.fault("value", "safety is true or false.", self.matter.line_of("safety"))
        return value is True

    def sources(self) -> tuple[str, ...]:
        value = self.matter.values.get("sources") or []
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fault("value", 'sources is a list: below it, a line - "…" for each, in quotes.', self.odd_item(value))
            return ()
        for (line, typed), text in zip(self.matter.items("sources"), value, strict=False):
            self.as_typed(text.strip(), line, typed, '- "…"')
        return tuple(text.strip() for text in value)

    def odd_item(self, value: object) -> int:
        """The line of the first source that isn't text; else that of them all."""
        known = zip(self.matter.items("sources"), value, strict=False) if isinstance(value, list) else ()
        odd = (line for (line, _), item in known if not isinstance(item, str))
        return next(odd, self.matter.line_of("sources"))


NOT_UTF8 = "this line isn't UTF-8; save the file as plain text in UTF-8."


def undecoded_line(error: UnicodeDecodeError) -> int:
    """The line with the first byte that isn't UTF-8."""
    return error.object.count(b"\n", 0, error.start) + 1


def in_parts(files: list[Lesson], days: int) -> tuple[Lesson | None, tuple[Lesson, ...], Lesson | None]:
    """Welcome, lessons and completion. `days` tells how many lessons there are; without it the last
    file is the completion where it asks nothing."""
    welcome = next((lesson for lesson in files if lesson.day == 0), None)
    rest = [lesson for lesson in files if lesson.day > 0]
    last = rest[-1] if rest else None
    closes = last is not None and (last.day == days + 1 if days else not (last.prompt or last.fault))
    return welcome, tuple(rest[:-1] if closes else rest), last if closes else None


def missing(key: str) -> str:
    return f'{key} is missing; write a line {key}: "…" in the front matter.'


def line_of(source: str, key: str, sign: str) -> int:
    """The line on which a key stands, 1 where it doesn't."""
    found = re.search(rf"^\s*\[?\"?{re.escape(key)}\"?\s*[{sign}\]]", source, re.MULTILINE)
    return source.count("\n", 0, found.end()) + 1 if found else 1


def slug_line(path: Path, sign: str) -> int:
    return line_of(path.read_text(encoding="utf-8", errors="replace"), "slug", sign)

"""Reads the Markdown files of a course, each with its front matter."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from course.content import Fault, Lesson

FILE_NAME = re.compile(r"(\d\d)-([a-z0-9]+(?:-[a-z0-9]+)*)\.md")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LOOKS_LIKE_LESSON = re.compile(r"(\d+).*\.(?:md|markdown)", re.IGNORECASE)
FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


class LessonFiles:
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
                self.keep(LessonFile(path, self.faults).lesson(int(match[1]), match[2]), kept)
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
                self.fault(lesson.file, "slug", message, slug_line(lesson.file, ":"))
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


class LessonFile:
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
        return line_of(self.source, key, ":")

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
            self.fault("required", missing("subject"))
        if not texts["preheader"]:
            self.faults.append(Fault(self.path, 1, "required", missing("preheader")))
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


def in_parts(files: list[Lesson], days: int) -> tuple[Lesson | None, tuple[Lesson, ...], Lesson | None]:
    """Welcome, lessons and completion. `days` tells how many lessons there are; without it the last
    file is the completion where it asks nothing."""
    welcome = next((lesson for lesson in files if lesson.day == 0), None)
    rest = [lesson for lesson in files if lesson.day > 0]
    last = rest[-1] if rest else None
    closes = last is not None and (last.day == days + 1 if days else not (last.prompt or last.fault))
    return welcome, tuple(rest[:-1] if closes else rest), last if closes else None


def missing(key: str) -> str:
    return f'{key} is missing; add a line {key}: "…" to the front matter.'


def line_of(source: str, key: str, sign: str) -> int:
    """The line on which a key stands, 1 where it doesn't."""
    found = re.search(rf"^\s*\[?\"?{re.escape(key)}\"?\s*[{sign}\]]", source, re.MULTILINE)
    return source.count("\n", 0, found.end()) + 1 if found else 1


def slug_line(path: Path, sign: str) -> int:
    return line_of(path.read_text(encoding="utf-8", errors="replace"), "slug", sign)

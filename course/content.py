"""A course as its author wrote it, in frozen values. Who reads it from its folder is course/loading.py."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from course.schedule import EVERY_DAY, Pace

LANDING, SAFETY = "landing.md", "safety.md"
"""The course's own words for its sign-up page and its page on safety, beside course.toml; optional."""
OWN_WORDS = (LANDING, SAFETY)
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
PICTURES = (".png", ".jpg", ".jpeg", ".gif")
"""What every mail program shows."""
ANSWERS_USED = re.compile(r"\banswers\s*\[")
"""How a lesson quotes what its reader wrote."""
HEADING = re.compile(r"^# +(?P<title>.+?)[ #]*\n+(?:\*(?P<subtitle>[^*\n]+)\*[ ]*$)?", re.MULTILINE)


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
    nudge_days: tuple[int, ...] = ()
    """So many days after a question without an answer it is asked once more; at most twice."""
    wait_for_answer_days: int = 0
    """So long the next lesson waits for an answer to the last one's question; 0 for not at all."""
    welcome: Lesson | None = None
    completion: Lesson | None = None
    safety_line: str = ""
    """What stands in lessons with `safety`, as a line of Markdown; "" for our own neutral one."""
    landing: str = ""
    safety: str = ""
    """What LANDING and SAFETY say, as Markdown."""

    @property
    def days(self) -> int:
        """How many lessons there are, without welcome and completion."""
        return len(self.lessons)

    @property
    def pace(self) -> Pace:
        """What counts for a reader who chose nothing."""
        return Pace(self.zone, self.hour, self.weekdays)

    @property
    def is_daily(self) -> bool:
        """Whether a lesson comes each day, whatever the weekday, and without waiting for an answer."""
        return self.weekdays == EVERY_DAY and not self.wait_for_answer_days

    def words(self, name: str) -> str:
        """What one of OWN_WORDS says; "" where there is no such file."""
        return {LANDING: self.landing, SAFETY: self.safety}[name]

    @cached_property
    def asking(self) -> tuple[Lesson, ...]:
        """The files that ask a question, in the order of their days."""
        return tuple(file for file in (self.welcome, *self.lessons, self.completion) if file and file.prompt)

    def asking_file(self, slug: str) -> Lesson | None:
        """The file of this name that asks a question."""
        return next((file for file in self.asking if file.slug == slug), None)

    def quoted_in(self, lesson: Lesson) -> tuple[str, ...]:
        """Slugs of the lessons whose answers this one quotes, where a reader wishes it; nearly always none."""
        if not ANSWERS_USED.search(lesson.body):
            return ()
        return tuple(file.slug for file in self.asking if file.slug in lesson.body)

    @cached_property
    def quoting(self) -> dict[str, tuple[str, ...]]:
        """The same for every file that quotes, by its slug."""
        files = [file for file in (self.welcome, *self.lessons, self.completion) if file]
        return {file.slug: quoted for file in files if (quoted := self.quoted_in(file))}

    def lesson(self, slug: str) -> Lesson | None:
        return next((lesson for lesson in self.lessons if lesson.slug == slug), None)

    def days_waited_after(self, lesson: Lesson) -> int:
        """How long the lesson after this one waits for an answer to its question; 0 for not at all."""
        return self.wait_for_answer_days if lesson.prompt else 0

    def next_after(self, position: int, last_lesson: str, had: Collection[str] = frozenset()) -> Lesson | None:
        """The lesson that follows for somebody who last got `last_lesson` as day `position`, and `had`
        others before.

        The slug decides, so that days may be moved; where it is gone, the day does.
        """
        known = self.lesson(last_lesson)
        place = known.day if known else position
        return next((lesson for lesson in self.lessons if lesson.day > place and lesson.slug not in had), None)

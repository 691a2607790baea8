"""What every part of the system is handed: settings, database, clock and courses."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from pathlib import Path

from course.clock import Clock, real_now, start_clock
from course.content import Course, Fault
from course.database import Database
from course.errors import ContentError, NotFound
from course.loading import load_courses
from course.migrating import demand_schema
from course.settings import Settings


class Library:
    """The courses on this site, read again when their files change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self.version = 0
        """Counts the times that a file changed."""
        self._seen = self._look()
        self.courses, self.faults = load_courses(folder)

    def find(self, slug: str) -> Course | None:
        """The course of this name; None where its folder is gone."""
        return self.courses.get(slug)

    @property
    def first(self) -> Course:
        """The course that the front page offers."""
        return next(iter(self.courses.values()))

    def course(self, slug: str) -> Course:
        """Raises NotFound where there is no such course."""
        found = self.find(slug)
        if found is None:
            raise NotFound(f"There is no course {slug!r} here.")
        return found

    def refresh(self) -> None:
        """Read the files again if one of them changed.

        A course that can't be read any more stays as it was last readable; `faults` tells why.
        """
        with self._lock:
            seen = self._look()
            if seen != self._seen:
                self._seen = seen
                self._read_again()

    def _read_again(self) -> None:
        try:
            courses, self.faults = load_courses(self.folder)
            self.courses = {**self.courses, **courses}
        except ContentError as error:
            self.faults = [fault for fault in error.faults if isinstance(fault, Fault)]
        self.version += 1

    def _look(self) -> frozenset[tuple[str, int, int]]:
        """Name, time and size of every file that a course is read from."""
        files = [path for pattern in ("*.md", "*.toml", "*/*.md", "*/*.toml") for path in self.folder.glob(pattern)]
        return frozenset((str(path), stat.st_mtime_ns, stat.st_size) for path in files if (stat := _stat(path)))


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


@dataclass(frozen=True)
class Site:
    """One running copy of the course system."""

    settings: Settings
    database: Database
    clock: Clock
    library: Library


def paper_site(settings: Settings) -> Site:
    """A site for making mails to look at: real time, and a database that nobody opens."""
    now = real_now()
    return Site(settings, Database(settings.database_url), Clock(now, now), Library(settings.course_dir))


def open_site(settings: Settings) -> Site:
    """Open the database and read the courses.

    Raises ContentError or DatabaseError with a sentence that says what to do.
    """
    library = Library(settings.course_dir)
    database = Database(settings.database_url)
    demand_schema(database)
    return Site(settings, database, start_clock(database, settings), library)

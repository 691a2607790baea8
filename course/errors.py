"""The one tree of errors. A message says in a sentence what to do next."""

from __future__ import annotations

from collections.abc import Sequence


class CourseError(Exception):
    """Something a person can mend. The command line prints it and exits with 1."""


class SettingsError(CourseError):
    """Settings that can't be used; holds every fault, each naming its variable."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


class ContentError(CourseError):
    """A course folder that can't be read at all; holds its faults, each with file and line."""

    def __init__(self, faults: Sequence[object]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(map(str, faults)))


class LessonBroken(CourseError):
    """One lesson can't be rendered; the others go on."""


class DatabaseError(CourseError):
    """The database isn't there, or is of another schema version."""


class NotFound(CourseError):
    """There is no such subscriber, course, lesson or link."""


class BadInput(CourseError):
    """What a person typed can't be used; `field` is the name of the form field."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


class TokenError(CourseError):
    """A link that isn't ours, or is cut short or altered."""


class TokenExpired(TokenError):
    """A link that was ours and is too old."""

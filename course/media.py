"""The files that lie beside a course's lessons: pictures and sounds that its pages and mails may show."""

from __future__ import annotations

from pathlib import Path

from course.content import Course
from course.errors import NotFound

SOURCES = (".md", ".toml")
"""What a course is made of, which isn't for readers in this form."""


def media_file(course: Course, name: str) -> Path:
    """The file of this name, inside the course's folder wherever links lead.

    Raises NotFound for what isn't there, a hidden file, and a course's own sources.
    """
    folder = course.folder.resolve()
    try:
        found = (folder / name).resolve(strict=True)
        inside = found.relative_to(folder)
    except (OSError, ValueError, RuntimeError):  # not there, elsewhere or no name at all, a circle of links
        raise NotFound("There is no such file here.") from None
    hidden = any(part.startswith(".") for part in (*inside.parts, *Path(name).parts))
    if hidden or not found.is_file() or {found.suffix.lower(), Path(name).suffix.lower()} & set(SOURCES):
        raise NotFound("There is no such file here.")
    return found

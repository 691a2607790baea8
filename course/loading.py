"""Reads courses from their folders.

Every fault is told with file and line. A fault in one lesson breaks only that lesson; the course
goes on without it and sends it once it is mended.
"""

from __future__ import annotations

import re
from pathlib import Path

from course.content import Course, Fault
from course.course_file import CourseFile
from course.errors import ContentError
from course.lesson_file import LessonFiles, slug_line

MAY_BE_COURSE = re.compile(r"course(?:\.toml)?(?:\.txt)?", re.IGNORECASE)


def load_courses(folder: Path) -> tuple[dict[str, Course], list[Fault]]:
    """Every course in a course folder, or in a folder of such folders, by slug, and every fault.

    Raises ContentError where no course can be read at all.
    """
    faults: list[Fault] = []
    courses: dict[str, Course] = {}
    for place in _course_folders(folder):
        course = load_course(place, faults)
        if course and course.slug in courses:
            other = courses[course.slug].folder.name
            message = f"the course in {other}/ has the slug {course.slug!r}, too; give each its own."
            path = place / "course.toml"
            faults.append(Fault(path, slug_line(path, "="), "slug", message))
        elif course:
            courses[course.slug] = course
    if not courses:
        raise ContentError(sorted(faults))
    return courses, sorted(faults)


def load_course(folder: Path, faults: list[Fault]) -> Course | None:
    """One course folder; appends what is wrong to `faults`. None where it can't be used at all."""
    reader = CourseFile(folder / "course.toml", faults)
    files = LessonFiles(folder, faults)
    lessons = files.read()
    return reader.course(folder, lessons, max(files.days, default=0)) if reader.read() else None


def _course_folders(folder: Path) -> list[Path]:
    if (folder / "course.toml").is_file():
        return [folder]
    if not folder.is_dir():
        raise ContentError([Fault(folder, 1, "course", "there is no such folder; set COURSE_DIR to a course folder.")])
    found = sorted(path.parent for path in folder.glob("*/course.toml"))
    if not found:
        raise ContentError([Fault(*_no_course_toml(folder))])
    return found


def _no_course_toml(folder: Path) -> tuple[Path, int, str, str]:
    """The fault of a folder without it; with the file that may have been meant."""
    meant = next((path for path in sorted(folder.iterdir()) if MAY_BE_COURSE.fullmatch(path.name)), None)
    if meant:
        return meant, 1, "name", "this file isn't read; name it course.toml."
    return folder, 1, "course", "there is no course.toml here; a course folder needs one."

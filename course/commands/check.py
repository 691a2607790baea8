"""Lint courses and the settings."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from course.content import Fault
from course.errors import ContentError, SettingsError
from course.loading import load_courses
from course.settings import load_settings
from emails.checking import check_course

NAME = "check"
HELP = "Check COURSE_DIR and the settings, or the courses at PATH; exit 1 on findings."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help='print [{"file", "line", "rule", "message"}]')
    parser.add_argument("--strict", action="store_true", help="tell matters of style, too")
    parser.add_argument("paths", metavar="PATH", type=Path, nargs="*", help="a course folder, or a file in one")


def run(args: argparse.Namespace) -> int:
    faults = findings(args.paths, args.strict)
    if args.json:
        print(json.dumps([{**asdict(fault), "file": str(fault.file)} for fault in faults], indent=2))
    else:
        print("\n".join(str(fault) for fault in faults) or "All is well.")
    return 1 if faults else 0


def findings(paths: list[Path], strict: bool) -> list[Fault]:
    """Every fault of the courses at these paths; without paths, of the settings and of COURSE_DIR."""
    missing = [Fault(path, 1, "course", "there is no such file or folder.") for path in paths if not path.exists()]
    if missing:
        return missing
    if paths:
        folders = dict.fromkeys(folder for path in paths for folder in _course_folders(path))
        return sorted({fault for folder in folders for fault in _in_courses(folder, strict)})
    try:
        return _in_courses(load_settings().course_dir, strict)
    except SettingsError as error:
        return [Fault(Path(".env"), 1, "setting", fault) for fault in error.faults]


def _course_folders(path: Path) -> list[Path]:
    """The course that a file or folder belongs to, else the folder itself; a file outside any course is let be,
    since a hook may be handed all that a commit touches."""
    around = [path, *path.parents, *path.absolute().parents]
    course = next((folder for folder in around if (folder / "course.toml").is_file()), None)
    if course:
        return [course]
    return [] if path.is_file() else [path]


def _in_courses(folder: Path, strict: bool) -> list[Fault]:
    try:
        courses, faults = load_courses(folder)
    except ContentError as error:
        return [fault for fault in error.faults if isinstance(fault, Fault)]
    return sorted([*faults, *(fault for course in courses.values() for fault in check_course(course, strict))])

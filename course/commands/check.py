"""Lint the courses and the settings."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from course.content import Fault, load_courses
from course.errors import ContentError, SettingsError
from course.settings import load_settings
from emails.checking import check_course

NAME = "check"
HELP = "Check COURSE_DIR and the settings; exit 1 on findings."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help='print [{"file", "line", "rule", "message"}]')


def run(args: argparse.Namespace) -> int:
    faults = findings()
    if args.json:
        print(json.dumps([{**asdict(fault), "file": str(fault.file)} for fault in faults], indent=2))
    else:
        print("\n".join(str(fault) for fault in faults) or "All is well.")
    return 1 if faults else 0


def findings() -> list[Fault]:
    """Every fault of settings and courses."""
    try:
        settings = load_settings()
    except SettingsError as error:
        return [Fault(Path(".env"), 1, "setting", fault) for fault in error.faults]
    try:
        courses, faults = load_courses(settings.course_dir)
    except ContentError as error:
        return [fault for fault in error.faults if isinstance(fault, Fault)]
    return sorted([*faults, *(fault for course in courses.values() for fault in check_course(course))])

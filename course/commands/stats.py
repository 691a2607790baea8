"""How readers fare, lesson by lesson."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator

from course.settings import load_settings
from course.site import open_site
from course.stats import CourseStats, as_json, funnel

NAME = "stats"
HELP = "Show, lesson by lesson, how many were sent and answered, and where readers paused, left or finished."
COLUMNS = ("sent", "answered", "paused", "left", "finished")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> None:
    found = funnel(open_site(load_settings()))
    print(json.dumps(as_json(found), indent=2) if args.json else "\n\n".join("\n".join(_table(each)) for each in found))


def _table(course: CourseStats) -> Iterator[str]:
    yield f"{course.title}: {course.signed_up} signed up, {course.confirmed} confirmed, {course.finished} finished"
    yield f"{'':48}" + "".join(f"{name:>10}" for name in COLUMNS)
    for lesson in course.lessons:
        name = f"{lesson.day:>3}  {lesson.title}" if lesson.day else f"     {lesson.title}"
        yield f"{name[:47]:48}" + "".join(f"{getattr(lesson, column):>10}" for column in COLUMNS)

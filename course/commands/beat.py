"""The beat alone; any number may run."""

from __future__ import annotations

import argparse

from course.commands.stopping import until_told
from course.errors import CourseError
from course.settings import load_settings
from course.site import open_site
from workers.embedded import lone_beat

NAME = "beat"
HELP = "Run the beat that wakes the workers up (needs BROKER_URL)."


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """None."""


def run(_args: argparse.Namespace) -> None:
    settings = load_settings()
    if not settings.broker_url:
        raise CourseError("There is no BROKER_URL; without one every worker has a beat of its own.")
    beat = lone_beat(settings, open_site(settings).clock.speed)
    until_told(beat.start, beat.stop)

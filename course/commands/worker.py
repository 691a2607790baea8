"""One worker process; start as many as you like."""

from __future__ import annotations

import argparse

from course.commands.stopping import until_told
from course.settings import load_settings
from course.site import open_site
from workers.embedded import Worker

NAME = "worker"
HELP = "Run one worker process (with a beat of its own where there is no BROKER_URL)."


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """None."""


def run(_args: argparse.Namespace) -> None:
    site = open_site(load_settings())
    worker = Worker(site, with_beat=not site.settings.broker_url)
    until_told(worker.start, worker.stop)

"""One person's whole story."""

from __future__ import annotations

import argparse

from course.people import story
from course.settings import load_settings
from course.site import open_site

NAME = "show"
HELP = "Show what is known about an address."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("address", metavar="ADDRESS")


def run(args: argparse.Namespace) -> None:
    print("\n".join(story(open_site(load_settings()), args.address)))

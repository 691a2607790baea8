"""Erase a person."""

from __future__ import annotations

import argparse

from course.people import forget
from course.settings import load_settings
from course.site import open_site

NAME = "forget"
HELP = "Erase an address and all that is known about it."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("address", metavar="ADDRESS")


def run(args: argparse.Namespace) -> None:
    forget(open_site(load_settings()), args.address)
    print("Forgotten.")

"""Erase a person."""

from __future__ import annotations

import argparse

from course.commands.choosing import add_demo, chosen_site
from course.people import forget

NAME = "forget"
HELP = "Erase an address and all that is known about it."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_demo(parser)
    parser.add_argument("address", metavar="ADDRESS")


def run(args: argparse.Namespace) -> None:
    forget(chosen_site(args), args.address)
    print("Forgotten.")

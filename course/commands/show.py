"""One person's whole story."""

from __future__ import annotations

import argparse

from course.commands.choosing import add_demo, chosen_site
from course.people import story

NAME = "show"
HELP = "Show what is known about an address."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_demo(parser)
    parser.add_argument("address", metavar="ADDRESS")


def run(args: argparse.Namespace) -> None:
    print("\n".join(story(chosen_site(args), args.address)))

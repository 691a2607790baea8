"""Which site a command is about: the real one, or the demo's."""

from __future__ import annotations

import argparse

from course.settings import Settings, demo_settings, load_settings
from course.site import Site, open_site


def add_demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="look at the demo's data, in DATA_DIR/demo")


def chosen_settings(args: argparse.Namespace) -> Settings:
    return demo_settings(load_settings()) if args.demo else load_settings()


def chosen_site(args: argparse.Namespace) -> Site:
    """Raises DatabaseError where there is nothing to look at yet."""
    return open_site(chosen_settings(args))

"""How things stand."""

from __future__ import annotations

import argparse
import json
from typing import Any

from course.commands.choosing import add_demo, chosen_site
from course.status import summary

NAME = "status"
HELP = "Show how many subscriptions and sends there are in each state."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_demo(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> None:
    found = summary(chosen_site(args))
    print(json.dumps(found, indent=2) if args.json else as_text(found))


def as_text(found: dict[str, Any]) -> str:
    """The same for people."""
    return "\n".join(f"{name + ':':16}{_shown(value)}" for name, value in found.items())


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{count} {name}" for name, count in value.items()) or "none"
    return str(value)

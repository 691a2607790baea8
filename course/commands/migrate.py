"""Bring the database up to this code's schema."""

from __future__ import annotations

import argparse

from course.database import Database
from course.migrating import head_version, migrate
from course.settings import load_settings

NAME = "migrate"
HELP = "Bring the database up to this code's schema."


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """None."""


def run(_args: argparse.Namespace) -> None:
    applied = migrate(Database(load_settings().database_url))
    print(f"Applied: {', '.join(applied)}." if applied else f"Nothing to do: the schema is at {head_version()}.")

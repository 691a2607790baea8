"""The commands: one file each, with NAME, HELP, add_arguments and run. They may import all;
nothing imports them. A file's name is its command's, with _ for -."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

COMMANDS = (
    "run",
    "web",
    "worker",
    "beat",
    "inbound",
    "migrate",
    "check",
    "receive",
    "status",
    "stats",
    "send-test",
    "show",
    "forget",
)


def commands_for(argv: Sequence[str]) -> list[ModuleType]:
    """The command that is called, else all: importing all of them takes longer than most have to do."""
    called = [name for name in COMMANDS if name in argv[:1]]
    return [import_module(f"course.commands.{name.replace('-', '_')}") for name in called or COMMANDS]

"""The command line: `python -m course COMMAND`, or just `course COMMAND`."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence

from course.commands import commands_for
from course.errors import CourseError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. What a person can mend is told in a sentence, without traceback."""
    given = sys.argv[1:] if argv is None else argv
    args = parser(given).parse_args(given)
    _set_up_logging()
    try:
        return int(args.run(args) or 0)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0


def parser(argv: Sequence[str] = ()) -> argparse.ArgumentParser:
    """All commands with their help, or only the one that is called."""
    top = argparse.ArgumentParser(prog="course", description="An email course, one lesson a day.")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    for command in commands_for(argv):
        sub = commands.add_parser(command.NAME, help=command.HELP, description=command.HELP)
        command.add_arguments(sub)
        sub.set_defaults(run=command.run)
    return top


def _set_up_logging() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", datefmt="%H:%M:%S")
    for noisy in ("celery", "kombu", "alembic", "uvicorn", "mail.log", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.ERROR)


if __name__ == "__main__":
    sys.exit(main())

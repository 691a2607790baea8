"""Mail from a pipe or from files."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from course.errors import CourseError
from course.settings import load_settings
from course.site import Library, Site, open_site
from emails.inbound import Understanding, Understood
from emails.receiving import envelope_of, receive_once

NAME = "receive"
HELP = "Take in mail: one message per file, or standard input."
KEPT, TRY_AGAIN, USAGE = 0, 75, 64
"""Exit codes that mail servers understand (sysexits.h)."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    _strictly(parser)
    parser.add_argument("files", nargs="*", metavar="FILE", help="one message each; - or none for standard input")
    parser.add_argument("--dry-run", action="store_true", help="only read it; nothing is kept, no database is needed")
    parser.add_argument("--json", action="store_true", help="print one line of JSON per message")
    parser.add_argument("--sender", default="", metavar="ADDRESS", help="the envelope's sender (Return-Path)")
    parser.add_argument(
        "--recipient",
        action="append",
        default=[],
        metavar="ADDRESS",
        help="the envelope's recipient (Delivered-To); repeat",
    )


def run(args: argparse.Namespace) -> int:
    """A file that can't be used is told and stops no other; where nothing can be kept, the rest waits.

    A mail server that tries again after 75 meets what was kept before by its bytes.
    """
    code = KEPT
    try:
        settings = load_settings()
        site = None if args.dry_run else open_site(settings)
        understanding = Understanding(settings, site.library if site else Library(settings.course_dir))
        for name in args.files or ["-"]:
            try:
                raw = _message(name, settings.inbound_max_bytes)
            except _Unusable as error:
                print(error, file=sys.stderr)
                code = USAGE
            else:
                _take(args, site, understanding, name, raw)
    except (CourseError, OSError) as error:
        print(error, file=sys.stderr)
        return TRY_AGAIN
    except Exception as error:  # with any other code the mail would go back to who wrote it
        print(f"The mail can't be taken in now ({type(error).__name__}: {error}).", file=sys.stderr)
        return TRY_AGAIN
    return code


def _take(args: argparse.Namespace, site: Site | None, understanding: Understanding, name: str, raw: bytes) -> None:
    sender, recipients = envelope_of(raw, args.sender, args.recipient)
    if site:
        receive_once(site, raw, sender, recipients)
    if args.json or args.dry_run:
        print(_shown(name, understanding.read(raw, sender, recipients), args.json), flush=True)


class _Unusable(CourseError):
    """A file that can't be read, or that holds more than a mail may."""


def _message(name: str, most: int) -> bytes:
    raw = _read(name, most + 1)
    if len(raw) > most:
        raise _Unusable(f"{name}: more than INBOUND_MAX_BYTES ({most}); nothing of it is kept.")
    return raw


def _read(name: str, most: int) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read(most)
    try:
        with Path(name).open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise _Unusable(f"{name}: can't be read ({error.strerror}); name a file that holds one message.") from error


def _shown(name: str, found: Understood, as_json: bool) -> str:
    told: dict[str, Any] = {
        "file": name,
        "kind": str(found.reading.kind),
        "text": found.reading.text,
        "recipients": [
            {"address": each.address, "kind": each.kind, "hard": each.hard, "status": each.status}
            for each in found.recipients
        ],
    }
    return json.dumps(told, ensure_ascii=True) if as_json else f"{name}: {told['kind']}"


def _strictly(parser: argparse.ArgumentParser) -> None:
    """Faults in the call end with 64, not argparse's 2, which a mail server takes for the mail's fault."""
    parser.error = _usage  # type: ignore[method-assign]
    known = parser.parse_known_args

    def strict(args: Any = None, namespace: Any = None) -> tuple[argparse.Namespace, list[str]]:
        found, unknown = known(args, namespace)
        if unknown:
            _usage(f"there is no {unknown[0]}")
        return found, unknown

    parser.parse_known_args = strict  # type: ignore[method-assign,assignment]


def _usage(message: str) -> NoReturn:
    print(f"course receive: {message}; see: course receive --help", file=sys.stderr)
    sys.exit(USAGE)

"""The mail listener alone."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from dataclasses import replace
from functools import partial

from course.commands.serving import until_told
from course.errors import CourseError
from course.settings import Listen, Settings, load_settings
from course.site import Site, open_site
from emails.receiving import receive
from emails.smtpd import Listener

NAME = "inbound"
HELP = "Run the mail listener alone."


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """None."""


def run(_args: argparse.Namespace) -> None:
    settings = load_settings()
    if settings.inbound_listen is None:
        raise CourseError("INBOUND_LISTEN is set to nothing; give it host:port to listen on.")
    settings, sock = bind(replace(settings, inbound_listen=replace(settings.inbound_listen, chosen=True)))
    door = open_door(open_site(settings), sock)
    assert door is not None
    print(f"Mail comes in at {shown(settings.inbound_listen)}.", flush=True)
    until_told(door.start, door.stop)


def bind(settings: Settings) -> tuple[Settings, socket.socket | None]:
    """The socket for mail from outside, none where there shall be none; the settings with its real port.

    A port that somebody chose must be free, else CourseError; in place of the default any other will do.
    """
    wanted = settings.inbound_listen
    if wanted is None:
        return settings, None
    try:
        sock = _socket(wanted.host, wanted.port)
    except (OSError, OverflowError) as error:
        cause = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
        if wanted.chosen:
            raise CourseError(f"{shown(wanted)} can't be listened on ({cause}); set another INBOUND_LISTEN.") from error
        sock = _socket(wanted.host, 0)
        print(
            f"note: {shown(wanted)} is taken; mail comes in at port {sock.getsockname()[1]} instead.", file=sys.stderr
        )
    return replace(settings, inbound_listen=replace(wanted, port=sock.getsockname()[1])), sock


def open_door(site: Site, sock: socket.socket | None) -> Listener | None:
    """The listener on a bound socket, not started yet."""
    listen = site.settings.inbound_listen
    if sock is None or listen is None:
        return None
    settings = site.settings
    keep = partial(receive, site)
    limits = (settings.inbound_max_bytes, settings.inbound_per_sender_minute)
    return Listener(sock, listen.lmtp, keep, *limits, settings.inbound_tls)


def shown(listen: Listen | None) -> str:
    """The address as it is set."""
    if listen is None:
        return "nowhere"
    host = f"[{listen.host}]" if ":" in listen.host else listen.host
    return f"{'lmtp://' if listen.lmtp else ''}{host}:{listen.port}"


def _socket(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=512)

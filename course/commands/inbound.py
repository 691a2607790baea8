"""The mail listener and the looker into a mailbox alone."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from dataclasses import replace
from functools import partial

from course.commands.stopping import until_told
from course.errors import CourseError
from course.mailbox import Bookmark
from course.settings import Listen, Settings, load_settings
from course.site import Site, open_site
from emails.links import Links
from emails.mailbox import Looker
from emails.receiving import receive, receive_once
from emails.smtpd import Listener

NAME = "inbound"
HELP = "Take in mail alone: by the listener, from a mailbox (IMAP_URL), or both."


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """None."""


def run(_args: argparse.Namespace) -> None:
    settings = load_settings()
    if settings.inbound_listen is None and settings.mailbox is None:
        raise CourseError("INBOUND_LISTEN is set to nothing; give it host:port to listen on, or set IMAP_URL.")
    if settings.inbound_listen:
        settings = replace(settings, inbound_listen=replace(settings.inbound_listen, chosen=True))
    settings, sock = bind(settings)
    doors = open_doors(open_site(settings), sock)
    print("\n".join(f"Mail comes in {where}." for where in ways(settings)), flush=True)
    until_told(doors.start, doors.stop)


class Doors:
    """All of them at once."""

    def __init__(self, *doors: Listener | Looker | None) -> None:
        self._doors = [door for door in doors if door]

    def start(self) -> None:
        for door in self._doors:
            door.start()

    def stop(self) -> None:
        for door in self._doors:
            door.stop()


def ways(settings: Settings) -> list[str]:
    """Where mail comes in, in words."""
    listening = [f"at {shown(settings.inbound_listen)}"] if settings.inbound_listen else []
    return listening + ([f"from the mailbox of {settings.mailbox}"] if settings.mailbox else [])


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


def open_doors(site: Site, sock: socket.socket | None) -> Doors:
    """The listener on a bound socket, and the looker into the mailbox, each where it is set; not started yet."""
    return Doors(open_door(site, sock), open_mailbox(site))


def open_mailbox(site: Site) -> Looker | None:
    settings = site.settings
    if settings.mailbox is None:
        return None
    bookmark = Bookmark(settings.data_dir / "mailbox.json", settings.mailbox)
    return Looker(settings.mailbox, bookmark, partial(receive_once, site), settings.inbound_max_bytes)


def open_door(site: Site, sock: socket.socket | None) -> Listener | None:
    """The listener on a bound socket, not started yet."""
    listen = site.settings.inbound_listen
    if sock is None or listen is None:
        return None
    settings = site.settings
    keep = partial(receive, site)
    limits = (settings.inbound_max_bytes, settings.inbound_per_sender_minute)
    return Listener(sock, listen.lmtp, keep, Links(settings).is_forged, *limits, settings.inbound_tls)


def shown(listen: Listen | None) -> str:
    """The address as it is set."""
    if listen is None:
        return "nowhere"
    host = f"[{listen.host}]" if ":" in listen.host else listen.host
    return f"{'lmtp://' if listen.lmtp else ''}{host}:{listen.port}"


def _socket(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=512)

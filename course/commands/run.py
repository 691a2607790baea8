"""Everything in one process: site, worker, beat, mail listener, local inbox."""

from __future__ import annotations

import argparse
import fcntl
import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

from course.clock import wake_clock
from course.commands.inbound import bind, open_doors, ways
from course.commands.serving import add_address, at_port, listen, serve
from course.database import Database
from course.errors import CourseError
from course.migrating import migrate
from course.settings import Settings, demo_settings, load_settings
from course.site import Site, open_site
from web.app import create_app
from workers.embedded import Worker

NAME = "run"
HELP = "Run everything in one process."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="a day lasts 20 seconds, in a fresh DATA_DIR/demo")
    add_address(parser)


def run(args: argparse.Namespace) -> None:
    listener = listen(args.host, args.port)
    settings = load_settings()
    if args.demo:
        settings = _fresh_demo(demo_settings(settings))
    settings, sock = bind(at_port(settings, listener.getsockname()[1]))
    site = _open(settings)
    worker = Worker(site, with_beat=True)
    doors = open_doors(site, sock)

    def start() -> None:
        worker.start()
        doors.start()
        print(_welcome(site, args.demo), flush=True)

    def stop() -> None:
        doors.stop()
        worker.stop()

    serve(create_app(site, on_start=start, on_stop=stop), listener)


def _open(settings: Settings) -> Site:
    database = Database(settings.database_url)
    if database.is_sqlite:
        migrate(database)
    database.close()
    site = open_site(settings)
    for fault in site.library.faults:
        print(f"warning: {fault}", file=sys.stderr)
    if settings.public and settings.from_address.endswith("@localhost"):
        print("warning: MAIL_FROM isn't set; relays refuse mail from course@localhost.", file=sys.stderr)
    return replace(site, clock=wake_clock(site.database, site.clock))


def _fresh_demo(settings: Settings) -> Settings:
    """An empty folder for the demo, which nobody else is using."""
    folder = settings.data_dir
    _hold(folder.with_name("demo.lock"))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return settings


def _hold(lock: Path) -> None:
    lock.parent.mkdir(parents=True, exist_ok=True)
    fd = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)  # held until the process ends
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise CourseError("A demo is running here already; stop it first, or set another DATA_DIR.") from error


def _welcome(site: Site, demo: bool) -> str:
    settings = site.settings
    lines = ["", f"  {site.library.first.title}", "", f"  Sign up:  {settings.site_url}/"]
    if settings.local_inbox and not settings.public:
        lines.append(f"  Inbox:    {settings.site_url}/inbox   (all mail stays on this machine)")
    else:
        lines.append(f"  Mail goes out by {settings.relay.host if settings.relay else 'the local inbox'}.")
    lines += [f"  Answers come in {where}." for where in ways(settings)]
    if demo:
        lines += [
            "",
            "  This is the demo: a day lasts 20 seconds, and every start begins anew.",
            "  At the real pace:  make start",
        ]
    return "\n".join([*lines, "", "  Ctrl-C stops it.", ""])

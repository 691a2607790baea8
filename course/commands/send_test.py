"""Send one lesson to an address, to look at it; nothing is written down."""

from __future__ import annotations

import argparse

from course.commands.serving import add_port, at_port
from course.content import Course, Lesson
from course.errors import CourseError, NotFound
from course.settings import load_settings
from course.settling import Result
from course.site import Site, paper_site
from emails.addresses import read_address
from emails.composing import Composer
from emails.mailer import Answer, Connection
from emails.post_office import relay_of

NAME = "send-test"
HELP = "Send the mail of one day to an address."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("day", type=int, metavar="DAY", help="0 is the welcome, the day after the last the completion")
    parser.add_argument("address", metavar="ADDRESS")
    parser.add_argument("--course", default="", metavar="SLUG", help="which course (the first)")
    add_port(parser, "port that the site listens on, for links and pictures (8000)")


def run(args: argparse.Namespace) -> None:
    site = paper_site(at_port(load_settings(), args.port))
    course = site.library.course(args.course) if args.course else site.library.first
    answer = _send(site, course, find_day(course, args.day), read_address(args.address))
    if answer.result is not Result.SENT:
        raise CourseError(f"The relay didn't take it: {answer.reason}")
    inbox = site.settings.data_dir / "inbox"
    print("Sent." if site.settings.relay else f"Kept in the local inbox, {inbox}; `make start` shows it at /inbox.")


def _send(site: Site, course: Course, lesson: Lesson, address: str) -> Answer:
    relay, inbox = relay_of(site.settings)
    connection = Connection(relay)
    try:
        return connection.hand_over(Composer(site).sample(course, lesson, address), lambda: None)
    finally:
        connection.close()
        if inbox:
            inbox.stop()


def find_day(course: Course, day: int) -> Lesson:
    """The file of a day. Raises NotFound."""
    files = [file for file in (course.welcome, *course.lessons, course.completion) if file]
    found = next((file for file in files if file.day == day), None)
    if found is None:
        raise NotFound(f"There is no day {day}; this course has {files[0].day} to {files[-1].day}.")
    return found

"""Jobs for ada, and her mails taken apart again."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

from course.answering import NO_WORDS
from course.fulfilling import CAN_FAIL, ENDED, REFUSED, STUCK
from course.models import Kind
from course.replies import ASKING_AGAIN
from course.sends import Job, Letter
from course.site import Site
from course.wishes import Wish
from emails.composing import PASSED_ON, Message

MANY_SECONDS = 30.0
"""Of a processor's time: far beyond what one mail may take on any machine, and far below what it takes when time
grows with the square of its length."""
MONDAY = datetime(2027, 5, 3, 5, 0, tzinfo=UTC)
"""07:00 in Berlin."""

ANSWERS = (
    NO_WORDS,
    ENDED,
    STUCK,
    *(wish for wish in Wish if wish is not Wish.STOP),
    *(wish + REFUSED for wish in CAN_FAIL),
)
"""What readers' wishes are answered."""


def job(kind: Kind = Kind.LESSON, lesson: str = "", day: int = 0, **changes: object) -> Job:
    """What delivery hands over for ada, who confirmed on a Monday at seven."""
    values: dict[str, object] = {
        "send_id": 7,
        "send_key": "sendkeysendkeyab",
        "kind": kind,
        "lesson": lesson,
        "day": day,
        "about": "",
        "due_at": MONDAY,
        "sending_at": MONDAY,
        "tries": 1,
        "subscription_key": "subskeysubskeyab",
        "course": "communication-challenge",
        "zone": "Europe/Berlin",
        "hour": 7,
        "weekdays": 127,
        "confirmed_at": MONDAY,
        "not_before": None,
        "quote": False,
        "discreet": False,
        "email": "ada@example.org",
        "first_name": "Ada",
        "new_email": "",
        "last_mail": "sendkeysendkeyab",
    }
    return Job(**(values | changes))  # type: ignore[arg-type]


def every_job(site: Site) -> list[Job]:
    """One job of each mail that the course sends, as ada or its author gets it, and as ada does in discreet mode."""
    lessons = [job(Kind.LESSON, lesson.slug, lesson.day) for lesson in site.library.first.lessons]
    asked = [*(job(kind, about="name-it") for kind in ASKING_AGAIN), *(address_job(about) for about in ("old", "new"))]
    answers = [job(Kind.ANSWER_TO_COMMAND, about=about) for about in ANSWERS]
    letters = [letter_job(kind) for kind in PASSED_ON]
    special = (Kind.LESSON, *ASKING_AGAIN, Kind.ADDRESS, Kind.ANSWER_TO_COMMAND, *PASSED_ON)
    others = [job(kind) for kind in Kind if kind not in special]
    plain = [*lessons, *asked, *answers, *letters, *others]
    return plain + [replace(each, discreet=True) for each in plain if each.kind is not Kind.SUMMARY]


def readers_jobs(site: Site) -> list[Job]:
    """Those that ada gets."""
    return [each for each in every_job(site) if each.kind is not Kind.SUMMARY]


def address_job(about: str) -> Job:
    """Ada wants her course at another address; one of the two is asked."""
    new = "new@elsewhere.example"
    return job(Kind.ADDRESS, about=about, email="ada@example.org" if about == "old" else new, new_email=new)


def letter_job(kind: Kind, text: str = "It was fear.\nThen it went, and I could say it.", **changes: object) -> Job:
    """Ada's words on their way to the author, or the author's to her."""
    summary = kind is Kind.SUMMARY
    letter = Letter(text, MONDAY, attached=("stairs.jpg (41 kB)",) if summary else ())
    email = "ruth@author.example" if summary else "ada@example.org"
    own: dict[str, Any] = {"letters": (letter,), "question": "What was its name?", "reader": "k7fq", "email": email}
    return job(kind, about="name-it", **(own | changes))


def read(message: Message) -> EmailMessage:
    parsed = email.message_from_bytes(message.data, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    assert not parsed.defects
    return parsed


def part(message: Message, subtype: str) -> str:
    body = read(message).get_body((subtype,))
    assert body is not None
    content: str = body.get_content()
    return content.replace("\r\n", "\n")

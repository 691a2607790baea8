"""From one Job to one reader's mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from course.content import Course, Lesson
from course.errors import BadInput, LessonBroken
from course.models import Kind
from course.planning import lesson_of
from course.sends import Job, promised
from course.signup import clean_name
from course.site import Site
from course.tokens import new_key
from emails.addresses import ascii_address
from emails.assembling import Letterhead, to_bytes
from emails.dates import full_date, short_date
from emails.links import Links
from emails.rendering import Renderer, kind_of
from emails.variables import values

LONGEST_NAME = 100
"""What the column holds; a row with a longer one was damaged."""
NO_NAMES = frozenset({"undefined", "null"})
"""What broken forms send in place of an empty name."""
CARRIERS = (Kind.WELCOME, Kind.LESSON, Kind.COMPLETION)
GENERATED = frozenset({Kind.CONFIRMATION, Kind.ALREADY_SUBSCRIBED, Kind.GOODBYE})
"""Answers of a machine, which no other machine should answer (RFC 3834 section 5)."""
TO_THE_LIST = frozenset({Kind.WELCOME, Kind.LESSON, Kind.COMPLETION, Kind.ALREADY_SUBSCRIBED})
"""Mails to people who are in the course and can leave it by one click (RFC 8058). Who gets a
confirmation or a goodbye is not in it: an unsubscribe button there would have nothing to end."""


@dataclass(frozen=True)
class Message:
    """What a mail server is handed: envelope sender, recipient in ASCII, CRLF bytes without dot-stuffing."""

    sender: str
    recipient: str
    data: bytes


class Composer:
    """Composes the mails of one site. Thread-safe; each lesson is compiled once, and anew when it changes."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._links = Links(site.settings)
        self._renderer = Renderer()

    def compose(self, job: Job) -> Message:
        """The mail of one Send.

        Raises LessonBroken: one sentence, with file and line where known, and never anything personal.
        """
        course = self._site.library.courses.get(job.course)
        if course is None:
            raise LessonBroken(f"There is no course {job.course!r} any more; put its folder back.")
        try:
            return self._compose(job, course, _lesson(job, course))
        except LessonBroken:
            raise
        except Exception as error:  # a damaged row must stop nobody else's mail
            raise LessonBroken(f"Send {job.send_id} can't be composed ({type(error).__name__}).") from error

    def sample(self, course: Course, lesson: Lesson, address: str) -> Message:
        """A lesson for a made-up reader without a row, whose links lead nowhere. Raises LessonBroken."""
        return self._compose(_sample_job(course, lesson, address, self._site.clock.now()), course, lesson)

    def _compose(self, job: Job, course: Course, lesson: Lesson | None) -> Message:
        mail = self._renderer.mail(course, job.kind, lesson)
        recipient, name, coming = _recipient(job), _first_name(job), _coming(job, course)
        rendered = mail.render(self._values(job, course, lesson, name, coming))
        return Message(
            self._site.settings.from_address,
            recipient,
            to_bytes(self._letterhead(job, course, recipient), rendered),
        )

    def _values(
        self, job: Job, course: Course, lesson: Lesson | None, name: str, coming: datetime | None
    ) -> dict[str, Any]:
        next_date = short_date(coming, job.zone) if coming else ""
        day = lesson.day if lesson else job.day
        filled = values(course, day, name, next_date, self._links.unsubscribe(job.subscription_key))
        filled["links"] |= {
            "confirm": self._links.confirm(job.subscription_key) if job.kind is Kind.CONFIRMATION else "",
            "signup": self._links.signup(course.slug),
        }
        ahead = job.kind is Kind.WELCOME and coming is not None and coming > job.sending_at
        filled["first_date"] = full_date(coming, job.zone) if coming and ahead else ""
        return filled | {"hour": f"{job.hour:02}:00", "zone": job.zone}

    def _letterhead(self, job: Job, course: Course, recipient: str) -> Letterhead:
        settings, links = self._site.settings, self._links
        leave = (links.unsubscribe(job.subscription_key), links.unsubscribe_address(job.subscription_key))
        return Letterhead(
            from_name=course.from_name or settings.from_name,
            from_address=settings.from_address,
            to=recipient,
            date=job.sending_at,
            message_id=links.message_id(job.send_key),
            reply_to=links.reply_address(job.send_key),
            list_name=course.title,
            list_id=links.list_id(course.slug),
            unsubscribe=leave if job.kind in TO_THE_LIST else None,
            generated=job.kind in GENERATED,
            feedback_id=f"{job.lesson or job.kind}:{course.slug}:{job.kind}:openup",
        )


def _lesson(job: Job, course: Course) -> Lesson | None:
    """The lesson that a mail carries; None for mails without one."""
    lesson = lesson_of(course, job.kind, job.lesson)
    if lesson is None and job.kind in CARRIERS:
        what = f"lesson {job.lesson!r}" if job.lesson else job.kind
        raise LessonBroken(f"{course.folder}:1: there is no {what} any more; put its file back.")
    return lesson


def _coming(job: Job, course: Course) -> datetime | None:
    try:
        return promised(job, course)
    except ValueError:
        raise LessonBroken(f"The time zone or weekdays stored for Send {job.send_id} can't be used.") from None


def _recipient(job: Job) -> str:
    try:
        return ascii_address(job.email)
    except ValueError:
        raise LessonBroken(f"The address stored for Send {job.send_id} can't be written to.") from None


def _first_name(job: Job) -> str:
    if len(job.first_name) > LONGEST_NAME:
        raise LessonBroken(f"The name stored for Send {job.send_id} is longer than {LONGEST_NAME} characters.")
    return _presentable(job.first_name)


@lru_cache(maxsize=4096)
def _presentable(name: str) -> str:
    """The name as the form would take it today, else none: an older row may hold what it refuses."""
    try:
        cleaned = clean_name(name)
    except BadInput:
        return ""
    return "" if cleaned.casefold() in NO_NAMES else cleaned


def _sample_job(course: Course, lesson: Lesson, address: str, now: datetime) -> Job:
    kind = kind_of(course, lesson)
    return Job(
        send_id=0,
        send_key=new_key(),
        kind=kind,
        lesson=lesson.slug if kind is Kind.LESSON else "",
        day=lesson.day if kind is Kind.LESSON else 0,
        due_at=now,
        sending_at=now,
        tries=1,
        subscription_key=new_key(),
        course=course.slug,
        zone=course.zone,
        hour=course.hour,
        weekdays=course.weekdays,
        confirmed_at=now,
        email=address,
        first_name="",
    )

"""From one Job to one reader's mail."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from course.clock import real_now
from course.content import Course, Lesson
from course.errors import BadInput, LessonBroken
from course.models import Kind
from course.planning import lesson_of
from course.replies import ASKING_AGAIN
from course.sends import Job, promised, promised_soonest
from course.signup import clean_name
from course.site import Site
from course.tokens import KEY_LENGTH, new_key
from emails.addresses import ascii_address, masked
from emails.answers import Words, harmless
from emails.assembling import LONGEST_SUBJECT, Letterhead, to_bytes
from emails.dates import full_date, recent_day, short_date
from emails.headers import one_line
from emails.links import Links
from emails.rendering import CARRIERS, Manner, Rendered, Renderer, kind_of
from emails.variables import values

LONGEST_NAME = 100
"""What the column holds; a row with a longer one was damaged."""
NO_NAMES = frozenset({"undefined", "null"})
"""What broken forms send in place of an empty name."""
GENERATED = frozenset(
    {Kind.CONFIRMATION, Kind.ALREADY_SUBSCRIBED, Kind.GOODBYE, Kind.LOST_LINK, Kind.ADDRESS, Kind.SUMMARY}
)
SUBMITTED = dict.fromkeys(GENERATED, "auto-generated") | {Kind.ANSWER_TO_COMMAND: "auto-replied"}
"""Answers of a machine, which no other machine should answer (RFC 3834 section 5)."""
MESSAGE_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]+@[\x21-\x3b\x3d\x3f-\x7e]+>")
"""A stranger's Message-ID as it may stand in a header of ours: printable, no space, no other brackets."""
KEY = re.compile(rf"[a-z2-7]{{{KEY_LENGTH}}}")
ANSWERING = re.compile(r"(?:(?:re|aw|antw|sv|vs|rv|odp|ynt)(?:\[\d+\])?\s?:\s*)+", re.IGNORECASE)
"""What programs put before the subject of a mail that is answered, in whatever language they speak."""
PASSED_ON = (Kind.SUMMARY, Kind.DESK_REPLY)
"""Mails that take somebody's words to somebody else."""
TO_THE_LIST = frozenset(Kind) - {Kind.CONFIRMATION, Kind.GOODBYE, Kind.ADDRESS, Kind.SUMMARY}
"""Mails to people who are in the course and can leave it by one click (RFC 8058). Who gets a
confirmation or a goodbye is not in it: an unsubscribe button there would have nothing to end.
Who is asked about a new address may be a stranger, who has no right to end it; nor has the author who is told
of a reader's answers."""
NEUTRAL_SLUG = "notes"
"""Stands for the course in the headers of discreet mails."""


@dataclass(frozen=True)
class Message:
    """What a mail server is handed: envelope sender, recipient in ASCII, CRLF bytes without dot-stuffing."""

    sender: str
    recipient: str
    data: bytes


@dataclass(frozen=True)
class Page:
    """A mail that carries a lesson, as a document for the browser."""

    course: Course
    lesson: Lesson
    html: str


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
        with _in_a_sentence(job):
            course = self._course(job)
            return self._compose(job, course, _lesson(job, course))

    def page(self, job: Job) -> Page:
        """A mail that carries a lesson, for the browser. Raises LessonBroken, as `compose`."""
        with _in_a_sentence(job):
            course = self._course(job)
            lesson = _lesson(job, course)
            if lesson is None:
                raise LessonBroken(f"A {job.kind} carries no lesson.")
            return Page(course, lesson, self._rendered(job, course, lesson, Manner.PAGE).html)

    def sample(self, course: Course, lesson: Lesson, address: str) -> Message:
        """A lesson for a made-up reader without a row, whose links lead nowhere. Raises LessonBroken."""
        return self._compose(_sample_job(course, lesson, address, self._site.clock.now()), course, lesson)

    def _compose(self, job: Job, course: Course, lesson: Lesson | None) -> Message:
        rendered = self._rendered(job, course, lesson, Manner.DISCREET if _is_discreet(job) else Manner.MAIL)
        recipient = _recipient(job)
        data = to_bytes(self._letterhead(job, course, recipient), rendered)
        return Message(self._site.settings.from_address, recipient, data)

    def _rendered(self, job: Job, course: Course, lesson: Lesson | None, manner: Manner) -> Rendered:
        """A page makes no promise of the next date: it may be opened long after."""
        mail = self._renderer.mail(course, job.kind, lesson, manner)
        coming = None if manner is Manner.PAGE else _coming(job, course)
        shown = job.written if job.quote and not job.discreet and manner is not Manner.PAGE else {}
        filled = self._values(job, course, lesson, coming, shown)
        return mail.render(filled | {"in_journal": bool(job.written) and not shown})

    def _values(
        self, job: Job, course: Course, lesson: Lesson | None, coming: datetime | None, written: Mapping[str, str]
    ) -> dict[str, Any]:
        next_date = short_date(coming, job.zone) if coming else ""
        sooner = coming is not None and promised_soonest(job, course) != coming
        ahead = job.kind is Kind.WELCOME and coming is not None and coming > job.sending_at
        leave, change = (link(job.subscription_key) for link in (self._links.unsubscribe, self._links.preferences))
        filled = values(course, lesson.day if lesson else job.day, _first_name(job), next_date, leave, change, written)
        filled["links"] |= self._own_links(job, course)
        return (
            filled
            | _passed_on(job, course)
            | {
                "sooner": sooner,
                "was_held": job.was_held,
                "coming": full_date(job.next_at, job.zone) if job.next_at and job.next_at > job.sending_at else "",
                "kept_on": recent_day(job.kept_at, job.sending_at, job.zone) if job.kept_at else "",
                "first_date": full_date(coming, job.zone) if coming and ahead else "",
                "hour": f"{job.hour:02}:00",
                "zone": job.zone,
                "about": job.about,
                "new_address": masked(job.new_email) if job.new_email else "another address",
            }
        )

    def _own_links(self, job: Job, course: Course) -> dict[str, str]:
        """The links that only templates use, each where its kind of mail has it."""
        links, key = self._links, job.subscription_key
        own = {"media": links.media(course.slug)}
        if job.kind is Kind.CONFIRMATION:
            own["confirm"] = links.confirm(key)
        elif job.kind is Kind.ADDRESS:
            own["agree"] = links.address(job.send_key, old=job.about == "old")
        elif job.kind is Kind.GOODBYE:
            own["signup"] = links.signup(course.slug)
        elif job.kind is Kind.SUMMARY:
            own["reply"] = links.reply_address(job.send_key)
        else:
            own |= {"calendar": links.calendar(key), "answer": links.answer(job.send_key)}
            own |= {"lesson": links.lesson(job.send_key), "reply": links.reply_address(job.send_key)}
        if job.kind in (*CARRIERS, Kind.LOST_LINK, Kind.ANSWER_TO_COMMAND):
            own["journal"] = links.journal(key, real_now().date())
        if job.kind is Kind.LOST_LINK:
            own["export"] = links.export(key, real_now().date())
        own["last"] = links.lesson(job.last_mail) if job.last_mail else ""
        return own

    def _course(self, job: Job) -> Course:
        course = self._site.library.find(job.course)
        if course is None:
            raise LessonBroken(f"There is no course {job.course!r} any more; put its folder back.")
        return course

    def _letterhead(self, job: Job, course: Course, recipient: str) -> Letterhead:
        settings, links = self._site.settings, self._links
        leave = (links.unsubscribe(job.subscription_key), links.unsubscribe_address(job.subscription_key))
        discreet = _is_discreet(job)
        slug, what = (NEUTRAL_SLUG,) * 2 if discreet else (course.slug, job.lesson or job.kind)
        sender = course.title if job.kind is Kind.SUMMARY else course.from_name or settings.from_name
        return Letterhead(
            from_name="" if discreet else sender,
            from_address=settings.from_address,
            to=recipient,
            date=job.sending_at,
            message_id=links.message_id(job.send_key),
            reply_to=links.reply_address(job.send_key),
            list_name="" if discreet else course.title,
            list_id=links.list_id(slug),
            unsubscribe=leave if job.kind in TO_THE_LIST else None,
            submitted=SUBMITTED.get(job.kind, ""),
            thread=self._thread(job),
            feedback_id=f"{what}:{slug}:{slug if discreet else job.kind}:openup",
        )

    def _thread(self, job: Job) -> tuple[str, ...]:
        """The Message-IDs of the mails that this one follows, the nearest last (RFC 5322 section 3.6.4)."""
        ids = (f"<{self._links.message_id(each)}>" if KEY.fullmatch(each) else each for each in job.thread)
        return tuple(each for each in ids if MESSAGE_ID.fullmatch(each))


def _is_discreet(job: Job) -> bool:
    """Over the reader's shoulder somebody may look; the author is told in plain words."""
    return job.discreet and job.kind is not Kind.SUMMARY


def _passed_on(job: Job, course: Course) -> dict[str, Any]:
    """What goes from reader to author, or back; with times of the course's own zone. Empty for all other mails."""
    if job.kind not in PASSED_ON:
        return {}
    if not job.letters:
        raise LessonBroken(f"What Send {job.send_id} was to pass on was deleted.")
    lesson = course.asking_file(job.about)
    return {
        "reader": f"{_first_name(job) or 'A reader'} ({job.reader})",
        "lesson_title": harmless(lesson.title if lesson else job.about),
        "question": harmless(job.question),
        "follows": bool(job.thread),
        "answered_subject": harmless(ANSWERING.sub("", one_line(job.answered_subject, LONGEST_SUBJECT), count=1)),
        "letters": [
            {
                "text": Words(harmless(letter.text)),
                "at": full_date(letter.written_at, course.zone),
                "from_other": letter.from_other,
                "attached": harmless(", ".join(letter.attached)),
            }
            for letter in job.letters
        ],
    }


@contextmanager
def _in_a_sentence(job: Job) -> Iterator[None]:
    """A damaged row must stop nobody else's mail."""
    try:
        yield
    except LessonBroken:
        raise
    except Exception as error:
        raise LessonBroken(f"Send {job.send_id} can't be composed ({type(error).__name__}).") from error


def _lesson(job: Job, course: Course) -> Lesson | None:
    """The lesson that a mail carries, or answers; None for mails without one."""
    if job.kind is Kind.DESK_REPLY:
        return course.asking_file(job.about)
    slug = job.about if job.kind in ASKING_AGAIN else job.lesson
    lesson = lesson_of(course, job.kind, slug)
    if lesson is None and job.kind in CARRIERS:
        what = f"lesson {slug!r}" if slug else job.kind
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
        about="",
        due_at=now,
        sending_at=now,
        tries=1,
        subscription_key=new_key(),
        course=course.slug,
        zone=course.zone,
        hour=course.hour,
        weekdays=course.weekdays,
        confirmed_at=now,
        not_before=None,
        quote=False,
        discreet=False,
        email=address,
        first_name="",
        new_email="",
    )

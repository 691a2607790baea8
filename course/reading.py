"""What a reader was sent, for reading it again: on a page, or once more by mail."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.content import Lesson
from course.errors import NotFound
from course.models import Kind, Send, SendState, Subscription
from course.planning import lesson_of
from course.sends import Job, read_job
from course.site import Site
from course.tokens import LESSON, verify

READABLE = (Kind.WELCOME, Kind.LESSON, Kind.COMPLETION, Kind.COPY)
"""Mails that carry a file of the course."""
STEPS = (Kind.WELCOME, Kind.LESSON, Kind.COMPLETION)
DELIVERED = (SendState.SENT, SendState.IN_DOUBT)


@dataclass(frozen=True)
class Sent:
    """A mail that a reader has: the file it carries, and the key of its Send."""

    lesson: Lesson
    send_key: str


def sent_mail(site: Site, token: str) -> tuple[Job, list[Sent]]:
    """The mail behind a LESSON token, and all of its course that the reader has so far, in order.

    A mail counts as theirs once it was handed over, even if its answer is still awaited: only the
    mail itself tells its token. Raises TokenError or NotFound.
    """
    key = verify(site.settings.secret_key, LESSON, token)
    with site.database.reading() as session:
        send = session.scalar(select(Send).where(Send.key == key))
        if send is None or send.kind not in READABLE or send.sending_at is None or not _has_file(site, send):
            raise NotFound("This mail is no longer here.")
        return read_job(session, send.id), lessons_so_far(session, site, send.subscription)


def _has_file(site: Site, send: Send) -> bool:
    """An author may have taken a lesson out of the course."""
    course = site.library.find(send.subscription.course)
    return course is not None and lesson_of(course, send.kind, send.lesson or send.about) is not None


def lessons_so_far(session: Session, site: Site, subscription: Subscription) -> list[Sent]:
    """Welcome, lessons and completion as they were delivered, by day; without files that are gone."""
    course = site.library.find(subscription.course)
    rows = session.execute(
        select(Send.kind, Send.lesson, Send.key)
        .where(Send.subscription_id == subscription.id, Send.kind.in_(STEPS), Send.state.in_(DELIVERED))
        .order_by(Send.id)
    )
    found = [(lesson_of(course, row.kind, row.lesson), row.key) for row in rows] if course else []
    sent = [Sent(lesson, key) for lesson, key in found if lesson]
    return sorted(sent, key=lambda each: each.lesson.day)

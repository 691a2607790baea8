"""How readers fare, lesson by lesson: what `course stats` prints and the author's desk shows.

Only what is certain: what the relay took, answers that came, and where subscriptions stand now.
Nobody's opening of a mail is watched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from course.inbound import Attachment, attachments_of
from course.models import (
    InboundEmail,
    InboundKind,
    InboundState,
    Kind,
    Reply,
    ReplyPrompt,
    Send,
    SendState,
    Subscription,
    SubscriptionState,
)
from course.signup import LEFT_BY_READER
from course.site import Site

STANDS = {
    "paused": Subscription.state == SubscriptionState.PAUSED,
    "left": (Subscription.state == SubscriptionState.LEFT) & (Subscription.reason == LEFT_BY_READER),
    "finished": Subscription.state == SubscriptionState.COMPLETED,
}
"""Where people stand who don't go on. Who began again has left nothing."""
Counts = Counter[tuple[str, str]]
"""By course and lesson, both as slugs; "" before the first lesson."""


@dataclass(frozen=True)
class LessonStats:
    """One lesson: how many mails of it the relay took, how many people answered, how many stand there.

    `day` 0 with an empty `lesson` is the time before the first; a lesson whose file is gone keeps its slug as title.
    """

    day: int
    lesson: str
    title: str
    sent: int
    answered: int
    paused: int
    left: int
    finished: int


@dataclass(frozen=True)
class CourseStats:
    """One course. `signed_up` counts subscriptions, `confirmed` those that said yes."""

    course: str
    title: str
    signed_up: int
    confirmed: int
    paused: int
    left: int
    finished: int
    lessons: tuple[LessonStats, ...]


@dataclass(frozen=True)
class Words:
    """One answer, without who gave it."""

    course: str
    lesson: str
    text: str
    written_at: datetime
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True)
class Trouble:
    """What wants to be looked at: a reason (or a state) and how many, and the mails that nobody understood."""

    stalled: tuple[tuple[str, int], ...]
    failed: tuple[tuple[str, int], ...]
    in_doubt: int
    unmatched: int
    unmatched_mails: tuple[tuple[datetime, str], ...]

    def __bool__(self) -> bool:
        return bool(self.stalled or self.failed or self.in_doubt or self.unmatched)


def funnel(site: Site) -> list[CourseStats]:
    """Every course on this site, each with its lessons in their order."""
    with site.database.reading() as session:
        sent, answered = _sent(session), _answered(session)
        stands = {name: _standing(session, where) for name, where in STANDS.items()}
        joined = {row.course: row for row in session.execute(_JOINED)}
    return [_course(site, slug, joined.get(slug), sent, answered, stands) for slug in site.library.courses]


def as_json(courses: list[CourseStats]) -> dict[str, Any]:
    """{"courses": [{"course", "title", "signed_up", "confirmed", "paused", "left", "finished",
    "lessons": [{"day", "lesson", "title", "sent", "answered", "paused", "left", "finished"}]}]}"""
    return {"courses": [asdict(course) for course in courses]}


def latest_answers(site: Site, limit: int) -> list[Words]:
    """The newest first; what came from another address than the reader's own is left out."""
    query = (
        select(Subscription.course, ReplyPrompt.lesson, Reply)
        .options(joinedload(Reply.mail))
        .join(ReplyPrompt, ReplyPrompt.id == Reply.prompt_id)
        .join(Subscription, Subscription.id == ReplyPrompt.subscription_id)
        .where(~Reply.from_other)
        .order_by(Reply.id.desc())
        .limit(limit)
    )
    with site.database.reading() as session:
        rows = session.execute(query).all()
        return [Words(course, lesson, *_words(reply)) for course, lesson, reply in rows]


def trouble(site: Site, limit: int) -> Trouble:
    """What doesn't mend itself, and the last `limit` mails that belong to nobody."""
    stalled = Subscription.state == SubscriptionState.STALLED
    with site.database.reading() as session:
        mails = session.execute(_UNMATCHED.order_by(InboundEmail.id.desc()).limit(limit)).all()
        return Trouble(
            stalled=_reasons(session, Subscription.reason, stalled),
            failed=_reasons(session, Send.reason, Send.state == SendState.FAILED),
            in_doubt=session.scalar(select(func.count()).where(Send.state == SendState.IN_DOUBT)) or 0,
            unmatched=session.scalar(select(func.count()).select_from(_UNMATCHED.subquery())) or 0,
            unmatched_mails=tuple((at, reason or "It belongs to no mail of ours.") for at, reason in mails),
        )


_JOINED = select(
    Subscription.course, func.count().label("signed_up"), func.count(Subscription.confirmed_at).label("confirmed")
).group_by(Subscription.course)
_UNMATCHED = select(InboundEmail.received_at, InboundEmail.reason).where(
    (InboundEmail.kind == InboundKind.UNMATCHED) | (InboundEmail.state == InboundState.FAILED)
)


def _words(reply: Reply) -> tuple[str, datetime, tuple[Attachment, ...]]:
    return reply.text, reply.written_at, attachments_of(reply.mail)


def _sent(session: Session) -> Counts:
    rows = session.execute(
        select(Subscription.course, Send.lesson, func.count())
        .join(Subscription, Subscription.id == Send.subscription_id)
        .where(Send.kind == Kind.LESSON, Send.state == SendState.SENT)
        .group_by(Subscription.course, Send.lesson)
    )
    return Counter({(course, lesson): count for course, lesson, count in rows})


def _answered(session: Session) -> Counts:
    rows = session.execute(
        select(Subscription.course, ReplyPrompt.lesson, func.count(ReplyPrompt.answered_at))
        .join(Subscription, Subscription.id == ReplyPrompt.subscription_id)
        .group_by(Subscription.course, ReplyPrompt.lesson)
    )
    return Counter({(course, lesson): count for course, lesson, count in rows})


def _standing(session: Session, where: Any) -> Counts:
    rows = session.execute(
        select(Subscription.course, Subscription.last_lesson, func.count())
        .where(where)
        .group_by(Subscription.course, Subscription.last_lesson)
    )
    return Counter({(course, lesson): count for course, lesson, count in rows})


def _course(
    site: Site, slug: str, joined: Any, sent: Counts, answered: Counts, stands: dict[str, Counts]
) -> CourseStats:
    course = site.library.course(slug)
    known = {"": (0, "Before the first lesson")} | {each.slug: (each.day, each.title) for each in course.lessons}
    gone = {lesson for counts in (sent, *stands.values()) for place, lesson in counts if place == slug} - set(known)
    places = known | {lesson: (0, lesson) for lesson in sorted(gone)}
    lessons = tuple(
        LessonStats(day, lesson, title, sent[slug, lesson], answered[slug, lesson], *_counts(stands, slug, lesson))
        for lesson, (day, title) in places.items()
    )
    signed_up, confirmed = (joined.signed_up, joined.confirmed) if joined else (0, 0)
    paused, left, finished = (sum(getattr(lesson, name) for lesson in lessons) for name in STANDS)
    return CourseStats(slug, course.title, signed_up, confirmed, paused, left, finished, lessons)


def _counts(stands: dict[str, Counts], slug: str, lesson: str) -> Iterator[int]:
    """In the order of STANDS, which is that of the fields."""
    return (counts[slug, lesson] for counts in stands.values())


def _reasons(session: Session, reason: Any, where: Any) -> tuple[tuple[str, int], ...]:
    rows = session.execute(select(reason, func.count()).where(where).group_by(reason).order_by(func.count().desc()))
    return tuple((why or "no reason was given", count) for why, count in rows)

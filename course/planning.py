"""What is owed next: rows are planted here, and nowhere else.

Deciders are pure (`following`, `following_due`, `remaining_dates`); planters insert in the
caller's transaction, and a second planting of the same mail is passed over by the unique key.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from course.content import Course, Lesson
from course.database import Database
from course.models import Kind, Lane, Send, SendState, Subscription, SubscriptionState
from course.schedule import Last, Pace, calendar, first_due, next_due
from course.site import Site
from course.tokens import new_key

PLANNED = (Kind.LESSON, Kind.COMPLETION)
"""What an active subscription always has one open Send of."""

LANES = {
    Kind.CONFIRMATION: Lane.SOMEBODY_WAITS,
    Kind.WELCOME: Lane.SOMEBODY_WAITS,
    Kind.LESSON: Lane.LESSONS,
    Kind.NUDGE_1: Lane.REST,
    Kind.NUDGE_2: Lane.REST,
    Kind.COMPLETION: Lane.LESSONS,
    Kind.ALREADY_SUBSCRIBED: Lane.REST,
    Kind.GOODBYE: Lane.SOMEBODY_WAITS,
    Kind.LOST_LINK: Lane.SOMEBODY_WAITS,
    Kind.COPY: Lane.SOMEBODY_WAITS,
    Kind.ADDRESS: Lane.SOMEBODY_WAITS,
    Kind.ANSWER_TO_COMMAND: Lane.SOMEBODY_WAITS,
    Kind.SUMMARY: Lane.REST,
    Kind.DESK_REPLY: Lane.SOMEBODY_WAITS,
}


Row = dict[str, Any]
"""The values of one row that is yet to be inserted."""


@dataclass(frozen=True)
class Next:
    """The mail that a course owes next, by kind and lesson."""

    kind: Kind
    lesson: Lesson


def following(course: Course, position: int, last_lesson: str, had: Collection[str] = frozenset()) -> Next | None:
    """What follows for somebody who last got that lesson; None when the course is over.

    `had` are lessons passed over: sent before an author moved them.
    """
    lesson = course.next_after(position, last_lesson, had)
    if lesson:
        return Next(Kind.LESSON, lesson)
    return Next(Kind.COMPLETION, course.completion) if course.completion else None


def remaining_dates(course: Course, position: int, last_lesson: str, first: datetime, pace: Pace) -> list[datetime]:
    """The latest due times of all lessons still to come, the first of which is due at `first`; completion
    not counted."""
    known = course.lesson(last_lesson)
    place = known.day if known else position
    waits = [course.days_waited_after(lesson) for lesson in course.lessons if lesson.day > place]
    return calendar(first, pace, len(waits), waits)


def lesson_of(course: Course, kind: str, slug: str) -> Lesson | None:
    """The file that a mail of this kind is made from, if it is made from one."""
    if kind == Kind.WELCOME:
        return course.welcome
    return course.completion if kind == Kind.COMPLETION else course.lesson(slug)


def pace_of(subscription: Subscription) -> Pace:
    return Pace(subscription.zone, subscription.hour, subscription.weekdays)


def due_after(subscription: Subscription) -> datetime:
    """When the next planned mail is due for a subscription as it stands: it may wait for an answer, or for
    a pause to end.

    Raises ValueError where its zone or weekdays can't be used.
    """
    return _due(subscription, _latest(subscription.not_before, subscription.paused_until))


def due_without_pause(subscription: Subscription) -> datetime:
    """The same as if nothing had been put on hold."""
    return _due(subscription, subscription.not_before)


def due_going_on(subscription: Subscription, waiting: datetime, now: datetime) -> datetime:
    """The same for one on hold that would go on `now`; `waiting` is what its Send says so far."""
    return _due(subscription, from_now(subscription, after_pause(subscription, now), waiting, now))


def after_pause(subscription: Subscription, now: datetime) -> datetime | None:
    """`not_before` of a subscription that goes on `now`: as it was, unless the pause overtook a due time.

    Then what was left of the wait when the pause began lies ahead once more, though a pause with an
    end is never longer for having been broken off.
    """
    began, due, until = subscription.paused_at, subscription.paused_due, subscription.paused_until
    if began is None or due is None or not began < due <= now:
        return subscription.not_before
    waited = now + (due - began)
    return min(waited, until) if until else waited


def from_now(
    subscription: Subscription, not_before: datetime | None, waiting: datetime, now: datetime
) -> datetime | None:
    """`not_before`, or now where a lesson that waits until later would be due in the past: it would come
    at once, at an hour that nobody chose."""
    return now if _due(subscription, not_before) < now < waiting else not_before


def new_send(subscription_id: int, kind: Kind, due: datetime, lesson: Lesson | None = None, run: int = 1) -> Row:
    """The values of a Send row."""
    is_lesson = kind is Kind.LESSON and lesson is not None
    return {
        "key": new_key(),
        "subscription_id": subscription_id,
        "kind": kind,
        "lesson": lesson.slug if is_lesson and lesson else "",
        "day": lesson.day if is_lesson and lesson else 0,
        "run": run,
        "lane": LANES[kind],
        "state": SendState.DUE,
        "due_at": due,
        "next_try_at": due,
    }


def next_run(session: Session, subscription_id: int, kind: Kind) -> int:
    """`run` of one more mail that may rightly be asked for again."""
    had = select(func.max(Send.run)).where(Send.subscription_id == subscription_id, Send.kind == kind)
    return (session.scalar(had) or 0) + 1


def plant(session: Session, database: Database, rows: list[Row]) -> None:
    """Insert Send rows; those that are there already are passed over."""
    if rows:
        session.execute(database.insert_new(Send), rows)


def next_row(subscription: Subscription, course: Course, had: Collection[str] = frozenset()) -> Row | None:
    """The Send that an active subscription is owed next; None when all is sent."""
    after = following(course, subscription.position, subscription.last_lesson, had)
    if after is None:
        return None
    return new_send(subscription.id, after.kind, due_after(subscription), after.lesson)


def plant_beginning(
    session: Session, database: Database, subscription: Subscription, course: Course, now: datetime
) -> None:
    """Welcome now, and day 1 at its time."""
    rows = [next_row(subscription, course)]
    if course.welcome:
        rows.append(new_send(subscription.id, Kind.WELCOME, now))
    plant(session, database, [row for row in rows if row])


def waiting_lesson(session: Session, subscription: Subscription, lock: bool = False) -> Send | None:
    """The open Send of the next lesson, as long as it isn't on its way."""
    open_ = planned(subscription).where(Send.state.in_((SendState.DUE, SendState.CLAIMED)))
    return session.scalar(open_.with_for_update(key_share=True) if lock else open_)


def move_next(session: Session, site: Site, subscription: Subscription) -> None:
    """Give the next lesson the date that now counts; one that is missing is planted."""
    waiting = waiting_lesson(session, subscription, lock=True)
    if waiting is None:
        if subscription.state == SubscriptionState.ACTIVE and not _on_its_way(session, subscription):
            row = next_row(subscription, site.library.course(subscription.course))
            plant(session, site.database, [row] if row else [])
        return
    if waiting.state == SendState.CLAIMED:
        waiting.state = SendState.DUE
    if subscription.state == SubscriptionState.PAUSED and subscription.paused_until is None:
        waiting.next_try_at = None
    elif waiting.tries == 0:  # one that was tried on its day already stays with its tries
        if subscription.state != SubscriptionState.PAUSED:
            not_before = from_now(subscription, subscription.not_before, waiting.due_at, site.clock.now())
            subscription.not_before = not_before
        waiting.due_at = waiting.next_try_at = due_after(subscription)


def planned(subscription: Subscription) -> Select[Send]:
    """Every lesson and completion of a subscription, whatever became of it."""
    return select(Send).where(Send.subscription_id == subscription.id, Send.kind.in_(PLANNED))


def finish(subscription: Subscription, now: datetime) -> None:
    """Everything is sent."""
    subscription.state = SubscriptionState.COMPLETED
    subscription.ended_at = now


def _on_its_way(session: Session, subscription: Subscription) -> bool:
    return session.scalar(planned(subscription).where(Send.state == SendState.SENDING)) is not None


def _latest(*bounds: datetime | None) -> datetime | None:
    return max((bound for bound in bounds if bound), default=None)


def _due(subscription: Subscription, not_before: datetime | None) -> datetime:
    not_before = _latest(not_before, subscription.waits_until)
    if subscription.last_sent_at is None:
        return first_due(_confirmed(subscription), pace_of(subscription), not_before)
    hour = subscription.hour if subscription.last_hour is None else subscription.last_hour
    last = Last(subscription.last_sent_at, subscription.last_zone or subscription.zone, hour)
    return next_due(last, pace_of(subscription), not_before)


def _confirmed(subscription: Subscription) -> datetime:
    if subscription.confirmed_at is None:
        raise ValueError("not confirmed yet")
    return subscription.confirmed_at

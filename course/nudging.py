"""A question's life: asked, asked once more while nobody answers, answered.

A course asks for nudges in course.toml. After so many days without an answer the latest question
comes once more, and after some more days once again; then it is quiet until an answer comes. A
nudge never shares a local day with a lesson: it is sent only where none is due on that day or in the
next hours (sends.py), and a lesson that is sent cancels what was to be asked about the one before.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.content import Course
from course.models import NUDGES, Kind, ReplyPrompt, Send, SendState, Subscription, SubscriptionState
from course.planning import Row, due_without_pause, move_next, new_send, pace_of, waiting_lesson
from course.schedule import nudge_due
from course.sends import cancel
from course.site import Site


def nudge_rows(send: Send, course: Course, answered: bool) -> list[Row]:
    """What is to be asked once more after a lesson, or a nudge, that was sent just now."""
    subscription = send.subscription
    if send.kind in NUDGES and not answered:
        subscription.nudges = NUDGES.index(Kind(send.kind)) + 1
    lesson = course.lesson(send.about if send.kind in NUDGES else send.lesson)
    latest = lesson is not None and lesson.slug == subscription.last_lesson and bool(lesson.prompt)
    if lesson is None or not latest or answered or subscription.nudges >= len(course.nudge_days):
        return []
    if subscription.state != SubscriptionState.ACTIVE or subscription.last_sent_at is None:
        return []
    due = nudge_due(subscription.last_sent_at, course.nudge_days[subscription.nudges], pace_of(subscription))
    return [new_send(subscription.id, NUDGES[subscription.nudges], due, run=lesson.day) | {"about": lesson.slug}]


def drop_nudges(session: Session, subscription_ids: Collection[int], reason: str) -> None:
    """Ask nobody of these once more."""
    if subscription_ids:
        cancel(session, Send.subscription_id.in_(subscription_ids) & Send.kind.in_(NUDGES), reason)


def move_nudge(session: Session, site: Site, subscription: Subscription) -> None:
    """Give a nudge that waits the hour and day that now count."""
    course = site.library.course(subscription.course)
    mine = select(Send).where(Send.subscription_id == subscription.id, Send.kind.in_(NUDGES))
    waiting = mine.where(Send.state == SendState.DUE, Send.tries == 0)
    for send in session.scalars(waiting.with_for_update(key_share=True)):
        days = course.nudge_days[NUDGES.index(Kind(send.kind)) :][:1]
        if days and subscription.last_sent_at:
            send.due_at = send.next_try_at = nudge_due(subscription.last_sent_at, days[0], pace_of(subscription))


def hear(session: Session, site: Site, prompt: ReplyPrompt) -> None:
    """An answer came: nobody is nudged, and a lesson that waited for it comes at its next hour.

    The caller has locked the rows (signup.lock_rows).
    """
    subscription = session.get_one(Subscription, prompt.subscription_id)
    subscription.nudges = 0
    drop_nudges(session, [subscription.id], "answered")
    if subscription.waits_until and prompt.lesson == subscription.last_lesson:
        subscription.waits_until = None
        if subscription.paused_due:
            subscription.paused_due = due_without_pause(subscription)
        if waiting_lesson(session, subscription):
            move_next(session, site, subscription)

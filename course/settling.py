"""The ledger, second half: what became of a Send on its way.

Settling is idempotent: it goes by id and worker token, so that a late answer, a journal read by
another process and the worker's own report may come in any order. In one transaction: the state,
the position, the ReplyPrompt and the next Send. If planning what follows fails, the Sends stay
sent and the subscription is stalled, for people to see.

    sent        sending -> sent
    doubt       sending -> due (once more, same Message-ID) or in_doubt
    try again   sending -> due, later and later, for three days; then failed
    refused     sending -> failed; the address is suppressed, or the subscription stalled
    unrendered  sending -> due in minutes; costs no tries
"""

from __future__ import annotations

import logging
import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import and_, func, or_, select, text, update
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session, contains_eager

from course.content import Course
from course.database import AT_REST
from course.errors import NotFound
from course.models import (
    NUDGES,
    OPEN_STATES,
    Kind,
    ReplyPrompt,
    Send,
    SendState,
    Subscriber,
    Subscription,
    SubscriptionState,
)
from course.nudging import drop_nudges, nudge_rows
from course.planning import PLANNED, Row, finish, lesson_of, next_row, pace_of, plant
from course.schedule import Last, next_due
from course.sends import awaited_until
from course.site import Site
from course.suppressions import suppress

log = logging.getLogger(__name__)

GAPS = tuple(timedelta(minutes=m) for m in (1, 2, 4, 7, 10, 13, 15, 30, 60, 120, 240, 360))
"""Virtual time between tries; the last one repeats. Short enough in the first hour that a
greylisted mail follows within 15 minutes of being let in."""
LONGEST = timedelta(days=3)
LEAST_TRIES = 10
SECOND_CHANCE = timedelta(days=7)
CHUNK = 500
"""Ids in one statement; PostgreSQL takes 65,535 parameters at most."""
CANT_PLAN = (ValueError, LookupError, ArithmeticError, NotFound, DataError)
"""What one poisonous row or a course that is gone may raise."""
FIRST_RENDER_GAP, LONGEST_RENDER_GAP = timedelta(minutes=5), timedelta(hours=1)


class Result(StrEnum):
    """What came of handing one Send over."""

    SENT = "sent"
    DOUBT = "doubt"
    """The whole message was handed over and the answer never came."""
    LATER = "later"
    """A temporary refusal."""
    NO_SUCH_ADDRESS = "no_such_address"
    """The relay says that nobody lives there."""
    REFUSED = "refused"
    """Any other refusal for good."""
    UNRENDERED = "unrendered"
    """The lesson, or this reader's row, can't be made into a mail."""
    UNTRIED = "untried"
    """Not begun, or broken off before the final dot through no fault of the mail."""


@dataclass(frozen=True)
class Outcome:
    """One Send's result; `reason` holds the relay's answer without addresses."""

    send_id: int
    result: Result
    reason: str = ""


def settle(site: Site, token: str, outcomes: Sequence[Outcome], wait: timedelta = timedelta(0)) -> None:
    """Write down what became of Sends that the worker `token` handed over.

    `wait` puts off sending once more what is in doubt: the time for its late answer to come.
    """
    delivered = [o.send_id for o in outcomes if o.result is Result.SENT]
    with site.database.writing() as session:
        settle_in(session, site, token, delivered, [o for o in outcomes if o.result is not Result.SENT], wait)


def settle_in(
    session: Session, site: Site, token: str, sent: Sequence[int], others: Sequence[Outcome], wait: timedelta
) -> None:
    """The same in a transaction of the caller's."""
    done = [i for start in range(0, len(sent), CHUNK) for i in _mark_sent(session, token, sent[start : start + CHUNK])]
    done += [outcome.send_id for outcome in others if _settle_other(session, site, token, outcome, wait)]
    session.flush()
    if done:
        _go_on(session, site, done)


def revive(session: Session, now: datetime) -> int:
    """Try once more what failed a week ago, and let its subscription go on; how many."""
    ids = session.scalars(
        update(Send)
        .where(Send.state == SendState.FAILED, Send.next_try_at <= now)
        .values(state=SendState.DUE, revived=True, tries=0, first_tried_at=None)
        .returning(Send.subscription_id),
        execution_options={"synchronize_session": False},
    ).all()
    session.execute(
        update(Subscription)
        .where(Subscription.id.in_(ids), Subscription.state == SubscriptionState.STALLED)
        .values(state=SubscriptionState.ACTIVE, reason="")
    )
    return len(ids)


def look_again(session: Session, now: datetime) -> None:
    """Try at once what couldn't be rendered: a course file changed."""
    session.execute(
        update(Send)
        .where(text("state = 'due' AND render_failures > 0"))  # as ix_sends_unrendered has it
        .values(next_try_at=now, render_failures=0)
    )


def plant_missing(site: Site, limit: int = 1000) -> int:
    """Plan what running subscriptions lack; how many got a lesson. The net under everything else.

    It also lets a subscription go on that was stalled because nothing could be planned for it.
    """
    planned = select(Send.id).where(Send.kind.in_(PLANNED), Send.subscription_id == Subscription.id)
    waiting = planned.where(Send.state.in_((SendState.DUE, SendState.CLAIMED, SendState.SENDING)))
    failed = planned.where(Send.state == SendState.FAILED)
    stalled = and_(Subscription.state == SubscriptionState.STALLED, ~failed.exists())
    with site.database.reading() as session:
        lacking = session.scalars(
            select(Subscription.id)
            .where(or_(Subscription.state == SubscriptionState.ACTIVE, stalled), ~waiting.exists())
            .order_by(func.random())  # those that can't be helped mustn't crowd out the others
            .limit(limit)
        ).all()
    return sum(_plant_alone(site, subscription_id) for subscription_id in lacking)


def _mark_sent(session: Session, token: str, ids: Sequence[int]) -> list[int]:
    """The ids whose course goes on now. The late answer to a Send in doubt still counts, as long as
    nobody else has claimed it; one that was let be has gone on already."""
    taken = (
        update(Send)
        .where(Send.id.in_(ids), Send.claimed_by == token)
        .values(state=SendState.SENT, sent_at=Send.sending_at, next_try_at=None, render_failures=0, reason="")
        .execution_options(synchronize_session=False)
    )
    session.execute(taken.where(Send.state == SendState.IN_DOUBT))
    waiting = or_(Send.state == SendState.SENDING, (Send.state == SendState.DUE) & (Send.doubts > 0))
    return list(session.scalars(taken.where(waiting).returning(Send.id)))


def _settle_other(session: Session, site: Site, token: str, outcome: Outcome, wait: timedelta) -> bool:
    """One Send that wasn't taken; True where its course goes on all the same."""
    send = session.scalar(
        select(Send)
        .where(Send.id == outcome.send_id, Send.claimed_by == token, Send.state == SendState.SENDING)
        .with_for_update(key_share=True)
    )
    if send is None:
        return False
    send.reason = outcome.reason
    now = site.clock.now()
    match outcome.result:
        case Result.DOUBT:
            return _doubt(send, site, now + wait)
        case Result.LATER:
            _try_later(session, send, now)
        case Result.NO_SUCH_ADDRESS:
            _no_such_address(session, site, send, now)
        case Result.REFUSED:
            _fail(session, send, now)
        case Result.UNRENDERED:
            _unrendered(send, now)
        case _:
            send.state, send.tries = SendState.DUE, send.tries - 1
    return False


def _doubt(send: Send, site: Site, again: datetime) -> bool:
    send.doubts += 1
    if send.doubts == 1 and site.settings.in_doubt == "resend":
        send.state, send.next_try_at = SendState.DUE, again
        return False
    send.state, send.next_try_at = SendState.IN_DOUBT, None
    return True


def _try_later(session: Session, send: Send, now: datetime) -> None:
    send.first_tried_at = send.first_tried_at or send.sending_at or now
    send.render_failures = 0
    if send.tries >= LEAST_TRIES and now - send.first_tried_at >= LONGEST:
        _fail(session, send, now)
        return
    gap = GAPS[min(send.tries, len(GAPS)) - 1] * random.uniform(0.8, 1.0)
    send.state, send.next_try_at = SendState.DUE, now + gap


def _fail(session: Session, send: Send, now: datetime) -> None:
    send.state = SendState.FAILED
    send.next_try_at = None if send.revived or send.kind not in PLANNED else now + SECOND_CHANCE
    log.warning("send %s failed: %s", send.key, send.reason)
    if send.kind in PLANNED:
        _stall(session, send.subscription_id, send.reason)


def _stall(session: Session, subscription_id: int, reason: str) -> None:
    """Hold a course for people to see; whoever left meanwhile has left."""
    session.execute(
        update(Subscription)
        .where(Subscription.id == subscription_id, Subscription.state == SubscriptionState.ACTIVE)
        .values(state=SubscriptionState.STALLED, reason=reason)
    )


def _no_such_address(session: Session, site: Site, send: Send, now: datetime) -> None:
    send.state, send.next_try_at = SendState.FAILED, None
    if send.recipient:  # a new address that was asked, or the author's; the reader's own one is well
        return
    subscriber = session.get_one(Subscriber, send.subscription.subscriber_id)
    suppress(session, site.settings.secret_key, subscriber, send.reason, now)


def _unrendered(send: Send, now: datetime) -> None:
    gap = min(LONGEST_RENDER_GAP, FIRST_RENDER_GAP * 2 ** min(send.render_failures, 10))
    send.state, send.next_try_at = SendState.DUE, now + gap
    send.tries -= 1
    send.render_failures += 1


def _go_on(session: Session, site: Site, ids: Sequence[int]) -> None:
    """Move the courses of delivered Sends on; where that fails for one, the others aren't held up."""
    try:
        with session.begin_nested():
            _advance(session, site, ids)
    except CANT_PLAN:
        for send_id in ids:
            _go_on_alone(session, site, send_id)


def _go_on_alone(session: Session, site: Site, send_id: int) -> None:
    try:
        with session.begin_nested():
            _advance(session, site, [send_id])
    except CANT_PLAN as error:
        _stall_unplanned(session, session.get_one(Send, send_id).subscription, error)


def _stall_unplanned(session: Session, subscription: Subscription, error: Exception) -> None:
    why = str(error) if not isinstance(error, DataError) else "the database refuses its values"
    log.warning("subscription %s is stalled, its next lesson can't be planned: %s", subscription.key, why)
    _stall(session, subscription.id, f"the next lesson can't be planned: {why}")


def _advance(session: Session, site: Site, ids: Sequence[int]) -> None:
    """Position, ReplyPrompt and the next Send."""
    sends = session.scalars(
        select(Send)
        .join(Send.subscription)
        .where(Send.id.in_(ids))
        .order_by(Send.subscription_id)  # everybody locks in one order
        .with_for_update(of=Subscription, key_share=True)
        .options(contains_eager(Send.subscription))
        .execution_options(populate_existing=True)
    ).all()
    asking = {send.id for send in sends if send.kind == Kind.LESSON and _awaits_answers(site, send)}
    answered = _answered(session, asking | {send.id for send in sends if send.kind in NUDGES})
    planted, prompts = [], []
    for send in sends:
        course = site.library.course(send.subscription.course)
        prompts += prompt_rows(send, course)
        if send.kind in PLANNED:
            planted += _move_on(send, send.subscription, course, send.id in answered)
        planted += nudge_rows(send, course, send.id in answered)
    drop_nudges(session, [send.subscription_id for send in sends if send.id in asking], "another lesson has come")
    if prompts:
        session.execute(site.database.insert_new(ReplyPrompt), prompts)
    plant(session, site.database, planted)
    session.flush()


def _awaits_answers(site: Site, send: Send) -> bool:
    course = site.library.course(send.subscription.course)
    return bool(course.nudge_days or course.wait_for_answer_days)


def _answered(session: Session, asking: Collection[int]) -> set[int]:
    """Which of these Sends were answered before they could be settled."""
    again = and_(ReplyPrompt.subscription_id == Send.subscription_id, ReplyPrompt.lesson == Send.about)
    query = select(Send.id).join(ReplyPrompt, or_(ReplyPrompt.send_id == Send.id, again))
    answered = query.where(Send.id.in_(asking), ReplyPrompt.answered_at.is_not(None))
    return set(session.scalars(answered)) if asking else set()


def _move_on(send: Send, subscription: Subscription, course: Course, answered: bool) -> list[Row]:
    """One lesson further; the row of the next one, if there is one."""
    at = _handed_over(send, subscription)
    if send.kind == Kind.COMPLETION:
        subscription.state = SubscriptionState.COMPLETED if subscription.state in OPEN_STATES else subscription.state
        subscription.ended_at = subscription.ended_at or at
        return []
    lesson = course.lesson(send.lesson)
    subscription.position = lesson.day if lesson else send.day
    subscription.last_lesson = send.lesson
    subscription.last_sent_at = at
    subscription.last_zone, subscription.last_hour = subscription.zone, subscription.hour
    if subscription.not_before and subscription.not_before <= at:  # not a pause begun while this was on its way
        subscription.not_before = None
    subscription.was_held = False
    subscription.waits_until = None if answered else awaited_until(course, send.lesson, at, subscription.zone)
    return _next_rows(subscription, course, at)


def _handed_over(send: Send, subscription: Subscription) -> datetime:
    """When; not before the last lesson, even where the clock was set back in between."""
    times = [at for at in (send.sending_at, subscription.last_sent_at) if at]
    return max(times, default=send.due_at)


def _next_rows(
    subscription: Subscription, course: Course, at: datetime, had: Collection[str] = frozenset()
) -> list[Row]:
    if subscription.state not in (SubscriptionState.ACTIVE, SubscriptionState.PAUSED):
        return []
    row = next_row(subscription, course, had)
    if row is None:
        finish(subscription, at)
    elif subscription.state == SubscriptionState.PAUSED:
        _hold(row, subscription, at)
    return [row] if row else []


def _hold(row: Row, subscription: Subscription, at: datetime) -> None:
    """The pause began while the lesson before was on its way: what is left of the wait is all of it."""
    pace = pace_of(subscription)
    subscription.paused_due = next_due(Last(at, pace.zone, pace.hour), pace)
    if subscription.paused_until is None:
        row["next_try_at"] = None


def prompt_rows(send: Send, course: Course) -> list[Row]:
    """The question that a Send asked, if it asked one."""
    lesson = lesson_of(course, send.kind, send.lesson)
    if lesson is None or not lesson.prompt:
        return []
    return [
        {
            "send_id": send.id,
            "subscription_id": send.subscription_id,
            "lesson": lesson.slug,
            "question": lesson.prompt,
            "asked_at": send.sending_at,
        }
    ]


def _plant_alone(site: Site, subscription_id: int) -> bool:
    with site.database.writing() as session:
        subscription = session.get(Subscription, subscription_id, with_for_update=AT_REST)
        if subscription is None or subscription.state not in (SubscriptionState.ACTIVE, SubscriptionState.STALLED):
            return False
        had = set(session.scalars(select(Send.lesson).where(Send.subscription_id == subscription_id)))
        subscription.state, subscription.reason = SubscriptionState.ACTIVE, ""
        try:
            course = site.library.course(subscription.course)
            rows = _next_rows(subscription, course, site.clock.now(), had)
        except CANT_PLAN as error:
            session.flush()
            _stall_unplanned(session, subscription, error)
            return False
        plant(session, site.database, rows)
        return bool(rows)

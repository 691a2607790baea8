"""Mails that people ask for by typing an address or pressing a button: how often each may come.

The share of a day counts in real time: a fast clock doesn't lift it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.clock import Clock
from course.models import Kind, Send, SendState, Subscription
from course.planning import new_send, next_run, plant
from course.site import Site

ASKED_FOR = (Kind.CONFIRMATION, Kind.ALREADY_SUBSCRIBED)
"""What anybody who types an address into the form causes to be sent there."""
MAILS_A_DAY = 2
"""So many of them to one address in a day of real time; and so many with links."""
UNSENT = (SendState.DUE, SendState.CLAIMED, SendState.SENDING)
DAY_SECONDS = 86400
REPEAT_SECONDS = 60
"""What is asked for again within a minute is a page that was loaded again."""


def ask_again(session: Session, site: Site, subscription: Subscription, kind: Kind) -> timedelta:
    """Owe one more mail of this kind, unless one still waits or the person's share of the day is used up.

    Zero where one is on its way now, else the real time until one may be asked for again.
    """
    recent = _recent(session, site.clock, subscription, kind)
    if is_on_its_way(session, subscription, kind) or (kind not in ASKED_FOR and just_asked(site.clock, recent)):
        return timedelta(0)
    if len(recent) >= MAILS_A_DAY:
        return (recent[-MAILS_A_DAY] - ago(site.clock, DAY_SECONDS)) / site.clock.speed
    run = next_run(session, subscription.id, kind)
    plant(session, site.database, [new_send(subscription.id, kind, site.clock.now(), run=run)])
    return timedelta(0)


def is_on_its_way(session: Session, subscription: Subscription, kind: Kind) -> bool:
    """Whether a mail of this kind is still to be sent."""
    mine = select(Send.id).where(Send.subscription_id == subscription.id, Send.kind == kind)
    return session.scalar(mine.where(Send.state.in_(UNSENT)).limit(1)) is not None


def just_asked(clock: Clock, asked: list[datetime]) -> bool:
    """Whether the last of these virtual instants is less than a minute of real time ago."""
    return bool(asked) and asked[-1] > ago(clock, REPEAT_SECONDS)


def ago(clock: Clock, seconds: float) -> datetime:
    """The virtual instant of so many real seconds ago."""
    now = clock.now()
    return now - min(clock.span(seconds), now - datetime.min.replace(tzinfo=UTC))


def _recent(session: Session, clock: Clock, subscription: Subscription, kind: Kind) -> list[datetime]:
    """When mails that share a day's number with this one were asked for within a day, oldest first."""
    theirs = select(Subscription.id).where(Subscription.subscriber_id == subscription.subscriber_id)
    if kind not in ASKED_FOR:
        theirs = theirs.where(Subscription.course == subscription.course)
    kinds = ASKED_FOR if kind in ASKED_FOR else (kind,)
    mails = select(Send.due_at).where(Send.subscription_id.in_(theirs), Send.kind.in_(kinds)).order_by(Send.due_at)
    counted = mails.where(Send.state != SendState.CANCELLED, Send.due_at > ago(clock, DAY_SECONDS))
    return list(session.scalars(counted))

"""An out-of-office reply holds the course until its writer is back, once an absence."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from course.away import back_on
from course.models import Subscription, SubscriptionState
from course.planning import waiting_lesson
from course.preferences import pause
from course.schedule import load_zone, start_of
from course.site import Site

UNKNOWN = timedelta(days=3)
"""How long an absence is taken to last that names no day."""
SAME_ABSENCE = timedelta(days=7)
"""So long after a hold another out-of-office reply that names no later day is of the same absence: many programs
answer the same sender once a week at most."""


def hold(session: Session, site: Site, subscription: Subscription, subject: str, text: str, received: datetime) -> bool:
    """Put a course on hold for an absence that an automatic reply tells of; whether it did."""
    today = received.astimezone(load_zone(subscription.zone)).date()
    named = back_on(subject, text, today)
    until = start_of(named or today + UNKNOWN, subscription.zone)
    if not _may_hold(subscription) or not _is_new(subscription, named, until, received):
        return False
    waiting = waiting_lesson(session, subscription)
    subscription.was_held = subscription.was_held or (waiting is not None and waiting.due_at < until)
    subscription.away_until = until
    pause(session, site, subscription, named or today + UNKNOWN)
    return True


def _may_hold(subscription: Subscription) -> bool:
    """A break that the reader wished for is theirs alone."""
    held = subscription.paused_until is not None and subscription.paused_until == subscription.away_until
    mine = subscription.state == SubscriptionState.PAUSED and held
    return subscription.hold_when_away and (subscription.state == SubscriptionState.ACTIVE or mine)


def _is_new(subscription: Subscription, named: date | None, until: datetime, now: datetime) -> bool:
    """Whether this absence hasn't held the course before."""
    before = subscription.away_until
    return before is None or now >= before + SAME_ABSENCE or (named is not None and until > before)

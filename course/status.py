"""How things stand, in numbers: what `course status` prints."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course.models import InboundEmail, InboundState, Send, SendState, Subscription, SubscriptionState
from course.site import Site


def summary(site: Site) -> dict[str, Any]:
    """Counts by state (every state, zeros too), what is due now, and how long the oldest waits.

    `oldest_due_s` is in seconds of virtual time.
    """
    now = site.clock.now()
    with site.database.reading() as session:
        due_now, oldest = _due(session, now)
        return {
            "now": now.isoformat(timespec="seconds"),
            "subscriptions": _counts(session, Subscription.state, SubscriptionState),
            "sends": _counts(session, Send.state, SendState),
            "inbound": _counts(session, InboundEmail.state, InboundState),
            "in_doubt_ever": session.scalar(select(func.count()).where(Send.doubts > 0)) or 0,
            "due_now": due_now,
            "oldest_due_s": max(0, round((now - oldest).total_seconds())) if oldest else 0,
            "stalled": _reasons(session),
        }


def _counts(session: Session, column: Any, states: type[StrEnum]) -> dict[str, int]:
    rows = session.execute(select(column, func.count()).group_by(column))
    found = {str(name): int(count) for name, count in rows}
    return {state.value: found.get(state, 0) for state in states}


def _due(session: Session, now: datetime) -> tuple[int, datetime | None]:
    waiting = select(func.count(), func.min(Send.next_try_at))
    row = session.execute(waiting.where(Send.state == SendState.DUE, Send.next_try_at <= now)).one()
    return row[0], row[1]


def _reasons(session: Session) -> dict[str, int]:
    """Why subscriptions are stalled, and how many for each reason."""
    rows = session.execute(
        select(Subscription.reason, func.count())
        .where(Subscription.state == SubscriptionState.STALLED)
        .group_by(Subscription.reason)
    )
    return {str(reason): int(count) for reason, count in rows}

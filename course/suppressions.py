"""Addresses that are never mailed. Kept as a keyed hash, so that they outlive a person's erasure."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from course.models import OPEN_STATES, Subscriber, Subscription, SubscriptionState, Suppression
from course.sends import cancel_open
from course.tokens import digest


def suppress(session: Session, secrets: tuple[str, ...], subscriber: Subscriber, reason: str, now: datetime) -> None:
    """Never mail this person again: every course ends, every open Send is cancelled."""
    if not is_suppressed(session, secrets, subscriber):
        hashed = digest(secrets[0], subscriber.email_key)
        session.add(Suppression(address_hash=hashed, subscriber_id=subscriber.id, reason=reason, created_at=now))
    theirs = select(Subscription).where(Subscription.subscriber_id == subscriber.id).order_by(Subscription.id)
    for subscription in session.scalars(theirs.with_for_update(key_share=True)):
        cancel_open(session, subscription.id, "the address takes no mail")
        if subscription.state in OPEN_STATES:
            subscription.state = SubscriptionState.SUPPRESSED
            subscription.reason = reason
            subscription.ended_at = now
    session.flush()


def is_suppressed(session: Session, secrets: tuple[str, ...], subscriber: Subscriber) -> bool:
    """Whether the address is suppressed; ties an earlier suppression to the person it is about."""
    found = _find(session, secrets, subscriber.email_key)
    if found and found.subscriber_id is None:
        session.execute(update(Suppression).where(Suppression.id == found.id).values(subscriber_id=subscriber.id))
    return found is not None


def takes_no_mail(session: Session, secrets: tuple[str, ...], email_key: str) -> bool:
    """The same for an address that is nobody's yet."""
    return _find(session, secrets, email_key) is not None


def _find(session: Session, secrets: tuple[str, ...], email_key: str) -> Suppression | None:
    hashes = [digest(secret, email_key) for secret in secrets]
    return session.scalar(select(Suppression).where(Suppression.address_hash.in_(hashes)))

"""One person's whole story, and their erasure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from course.errors import NotFound
from course.inbound import erase_mails, remove_files
from course.models import Send, SendState, Subscriber, Subscription, Suppression
from course.schedule import load_zone
from course.signup import dates_to_come
from course.site import Site


def story(site: Site, address: str) -> list[str]:
    """Everything that is known about an address, as lines to read. Raises NotFound."""
    with site.database.reading() as session:
        subscriber = _find(session, address)
        return [line for subscription in subscriber.subscriptions for line in _chapter(session, site, subscription)]


def forget(site: Site, address: str) -> None:
    """Erase a person with everything that hangs on them; a suppression stays as a keyed hash.

    Raises NotFound.
    """
    with site.database.writing() as session:
        files = erase(session, _find(session, address).id)
    remove_files(site, files)
    site.database.scrub()


def erase(session: Session, subscriber_id: int) -> list[str]:
    """The same in a transaction of the caller's, who then removes these files and scrubs the database."""
    files = erase_mails(session, session.get_one(Subscriber, subscriber_id))
    session.execute(update(Suppression).where(Suppression.subscriber_id == subscriber_id).values(subscriber_id=None))
    session.execute(delete(Subscriber).where(Subscriber.id == subscriber_id))
    return files


def _find(session: Session, address: str) -> Subscriber:
    found = session.scalar(select(Subscriber).where(Subscriber.email_key == address.strip().casefold()))
    if found is None:
        raise NotFound(f"Nobody with the address {address} is here.")
    return found


def _chapter(session: Session, site: Site, subscription: Subscription) -> Iterator[str]:
    reason = f" ({subscription.reason})" if subscription.reason else ""
    yield f"{subscription.course}: {subscription.state}{reason}"
    yield f"  {subscription.hour:02}:00 {subscription.zone}, lesson {subscription.position} was the last one"
    for send in session.scalars(select(Send).where(Send.subscription_id == subscription.id).order_by(Send.id)):
        yield f"  {_line(send, subscription.zone)}"
    dates = [_local(due, subscription.zone) for due in dates_to_come(session, site, subscription)]
    if dates:
        yield f"  still to come: {', '.join(dates)}"


def _line(send: Send, zone: str) -> str:
    what = f"{send.kind} {send.lesson}".strip()
    when = send.sent_at if send.state == SendState.SENT and send.sent_at else send.due_at
    notes = [f"{send.tries} tries"] * (send.tries > 1) + ["once in doubt"] * (send.doubts > 0) + [send.reason]
    tail = "; ".join(note for note in notes if note)
    return f"{_local(when, zone)}  {what}: {send.state}{f' ({tail})' if tail else ''}"


def _local(instant: datetime, zone: str) -> str:
    return instant.astimezone(load_zone(zone)).strftime("%Y-%m-%d %H:%M")

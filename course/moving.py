"""Moving a course to another address: it counts once the old and the new one have both said yes.

Each is asked by a mail of its own, whose link is signed for that very mail. So a yes counts for the
address that was named there, and never for another that was asked for since.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from course.asking import REPEAT_SECONDS
from course.clock import real_now
from course.database import AT_REST
from course.errors import BadInput, NotFound, TokenExpired
from course.models import Kind, Send, Subscriber, Subscription
from course.planning import new_send, next_run, plant
from course.signup import LINK_LIFE, Standing, standing_of
from course.site import Site
from course.suppressions import is_suppressed, takes_no_mail
from course.tokens import ADDRESS_NEW, ADDRESS_OLD, is_token_for, verify

WISHES_A_DAY = 3
TAKEN = "This address can't be taken. Please choose another on your page."
OLD, NEW = "old", "new"
"""Which address a mail asks; stands in `Send.about`."""


def ask_for_address(session: Session, site: Site, subscription: Subscription, address: str) -> None:
    """Owe both addresses the question. Raises BadInput for the present one, or where it is asked too often."""
    subscriber, key, now = subscription.subscriber, address.casefold(), site.clock.now()
    if key == subscriber.email_key:
        raise BadInput("address", "That's the address we write to already.")
    if key == subscriber.new_email.casefold() and _just_now(subscriber.new_asked_at):
        return
    if _wishes_since(session, subscriber, now - timedelta(days=1)) >= WISHES_A_DAY:
        raise BadInput("address", "We've asked a few times today. Please try again tomorrow.")
    subscriber.new_email, subscriber.new_asked_at = address, real_now()
    subscriber.old_agreed = subscriber.new_agreed = False
    run = next_run(session, subscription.id, Kind.ADDRESS)
    rows = [new_send(subscription.id, Kind.ADDRESS, now, run=run) | {"about": OLD, "recipient": ""}]
    if not _is_closed(session, site, key):  # whoever lives there already is neither told nor asked
        rows.append(new_send(subscription.id, Kind.ADDRESS, now, run=run + 1) | {"about": NEW, "recipient": address})
    plant(session, site.database, rows)


def asked(site: Site, token: str) -> Standing:
    """Whose change a link is about. Raises TokenError, TokenExpired or NotFound."""
    with site.database.reading() as session:
        return standing_of(session, site, _question(session, site, token).subscription)


def agree(site: Site, token: str) -> Standing:
    """One of two addresses says yes to the change; once both have, `email` is the new one.

    Raises TokenError, TokenExpired, NotFound, or BadInput where the new address can't be taken.
    """
    with site.database.writing() as session:
        send = _question(session, site, token)
        subscriber = session.get_one(Subscriber, send.subscription.subscriber_id, with_for_update=AT_REST)
        setattr(subscriber, f"{send.about}_agreed", True)
        if subscriber.new_agreed and subscriber.old_agreed:
            _change_address(session, site, subscriber)
        session.flush()
        return standing_of(session, site, send.subscription)


def _question(session: Session, site: Site, token: str) -> Send:
    """The mail that a link came in, where its question still stands."""
    secrets = site.settings.secret_key
    about, purpose = (NEW, ADDRESS_NEW) if is_token_for(secrets, ADDRESS_NEW, token) else (OLD, ADDRESS_OLD)
    key = verify(secrets, purpose, token)
    send = session.scalar(select(Send).where(Send.key == key, Send.kind == Kind.ADDRESS, Send.about == about))
    if send is None:
        raise NotFound("This link belongs to a subscription that is no longer here.")
    subscriber = send.subscription.subscriber
    if not _stands(subscriber) or send.id != _latest(session, subscriber, send.about) or not _meant(send, subscriber):
        raise TokenExpired("This change was made already, was asked for anew, or wasn't confirmed in time.")
    return send


def _wishes_since(session: Session, subscriber: Subscriber, since: datetime) -> int:
    """In all their courses. The old address is asked once a wish, whoever lives at the new one: counting
    all mails would tell whose address is taken."""
    asked = select(func.count(Send.id)).join(Send.subscription).where(Subscription.subscriber_id == subscriber.id)
    return session.scalar(asked.where(Send.kind == Kind.ADDRESS, Send.about == OLD, Send.due_at > since)) or 0


def _just_now(asked_at: datetime | None) -> bool:
    """A page that was loaded again asks nobody again."""
    return asked_at is not None and real_now() - asked_at < timedelta(seconds=REPEAT_SECONDS)


def _stands(subscriber: Subscriber) -> bool:
    asked_at = subscriber.new_asked_at
    return bool(subscriber.new_email) and asked_at is not None and real_now() - asked_at <= LINK_LIFE


def _latest(session: Session, subscriber: Subscriber, about: str) -> int | None:
    """The last mail that asked this one of the two addresses; ids of one person's rows only grow."""
    mine = select(func.max(Send.id)).join(Send.subscription).where(Subscription.subscriber_id == subscriber.id)
    return session.scalar(mine.where(Send.kind == Kind.ADDRESS, Send.about == about))


def _meant(send: Send, subscriber: Subscriber) -> bool:
    """The new address said yes to itself: a later wish may have been for one that nobody was asked about."""
    return send.about == OLD or send.recipient.casefold() == subscriber.new_email.casefold()


def _change_address(session: Session, site: Site, subscriber: Subscriber) -> None:
    key = subscriber.new_email.casefold()
    if is_suppressed(session, site.settings.secret_key, subscriber):  # a change would take the block along
        raise BadInput("address", "Email to your old address came back, so this course has ended. Please sign up anew.")
    if _is_closed(session, site, key):
        raise BadInput("address", TAKEN)
    try:
        with session.begin_nested():
            subscriber.email, subscriber.email_key = subscriber.new_email, key
    except IntegrityError:  # somebody signed up with it at this very moment
        raise BadInput("address", TAKEN) from None
    subscriber.new_email, subscriber.new_asked_at = "", None
    subscriber.old_agreed = subscriber.new_agreed = False


def _is_closed(session: Session, site: Site, key: str) -> bool:
    """Somebody else's, or one that takes no mail."""
    taken = session.scalar(select(Subscriber.id).where(Subscriber.email_key == key))
    return taken is not None or takes_no_mail(session, site.settings.secret_key, key)

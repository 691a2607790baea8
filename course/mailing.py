"""Mails at a reader's own wish that are no step in the course: their links, and a lesson once more."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.asking import ask_again, is_on_its_way, just_asked
from course.errors import BadInput
from course.models import Kind, Send, Subscriber, Subscription, SubscriptionState
from course.planning import new_send, next_run, plant
from course.signup import Standing, find, standing_of
from course.site import Site
from course.tokens import PREFERENCES

COPIES_A_DAY = 3


def send_links(site: Site, address: str) -> None:
    """A reader's links by mail to whoever lost theirs: one mail a course, two a day; nothing to strangers."""
    with site.database.writing() as session:
        key = address.casefold()
        found = session.scalars(
            select(Subscription)
            .join(Subscription.subscriber)
            .where(Subscriber.email_key == key, Subscription.confirmed_at.is_not(None))
            .where(Subscription.state != SubscriptionState.SUPPRESSED)
            .order_by(Subscription.id.desc())
        ).all()
        newest = {subscription.course: subscription for subscription in reversed(found)}
        for subscription in newest.values():
            ask_again(session, site, subscription, Kind.LOST_LINK)


def mail_links(site: Site, token: str) -> tuple[Standing, timedelta]:
    """Mail a reader the links to their page, journal and data, to their own address.

    With the real time until they may ask again, zero where a mail is on its way.
    Raises BadInput where no such mail may go, TokenError or NotFound.
    """
    with site.database.writing() as session:
        subscription = find(session, site, PREFERENCES, token, lock=True)
        if subscription.confirmed_at is None or subscription.state == SubscriptionState.SUPPRESSED:
            raise BadInput("action", "We can't write to your address now.")
        wait = ask_again(session, site, subscription, Kind.LOST_LINK)
        return standing_of(session, site, subscription), wait


def send_again(session: Session, site: Site, subscription: Subscription) -> None:
    """The last lesson once more, as a copy that is no step in the course; a few times a day.

    Once is enough while the last copy is on its way, or within a minute of it.
    """
    now = site.clock.now()
    mine = (Send.subscription_id == subscription.id, Send.kind == Kind.COPY)
    asked = list(
        session.scalars(select(Send.due_at).where(*mine, Send.due_at > now - timedelta(days=1)).order_by(Send.due_at))
    )
    if is_on_its_way(session, subscription, Kind.COPY) or just_asked(site.clock, asked):
        return
    if len(asked) >= COPIES_A_DAY:
        raise BadInput("action", "It has been sent again a few times today. Please look among the spam, too.")
    if not subscription.last_lesson:
        raise BadInput("action", "There is no lesson to send again yet.")
    run = next_run(session, subscription.id, Kind.COPY)
    row = new_send(subscription.id, Kind.COPY, now, run=run) | {"about": subscription.last_lesson}
    plant(session, site.database, [row])

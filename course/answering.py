"""A few words back on a reader's own mail: once a mail, so many a day, and to the reader alone.

Who calls this knows two things of the mail: a person wrote it, and a signed token tells whose it is. The
answer goes to the subscriber's own address, whatever stands in From, so nobody else is ever written to.
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course.asking import DAY_SECONDS, ago
from course.database import AT_REST
from course.inbound import copies_of
from course.models import InboundEmail, Kind, Send, SendState, Subscriber, Subscription
from course.planning import new_send, next_run, plant
from course.site import Site

NO_WORDS = "no_words"
"""What an answer says, beside the wishes that are fulfilled or refused; stands in `Send.about`."""
A_DAY = {NO_WORDS: 1}
MOST_A_DAY = 5
"""How many of each a person gets in a day of real time, whatever the course."""


def write_back(session: Session, site: Site, mail: InboundEmail, subscription: Subscription, about: str) -> None:
    """Owe a mail its answer, unless a copy of it has one, or the day's share is used up."""
    session.get_one(Subscriber, subscription.subscriber_id, with_for_update=AT_REST)  # another may come just now
    if session.scalar(copies_of(mail).where(InboundEmail.answer_id.is_not(None)).limit(1)):
        return
    if _today(session, site, subscription, about) >= A_DAY.get(about, MOST_A_DAY):
        return
    run = next_run(session, subscription.id, Kind.ANSWER_TO_COMMAND)
    row = new_send(subscription.id, Kind.ANSWER_TO_COMMAND, site.clock.now(), run=run) | {"about": about}
    plant(session, site.database, [row])
    mail.answer_id = session.scalar(select(Send.id).where(Send.key == row["key"]))


def _today(session: Session, site: Site, subscription: Subscription, about: str) -> int:
    """How many of these the person was owed within a day."""
    theirs = select(Subscription.id).where(Subscription.subscriber_id == subscription.subscriber_id)
    mine = (Send.kind == Kind.ANSWER_TO_COMMAND, Send.about == about, Send.subscription_id.in_(theirs))
    counted = select(func.count()).where(*mine, Send.state != SendState.CANCELLED)
    return session.scalar(counted.where(Send.due_at > ago(site.clock, DAY_SECONDS))) or 0

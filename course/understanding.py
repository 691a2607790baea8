"""What follows from a mail that came in, once it is known what it is: the rules, and one transaction a mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.inbound import storable
from course.models import OPEN_STATES, InboundEmail, InboundKind, InboundState, Send, Subscriber, Subscription
from course.replies import LONGEST, add_reply, find_prompt
from course.signup import LEFT_BY_READER, end, open_run
from course.site import Site

LONGEST_ID = 255


@dataclass(frozen=True)
class Reading:
    """What a mail says of itself; nothing in it was looked up.

    `kind` is the mail's own: `send_key` (from a signed reply address) makes a person's mail an
    answer, `subscription_key` (from a signed unsubscribe address) a command. `referred` are keys
    of Sends that it says it answers, unproven; `author` is the address in From, "" for none.
    """

    kind: InboundKind
    message_id: str = ""
    text: str = ""
    author: str = ""
    send_key: str = ""
    subscription_key: str = ""
    referred: tuple[str, ...] = ()


def settle_mail(site: Site, mail_id: int, reading: Reading) -> InboundKind | None:
    """Do what follows from one mail; what it was taken for, None where somebody else was faster."""
    with site.database.writing() as session:
        mail = session.get(InboundEmail, mail_id, with_for_update=True)
        if mail is None or mail.state != InboundState.NEW:
            return None
        mail.state = InboundState.UNDERSTOOD
        mail.message_id = storable(reading.message_id)[:LONGEST_ID]
        mail.kind = _settle(session, site, mail, reading)
        return InboundKind(mail.kind)


def _settle(session: Session, site: Site, mail: InboundEmail, reading: Reading) -> InboundKind:
    send = _send(session, reading)
    subscription = _subscription(session, reading, send)
    mail.send_id = send.id if send else None
    mail.subscription_id = subscription.id if subscription else None
    if reading.kind is InboundKind.COMMAND and subscription:
        _leave(session, open_run(session, subscription, lock=True), site.clock.now())
        return InboundKind.COMMAND
    if reading.kind not in (InboundKind.ANSWER, InboundKind.UNMATCHED, InboundKind.COMMAND):
        return reading.kind
    mail.text = storable(reading.text)[:LONGEST]
    return _answer(session, site, mail, reading, send) if send else InboundKind.UNMATCHED


def _answer(session: Session, site: Site, mail: InboundEmail, reading: Reading, send: Send) -> InboundKind:
    prompt = find_prompt(session, site, send)
    if prompt is None or not mail.text.strip():
        mail.reason = "it has no words of its own" if prompt else "the mail that it answers asked nothing"
        return InboundKind.UNMATCHED
    if _is_copy(session, mail):
        mail.reason, mail.text = "a second copy of a mail that counted", ""
        return InboundKind.ANSWER
    other = reading.author.casefold() != send.subscription.subscriber.email_key
    add_reply(session, site, prompt, mail.text, site.clock.at(mail.received_at), mail.id, other)
    return InboundKind.ANSWER


def _is_copy(session: Session, mail: InboundEmail) -> bool:
    """Whether the same Message-ID counted for the same subscription before."""
    same = select(InboundEmail.id).where(
        InboundEmail.message_id == mail.message_id,
        InboundEmail.subscription_id == mail.subscription_id,
        InboundEmail.kind == InboundKind.ANSWER,
        InboundEmail.id != mail.id,
    )
    return bool(mail.message_id) and session.scalar(same.limit(1)) is not None


def _leave(session: Session, subscription: Subscription, now: datetime) -> None:
    """At once and without a goodbye, as by the one click of a mail program."""
    if subscription.state in OPEN_STATES:
        end(session, subscription, now, LEFT_BY_READER)


def _send(session: Session, reading: Reading) -> Send | None:
    """The Send that a mail belongs to: by token, else the first one that it says it answers."""
    keys = [reading.send_key] if reading.send_key else list(reading.referred)
    found = {send.key: send for send in session.scalars(select(Send).where(Send.key.in_(keys)))} if keys else {}
    return next((found[key] for key in keys if key in found), None)


def _subscription(session: Session, reading: Reading, send: Send | None) -> Subscription | None:
    """Whose mail it is, locked: two copies of it at the same time count once."""
    query = select(Subscription).with_for_update()
    if reading.subscription_key:
        return session.scalar(query.where(Subscription.key == reading.subscription_key))
    if send:
        return session.scalar(query.where(Subscription.id == send.subscription_id))
    return _latest_of(session, reading.author)


def _latest_of(session: Session, author: str) -> Subscription | None:
    """A stranger's mail is nobody's; a subscriber's goes with them when they are erased."""
    return session.scalar(
        select(Subscription)
        .join(Subscription.subscriber)
        .where(Subscriber.email_key == author.casefold())
        .order_by(Subscription.id.desc())
        .limit(1)
    )

"""Words by reply: what a reader asked for by mail is done as if they had pressed the button on their page.

Each is answered by one short mail, to the reader's own address; unsubscribing by the goodbye.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.answering import write_back
from course.errors import BadInput
from course.inbound import wipe
from course.mailing import send_again
from course.models import InboundEmail, Kind, Reply, ReplyPrompt, Send, Subscription, SubscriptionState
from course.preferences import RUNNING, pause, resume, take_next
from course.signup import say_goodbye
from course.site import Site
from course.wishes import Asked, Wish

REFUSED = "_refused"
"""Put after a wish that can't be fulfilled now."""
CAN_FAIL = (Wish.PAUSE, Wish.NEXT, Wish.AGAIN, Wish.DELETE)
STUCK = "stuck"
"""What is answered to whoever wants to go on while a lesson can't be delivered."""
ENDED = "ended"
"""What is answered to whoever asks for more of a course that is over for them."""


def fulfil(
    session: Session, site: Site, mail: InboundEmail, subscription: Subscription, asked: Asked, other: bool
) -> list[str]:
    """Do what a mail asks for, and owe it its answer; files to remove once that is committed.

    `other` where it came from another address than the reader's: that deletes nothing.
    """
    if asked.wish is Wish.STOP:
        _stop(session, site, mail, subscription)
        return []
    if asked.wish is Wish.DELETE and not other:
        stale, done = delete_answers(session, subscription), str(asked.wish)
    else:
        stale, done = [], _done(session, site, subscription, asked)
    write_back(session, site, mail, subscription, done)
    return stale


def delete_answers(session: Session, subscription: Subscription) -> list[str]:
    """All that a reader answered in one course, whenever they took it, with the mails that brought it; files to
    remove then."""
    mine = (Subscription.subscriber_id == subscription.subscriber_id, Subscription.course == subscription.course)
    runs = select(Subscription.id).where(*mine)
    prompts = select(ReplyPrompt.id).where(ReplyPrompt.subscription_id.in_(runs))
    stale: list[str] = []
    for reply in session.scalars(select(Reply).where(Reply.prompt_id.in_(prompts)).with_for_update()):
        stale += wipe(reply.mail) if reply.mail else []
        session.delete(reply)
    session.flush()
    return stale


def _done(session: Session, site: Site, subscription: Subscription, asked: Asked) -> str:
    """What came of it, as the answer's `about`."""
    if asked.wish is Wish.HELP:
        return asked.wish
    if asked.wish is Wish.DELETE:
        return asked.wish + REFUSED
    if subscription.state not in RUNNING:
        return ENDED
    try:
        _act(session, site, subscription, asked)
        done = str(asked.wish)
    except BadInput:
        done = asked.wish + REFUSED
    is_stuck = subscription.state == SubscriptionState.STALLED and asked.wish in (Wish.RESUME, Wish.NEXT)
    return STUCK if is_stuck else done


def _act(session: Session, site: Site, subscription: Subscription, asked: Asked) -> None:
    if asked.wish is Wish.PAUSE:
        pause(session, site, subscription, asked.until)
    elif asked.wish is Wish.RESUME:
        resume(session, site, subscription)
    elif asked.wish is Wish.NEXT:
        take_next(session, site, subscription)
    else:
        send_again(session, site, subscription)


def _stop(session: Session, site: Site, mail: InboundEmail, subscription: Subscription) -> None:
    """Whatever else is owed; who never confirmed hears nothing more, as by the button."""
    if subscription.state == SubscriptionState.COMPLETED:
        write_back(session, site, mail, subscription, ENDED)
    if subscription.state not in (*RUNNING, SubscriptionState.PENDING):
        return
    say_goodbye(session, site, subscription, by_mail=subscription.state != SubscriptionState.PENDING)
    goodbye = select(Send.id).where(Send.subscription_id == subscription.id, Send.kind == Kind.GOODBYE)
    mail.answer_id = session.scalar(goodbye)

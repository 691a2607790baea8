"""Author and reader: the author is told of new answers, and what they reply to that reaches the reader.

Neither sees the other's address. So there are two threads of mail about one question, one on each side; each is held
together by the Message-IDs of our own mails and of those that its own reader wrote (RFC 5322 section 3.6.4).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.inbound import attachments_of
from course.models import DeskReply, InboundEmail, Kind, Reply, ReplyPrompt, Send, SendState, Subscription
from course.planning import Row, new_send, next_run, plant
from course.schedule import next_hour
from course.sends import Job, Letter
from course.site import Site
from course.tokens import new_key

AT_ONCE = "at_once"
HOUR = 7
"""At which an author is told what came within a day, in the zone of the course."""
MARK = 4
"""Letters that tell readers of the same name apart."""
LONGEST_THREAD = 20
_Mails = list[tuple[datetime, tuple[str, ...]]]
"""When, and what a thread calls it."""


def tell(session: Session, site: Site, prompt: ReplyPrompt, reply: Reply) -> None:
    """Owe the author word of a new answer: in the mail that is still owed about this question, else in a new one.

    The subscription is locked. One that is being sent just now, or may have arrived, is closed.
    """
    if not site.settings.answers_to:
        return
    owed = select(Send.id).where(
        Send.subscription_id == prompt.subscription_id,
        Send.kind == Kind.SUMMARY,
        Send.about == prompt.lesson,
        Send.recipient == site.settings.answers_to,
        Send.state.in_((SendState.DUE, SendState.CLAIMED)),
        Send.tries == 0,
    )
    found = session.scalar(owed.order_by(Send.id.desc()).limit(1).with_for_update(skip_locked=True))
    reply.told_in = found or _plant(session, site, prompt, Kind.SUMMARY, _due(session, site, prompt))
    session.flush()


def pass_on(session: Session, site: Site, mail: InboundEmail, prompt: ReplyPrompt) -> None:
    """Keep what an author replied, and owe it to the reader."""
    now = site.clock.now()
    words = DeskReply(key=new_key(), subscription_id=prompt.subscription_id, prompt_id=prompt.id, text=mail.text)
    words.inbound_email_id, words.written_at = mail.id, site.clock.at(mail.received_at)
    words.send_id = _plant(session, site, prompt, Kind.DESK_REPLY, now)
    session.add(words)
    session.flush()


def with_letters(session: Session, jobs: Sequence[Job]) -> list[Job]:
    """Jobs with the words that they take from reader to author, or back, and the thread that they stand in."""
    made = {Kind.SUMMARY: _summary, Kind.DESK_REPLY: _desk_reply}
    return [made[job.kind](session, job) if job.kind in made else job for job in jobs]


def _due(session: Session, site: Site, prompt: ReplyPrompt) -> datetime:
    now = site.clock.now()
    course = site.library.find(session.get_one(Subscription, prompt.subscription_id).course)
    at_once = site.settings.answers_when == AT_ONCE
    return now if at_once else next_hour(now, HOUR, course.zone if course else "UTC")


def _plant(session: Session, site: Site, prompt: ReplyPrompt, kind: Kind, due: datetime) -> int:
    """The id of a new Send about a question."""
    run = next_run(session, prompt.subscription_id, kind)
    row: Row = new_send(prompt.subscription_id, kind, due, run=run) | {"about": prompt.lesson}
    row["recipient"] = site.settings.answers_to if kind is Kind.SUMMARY else ""
    plant(session, site.database, [row])
    return session.scalars(select(Send.id).where(Send.key == row["key"])).one()


def _summary(session: Session, job: Job) -> Job:
    """Without letters where all of it was deleted just now."""
    told = session.scalars(select(Reply).where(Reply.told_in == job.send_id).order_by(Reply.written_at, Reply.id)).all()
    if not told:
        return job
    prompt = told[0].prompt
    person = session.get_one(Subscription, prompt.subscription_id).subscriber
    return replace(
        job,
        reader=person.key[:MARK],
        question=prompt.question,
        letters=tuple(_letter(reply) for reply in told),
        thread=_in_order([*_sent_before(session, job, prompt), *_by_the_author(session, prompt)]),
    )


def _letter(reply: Reply) -> Letter:
    attached = tuple(str(each) for each in attachments_of(reply.mail))
    return Letter(reply.text, reply.written_at, reply.from_other, attached)


def _desk_reply(session: Session, job: Job) -> Job:
    words = session.scalars(select(DeskReply).where(DeskReply.send_id == job.send_id)).one()
    prompt = session.get_one(ReplyPrompt, words.prompt_id)
    answered = _by_the_reader(session, words)
    asked = session.get_one(Send, prompt.send_id)
    mails = [(reply.written_at, (key, mail.message_id)) for reply, mail, key in answered]
    return replace(
        job,
        question=prompt.question,
        letters=(Letter(words.text, words.written_at),),
        thread=_in_order([(prompt.asked_at, (asked.key,)), *mails, *_sent_before(session, job, prompt)]),
        answered_subject=answered[-1][1].subject if answered else "",
    )


def _by_the_reader(session: Session, words: DeskReply) -> list[tuple[Reply, InboundEmail, str]]:
    """The reader's mails that the author knew of, each with the key of the Send that it answered."""
    query = (
        select(Reply, InboundEmail, Send.key)
        .join(InboundEmail, InboundEmail.id == Reply.inbound_email_id)
        .join(Send, Send.id == InboundEmail.send_id)
        .where(Reply.prompt_id == words.prompt_id, Reply.from_other.is_(False))
        .order_by(Reply.written_at, Reply.id)
    )
    if words.mail is not None and words.mail.send_id is not None:
        query = query.where(Reply.told_in <= words.mail.send_id)
    return [(reply, mail, key) for reply, mail, key in session.execute(query)]


def _by_the_author(session: Session, prompt: ReplyPrompt) -> _Mails:
    query = (
        select(DeskReply.written_at, InboundEmail.message_id)
        .join(InboundEmail, InboundEmail.id == DeskReply.inbound_email_id)
        .where(DeskReply.prompt_id == prompt.id)
        .order_by(DeskReply.written_at, DeskReply.id)
    )
    return [(at, (message_id,)) for at, message_id in session.execute(query)]


def _sent_before(session: Session, job: Job, prompt: ReplyPrompt) -> _Mails:
    """Our own earlier mails of this kind about this question."""
    query = select(Send.sending_at, Send.key).where(
        Send.subscription_id == prompt.subscription_id,
        Send.kind == job.kind,
        Send.about == prompt.lesson,
        Send.id < job.send_id,
        Send.sending_at.is_not(None),
    )
    return [(at, (key,)) for at, key in session.execute(query.order_by(Send.id)) if at]


def _in_order(mails: Iterable[tuple[datetime, tuple[str, ...]]]) -> tuple[str, ...]:
    """Each once, the nearest last; of a long thread where it began and the latest."""
    ordered = sorted(mails, key=lambda mail: mail[0])
    names = list(dict.fromkeys(name for _, each in ordered for name in each if name))
    return tuple(names if len(names) <= LONGEST_THREAD else [names[0], *names[1 - LONGEST_THREAD :]])

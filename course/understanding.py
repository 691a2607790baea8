"""What follows from a mail that came in, once it is known what it is: the rules, and one transaction a mail."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.answering import NO_WORDS, write_back
from course.away import is_absence
from course.correspondence import pass_on
from course.fulfilling import fulfil
from course.holding import hold
from course.inbound import Attachment, copies_of, remove_files, replace_raw, storable
from course.models import OPEN_STATES, InboundEmail, InboundKind, InboundState, Kind, Send, Subscriber, Subscription
from course.replies import LONGEST, add_reply, find_prompt
from course.schedule import load_zone
from course.signup import LEFT_BY_READER, end, lock_rows, open_run
from course.site import Site
from course.wishes import Asked, read_wish

LONGEST_ID = LONGEST_SUBJECT = 255
BY_PEOPLE = (InboundKind.ANSWER, InboundKind.COMMAND, InboundKind.UNMATCHED)


@dataclass(frozen=True)
class Reading:
    """What a mail says of itself; nothing in it was looked up.

    `kind` is the mail's own: `send_key` (from a signed reply address) makes a person's mail an
    answer, `subscription_key` (from a signed unsubscribe address) a command. `referred` are keys
    of Sends that it says it answers, unproven; `author` is the address in From, "" for none. `bare`
    is the raw mail without its attachments, `notice` the text of an automatic reply.
    """

    kind: InboundKind
    message_id: str = ""
    text: str = ""
    author: str = ""
    send_key: str = ""
    subscription_key: str = ""
    subject: str = ""
    notice: str = ""
    referred: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    bare: bytes = b""


def settle_mail(site: Site, mail_id: int, reading: Reading) -> InboundKind | None:
    """Do what follows from one mail; what it was taken for, None where somebody else was faster."""
    with site.database.writing() as session:
        mail = session.get(InboundEmail, mail_id, with_for_update=True)
        if mail is None or mail.state != InboundState.NEW:
            return None
        mail.state = InboundState.UNDERSTOOD
        mail.message_id = storable(reading.message_id)[:LONGEST_ID]
        stale = _let_go(mail, reading)
        mail.kind, wiped = _settle(session, site, mail, reading)
        stale += wiped
        taken_for = InboundKind(mail.kind)
    remove_files(site, stale)
    if taken_for is InboundKind.COMMAND:  # answers may have been deleted
        site.database.scrub()
    return taken_for


def _let_go(mail: InboundEmail, reading: Reading) -> list[str]:
    """Of what people attach, name and size are enough; files to remove once that is committed."""
    if not reading.attachments:
        return []
    mail.attachments = [asdict(attachment) for attachment in reading.attachments]
    return replace_raw(mail, reading.bare)


def _settle(session: Session, site: Site, mail: InboundEmail, reading: Reading) -> tuple[InboundKind, list[str]]:
    """What the mail is in the end, and files to remove once all of it is committed."""
    send = _send(session, reading)
    subscription = _subscription(session, reading, send)
    mail.send_id = send.id if send else None
    mail.subscription_id = subscription.id if subscription else None
    if reading.kind is InboundKind.COMMAND and subscription:
        _leave(session, open_run(session, subscription, lock=True), site.clock.now())
        return InboundKind.COMMAND, []
    if send and send.kind == Kind.SUMMARY:  # what it quotes is the reader's, who may delete it
        return _from_author(session, site, mail, reading, send), replace_raw(mail, b"")
    if reading.kind not in BY_PEOPLE:
        if reading.kind is InboundKind.AUTO and send and is_absence(reading.subject, reading.notice):
            _hold(session, site, mail, reading, send)
        return reading.kind, []
    mail.text = storable(reading.text)[:LONGEST]
    mail.subject = storable(reading.subject)[:LONGEST_SUBJECT]
    if send is None:
        return InboundKind.UNMATCHED, []
    asked = read_wish(mail.text, _received(site, mail).astimezone(load_zone(send.subscription.zone)).date())
    if asked:
        return InboundKind.COMMAND, _fulfil(session, site, mail, reading, send, asked)
    return _answer(session, site, mail, reading, send), []


def _from_author(session: Session, site: Site, mail: InboundEmail, reading: Reading, send: Send) -> InboundKind:
    """A reply to what an author was told: words for the reader, without any wish in them.

    From another address it may be a stranger's, to whom the author passed the mail on.
    """
    if reading.kind not in BY_PEOPLE:
        return reading.kind
    mail.text = storable(reading.text)[:LONGEST]
    prompt = find_prompt(session, site, send)
    author = site.settings.answers_to.casefold()
    if prompt is None or not author or reading.author.casefold() != author:
        mail.reason = "a reply to a reader's answer that doesn't come from ANSWERS_TO; the reader didn't get it"
        return InboundKind.UNMATCHED
    if not mail.text.strip():
        mail.reason = "a reply to a reader's answer in which no words could be read"
        return InboundKind.UNMATCHED
    if session.scalar(copies_of(mail).where(InboundEmail.kind == InboundKind.ANSWER).limit(1)):
        mail.reason = "a second copy of a mail that counted"
    else:
        pass_on(session, site, mail, prompt)
    mail.text = ""  # it stands with the question
    return InboundKind.ANSWER


def _received(site: Site, mail: InboundEmail) -> datetime:
    """On the course's own clock."""
    return site.clock.at(mail.received_at)


def _hold(session: Session, site: Site, mail: InboundEmail, reading: Reading, send: Send) -> None:
    mine = open_run(session, send.subscription, lock=True)
    if hold(session, site, mine, reading.subject, reading.notice, _received(site, mail)):
        mail.reason = "its writer is away; the course is on hold"


def _fulfil(session: Session, site: Site, mail: InboundEmail, reading: Reading, send: Send, asked: Asked) -> list[str]:
    """Once a mail, however often it comes. An earlier run's mail asks for the one that is open."""
    if session.scalar(copies_of(mail).where(InboundEmail.kind == InboundKind.COMMAND).limit(1)):
        mail.reason = "a second copy of a mail that counted"
        return []
    mine = open_run(session, send.subscription, lock=True)
    other = reading.author.casefold() != send.subscription.subscriber.email_key
    return fulfil(session, site, mail, mine, asked, other)


def _answer(session: Session, site: Site, mail: InboundEmail, reading: Reading, send: Send) -> InboundKind:
    prompt = find_prompt(session, site, send)
    if prompt is None:
        mail.reason = "the mail that it answers asked nothing"
        return InboundKind.UNMATCHED
    if not mail.text.strip():
        mail.reason = "no words of its own could be read in it"
        if reading.kind is InboundKind.ANSWER:  # the token proves whose it is; a thread proves nothing
            write_back(session, site, mail, send.subscription, NO_WORDS)
        return InboundKind.UNMATCHED
    if session.scalar(copies_of(mail).where(InboundEmail.kind == InboundKind.ANSWER).limit(1)):
        mail.reason, mail.text = "a second copy of a mail that counted", ""
        return InboundKind.ANSWER
    other = reading.author.casefold() != send.subscription.subscriber.email_key
    add_reply(session, site, prompt, mail.text, _received(site, mail), mail.id, other)
    return InboundKind.ANSWER


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
    if not reading.subscription_key and send is None:
        return _latest_of(session, reading.author)
    by_send = Subscription.id == (send.subscription_id if send else 0)
    which = Subscription.key == reading.subscription_key if reading.subscription_key else by_send
    found = session.scalar(select(Subscription).where(which))
    return found if found and lock_rows(session, found) else None


def _latest_of(session: Session, author: str) -> Subscription | None:
    """A stranger's mail is nobody's; a subscriber's goes with them when they are erased."""
    return session.scalar(
        select(Subscription)
        .join(Subscription.subscriber)
        .where(Subscriber.email_key == author.casefold())
        .order_by(Subscription.id.desc())
        .limit(1)
    )

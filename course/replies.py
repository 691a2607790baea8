"""Answers: the question that a Send asked, and what the reader wrote, by mail or on a page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.content import Course
from course.correspondence import tell, with_letters
from course.errors import BadInput, NotFound
from course.inbound import Attachment, attachments_of, remove_files, storable, wipe
from course.models import NUDGES, InboundEmail, Kind, Reply, ReplyPrompt, Send, Subscription
from course.nudging import hear
from course.planning import Row, lesson_of
from course.sends import Job
from course.settling import prompt_rows
from course.signup import find, lock_rows
from course.site import Site
from course.tokens import ANSWER, JOURNAL, new_key, verify

LONGEST = 20_000
"""Characters of an answer; a mail's words beyond them are left off."""
ASKING_AGAIN = (Kind.COPY, *NUDGES)
"""Mails that ask what a lesson asked before; `about` names it."""
ABOUT_A_QUESTION = (*ASKING_AGAIN, Kind.SUMMARY, Kind.DESK_REPLY)
"""Mails whose `about` names the lesson that asked."""
NAMELESS = "this course"


@dataclass(frozen=True)
class Answer:
    """One thing that a reader wrote; `from_other` where it came from another address than theirs.

    Of `attachments` nothing more is kept.
    """

    key: str
    text: str
    written_at: datetime
    edited_at: datetime | None
    by_mail: bool
    from_other: bool
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True)
class WrittenBack:
    """What the author wrote to a reader about their answers."""

    text: str
    written_at: datetime


@dataclass(frozen=True)
class Entry:
    """One question with its answers, oldest first; none where it is still open.

    `prompt_key` is the key of the Send that asked, `lesson` the slug.
    """

    prompt_key: str
    lesson: str
    title: str
    day: int
    question: str
    asked_at: datetime
    answers: tuple[Answer, ...]
    written_back: tuple[WrittenBack, ...]

    @property
    def exchange(self) -> list[Answer | WrittenBack]:
        """Both in the order in which they were written."""
        return sorted((*self.answers, *self.written_back), key=lambda each: each.written_at)


@dataclass(frozen=True)
class Question:
    """What the page for answering shows; `course` is None where its folder is gone."""

    course: Course | None
    title: str
    day: int
    question: str
    answered: bool
    zone: str
    subscription_key: str

    @property
    def course_title(self) -> str:
        return self.course.title if self.course else NAMELESS


@dataclass(frozen=True)
class Journal:
    """Everything that one subscription was asked, in the order of the days; `course` as in Question."""

    course: Course | None
    zone: str
    subscription_key: str
    entries: tuple[Entry, ...]

    @property
    def course_title(self) -> str:
        return self.course.title if self.course else NAMELESS


def question(site: Site, token: str) -> Question:
    """The question behind an answer link. Raises TokenError or NotFound."""
    with site.database.reading() as session:
        return _question(session, site, _asked(session, site, _send(session, site, token)))


def answer(site: Site, token: str, text: str) -> Question:
    """Keep an answer that was given on the page.

    Raises TokenError, NotFound, or BadInput("text", …) where it is empty or too long.
    """
    words = read_words(text)
    with site.database.writing() as session:
        send = _send(session, site, token)
        prompt = find_prompt(session, site, send) if lock_rows(session, send.subscription) else None
        if prompt is None:
            raise NotFound("This mail asked no question.")
        add_reply(session, site, prompt, words, site.clock.now())
        return _question(session, site, prompt)


def journal(site: Site, token: str) -> Journal:
    """A reader's answers. Raises TokenError, TokenExpired after a week, or NotFound."""
    with site.database.reading() as session:
        return journal_of(session, site, find(session, site, JOURNAL, token))


def edit(site: Site, token: str, reply_key: str, text: str) -> Journal:
    """Other words for an answer; the old ones are gone, in the mail that brought them, too.

    Raises TokenError, TokenExpired, NotFound, or BadInput("text", …).
    """
    words = read_words(text)
    with site.database.writing() as session:
        subscription = find(session, site, JOURNAL, token)
        found = _reply(session, subscription, reply_key)
        found.text, found.edited_at = words, site.clock.now()
        stale = wipe(found.mail) if found.mail else []
        session.flush()
        shown = journal_of(session, site, subscription)
    _unlink(site, stale)
    return shown


def delete(site: Site, token: str, reply_key: str) -> Journal:
    """Take an answer away, with the mail that brought it. Raises as `edit`."""
    with site.database.writing() as session:
        subscription = find(session, site, JOURNAL, token)
        found = _reply(session, subscription, reply_key)
        stale = wipe(found.mail) if found.mail else []
        session.delete(found)
        session.flush()
        session.expire_all()
        shown = journal_of(session, site, subscription)
    _unlink(site, stale)
    return shown


def journal_of(session: Session, site: Site, subscription: Subscription) -> Journal:
    """The same for a subscription that is at hand."""
    course = site.library.find(subscription.course)
    prompts = session.scalars(select(ReplyPrompt).where(ReplyPrompt.subscription_id == subscription.id)).all()
    entries = [_entry(session, site, prompt) for prompt in prompts]
    return Journal(
        course=course,
        zone=subscription.zone,
        subscription_key=subscription.key,
        entries=tuple(sorted(entries, key=lambda entry: (entry.day, entry.asked_at))),
    )


def with_words(session: Session, site: Site, jobs: Sequence[Job]) -> list[Job]:
    """Jobs with what people wrote: where a lesson quotes it, and where a mail takes it to somebody."""
    wanted = [(job, _quoted(site, job)) for job in with_letters(session, jobs)]
    return [replace(job, written=_written(session, job, quoted)) if quoted else job for job, quoted in wanted]


def _quoted(site: Site, job: Job) -> tuple[str, ...]:
    course = site.library.find(job.course)
    if course is None or not course.quoting:
        return ()
    lesson = lesson_of(course, job.kind, job.about if job.kind in ASKING_AGAIN else job.lesson)
    return course.quoting.get(lesson.slug, ()) if lesson else ()


def _written(session: Session, job: Job, lessons: Collection[str]) -> dict[str, str]:
    """A reader's answers, by slug, in the order in which they came; without what other addresses sent."""
    query = (
        select(ReplyPrompt.lesson, Reply.text)
        .join(Reply.prompt)
        .join(Subscription, Subscription.id == ReplyPrompt.subscription_id)
        .where(Subscription.key == job.subscription_key, ReplyPrompt.lesson.in_(lessons), Reply.from_other.is_(False))
        .order_by(Reply.written_at, Reply.id)
    )
    found: dict[str, str] = {}
    for lesson, text in session.execute(query):
        found[lesson] = f"{found[lesson]}\n\n{text}" if lesson in found else text
    return found


def find_prompt(session: Session, site: Site, send: Send) -> ReplyPrompt | None:
    """The question that a Send asked; None where it asked none.

    A copy of a lesson, and a nudge, ask what the lesson asked, and the author's words are about it; a mail that
    answers a wish, what the reader's was an answer to. Whoever answers before the relay's own answer is settled has
    the mail: the question is written down here then.
    """
    send = _first_of(session, send)
    if send.kind in ABOUT_A_QUESTION:
        return _of_lesson(session, send.subscription_id, send.about)
    found = _of_send(session, send)
    rows = [] if found else _rows(site, send)
    if rows:
        session.execute(site.database.insert_new(ReplyPrompt), rows)
        found = _of_send(session, send)
    return found


def add_reply(
    session: Session,
    site: Site,
    prompt: ReplyPrompt,
    text: str,
    written_at: datetime,
    mail: int | None = None,
    other: bool = False,
) -> Reply:
    """Keep an answer; the first one marks its question as answered, the course takes note, the author is told."""
    reply = Reply(key=new_key(), prompt_id=prompt.id, inbound_email_id=mail, from_other=other)
    reply.text, reply.written_at = text[:LONGEST], written_at
    session.add(reply)
    prompt.answered_at = min(prompt.answered_at or written_at, written_at)
    session.flush()
    hear(session, site, prompt)
    tell(session, site, prompt, reply)
    return reply


def read_words(text: str) -> str:
    """An answer as it is kept. Raises BadInput("text", …)."""
    words = text.replace("\r\n", "\n").replace("\0", "").strip()
    if not words:
        raise BadInput("text", "There is nothing in it yet. A few words are plenty.")
    if len(words) > LONGEST:
        raise BadInput("text", f"That's more than {LONGEST:,} characters. Please keep the part that matters most.")
    return words


def _send(session: Session, site: Site, token: str) -> Send:
    key = verify(site.settings.secret_key, ANSWER, token)
    found = session.scalar(select(Send).where(Send.key == key))
    if found is None:
        raise NotFound("This link belongs to a mail that is no longer here.")
    return found


def _reply(session: Session, subscription: Subscription, key: str) -> Reply:
    found = session.scalar(
        select(Reply)
        .join(Reply.prompt)
        .where(Reply.key == storable(key), ReplyPrompt.subscription_id == subscription.id)
        .with_for_update()
    )
    if found is None:
        raise NotFound("This answer is no longer here.")
    return found


def _asked(session: Session, site: Site, send: Send) -> ReplyPrompt:
    """As find_prompt, without writing anything. Raises NotFound."""
    send = _first_of(session, send)
    if send.kind in ABOUT_A_QUESTION:
        found = _of_lesson(session, send.subscription_id, send.about)
    else:
        found = _of_send(session, send) or next((ReplyPrompt(**row) for row in _rows(site, send)), None)
    if found is None:
        raise NotFound("This mail asked no question.")
    return found


def _first_of(session: Session, send: Send) -> Send:
    """The Send that an exchange of mails began with: each one in it answers an earlier one."""
    before = select(Send).join(InboundEmail, InboundEmail.send_id == Send.id)
    while send.kind == Kind.ANSWER_TO_COMMAND:
        earlier = session.scalar(before.where(InboundEmail.answer_id == send.id))
        if earlier is None:  # the reader's mail was erased
            break
        send = earlier
    return send


def _of_send(session: Session, send: Send) -> ReplyPrompt | None:
    return session.scalar(select(ReplyPrompt).where(ReplyPrompt.send_id == send.id))


def _of_lesson(session: Session, subscription_id: int, lesson: str) -> ReplyPrompt | None:
    query = select(ReplyPrompt).where(ReplyPrompt.subscription_id == subscription_id, ReplyPrompt.lesson == lesson)
    return session.scalar(query.order_by(ReplyPrompt.id.desc()).limit(1))


def _rows(site: Site, send: Send) -> list[Row]:
    """What settling will write down for a Send that was handed over."""
    course = site.library.find(send.subscription.course)
    return prompt_rows(send, course) if course and send.sending_at else []


def _question(session: Session, site: Site, prompt: ReplyPrompt) -> Question:
    send = session.get_one(Send, prompt.send_id)
    subscription = send.subscription
    title, day = _place(site, send, prompt)
    course = site.library.find(subscription.course)
    return Question(
        course=course,
        title=title,
        day=day,
        question=prompt.question,
        answered=_answered(session, prompt),
        zone=subscription.zone,
        subscription_key=subscription.key,
    )


def _answered(session: Session, prompt: ReplyPrompt) -> bool:
    return session.scalar(select(Reply.id).where(Reply.prompt_id == prompt.id).limit(1)) is not None


def _entry(session: Session, site: Site, prompt: ReplyPrompt) -> Entry:
    send = session.get_one(Send, prompt.send_id)
    title, day = _place(site, send, prompt)
    return Entry(
        prompt_key=send.key,
        lesson=prompt.lesson,
        title=title,
        day=day,
        question=prompt.question,
        asked_at=prompt.asked_at,
        answers=tuple(_answer(reply) for reply in prompt.replies),
        written_back=tuple(WrittenBack(words.text, words.written_at) for words in prompt.desk_replies),
    )


def _place(site: Site, send: Send, prompt: ReplyPrompt) -> tuple[str, int]:
    """Title and day of the lesson that asked; its slug where its file is gone."""
    course = site.library.find(send.subscription.course)
    lesson = lesson_of(course, send.kind, send.lesson) if course else None
    return (lesson.title, lesson.day) if lesson else (prompt.lesson, send.day)


def _answer(reply: Reply) -> Answer:
    return Answer(
        key=reply.key,
        text=reply.text,
        written_at=reply.written_at,
        edited_at=reply.edited_at,
        by_mail=reply.inbound_email_id is not None,
        from_other=reply.from_other,
        attachments=attachments_of(reply.mail),
    )


def _unlink(site: Site, files: list[str]) -> None:
    """Once it is committed: what was deleted is gone from the disk, too."""
    remove_files(site, files)
    site.database.scrub()

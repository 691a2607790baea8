"""The ledger, first half: from owed to on its way.

claim    due -> claimed        one statement; SKIP LOCKED keeps workers apart
mark     claimed -> sending    the last check: still mine, still wanted, not suppressed
release  claimed -> due        what was claimed and not begun

What comes of a Send on its way is in settling.py.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session, aliased

from course.content import Course
from course.models import (
    NUDGES,
    InboundEmail,
    Kind,
    Lane,
    Reply,
    ReplyPrompt,
    Send,
    SendState,
    Subscriber,
    Subscription,
    SubscriptionState,
    Suppression,
    Worker,
    WorkerState,
)
from course.schedule import SPACING, Last, Pace, answer_awaited_until, first_due, local_date, next_due


@dataclass(frozen=True)
class Letter:
    """Words that a mail passes on; `from_other` where a reader's came from another address than theirs.

    Of what was attached the names are told.
    """

    text: str
    written_at: datetime
    from_other: bool = False
    attached: tuple[str, ...] = ()


@dataclass(frozen=True)
class Job:
    """All that the mail of one Send is made of, read in the transaction that let it go."""

    send_id: int
    send_key: str
    kind: Kind
    lesson: str
    day: int
    about: str
    due_at: datetime
    sending_at: datetime
    tries: int
    subscription_key: str
    course: str
    zone: str
    hour: int
    weekdays: int
    confirmed_at: datetime | None
    not_before: datetime | None
    quote: bool
    discreet: bool
    email: str
    first_name: str
    new_email: str
    last_mail: str = ""
    """Key of the Send that brought the latest lesson; only read for mails that lead back to it."""
    written: Mapping[str, str] = field(default_factory=dict)
    """The reader's answers to the lessons that this one quotes, by slug; read by replies.with_words."""
    kept_at: datetime | None = None
    """When the latest answer came since the lesson before; only read for a lesson, which says so."""
    was_held: bool = False
    """The course was on hold while the reader was away."""
    next_at: datetime | None = None
    """When the next lesson, or the end, comes as things stand; only read for the answer to a wish, and for a nudge."""
    thread: tuple[str, ...] = ()
    """The mails that this one follows, the nearest last: a Send of ours by its key, somebody else's by its
    Message-ID as it stood there. A wish's answer has it from the start."""
    answered_subject: str = ""
    """Of the reader's own mail that this one answers."""
    reader: str = ""
    """Letters by which an author tells this reader from others of the same name."""
    letters: tuple[Letter, ...] = ()
    """The words that it takes from reader to author or back."""
    question: str = ""
    """What these are about. This and the four above are read by correspondence.with_letters."""


def promised(job: Job, course: Course) -> datetime | None:
    """When the lesson after this mail comes at the latest: what its footer promises and settling plants.

    None where no lesson follows. Raises ValueError where zone or weekdays can't be used.
    """
    return _promised(job, course, awaited_until(course, job.lesson, job.sending_at, job.zone))


def promised_soonest(job: Job, course: Course) -> datetime | None:
    """The same for a reader who answers at once: a course may wait for an answer."""
    return _promised(job, course, None)


def awaited_until(course: Course, slug: str, asked_at: datetime, zone: str) -> datetime | None:
    """How long what follows a lesson waits for an answer to its question; None for not at all."""
    lesson = course.lesson(slug)
    days = course.days_waited_after(lesson) if lesson else 0
    return answer_awaited_until(asked_at, days, zone) if days else None


def _promised(job: Job, course: Course, not_before: datetime | None) -> datetime | None:
    pace = Pace(job.zone, job.hour, job.weekdays)
    if job.kind is Kind.WELCOME and job.confirmed_at:
        return first_due(job.confirmed_at, pace, job.not_before)
    if job.kind is Kind.LESSON and course.next_after(job.day, job.lesson):
        return next_due(Last(job.sending_at, job.zone, job.hour), pace, not_before)
    return None


RUNNING = (SubscriptionState.ACTIVE, SubscriptionState.PAUSED, SubscriptionState.STALLED)
_LESSON = aliased(Send)
_UNANSWERED = exists().where(
    ReplyPrompt.subscription_id == Send.subscription_id,
    ReplyPrompt.lesson == Send.about,
    ReplyPrompt.answered_at.is_(None),
)
_RUN = aliased(Subscription)
_BEGAN_AGAIN = exists().where(
    _RUN.subscriber_id == Subscription.subscriber_id,
    _RUN.course == Subscription.course,
    _RUN.state.in_(RUNNING),
)
WANTED = or_(
    and_(Send.kind == Kind.CONFIRMATION, Subscription.state == SubscriptionState.PENDING),
    and_(
        Send.kind.in_((Kind.WELCOME, Kind.LESSON, Kind.COMPLETION)),
        Subscription.state == SubscriptionState.ACTIVE,
    ),
    and_(Send.kind == Kind.ADDRESS, Subscription.state.in_(RUNNING)),
    and_(Send.kind == Kind.ANSWER_TO_COMMAND, Subscription.state.in_((*RUNNING, SubscriptionState.COMPLETED))),
    and_(
        Send.kind == Kind.DESK_REPLY,
        or_(Subscription.state.in_((*RUNNING, SubscriptionState.COMPLETED)), _BEGAN_AGAIN),
    ),
    and_(Send.kind == Kind.GOODBYE, Subscription.state == SubscriptionState.LEFT),
    and_(
        Send.kind.in_((Kind.ALREADY_SUBSCRIBED, Kind.LOST_LINK, Kind.COPY)),
        Subscription.state != SubscriptionState.SUPPRESSED,
    ),
    and_(Send.kind.in_(NUDGES), Subscription.state == SubscriptionState.ACTIVE, _UNANSWERED),
)
"""Which kinds of mail go to subscriptions in which state."""

_TELLS = and_(Send.kind == Kind.SUMMARY, exists().where(Reply.told_in == Send.id))
"""It goes to the author: whatever became of its reader's course, as long as what it tells wasn't deleted."""
_ALLOWED = or_(
    _TELLS,
    exists().where(
        Subscription.id == Send.subscription_id,
        WANTED,
        ~exists().where(Suppression.subscriber_id == Subscription.subscriber_id),
    ),
)


IN_HAND = "state IN ('claimed', 'sending')"
"""Word for word the condition of ix_sends_held: SQLite takes a partial index for nothing less."""


def claim(session: Session, token: str, now: datetime, limit: int, lanes: Sequence[Lane] = tuple(Lane)) -> list[int]:
    """Take up to `limit` Sends that have fallen due, the lanes in order; their ids, oldest first."""
    taken: list[int] = []
    for lane in lanes:
        if len(taken) < limit:
            taken += _claim_lane(session, token, now, limit - len(taken), lane)
    return taken


def _claim_lane(session: Session, token: str, now: datetime, limit: int, lane: Lane) -> list[int]:
    values = {"by": token, "at": now, "most": limit, "which": int(lane)}
    rows = session.execute(_CLAIM, values).all()
    return [row.id for row in sorted(rows, key=lambda row: (row.next_try_at, row.id))]


def _claim_statement() -> Update:
    """Built once: building it takes longer than running it, and it runs every second."""
    due = (
        select(_SENDS.c.id)
        .where(
            _SENDS.c.state == SendState.DUE,
            _SENDS.c.lane == bindparam("which"),
            _SENDS.c.next_try_at <= bindparam("at"),
        )
        .order_by(_SENDS.c.next_try_at)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
        .cte("due")  # a plain subquery may be run again by PostgreSQL, past its limit
    )
    return (
        update(_SENDS)
        .where(_SENDS.c.id.in_(select(due.c.id)), _SENDS.c.state == SendState.DUE)
        .values(state=SendState.CLAIMED, claimed_by=bindparam("by"))
        .returning(_SENDS.c.id, _SENDS.c.next_try_at)
    )


_SENDS = cast(Table, Send.__table__)
_CLAIM = _claim_statement()
_EARLIER = aliased(Send)
_LAST_MAIL = case(
    (
        Send.kind.in_((Kind.LOST_LINK, *NUDGES)),
        func.coalesce(
            select(_EARLIER.key)
            .where(_EARLIER.subscription_id == Send.subscription_id, _EARLIER.state == SendState.SENT)
            .where(_EARLIER.kind.in_((Kind.WELCOME, Kind.LESSON, Kind.COMPLETION)))
            .order_by(_EARLIER.id.desc())
            .limit(1)
            .correlate(Send)
            .scalar_subquery(),
            "",
        ),
    ),
    else_="",
).label("last_mail")
"""CASE is lazy: no other mail pays for the look."""
_KEPT_AT = case(
    (
        Send.kind.in_((Kind.LESSON, Kind.COMPLETION)),
        select(func.max(Reply.written_at))
        .join(ReplyPrompt, ReplyPrompt.id == Reply.prompt_id)
        .where(
            ReplyPrompt.subscription_id == Send.subscription_id,
            Reply.written_at >= func.coalesce(Subscription.last_sent_at, Subscription.confirmed_at),
        )
        .correlate(Send, Subscription)
        .scalar_subquery(),
    ),
    else_=None,
).label("kept_at")
_NEXT_AT = case(
    (
        Send.kind.in_((Kind.ANSWER_TO_COMMAND, *NUDGES)),
        select(func.min(_LESSON.next_try_at))
        .where(_LESSON.subscription_id == Send.subscription_id)
        .where(_LESSON.kind.in_((Kind.LESSON, Kind.COMPLETION)))
        .where(_LESSON.state.in_((SendState.DUE, SendState.CLAIMED, SendState.SENDING)))
        .correlate(Send)
        .scalar_subquery(),
    ),
    else_=None,
).label("next_at")
_FAILED = (
    select(Send.reason)
    .where(Send.subscription_id == Subscription.id, Send.state == SendState.FAILED)
    .where(Send.kind.in_((Kind.LESSON, Kind.COMPLETION)))
)
_WAKE = (
    update(cast(Table, Subscription.__table__))
    .where(Subscription.state == SubscriptionState.PAUSED, Subscription.paused_until <= bindparam("at"))
    .values(
        state=case((_FAILED.exists(), SubscriptionState.STALLED), else_=SubscriptionState.ACTIVE),
        reason=func.coalesce(_FAILED.limit(1).scalar_subquery(), ""),
        not_before=case(
            (Subscription.not_before > Subscription.paused_until, Subscription.not_before),
            else_=Subscription.paused_until,
        ),
        paused_at=None,
        paused_until=None,
        paused_due=None,
    )
)
_HELD = select(_SENDS.c.id, _SENDS.c.state).where(_SENDS.c.claimed_by == bindparam("by"), text(IN_HAND))


def mark(session: Session, token: str, ids: Sequence[int], now: datetime) -> list[Job]:
    """Let go what may still go; what isn't wanted any more is cancelled, or held back by a pause.

    The caller begins all of it within a second, so that leaving wins.
    """
    go = (
        update(Send)
        .where(Send.id.in_(_locked(Send.id.in_(ids))), Send.state == SendState.CLAIMED, Send.claimed_by == token)
        .where(_ALLOWED)
        .values(state=SendState.SENDING, sending_at=now, tries=Send.tries + 1)
        .returning(Send.id)
    )
    gone = set(session.scalars(go, execution_options={"synchronize_session": False}))
    _keep_back(session, token, [i for i in ids if i not in gone])
    jobs = {job.send_id: job for job in _jobs(session, gone)}
    crowded = [i for i, job in jobs.items() if job.kind in NUDGES and _is_near_a_lesson(job)]
    _call_off(session, crowded)
    return [jobs[i] for i in ids if i in jobs and i not in crowded]


def read_job(session: Session, send_id: int) -> Job:
    """The same for one Send that went out before."""
    return _jobs(session, {send_id})[0]


def release(session: Session, token: str, ids: Sequence[int]) -> None:
    """Give back what was claimed or marked and never begun."""
    mine = update(Send).where(Send.id.in_(ids), Send.claimed_by == token)
    session.execute(mine.where(Send.state == SendState.CLAIMED).values(state=SendState.DUE))
    begun = {"state": SendState.DUE, "tries": Send.tries - 1}
    session.execute(mine.where(Send.state == SendState.SENDING).values(begun))


def release_all_but(session: Session, token: str, in_hand: Collection[int]) -> None:
    """Give back what the database says is this worker's and the worker knows nothing of: the answer
    to its claim or mark was lost together with the connection."""
    release(session, token, [i for i, _ in held(session, token) if i not in in_hand])


def held(session: Session, token: str) -> list[tuple[int, str]]:
    """Id and state of all that a worker has claimed or is sending."""
    return [(row.id, row.state) for row in session.execute(_HELD, {"by": token})]


def orphans(session: Session) -> list[str]:
    """Tokens that hold Sends and belong to no living worker."""
    alive = select(Worker.token).where(Worker.state == WorkerState.ALIVE)
    query = select(Send.claimed_by).distinct().where(text(IN_HAND), Send.claimed_by.not_in(alive))
    return list(session.scalars(query))


def cancel_open(session: Session, subscription_id: int, reason: str) -> None:
    """Nothing more to this reader; one already on its way can't be called back."""
    cancel(session, (Send.subscription_id == subscription_id) & (Send.kind != Kind.SUMMARY), reason)


def cancel(session: Session, which: ColumnElement[bool], reason: str) -> None:
    """The same for any Sends."""
    open_ = Send.state.in_((SendState.DUE, SendState.CLAIMED))  # one on its way is its settler's to lock
    session.execute(
        update(Send)
        .where(Send.id.in_(_locked(which & open_)), open_)
        .values(state=SendState.CANCELLED, next_try_at=None, reason=reason),
        execution_options={"synchronize_session": "fetch"},
    )


def wake(session: Session, now: datetime) -> None:
    """Pauses that end by themselves end here; the lesson that waited is due at its own time.

    Whose lesson failed is stalled, as before the pause: active, the next lesson would be planned past it.
    """
    session.execute(_WAKE, {"at": now})


def _locked(which: ColumnElement[bool]) -> Select[tuple[int]]:
    """The ids of rows, locked in one order by everybody, so that nobody waits in a circle."""
    return select(select(Send.id).where(which).order_by(Send.id).with_for_update(key_share=True).cte("locked").c.id)


def _is_near_a_lesson(job: Job) -> bool:
    """A lesson is due on the same local day, or before the least time between two lessons is over.

    A nudge that was held up may have come to another day than its own.
    """
    if job.next_at is None:
        return False
    try:
        same_day = local_date(job.next_at, job.zone) <= local_date(job.sending_at, job.zone)
    except ValueError:  # a damaged row: it is told where the mail is composed
        return False
    return same_day or job.next_at <= job.sending_at + SPACING


def _call_off(session: Session, ids: Sequence[int]) -> None:
    """Nudges that were marked and shan't begin."""
    if ids:
        dropped = {"state": SendState.CANCELLED, "next_try_at": None, "tries": Send.tries - 1, "sending_at": None}
        session.execute(update(Send).where(Send.id.in_(ids)).values(dropped | {"reason": "a lesson is due"}))


def _keep_back(session: Session, token: str, ids: Sequence[int]) -> None:
    """What may not go: a lesson waits for its pause to end, all else isn't wanted any more.

    A cancelled lesson would never be planned again, and the course would stand still after the pause.
    """
    if not ids:
        return
    ours = update(Send).where(Send.id.in_(ids), Send.state == SendState.CLAIMED, Send.claimed_by == token)
    pause = select(Subscription.paused_until).where(
        Subscription.id == Send.subscription_id, Subscription.state == SubscriptionState.PAUSED
    )
    held = ours.where(Send.kind.in_((Kind.LESSON, Kind.COMPLETION)), pause.exists())
    session.execute(held.values(state=SendState.DUE, next_try_at=pause.scalar_subquery()))
    session.execute(ours.values(state=SendState.CANCELLED, next_try_at=None, reason="no longer wanted"))


def _jobs(session: Session, ids: set[int]) -> list[Job]:
    if not ids:
        return []
    columns = (
        Send.id.label("send_id"),
        Send.key.label("send_key"),
        Send.kind,
        Send.lesson,
        Send.day,
        Send.about,
        Send.due_at,
        Send.sending_at,
        Send.tries,
        Subscription.key.label("subscription_key"),
        Subscription.course,
        Subscription.zone,
        Subscription.hour,
        Subscription.weekdays,
        Subscription.confirmed_at,
        Subscription.not_before,
        Subscription.quote,
        Subscription.discreet,
        func.coalesce(func.nullif(Send.recipient, ""), Subscriber.email).label("email"),
        Subscriber.first_name,
        Subscriber.new_email,
        Subscription.was_held,
        _LAST_MAIL,
        _KEPT_AT,
        _NEXT_AT,
        func.coalesce(InboundEmail.message_id, "").label("answered_id"),
        func.coalesce(_EARLIER.key, "").label("answered_key"),
    )
    rows = session.execute(
        select(*columns)
        .join(Subscription, Subscription.id == Send.subscription_id)
        .join(Subscriber, Subscriber.id == Subscription.subscriber_id)
        .outerjoin(InboundEmail, InboundEmail.answer_id == Send.id)
        .outerjoin(_EARLIER, _EARLIER.id == InboundEmail.send_id)
        .where(Send.id.in_(ids))
    )
    return [_job(dict(row)) for row in rows.mappings()]


def _job(row: dict[str, Any]) -> Job:
    thread = tuple(filter(None, (row.pop("answered_key"), row.pop("answered_id"))))
    return Job(**row | {"kind": Kind(row["kind"]), "thread": thread})

"""The tables. Each state is told where it is declared, with who moves a row in and out."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime in UTC; SQLite keeps it without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class SubscriptionState(StrEnum):
    """Where a person stands in one course."""

    PENDING = "pending"
    """Signed up, not confirmed. In: signup.subscribe. Out: signup.confirm, signup.leave."""
    ACTIVE = "active"
    """Gets lessons. In: signup.confirm. Out: the last Send's settling, leaving, stalling, suppressing."""
    PAUSED = "paused"
    """Holds by the reader's wish; its open Send has no next try. In and out: the reader."""
    STALLED = "stalled"
    """A lesson couldn't be sent or planned; `reason` tells. In: settling. Out: sweep.revive, the author."""
    COMPLETED = "completed"
    """Got everything. In: settling of the last Send. Final."""
    LEFT = "left"
    """Unsubscribed, or began again. In: signup.leave. Final."""
    SUPPRESSED = "suppressed"
    """The address takes no mail. In: suppressions.suppress. Final."""


OPEN_STATES = (
    SubscriptionState.PENDING,
    SubscriptionState.ACTIVE,
    SubscriptionState.PAUSED,
    SubscriptionState.STALLED,
)


class SendState(StrEnum):
    """Where one email stands between being owed and being sent."""

    DUE = "due"
    """Owed, now or later (see next_try_at). In: planning, claims given back. Out: claim, cancelling."""
    CLAIMED = "claimed"
    """One worker means to send it. In: claim. Out: mark, release, cancelling."""
    SENDING = "sending"
    """On its way over SMTP. In: mark. Out: settling by its worker, or by whoever finds that worker dead."""
    SENT = "sent"
    """The relay took it. Final."""
    IN_DOUBT = "in_doubt"
    """Handed over whole, the answer lost, and not to be sent again by itself: after a second doubt,
    or after the first with IN_DOUBT=hold. Counts as delivered for the calendar. In: settling. Final,
    unless the late answer comes after all."""
    FAILED = "failed"
    """Refused for good or tried too long; `reason` tells. In: settling. Out: revive, once, after a week."""
    CANCELLED = "cancelled"
    """No longer wanted. In: leaving, suppressing, forgetting. Final."""


class Kind(StrEnum):
    """What an email is for."""

    CONFIRMATION = "confirmation"
    WELCOME = "welcome"
    LESSON = "lesson"
    NUDGE_1 = "nudge_1"
    """A question asked once more, after a while without an answer; `about` names the lesson."""
    NUDGE_2 = "nudge_2"
    """The same once more, and then no more."""
    COMPLETION = "completion"
    ALREADY_SUBSCRIBED = "already_subscribed"
    GOODBYE = "goodbye"
    LOST_LINK = "lost_link"
    """Fresh links, asked for on the site."""
    COPY = "copy"
    """A lesson asked for again; `about` names it. Not planned, and no step in the course."""
    ADDRESS = "address"
    """Asks one of two addresses whether the other may take its place; `about` tells which."""
    ANSWER_TO_COMMAND = "answer_to_command"
    """A few words on a mail of the reader's own, which points here; `about` tells which words."""
    SUMMARY = "summary"
    """Tells the author of a reader's new answers to one question; `about` names its lesson. No mail to the reader."""
    DESK_REPLY = "desk_reply"
    """The author's own words to a reader; `about` names the lesson whose question they're about."""


NUDGES = (Kind.NUDGE_1, Kind.NUDGE_2)
"""A question asked once more, the first time and the second."""


class Lane(IntEnum):
    """Who waits: a smaller lane goes first."""

    SOMEBODY_WAITS = 0
    LESSONS = 1
    REST = 2


class InboundState(StrEnum):
    """Where a raw mail stands between being kept and being understood."""

    NEW = "new"
    """Kept, acknowledged, not looked at. In: receiving. Out: understanding."""
    UNDERSTOOD = "understood"
    """`kind` says what it is, and what follows from it is done. Final."""
    FAILED = "failed"
    """It couldn't be read; `reason` tells. Kept for people to see. Final."""


class InboundKind(StrEnum):
    """What a raw mail turned out to be."""

    ANSWER = "answer"
    """A person's answer to a Send of ours."""
    COMMAND = "command"
    """A person's wish, such as a mail to the unsubscribe address."""
    AUTO = "auto"
    """Written by a machine; answered by nobody, counted by nobody."""
    BOUNCE = "bounce"
    """A report that a mail of ours didn't arrive, or not yet."""
    COMPLAINT = "complaint"
    """A report that somebody called a mail of ours spam."""
    DELIVERED = "delivered"
    """A report that a mail of ours arrived."""
    UNMATCHED = "unmatched"
    """A person's mail that belongs to no Send that we know; kept and listed."""


class WorkerState(StrEnum):
    """Whether a worker process may send."""

    ALIVE = "alive"
    """Beats. In: joining. Out: leaving, or a rescuer that saw the same beat for too long."""
    STOPPED = "stopped"
    """Left by itself with nothing in its hands. Final."""
    DEAD = "dead"
    """Declared dead by another; what it held was taken over. Final; one that wakes up joins anew."""


def _one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcDateTime(), str: String()}  # noqa: RUF012 (SQLAlchemy's own form)


class Subscriber(Base):
    """A person with an address."""

    __tablename__ = "subscribers"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    email: Mapped[str] = mapped_column(String(320))
    email_key: Mapped[str] = mapped_column(String(320), unique=True)
    """The address as it is compared: case folded."""
    first_name: Mapped[str] = mapped_column(String(100), default="")
    new_email: Mapped[str] = mapped_column(String(320), default="")
    """The address that shall take this one's place once both have said yes."""
    new_asked_at: Mapped[datetime | None]
    """Real time at which the change was asked for."""
    old_agreed: Mapped[bool] = mapped_column(default=False)
    new_agreed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    subscriptions: Mapped[list[Subscription]] = relationship(back_populates="subscriber", passive_deletes=True)


class Subscription(Base):
    """A person in one course: consent, state, zone, hour, weekdays, position."""

    __tablename__ = "subscriptions"
    __table_args__ = (
        _one_of("state", SubscriptionState),
        CheckConstraint("hour BETWEEN 0 AND 23", name="hour_of_day"),
        CheckConstraint("weekdays BETWEEN 1 AND 127", name="weekdays_some"),
        CheckConstraint("position >= 0", name="position_counts"),
        Index(
            "uq_subscriptions_open",
            "subscriber_id",
            "course",
            unique=True,
            sqlite_where=text("state IN ('pending', 'active', 'paused', 'stalled')"),
            postgresql_where=text("state IN ('pending', 'active', 'paused', 'stalled')"),
        ),
        Index("ix_subscriptions_state", "state", "id"),
        Index(
            "ix_subscriptions_paused_until",
            "paused_until",
            sqlite_where=text("state = 'paused'"),
            postgresql_where=text("state = 'paused'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    subscriber_id: Mapped[int] = mapped_column(ForeignKey("subscribers.id", ondelete="CASCADE"), index=True)
    course: Mapped[str] = mapped_column(String(100))
    state: Mapped[str] = mapped_column(String(10), default=SubscriptionState.PENDING)
    reason: Mapped[str] = mapped_column(Text, default="")
    zone: Mapped[str] = mapped_column(String(64))
    hour: Mapped[int]
    weekdays: Mapped[int]
    """A bit a day, Monday = 1 … Sunday = 64."""
    position: Mapped[int] = mapped_column(default=0)
    """The day of the last lesson sent; 0 before the first."""
    last_lesson: Mapped[str] = mapped_column(String(100), default="")
    last_sent_at: Mapped[datetime | None]
    last_zone: Mapped[str] = mapped_column(String(64), default="")
    """Zone and hour by which the last lesson was sent; a change in between needs care."""
    last_hour: Mapped[int | None]
    not_before: Mapped[datetime | None]
    """The next lesson doesn't come before this: a start date, a pause that is over. Cleared by the next lesson."""
    paused_at: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]
    """When a pause ends by itself; none while it lasts until further notice."""
    paused_due: Mapped[datetime | None]
    """When the lesson on hold would have come. Only a pause that outlasts it moves it."""
    waits_until: Mapped[datetime | None]
    """The next lesson waits for an answer to the last one's question, at the longest until this."""
    nudges: Mapped[int] = mapped_column(default=0)
    """How many have come since the last answer."""
    hold_when_away: Mapped[bool] = mapped_column(default=True)
    """An out-of-office reply holds the course."""
    away_until: Mapped[datetime | None]
    """To when the latest out-of-office reply held it."""
    was_held: Mapped[bool] = mapped_column(default=False)
    """The next lesson says that it was held. Cleared by it."""
    next_asked_at: Mapped[datetime | None]
    """When the reader last took a lesson early; once a local day."""
    quote: Mapped[bool] = mapped_column(default=False)
    """Answers may be quoted in mails."""
    discreet: Mapped[bool] = mapped_column(default=False)
    """Neutral subject and sender, nothing quoted."""
    created_at: Mapped[datetime]
    asked_at: Mapped[datetime]
    """Real time of the latest sign-up; the confirmation link counts from here."""
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    subscriber: Mapped[Subscriber] = relationship(back_populates="subscriptions")


class Send(Base):
    """One email that is owed. The table is the queue and the truth."""

    __tablename__ = "sends"
    __table_args__ = (
        _one_of("state", SendState),
        _one_of("kind", Kind),
        CheckConstraint("(kind = 'lesson') = (lesson <> '')", name="lesson_named"),
        UniqueConstraint("subscription_id", "run", "kind", "lesson"),
        Index(
            "ix_sends_due",
            "lane",
            "next_try_at",
            sqlite_where=text("state = 'due'"),
            postgresql_where=text("state = 'due'"),
        ),
        Index(
            "ix_sends_held",
            "claimed_by",
            sqlite_where=text("state IN ('claimed', 'sending')"),
            postgresql_where=text("state IN ('claimed', 'sending')"),
        ),
        Index(
            "ix_sends_failed",
            "next_try_at",
            sqlite_where=text("state = 'failed'"),
            postgresql_where=text("state = 'failed'"),
        ),
        Index(
            "ix_sends_unrendered",
            "id",
            sqlite_where=text("state = 'due' AND render_failures > 0"),
            postgresql_where=text("state = 'due' AND render_failures > 0"),
        ),
        {"sqlite_autoincrement": True},  # an id that is handed out again could be taken for another's in a journal
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    """Makes the Message-ID and the reply address; stays the same over every attempt."""
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscriptions.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    lesson: Mapped[str] = mapped_column(String(100), default="")
    """The lesson's slug; empty for every other kind."""
    day: Mapped[int] = mapped_column(default=0)
    about: Mapped[str] = mapped_column(String(100), default="")
    """What a mail that isn't a lesson is about: the lesson copied, or which address is asked."""
    recipient: Mapped[str] = mapped_column(String(320), default="")
    """Where it goes, if not to the subscriber's address."""
    run: Mapped[int] = mapped_column(default=1)
    """1 for what is planned once; counts up for mails that may rightly be asked for again."""
    lane: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default=SendState.DUE)
    due_at: Mapped[datetime]
    """The promise."""
    next_try_at: Mapped[datetime | None]
    """When to look at it; none while it is held by the reader's pause."""
    claimed_by: Mapped[str] = mapped_column(String(16), default="")
    """Token of the worker that has it, or had it last: its late answer still counts."""
    sending_at: Mapped[datetime | None]
    """When the latest attempt was handed over."""
    first_tried_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    render_failures: Mapped[int] = mapped_column(default=0)
    doubts: Mapped[int] = mapped_column(default=0)
    revived: Mapped[bool] = mapped_column(default=False)
    sent_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it waits, failed or was cancelled; never holds an address."""

    subscription: Mapped[Subscription] = relationship()


class ReplyPrompt(Base):
    """The question that a Send asked."""

    __tablename__ = "reply_prompts"

    id: Mapped[int] = mapped_column(primary_key=True)
    send_id: Mapped[int] = mapped_column(ForeignKey("sends.id", ondelete="CASCADE"), unique=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscriptions.id", ondelete="CASCADE"), index=True)
    lesson: Mapped[str] = mapped_column(String(100))
    question: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    """When the first answer came, by mail or on the page."""

    replies: Mapped[list[Reply]] = relationship(
        back_populates="prompt", passive_deletes=True, order_by="(Reply.written_at, Reply.id)"
    )
    """As they were written: a mail may be understood after one that came later."""
    desk_replies: Mapped[list[DeskReply]] = relationship(passive_deletes=True, order_by="DeskReply.id")


class Reply(Base):
    """An answer to a ReplyPrompt, in the reader's own words."""

    __tablename__ = "replies"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    prompt_id: Mapped[int] = mapped_column(ForeignKey("reply_prompts.id", ondelete="CASCADE"), index=True)
    inbound_email_id: Mapped[int | None] = mapped_column(
        ForeignKey("inbound_emails.id", ondelete="SET NULL"), unique=True
    )
    """The mail that brought it; none for an answer given on the page."""
    text: Mapped[str] = mapped_column(Text)
    from_other: Mapped[bool] = mapped_column(default=False)
    """It came from another address than the reader's: kept apart and shown as such."""
    written_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    told_in: Mapped[int | None] = mapped_column(ForeignKey("sends.id", ondelete="SET NULL"), index=True)
    """The Send that tells the author of it; none where nobody is told."""

    prompt: Mapped[ReplyPrompt] = relationship(back_populates="replies")
    mail: Mapped[InboundEmail | None] = relationship()


class DeskReply(Base):
    """What the author wrote back to a reader's answers."""

    __tablename__ = "desk_replies"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscriptions.id", ondelete="CASCADE"), index=True)
    prompt_id: Mapped[int] = mapped_column(ForeignKey("reply_prompts.id", ondelete="CASCADE"), index=True)
    send_id: Mapped[int | None] = mapped_column(ForeignKey("sends.id", ondelete="SET NULL"), unique=True)
    """The mail that takes it to the reader."""
    inbound_email_id: Mapped[int | None] = mapped_column(
        ForeignKey("inbound_emails.id", ondelete="SET NULL"), unique=True
    )
    """The author's mail that brought it, which answers a SUMMARY."""
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]

    mail: Mapped[InboundEmail | None] = relationship()


class InboundEmail(Base):
    """A raw mail as it came, kept before it is understood."""

    __tablename__ = "inbound_emails"
    __table_args__ = (
        _one_of("state", InboundState),
        CheckConstraint("(raw IS NULL) = (file <> '')", name="kept_once"),
        Index(
            "ix_inbound_emails_new",
            "id",
            sqlite_where=text("state = 'new'"),
            postgresql_where=text("state = 'new'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    received_at: Mapped[datetime]
    envelope_from: Mapped[str] = mapped_column(String(320), default="")
    recipients: Mapped[str] = mapped_column(Text, default="")
    """The envelope's recipients, a line each."""
    size: Mapped[int]
    raw: Mapped[bytes | None] = mapped_column(LargeBinary)
    file: Mapped[str] = mapped_column(String(100), default="")
    """Name in DATA_DIR/raw, for one over 256 kB."""
    state: Mapped[str] = mapped_column(String(10), default=InboundState.NEW)
    kind: Mapped[str] = mapped_column(String(10), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    message_id: Mapped[str] = mapped_column(String(255), default="", index=True)
    """Of the mail itself, once read: the same one counts once."""
    subject: Mapped[str] = mapped_column(String(255), default="")
    """Of a person's mail: an answer to it has the same, or mail programs wouldn't show them together."""
    send_id: Mapped[int | None] = mapped_column(ForeignKey("sends.id", ondelete="SET NULL"), index=True)
    subscription_id: Mapped[int | None] = mapped_column(ForeignKey("subscriptions.id", ondelete="CASCADE"), index=True)
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("sends.id", ondelete="SET NULL"), unique=True)
    """The Send that answers it, where one does."""
    text: Mapped[str] = mapped_column(Text, default="")
    """The writer's own words, where it is a person's."""
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """What else a person's mail held, as {"name", "size" in bytes}; no more of it is kept once it is understood."""


class Suppression(Base):
    """An address never to be mailed; outlives the person's erasure as a keyed hash."""

    __tablename__ = "suppressions"

    id: Mapped[int] = mapped_column(primary_key=True)
    address_hash: Mapped[str] = mapped_column(String(64), unique=True)
    subscriber_id: Mapped[int | None] = mapped_column(ForeignKey("subscribers.id", ondelete="SET NULL"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class Worker(Base):
    """One worker process: a token, and a beat that others watch."""

    __tablename__ = "workers"
    __table_args__ = (_one_of("state", WorkerState),)

    token: Mapped[str] = mapped_column(String(16), primary_key=True)
    host: Mapped[str] = mapped_column(String(255))
    state: Mapped[str] = mapped_column(String(10), default=WorkerState.ALIVE, index=True)
    beats: Mapped[int] = mapped_column(default=0)
    beat_at: Mapped[datetime]
    """Real time of the latest beat; for people to read, decides nothing but the demo's waking."""


class Anchor(Base):
    """The clock's anchor: one row, written once, read by all."""

    __tablename__ = "clock"
    __table_args__ = (CheckConstraint("id = 1", name="single"), CheckConstraint("speed > 0", name="runs"))

    id: Mapped[int] = mapped_column(primary_key=True)
    real: Mapped[datetime]
    virtual: Mapped[datetime]
    speed: Mapped[float]

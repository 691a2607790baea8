"""Signing up, confirming, leaving: the rules behind the front door.

Nothing here sends; it writes the row that is owed in the same transaction as the fact.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.asking import ask_again
from course.clock import real_now
from course.content import Course
from course.database import AT_REST
from course.errors import BadInput, NotFound, TokenExpired
from course.models import OPEN_STATES, Kind, Subscriber, Subscription, SubscriptionState
from course.planning import (
    due_after,
    due_going_on,
    new_send,
    pace_of,
    plant,
    plant_beginning,
    remaining_dates,
    waiting_lesson,
)
from course.schedule import load_zone, start_of, weekday_names, zone_names
from course.sends import cancel_open
from course.site import Site
from course.suppressions import is_suppressed
from course.tokens import CONFIRM, DATED, UNSUBSCRIBE, new_key, verify, verify_dated

LINK_LIFE = timedelta(days=7)
"""Real time for which a link to confirm, or to what a reader wrote, works."""
NAME_LENGTH = 60
LOOKS_LIKE_LINK = re.compile(r"//|\\|(?i:www\.|[\w-]\.(?:com|net|org|info|biz|ru|cn|xyz|top|io|co)\b)|[\w-]\.[a-z]{2,}")
"""Any domain in small letters, the frequent ones in any: Md.Karim and St. John are names."""
LEFT_BY_READER = "left"


@dataclass(frozen=True)
class Application:
    """What a person asks for on the form, cleaned."""

    address: str
    first_name: str
    zone: str
    hour: int
    course: Course
    start: date | None = None
    """The first date on which a lesson may come."""
    discreet: bool = False
    """Neutral subjects from the first mail on."""


@dataclass(frozen=True)
class Standing:
    """Where a reader stands in a course; `dates` are the due times of all lessons still to come.

    `course` is None where its folder is gone: even then a reader may leave.
    """

    course: Course | None
    state: SubscriptionState
    first_name: str
    zone: str
    hour: int
    position: int
    dates: tuple[datetime, ...]
    key: str
    email: str
    confirmed: bool
    weekdays: tuple[str, ...]
    quote: bool
    discreet: bool
    hold_when_away: bool
    away: bool
    """On hold because an out-of-office reply came."""
    paused_until: datetime | None
    going_on: datetime | None
    """On hold: when the next lesson would come if the reader went on now."""
    new_email: str
    waits: bool
    """The next lesson comes sooner if the last question is answered."""

    @property
    def title(self) -> str:
        return self.course.title if self.course else "this course"


def read_application(site: Site, address: str, form: Mapping[str, str]) -> Application:
    """The cleaned form. Raises BadInput, which names the field and says what to do."""
    slug = form.get("course", "").strip()
    course = site.library.find(slug) if slug else site.library.first
    if course is None:
        raise BadInput("course", "There is no such course here. Please choose one from the list.")
    zone = read_zone(form.get("zone", "").strip(), course)
    return Application(
        address,
        clean_name(form.get("name", "")),
        zone,
        read_hour(form.get("hour", "").strip(), course),
        course,
        read_start(form.get("start", "").strip(), site.clock.now(), zone),
        form.get("discreet", "") == "on",
    )


def subscribe(site: Site, application: Application) -> None:
    """Take a sign-up. What follows is told by mail alone, so that the form tells nobody who subscribes.

    New, left or completed: a confirmation. Pending: the confirmation again. Active, paused or
    stalled: a note that one is subscribed already. Suppressed: nothing. At most two such mails a
    day to one address.
    """
    with site.database.writing() as session:
        subscriber = _subscriber(session, site, application)
        if is_suppressed(session, site.settings.secret_key, subscriber):
            return
        subscription = _open_subscription(session, subscriber, application)
        pending = subscription.state == SubscriptionState.PENDING
        kind = Kind.CONFIRMATION if pending else Kind.ALREADY_SUBSCRIBED
        if pending:
            subscription.asked_at = real_now()
        ask_again(session, site, subscription, kind)


def standing(site: Site, purpose: str, token: str) -> Standing:
    """Where the reader of a link stands. Raises TokenError, TokenExpired or NotFound."""
    with site.database.reading() as session:
        return standing_of(session, site, find(session, site, purpose, token))


def confirm(site: Site, token: str) -> Standing:
    """Begin the course: welcome now, day 1 planned, both in one transaction. Repeating is harmless.

    Raises TokenError, TokenExpired or NotFound.
    """
    with site.database.writing() as session:
        subscription = find(session, site, CONFIRM, token, lock=True)
        if subscription.state == SubscriptionState.PENDING:
            cancel_open(session, subscription.id, "confirmed")
            subscription.state = SubscriptionState.ACTIVE
            subscription.confirmed_at = site.clock.now()
            course = site.library.course(subscription.course)
            plant_beginning(session, site.database, subscription, course, site.clock.now())
        return standing_of(session, site, subscription)


def leave(site: Site, purpose: str, token: str, goodbye: bool) -> Standing:
    """End the course at the reader's wish; `goodbye` owes them a last short mail. Repeating is harmless."""
    with site.database.writing() as session:
        subscription = find(session, site, purpose, token, lock=True)
        if subscription.state in OPEN_STATES:
            confirmed = subscription.state != SubscriptionState.PENDING
            say_goodbye(session, site, subscription, by_mail=goodbye and confirmed)
        return standing_of(session, site, subscription)


def say_goodbye(session: Session, site: Site, subscription: Subscription, by_mail: bool = True) -> None:
    """End a course at its reader's wish. In discreet mode no mail says so: somebody else may find it."""
    now = site.clock.now()
    end(session, subscription, now, LEFT_BY_READER)
    if by_mail and not subscription.discreet:
        plant(session, site.database, [new_send(subscription.id, Kind.GOODBYE, now)])


def end(session: Session, subscription: Subscription, now: datetime, reason: str) -> None:
    """Close a subscription and everything that it is still owed."""
    cancel_open(session, subscription.id, reason)
    subscription.state = SubscriptionState.LEFT
    subscription.reason = reason
    subscription.ended_at = now
    session.flush()


def clean_name(raw: str) -> str:
    """A first name fit for mails: one line, no control characters, bounded.

    Raises BadInput for one that holds a link or is too long, as bots write them.
    """
    name = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in unicodedata.normalize("NFC", raw))
    name = " ".join(name.split())
    if len(name) > NAME_LENGTH:
        raise BadInput("name", f"Please give a first name of at most {NAME_LENGTH} letters.")
    if LOOKS_LIKE_LINK.search(name) or "=?" in name or any(c in name for c in "<>{}[]@"):
        raise BadInput("name", "Please give just a first name, or leave it out.")
    return name


def read_start(raw: str, now: datetime, zone: str) -> date | None:
    """The date typed (YYYY-MM-DD), within a year. Raises BadInput.

    Yesterday will do: it is today still where the zone was left as it stood.
    """
    if not raw:
        return None
    today = now.astimezone(load_zone(zone)).date()
    try:
        found = date.fromisoformat(raw)
    except ValueError:
        found = None
    if found is None or not today - timedelta(days=1) <= found <= today + timedelta(days=366):
        raise BadInput("start", "Please choose a start date within a year, like 2027-05-31, or leave it out.")
    return found


def read_zone(zone: str, course: Course) -> str:
    if zone and zone not in zone_names():
        raise BadInput("zone", "We don't know this time zone. Please choose one like Europe/Berlin.")
    return zone or course.zone


def read_hour(hour: str, course: Course) -> int:
    if not hour:
        return course.hour
    if not re.fullmatch(r"[0-9]{1,2}", hour) or int(hour) > 23:
        raise BadInput("hour", "Please choose an hour from 0 to 23.")
    return int(hour)


def _subscriber(session: Session, site: Site, application: Application) -> Subscriber:
    """The person with this address, made if new, and locked. Somebody else may be typing: a name is
    only set once."""
    key = application.address.casefold()
    new = {"key": new_key(), "email": application.address, "email_key": key, "first_name": "", "created_at": real_now()}
    session.execute(site.database.insert_new(Subscriber).values(new))
    found = session.scalars(select(Subscriber).where(Subscriber.email_key == key).with_for_update(key_share=True)).one()
    found.first_name = found.first_name or application.first_name
    session.flush()
    return found


def _open_subscription(session: Session, subscriber: Subscriber, application: Application) -> Subscription:
    """The open subscription to this course, or a new pending one. Only a pending one takes on new wishes."""
    found = session.scalar(
        select(Subscription).where(
            Subscription.subscriber_id == subscriber.id,
            Subscription.course == application.course.slug,
            Subscription.state.in_(OPEN_STATES),
        )
    )
    if found is None:
        now = real_now()
        found = Subscription(
            key=new_key(),
            subscriber_id=subscriber.id,
            course=application.course.slug,
            weekdays=application.course.weekdays,
            zone=application.zone,
            hour=application.hour,
            state=SubscriptionState.PENDING,
            created_at=now,
            asked_at=now,
        )
        session.add(found)
    elif found.state == SubscriptionState.PENDING:
        found.zone, found.hour = application.zone, application.hour
    if found.state == SubscriptionState.PENDING:
        found.not_before = start_of(application.start, application.zone) if application.start else None
        found.discreet = application.discreet
    session.flush()
    return found


def find(session: Session, site: Site, purpose: str, token: str, lock: bool = False) -> Subscription:
    """The subscription of a link. Raises TokenError, TokenExpired or NotFound."""
    found = session.scalar(select(Subscription).where(Subscription.key == _key(site, purpose, token)))
    if found is None or (lock and not lock_rows(session, found)):
        raise NotFound("This link belongs to a subscription that is no longer here.")
    unconfirmed = found.state == SubscriptionState.PENDING
    if purpose == CONFIRM and unconfirmed and real_now() - found.asked_at > LINK_LIFE:
        raise TokenExpired("This link has expired. Please sign up once more.")
    return open_run(session, found, lock) if purpose == UNSUBSCRIBE else found


def _key(site: Site, purpose: str, token: str) -> str:
    if purpose in DATED:
        return verify_dated(site.settings.secret_key, purpose, token, real_now().date(), LINK_LIFE.days)
    return verify(site.settings.secret_key, purpose, token)


def lock_rows(session: Session, subscription: Subscription) -> bool:
    """Lock a person and then their course, and read both anew; False where they were erased meanwhile.

    Whoever changes a course begins with this: the person, the course, then its Sends that are open. Settling
    begins with Sends that are on their way, and those nobody else locks. So nobody waits in a circle.
    """
    rows = ((Subscriber, subscription.subscriber_id), (Subscription, subscription.id))
    return all(session.get(*row, with_for_update=AT_REST, populate_existing=True) for row in rows)


def open_run(session: Session, subscription: Subscription, lock: bool) -> Subscription:
    """What a wish to leave is about: of a run that has ended, the open one of the same reader and course, if any."""
    if subscription.state in OPEN_STATES:
        return subscription
    other = select(Subscription).where(
        Subscription.subscriber_id == subscription.subscriber_id,
        Subscription.course == subscription.course,
        Subscription.state.in_(OPEN_STATES),
    )
    return session.scalar(other.with_for_update(key_share=True) if lock else other) or subscription


def standing_of(session: Session, site: Site, subscription: Subscription) -> Standing:
    """The same for a subscription that is at hand."""
    return Standing(
        course=site.library.find(subscription.course),
        state=SubscriptionState(subscription.state),
        first_name=subscription.subscriber.first_name,
        zone=subscription.zone,
        hour=subscription.hour,
        position=subscription.position,
        dates=tuple(dates_to_come(session, site, subscription)),
        key=subscription.key,
        email=subscription.subscriber.email,
        confirmed=subscription.confirmed_at is not None,
        weekdays=tuple(weekday_names(subscription.weekdays)),
        quote=subscription.quote,
        discreet=subscription.discreet,
        hold_when_away=subscription.hold_when_away,
        away=subscription.paused_until is not None and subscription.paused_until == subscription.away_until,
        paused_until=subscription.paused_until,
        going_on=_going_on(session, site, subscription),
        new_email=subscription.subscriber.new_email,
        waits=subscription.waits_until is not None,
    )


def dates_to_come(session: Session, site: Site, subscription: Subscription) -> list[datetime]:
    """When every lesson still to come comes; none while a pause has no end. One that is late comes now."""
    course = site.library.find(subscription.course)
    timed = subscription.state == SubscriptionState.PAUSED and subscription.paused_until is not None
    if not (subscription.state == SubscriptionState.ACTIVE or timed) or course is None:
        return []
    waiting, now = waiting_lesson(session, subscription), site.clock.now()
    try:
        due = (waiting.next_try_at or waiting.due_at) if waiting else due_after(subscription)
        first = max(due, subscription.paused_until or now, now)
        return remaining_dates(course, subscription.position, subscription.last_lesson, first, pace_of(subscription))
    except ValueError:  # a damaged row: its reader may still confirm or leave
        return []


def _going_on(session: Session, site: Site, subscription: Subscription) -> datetime | None:
    waiting = waiting_lesson(session, subscription)
    if subscription.state != SubscriptionState.PAUSED or waiting is None:
        return None
    now = site.clock.now()
    try:
        return max(due_going_on(subscription, waiting.due_at, now), now)
    except ValueError:  # as in dates_to_come
        return None

"""What a reader can change about their course, and what each change does to the calendar.

The open Send of the next lesson is moved, never planted a second time. A pause that overtakes no due
time moves none; one that does leaves as much of the wait as there was when it began.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course.clock import real_now
from course.errors import BadInput
from course.inbound import remove_files
from course.mailing import send_again
from course.models import Send, SendState, Subscription, SubscriptionState
from course.moving import ask_for_address
from course.nudging import drop_nudges, move_nudge
from course.people import erase
from course.planning import after_pause, move_next, planned, plant_beginning, waiting_lesson
from course.schedule import load_zone, start_of, weekday_bits
from course.signup import Standing, end, find, read_hour, read_zone, say_goodbye, standing_of
from course.site import Site
from course.suppressions import is_suppressed
from course.tokens import PREFERENCES, new_key

CHOICES = {"quote": "quote", "discreet": "discreet", "away": "hold_when_away"}
"""Fields of the form that are on or off, with their columns."""
LONGEST_PAUSE = timedelta(days=365)
RESTARTS_A_DAY = 3
RUNNING = (SubscriptionState.ACTIVE, SubscriptionState.PAUSED, SubscriptionState.STALLED)
ON_ITS_WAY = "Your next lesson is on its way already."
STUCK = "Your next lesson couldn't be delivered. We'll try again by ourselves."
UNCONFIRMED = "This course hasn't begun yet: the button in our first email begins it."
NOT_RUNNING = "This course isn't running any more. Sign up again whenever you like."


def act(
    site: Site, token: str, form: Mapping[str, str], weekdays: list[str] | None = None, address: str = ""
) -> Standing | None:
    """Do what a reader pressed on the preferences page (`action`); None when they are erased.

    What `form` doesn't hold stays as it is; so do `weekdays` where they are None. `address` is the
    new one, read already. Raises BadInput, TokenError or NotFound.
    """
    action = form.get("action") or "save"
    if action == "delete":
        _delete(site, token)
        return None
    with site.database.writing() as session:
        subscription = find(session, site, PREFERENCES, token, lock=True)
        _do(session, site, subscription, action, form, weekdays, address)
        session.flush()
        return standing_of(session, site, _newest(session, subscription) if action == "restart" else subscription)


def _do(
    session: Session,
    site: Site,
    subscription: Subscription,
    action: str,
    form: Mapping[str, str],
    weekdays: list[str] | None,
    address: str,
) -> None:
    simple: dict[str, Callable[[Session, Site, Subscription], None]] = {
        "resume": resume,
        "next": take_next,
        "again": send_again,
        "restart": restart,
        "leave": leave_course,
    }
    if action not in {*simple, "save", "pause", "address"}:
        raise BadInput("action", "We don't know this wish. Please use the buttons on the page.")
    pending = subscription.state == SubscriptionState.PENDING
    if subscription.state not in RUNNING and (pending or action != "restart"):
        if action == "leave":
            return
        raise BadInput("action", UNCONFIRMED if pending else NOT_RUNNING)
    if action == "save":
        save(session, site, subscription, form, weekdays)
    elif action == "pause":
        pause(session, site, subscription, read_until(form.get("until", ""), subscription.zone, site.clock.now()))
    elif action == "address":
        ask_for_address(session, site, subscription, address)
    else:
        simple[action](session, site, subscription)


def save(
    session: Session, site: Site, subscription: Subscription, form: Mapping[str, str], weekdays: list[str] | None
) -> None:
    """Hour, zone, weekdays, quoting, discreet mode, holds while away; the next lesson moves with them."""
    course = site.library.course(subscription.course)
    subscription.zone = read_zone(form.get("zone", "").strip() or subscription.zone, course)
    subscription.hour = read_hour(form.get("hour", "").strip() or str(subscription.hour), course)
    try:
        subscription.weekdays = subscription.weekdays if weekdays is None else weekday_bits(weekdays)
    except ValueError:
        raise BadInput("weekdays", "Please keep at least one day of the week.") from None
    for name, column in CHOICES.items():
        if name in form:
            setattr(subscription, column, form[name] == "on")
    move_next(session, site, subscription)
    move_nudge(session, site, subscription)


def pause(session: Session, site: Site, subscription: Subscription, until: date | None) -> None:
    """Hold the course, until a date (the first on which mail may come again) or until further notice."""
    now = site.clock.now()
    waiting = waiting_lesson(session, subscription, lock=True)
    if subscription.state != SubscriptionState.PAUSED:
        subscription.paused_at = now
        subscription.paused_due = waiting.due_at if waiting else None
    _forget_tries(waiting)
    drop_nudges(session, [subscription.id], "on hold")
    subscription.state = SubscriptionState.PAUSED
    subscription.paused_until = start_of(until, subscription.zone) if until else None
    move_next(session, site, subscription)


def resume(session: Session, site: Site, subscription: Subscription) -> None:
    """Go on, as if nothing had been where the pause overtook no due time."""
    if subscription.state != SubscriptionState.PAUSED:
        return
    subscription.not_before = after_pause(subscription, site.clock.now())
    _unpause(session, subscription)
    _forget_tries(waiting_lesson(session, subscription, lock=True))
    move_next(session, site, subscription)


def take_next(session: Session, site: Site, subscription: Subscription) -> None:
    """The next lesson now: once a local day; the one after it keeps its distance from this one."""
    now, zone = site.clock.now(), load_zone(subscription.zone)
    asked = subscription.next_asked_at
    if asked and asked.astimezone(zone).date() == now.astimezone(zone).date():
        raise BadInput("action", "You've taken a lesson early today already. Tomorrow you may again.")
    waiting = waiting_lesson(session, subscription, lock=True)
    if waiting is None or waiting.state == SendState.CLAIMED:
        raise BadInput("action", STUCK if subscription.state == SubscriptionState.STALLED else ON_ITS_WAY)
    _unpause(session, subscription)
    subscription.next_asked_at = now
    subscription.not_before = subscription.waits_until = None
    waiting.due_at = waiting.next_try_at = now
    waiting.lane = 0


def restart(session: Session, site: Site, subscription: Subscription) -> None:
    """From the beginning: this subscription is closed, a new one opened with the same wishes."""
    if _open_other(session, subscription):
        raise BadInput("action", "You've begun this course again already; its own emails lead to its page.")
    if is_suppressed(session, site.settings.secret_key, subscription.subscriber):
        raise BadInput("action", "Email to your address came back, so we can't send to it.")
    if _begun_since(session, subscription, site.clock.now() - timedelta(days=1)) >= RESTARTS_A_DAY:
        raise BadInput("action", "You've begun a few times today. Tomorrow you may again.")
    if subscription.state in RUNNING:
        end(session, subscription, site.clock.now(), "began again")
    fresh = Subscription(
        key=new_key(),
        subscriber_id=subscription.subscriber_id,
        course=subscription.course,
        state=SubscriptionState.ACTIVE,
        zone=subscription.zone,
        hour=subscription.hour,
        weekdays=subscription.weekdays,
        quote=subscription.quote,
        discreet=subscription.discreet,
        hold_when_away=subscription.hold_when_away,
        created_at=real_now(),
        asked_at=real_now(),
        confirmed_at=site.clock.now(),
    )
    session.add(fresh)
    session.flush()
    plant_beginning(session, site.database, fresh, site.library.course(fresh.course), site.clock.now())


def leave_course(session: Session, site: Site, subscription: Subscription) -> None:
    """Unsubscribe, with a goodbye."""
    say_goodbye(session, site, subscription)


def read_until(raw: str, zone: str, now: datetime) -> date | None:
    """The date typed (YYYY-MM-DD): later than today, within a year. Raises BadInput."""
    if not raw.strip():
        return None
    today = now.astimezone(load_zone(zone)).date()
    try:
        found = date.fromisoformat(raw.strip())
    except ValueError:
        found = None
    if found is None or not today < found <= today + LONGEST_PAUSE:
        raise BadInput("until", "Please choose a date after today and within a year, like 2027-05-31.")
    return found


def _delete(site: Site, token: str) -> None:
    with site.database.writing() as session:
        subscription = find(session, site, PREFERENCES, token, lock=True)
        files = erase(session, subscription.subscriber_id)
    remove_files(site, files)
    site.database.scrub()


def _unpause(session: Session, subscription: Subscription) -> None:
    """Active again, or stalled, as it was before, where a lesson failed."""
    failed = session.scalar(planned(subscription).where(Send.state == SendState.FAILED))
    subscription.state = SubscriptionState.STALLED if failed else SubscriptionState.ACTIVE
    subscription.reason = failed.reason if failed else ""
    subscription.paused_at = subscription.paused_until = subscription.paused_due = None
    subscription.was_held = False  # whoever goes on by hand needn't be told


def _forget_tries(waiting: Send | None) -> None:
    """A pause puts off what a busy mailbox didn't take; after it, that begins anew."""
    if waiting:
        waiting.tries, waiting.first_tried_at = 0, None


def _open_other(session: Session, subscription: Subscription) -> bool:
    query = select(Subscription.id).where(
        Subscription.subscriber_id == subscription.subscriber_id,
        Subscription.course == subscription.course,
        Subscription.id != subscription.id,
        Subscription.state.in_((*RUNNING, SubscriptionState.PENDING)),
    )
    return session.scalar(query) is not None


def _begun_since(session: Session, subscription: Subscription, since: datetime) -> int:
    """How often this reader has begun this course: each time brings a mail at once."""
    query = select(func.count(Subscription.id)).where(
        Subscription.subscriber_id == subscription.subscriber_id,
        Subscription.course == subscription.course,
        Subscription.confirmed_at > since,
    )
    return session.scalar(query) or 0


def _newest(session: Session, subscription: Subscription) -> Subscription:
    """After beginning again, the new one."""
    return session.scalars(
        select(Subscription)
        .where(Subscription.subscriber_id == subscription.subscriber_id, Subscription.course == subscription.course)
        .order_by(Subscription.id.desc())
        .limit(1)
    ).one()

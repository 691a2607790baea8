"""Whatever readers do to their course in whatever order, what it promises holds.

Random histories on a stopped clock: days pass, wishes are changed, the system is away for a while,
a mailbox is busy, a wish is made while a lesson is on its way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st
from sqlalchemy import delete, event, func, select

from course.database import Database
from course.errors import BadInput
from course.models import Kind, Send, SendState, Subscriber, Subscription, SubscriptionState
from course.planning import PLANNED
from course.preferences import act
from course.schedule import SPACING, WEEKDAYS, due_on
from course.sends import Job, claim, mark, promised, wake
from course.settings import load_settings
from course.settling import Outcome, Result, settle
from course.signup import Application, Standing, confirm, standing, subscribe
from course.site import Library, Site
from course.tokens import CONFIRM, PREFERENCES, sign
from tests.world import StoppedClock, lay_out, stopped

WORKER = "ourworker"
ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Pacific/Auckland",
    "Pacific/Honolulu",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "America/St_Johns",
)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Act:
    """One thing that happens; `wish` is a form of the preferences page."""

    name: str
    hours: float = 0
    wish: Mapping[str, str] = field(default_factory=dict)
    weekdays: tuple[str, ...] | None = None
    days: int = 0

    def __repr__(self) -> str:
        told = [f"{self.hours} h" * bool(self.hours), f"{self.days} days" * bool(self.days), str(dict(self.wish))]
        return " ".join([self.name, *filter(None, told), *(self.weekdays or ())])


def wish(action: str, **wish: str) -> Act:
    return Act("wish", wish={"action": action, **wish})


hours = st.integers(0, 23).map(str)
saves = st.builds(
    lambda changes, days: Act("wish", wish={"action": "save", **changes}, weekdays=days),
    st.fixed_dictionaries({}, optional={"hour": hours, "zone": st.sampled_from(ZONES)}),
    st.none() | st.sets(st.sampled_from(WEEKDAYS), min_size=1).map(tuple),
)
wishes = st.one_of(
    saves,
    saves,
    st.builds(lambda days: Act("wish", wish={"action": "pause"}, days=days), st.integers(0, 20)),
    st.sampled_from([wish(action) for action in ("resume", "resume", "next", "next", "again", "restart")]),
)
passing = st.builds(lambda hours: Act("pass", hours=hours), st.sampled_from([0.5, 1, 5, 12, 24, 30, 49, 100]))
breaks = st.builds(
    lambda hours, days: Act("break", hours=hours, days=days),
    st.sampled_from([0, 0.1, 0.5, 3, 10, 25, 50]),
    st.sampled_from([0, 0, 3]),
)
outages = st.builds(lambda hours: Act("outage", hours=hours), st.sampled_from([3, 7, 20, 30, 100]))
slow = st.builds(lambda each: Act("while on its way:", wish=each.wish, weekdays=each.weekdays, days=each.days), wishes)
histories = st.lists(
    st.one_of(passing, passing, passing, wishes, wishes, outages, breaks, breaks, slow, st.just(Act("busy"))),
    max_size=14,
)


@dataclass(frozen=True)
class Came:
    """One lesson that was taken by the relay; `early` where the reader asked for it.

    `moved` where she changed her zone in the very moment in which it was on its way: it then counts
    by the new one.
    """

    course: str
    lesson: str
    at: datetime
    zone: str
    early: bool
    moved: bool

    def date_in(self, zone: str) -> date:
        return self.at.astimezone(ZoneInfo(zone)).date()


class History:
    """Ada's course, and everything that happened in it."""

    def __init__(self, site: Site, clock: StoppedClock, zone: str, hour: int, start: date | None) -> None:
        self.site, self.clock = site, clock
        self.course = site.library.first
        self.slow: Act | None = None
        self.busy = self.disturbed = False
        self.asked: set[int] = set()
        self.came: list[Came] = []
        subscribe(site, Application("ada@example.org", "", zone, hour, self.course, start))
        with site.database.reading() as session:
            self.key = session.scalars(select(Subscription.key)).one()
        confirm(site, self.token(CONFIRM))

    def token(self, purpose: str = PREFERENCES) -> str:
        return sign(self.site.settings.secret_key, purpose, self.key)

    def shown(self) -> Standing:
        return standing(self.site, PREFERENCES, self.token())

    # What happens.

    def happens(self, each: Act) -> None:
        if each.name == "pass":
            self.pass_time(each.hours)
        elif each.name == "outage":
            self.clock.move(self.clock.now() + each.hours * HOUR)
            self.deliver()
        elif each.name == "break":
            self.short_break(each)
        elif each.name == "busy":
            self.busy = True
        elif each.name == "wish":
            self.wish(each)
        else:
            self.slow = each

    def wish(self, each: Act) -> None:
        form, before = self.form_of(each), self.shown()
        try:
            after = act(self.site, self.token(), form, list(each.weekdays) if each.weekdays else None)
        except BadInput:
            assert self.shown() == before, "what can't be done changes nothing"
            return
        assert after is not None and after == standing(self.site, PREFERENCES, self.token_of(after))
        self.key = after.key
        if form["action"] == "next":
            self.asked.add(self.waiting().id)
        if form["action"] == "resume" and before.going_on:
            assert after.going_on is None and after.dates[:1] == (before.going_on,) * bool(after.dates)

    def short_break(self, each: Act) -> None:
        """Pauses that overtake no due time cost nothing; of one that does, the wait is left."""
        self.deliver()
        before = self.shown()
        self.wish(Act("wish", wish={"action": "pause"}, days=each.days))
        began, due = self.row().paused_at, self.row().paused_due
        self.clock.move(self.clock.now() + each.hours * HOUR)
        self.wish(wish("resume"))
        if before.state != SubscriptionState.ACTIVE or not before.dates or began is None or due is None:
            return
        now, after = self.clock.now(), self.shown()
        if due > now:
            assert after.dates == before.dates, "nothing was overtaken"
        elif due > began and not each.days:
            assert after.dates[0] >= now + (due - began), "a pause doesn't use up the wait"

    def form_of(self, each: Act) -> dict[str, str]:
        until = self.clock.now().astimezone(ZoneInfo(self.row().zone)).date() + each.days * DAY
        return {**each.wish, **({"until": str(until)} if each.days else {})}

    def pass_time(self, hours: float) -> None:
        """Every due time is met; what was shown before is what comes."""
        end = self.clock.now() + hours * HOUR
        self.deliver()
        shown, already, before = self.shown(), len(self.came), self.row()
        self.disturbed = False
        while (at := self.next_look()) is not None and at <= end:
            self.clock.move(max(at, self.clock.now()))
            self.deliver()
        self.clock.move(end)
        if not self.disturbed:
            assert [came.at for came in self.came[already:]] == [due for due in shown.dates if due <= end]
            self.nothing_came_in_a_pause(before, already)

    def nothing_came_in_a_pause(self, before: Subscription, already: int) -> None:
        if before.state == SubscriptionState.PAUSED:
            until = before.paused_until or self.clock.now()
            assert all(came.at >= until for came in self.came[already:])

    def next_look(self) -> datetime | None:
        with self.site.database.reading() as session:
            sends = session.scalar(select(func.min(Send.next_try_at)).where(Send.state == SendState.DUE))
            paused = select(func.min(Subscription.paused_until))
            pauses = session.scalar(paused.where(Subscription.state == SubscriptionState.PAUSED))
        return min((at for at in (sends, pauses) if at), default=None)

    def deliver(self) -> None:
        """As emails/delivery.py does it, with a relay that takes everything."""
        while True:
            now = self.clock.now()
            with self.site.database.writing() as session:
                wake(session, now)
                claimed = claim(session, WORKER, now, 10)
                jobs = mark(session, WORKER, claimed, now)
            for job in jobs:
                self.hand_over(job)
            if not claimed:
                return

    def hand_over(self, job: Job) -> None:
        lesson, result = job.kind is Kind.LESSON, Result.SENT
        if lesson and self.busy:
            self.busy, self.disturbed, result = False, True, Result.LATER
        if lesson and self.slow:
            begun, self.slow, self.disturbed = self.slow, None, True
            self.wish(begun)
        settle(self.site, WORKER, [Outcome(job.send_id, result)])
        if lesson and result is Result.SENT:
            self.comes(job)
        if not self.disturbed:
            self.footer_is_true(job)

    def comes(self, job: Job) -> None:
        row = self.row(job.subscription_key)
        early = job.send_id in self.asked
        self.came.append(
            Came(job.subscription_key, job.lesson, job.sending_at, row.last_zone, early, job.zone != row.last_zone)
        )
        if not early and job.tries == 1:
            day = job.due_at.astimezone(ZoneInfo(job.zone)).date()
            assert due_on(day, job.hour, job.zone) == job.due_at, "at the hour she chose"
            assert job.weekdays >> day.weekday() & 1, "on a weekday she chose"

    def footer_is_true(self, job: Job) -> None:
        due, shown = promised(job, self.course), self.shown()
        overtaken = job.kind is Kind.WELCOME and self.asked
        if due is not None and due > self.clock.now() and shown.state == SubscriptionState.ACTIVE and not overtaken:
            assert due == shown.dates[0]

    # What is there to see.

    def row(self, key: str = "") -> Subscription:
        with self.site.database.reading() as session:
            found = session.scalars(select(Subscription).where(Subscription.key == (key or self.key))).one()
            session.expunge_all()
            return found

    def waiting(self) -> Send:
        """The next planned mail, of which there is one."""
        with self.site.database.reading() as session:
            mine = select(Send).join(Send.subscription).where(Subscription.key == self.key, Send.kind.in_(PLANNED))
            found = session.scalars(mine.where(Send.state == SendState.DUE)).one()
            session.expunge_all()
            return found

    def token_of(self, found: Standing) -> str:
        return sign(self.site.settings.secret_key, PREFERENCES, found.key)

    def ends(self) -> None:
        """Left alone, the course comes to its end."""
        self.pass_time(30 * 24)
        if self.row().state == SubscriptionState.PAUSED:
            self.wish(wish("resume"))
        self.slow, self.busy = None, False
        self.pass_time(18 * 7 * 24)
        assert self.row().state == SubscriptionState.COMPLETED


def assert_kept(history: History) -> None:
    """In order, each once, one a local date, eighteen hours apart; who takes one early wants it so."""
    by_course = {key: [came for came in history.came if came.course == key] for key in {c.course for c in history.came}}
    order = [lesson.slug for lesson in history.course.lessons]
    for key, lessons in by_course.items():
        assert [came.lesson for came in lessons] == order[: len(lessons)]
        assert len(lessons) == len(order) or key != history.key
        for last, this in pairwise(lessons):
            if not this.early:
                assert this.at - last.at >= SPACING
                zones = () if this.moved or last.moved else (this.zone, last.zone)
                assert all(this.date_in(zone) > last.date_in(zone) for zone in zones)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    settings = load_settings({"DATA_DIR": str(tmp_path_factory.mktemp("histories"))}, dotenv=None)
    lay_out(settings.database_url)
    database = Database(settings.database_url)
    event.listen(database.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    yield Site(settings, database, stopped(), Library(settings.course_dir))
    database.close()


lives = given(
    acts=histories,
    zone=st.sampled_from(ZONES),
    hour=st.integers(0, 23),
    begins=st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: NEW_YEAR + timedelta(minutes=minutes)),
    start=st.none() | st.integers(0, 30),
)
at_leisure = how(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.long
@lives
@how(at_leisure, max_examples=20)
def test_whatever_ada_does(
    site: Site, acts: list[Act], zone: str, hour: int, begins: datetime, start: int | None
) -> None:
    she_lives(site, acts, zone, hour, begins, start)


@pytest.mark.slow
@lives
@how(at_leisure, max_examples=200)
def test_whatever_many_more_do(
    site: Site, acts: list[Act], zone: str, hour: int, begins: datetime, start: int | None
) -> None:
    she_lives(site, acts, zone, hour, begins, start)


def she_lives(site: Site, acts: list[Act], zone: str, hour: int, begins: datetime, start: int | None) -> None:
    with site.database.writing() as session:
        session.execute(delete(Subscriber))
    clock = stopped(begins)
    day = begins.date() + start * DAY if start is not None else None
    history = History(replace(site, clock=clock), clock, zone, hour, day)
    for each in acts:
        history.happens(each)
    history.ends()
    assert_kept(history)

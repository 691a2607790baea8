"""What ada can change about her course, and what each change does to her calendar."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from course.clock import real_now
from course.errors import BadInput, NotFound, TokenError, TokenExpired
from course.mailing import send_links
from course.models import Kind, Lane, Send, SendState, Subscriber, Subscription, SubscriptionState
from course.moving import agree, asked
from course.preferences import act
from course.schedule import weekday_bits
from course.sends import claim, mark, wake
from course.settling import Outcome, Result, plant_missing, revive, settle
from course.signup import Standing, confirm, leave, read_application, standing, subscribe
from course.site import Site
from course.suppressions import suppress
from course.tokens import ADDRESS_NEW, ADDRESS_OLD, CONFIRM, PREFERENCES, UNSUBSCRIBE, sign
from tests.world import START, StoppedClock

ADA, BEN, NEW = "ada@example.org", "ben@example.org", "ada@new.example"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FIRST = START + DAY + HOUR
"""Tuesday 2 March 2027, 07:00 UTC: day 1 of who confirms at START and chose seven."""
WORKER = "ourworker"

pytestmark = pytest.mark.both_databases


class Ada:
    """One reader, and the worker that delivers to her."""

    def __init__(self, site: Site, clock: StoppedClock, address: str = ADA) -> None:
        self.site, self.clock, self.address = site, clock, address
        self.joins()

    def joins(self, **form: str) -> None:
        subscribe(self.site, read_application(self.site, self.address, form))
        confirm(self.site, self.token(CONFIRM))

    def token(self, purpose: str = PREFERENCES, nth: int = -1) -> str:
        return sign(self.site.settings.secret_key, purpose, self.rows()[nth].key)

    def does(self, action: str, weekdays: list[str] | None = None, **form: str) -> Standing:
        found = act(self.site, self.token(), {"action": action, **form}, weekdays, form.get("address", ""))
        assert found is not None
        return found

    def rows(self) -> Sequence[Subscription]:
        with self.site.database.reading() as session:
            mine = select(Subscription).join(Subscriber).where(Subscriber.email == self.address)
            found = session.scalars(mine.order_by(Subscription.id)).all()
            session.expunge_all()
            return found

    @property
    def row(self) -> Subscription:
        return self.rows()[-1]

    def shown(self) -> Standing:
        return standing(self.site, PREFERENCES, self.token())

    def sends(self, **where: object) -> Sequence[Send]:
        with self.site.database.reading() as session:
            mine = select(Send).where(Send.subscription_id == self.row.id).filter_by(**where).order_by(Send.id)
            found = session.scalars(mine).all()
            session.expunge_all()
            return found

    def due(self) -> list[str]:
        """What is owed to her, now or later."""
        return [send.kind for send in self.sends(state=SendState.DUE)]

    def lessons(self) -> list[datetime | None]:
        return [send.sent_at for send in self.sends(kind=Kind.LESSON, state=SendState.SENT)]

    def moves_to(self, now: datetime, result: Result = Result.SENT) -> list[str]:
        """It is that time, and what is due goes out; the kinds of what did."""
        self.clock.move(now)
        jobs = self.begin(now)
        settle(self.site, WORKER, [Outcome(job, result, "why") for job, _ in jobs])
        return [kind for _, kind in jobs]

    def begin(self, now: datetime) -> list[tuple[int, str]]:
        with self.site.database.writing() as session:
            wake(session, now)
            jobs = mark(session, WORKER, claim(session, WORKER, now, 50), now)
        return [(job.send_id, job.kind) for job in jobs]


@pytest.fixture
def ada(site: Site, clock: StoppedClock) -> Iterator[Ada]:
    """Has confirmed at START and got her welcome."""
    ada = Ada(site, clock)
    assert ada.moves_to(START) == ["welcome"]
    yield ada


# Hour, zone, weekdays, wishes.


def test_another_hour_moves_the_next_lesson_and_shows_the_new_dates(ada: Ada) -> None:
    shown = ada.does("save", hour="21")
    assert shown.dates[:2] == (START.replace(hour=21), START.replace(hour=21) + DAY)
    assert [send.due_at for send in ada.sends(kind=Kind.LESSON)] == [shown.dates[0]]
    assert ada.moves_to(shown.dates[0]) == ["lesson"]


def test_from_late_to_early_skips_one_date(ada: Ada) -> None:
    ada.does("save", hour="22")
    ada.moves_to(START.replace(hour=22))
    assert ada.does("save", hour="6").dates[0] == START.replace(hour=6) + 2 * DAY


def test_an_hour_that_is_over_today_counts_from_tomorrow(ada: Ada) -> None:
    """Saving sends nothing by itself, at an hour that nobody chose."""
    ada.moves_to(FIRST)
    ada.does("save", hour="20")
    noon = FIRST + DAY + 5 * HOUR
    ada.clock.move(noon)
    assert ada.does("save", hour="10").dates[0] == FIRST + 2 * DAY + 3 * HOUR
    assert ada.moves_to(noon) == []
    assert ada.does("save", hour="20").dates[0] == noon + 8 * HOUR, "a slip is mended on the same day"
    assert ada.does("save", zone="Asia/Tokyo", hour="20").dates[0] == datetime(2027, 3, 4, 11, tzinfo=UTC)
    assert ada.moves_to(noon) == []


def test_what_is_late_already_is_put_off_no_further(ada: Ada) -> None:
    ada.clock.move(FIRST + 3 * HOUR)
    assert ada.does("save", hour="9").dates[0] == FIRST + 3 * HOUR
    assert ada.moves_to(FIRST + 3 * HOUR) == ["lesson"]


def test_another_zone_moves_it_to_her_own_hour_there(ada: Ada) -> None:
    ada.moves_to(FIRST)
    shown = ada.does("save", zone="Asia/Tokyo")
    assert shown.zone == "Asia/Tokyo"
    assert shown.dates[0] == datetime(2027, 3, 3, 22, tzinfo=UTC), "07:00 in Tokyo on the 4th: later in both zones"


def test_weekdays_are_kept_to_and_one_has_to_stay(ada: Ada) -> None:
    shown = ada.does("save", weekdays=["sat", "mon"])
    assert shown.weekdays == ("mon", "sat")
    assert [due.weekday() for due in shown.dates[:4]] == [5, 0, 5, 0]
    for days in ([], ["someday"]):
        with pytest.raises(BadInput, match="at least one day") as caught:
            ada.does("save", weekdays=days)
        assert caught.value.field == "weekdays"
    assert ada.row.weekdays == weekday_bits(["mon", "sat"])


def test_what_a_form_does_not_hold_stays_as_it_is(ada: Ada) -> None:
    ada.does("save", hour="9", quote="on", discreet="on")
    shown = ada.does("save", zone="Europe/Berlin", quote="")
    assert (shown.hour, shown.zone, shown.quote, shown.discreet) == (9, "Europe/Berlin", False, True)


@pytest.mark.parametrize(
    ("form", "field"),
    [({"hour": "24"}, "hour"), ({"zone": "Mars/Olympus"}, "zone"), ({"action": "dance"}, "action")],
)
def test_a_slip_changes_nothing(ada: Ada, form: dict[str, str], field: str) -> None:
    before = ada.shown()
    with pytest.raises(BadInput) as caught:
        act(ada.site, ada.token(), {"action": "save", "hour": "3", **form})
    assert caught.value.field == field
    assert ada.shown() == before


def test_what_was_tried_on_its_day_keeps_its_tries_when_she_saves(ada: Ada) -> None:
    ada.moves_to(FIRST, Result.LATER)
    [before] = ada.sends(kind=Kind.LESSON)
    ada.does("save", hour="9")
    [after] = ada.sends(kind=Kind.LESSON)
    assert (after.next_try_at, after.tries) == (before.next_try_at, 1)


# Pausing.


def test_a_pause_until_a_date_ends_by_itself_at_her_hour(ada: Ada) -> None:
    shown = ada.does("pause", until="2027-03-05")
    friday = datetime(2027, 3, 5, 7, tzinfo=UTC)
    assert (shown.state, shown.dates[0]) == (SubscriptionState.PAUSED, friday)
    assert shown.paused_until == datetime(2027, 3, 5, tzinfo=UTC)
    assert ada.moves_to(friday - HOUR) == []
    assert ada.moves_to(friday) == ["lesson"]
    assert ada.shown().dates[0] == friday + DAY


def test_a_pause_brings_no_start_date_forward(ada: Ada) -> None:
    ada.does("leave")
    ada.joins(start="2027-06-01")
    first = datetime(2027, 6, 1, 7, tzinfo=UTC)
    assert ada.does("pause", until="2027-06-20").dates[0] == first + 19 * DAY
    assert ada.does("pause", until="2027-03-05").dates[0] == first
    assert "lesson" not in ada.moves_to(datetime(2027, 3, 5, 7, tzinfo=UTC))
    assert (ada.shown().state, ada.shown().dates[0]) == (SubscriptionState.ACTIVE, first)


def test_a_pause_without_end_shows_no_dates_and_sends_nothing_until_she_goes_on(ada: Ada) -> None:
    shown = ada.does("pause")
    assert (shown.state, shown.dates, shown.paused_until) == (SubscriptionState.PAUSED, (), None)
    assert ada.moves_to(START + 40 * DAY) == []
    assert ada.does("resume").state == SubscriptionState.ACTIVE


def test_what_was_left_of_the_wait_is_left_after_the_pause(ada: Ada) -> None:
    ada.moves_to(FIRST)
    ada.clock.move(FIRST + 4 * HOUR)  # twenty hours before day 2
    ada.does("pause")
    ada.clock.move(FIRST + 10 * DAY)
    assert ada.does("resume").dates[0] == FIRST + 11 * DAY, "07:00 after at least twenty hours"
    assert ada.does("resume").dates[0] == FIRST + 11 * DAY, "pressing it again is harmless"


@pytest.mark.parametrize("until", ["", "2027-03-10"])
def test_a_pause_by_a_slip_of_the_thumb_moves_nothing_however_often(ada: Ada, until: str) -> None:
    ada.clock.move(START + 10 * HOUR)
    before = ada.shown().dates
    for minutes in (0, 3, 40):
        ada.does("pause", until=until)
        ada.clock.move(ada.clock.now() + timedelta(minutes=minutes))
        assert ada.shown().going_on == before[0]
        assert ada.does("resume").dates == before
    assert ada.moves_to(FIRST) == ["lesson"]


def test_a_pause_over_due_times_moves_the_course_by_as_many_days_and_then_no_further(ada: Ada) -> None:
    ada.clock.move(FIRST - 8 * HOUR)
    ada.does("pause")
    ada.clock.move(FIRST + 2 * DAY + HOUR)  # days 1, 2 and 3 would have come
    assert ada.shown().going_on == ada.does("resume").dates[0] == FIRST + 3 * DAY
    for _ in range(3):
        ada.does("pause")
        assert ada.does("resume").dates[0] == FIRST + 3 * DAY


def test_going_on_sooner_than_planned_is_never_later_than_the_pause_would_have_ended(ada: Ada) -> None:
    ada.moves_to(FIRST)
    ada.clock.move(FIRST + HOUR)  # 23 hours before day 2
    ends = ada.does("pause", until="2027-03-05").dates[0]
    ada.clock.move(ends - 20 * HOUR)
    assert ada.shown().going_on == ada.does("resume").dates[0] == ends


def test_a_start_date_outlives_a_pause(ada: Ada) -> None:
    ada.does("leave")
    ada.joins(start="2027-06-01")
    before = ada.shown().dates
    ada.does("pause", until="2027-06-20")
    assert ada.does("resume").dates == before


def test_what_was_late_before_the_pause_comes_as_it_ends(ada: Ada) -> None:
    ada.clock.move(FIRST + 3 * HOUR)
    ada.does("pause")
    ada.clock.move(FIRST + 4 * HOUR)
    assert ada.does("resume").dates[0] == FIRST + 4 * HOUR
    assert ada.moves_to(FIRST + 4 * HOUR) == ["lesson"]


def test_another_hour_chosen_in_a_pause_counts_after_it(ada: Ada) -> None:
    ada.does("pause")
    ada.does("save", hour="9")
    assert ada.shown().going_on == ada.does("resume").dates[0] == START + 3 * HOUR, (
        "nine is three hours after confirming"
    )


def test_a_pause_prolonged_keeps_what_was_left_when_it_began(ada: Ada) -> None:
    ada.moves_to(FIRST)
    ada.does("pause", until="2027-03-10")
    ada.clock.move(FIRST + 3 * DAY)
    assert ada.does("pause").dates == ()
    assert ada.does("resume").dates[0] == FIRST + 4 * DAY


@pytest.mark.parametrize("until", ["2027-03-01", "2026-12-24", "2028-03-02", "tomorrow", "2027-02-30"])
def test_a_date_that_is_over_or_too_far_away_is_told(ada: Ada, until: str) -> None:
    with pytest.raises(BadInput, match="after today and within a year") as caught:
        ada.does("pause", until=until)
    assert caught.value.field == "until"


@pytest.mark.parametrize(("until", "first"), [("", None), ("2027-03-10", datetime(2027, 3, 10, 7, tzinfo=UTC))])
def test_a_pause_while_a_lesson_is_on_its_way_holds_the_next(ada: Ada, until: str, first: datetime | None) -> None:
    ada.clock.move(FIRST)
    [(send_id, _)] = ada.begin(FIRST)
    ada.does("pause", until=until)
    settle(ada.site, WORKER, [Outcome(send_id, Result.SENT)])
    assert list(ada.shown().dates[:1]) == ([first] if first else [])
    assert ada.moves_to(FIRST + 6 * DAY) == []
    assert ada.does("resume").dates[0] == FIRST + 7 * DAY


@pytest.mark.parametrize("result", [Result.LATER, Result.UNTRIED, Result.DOUBT, Result.UNRENDERED])
def test_a_lesson_that_did_not_get_through_when_the_pause_began_comes_after_it(ada: Ada, result: Result) -> None:
    """It must not be cancelled: a cancelled lesson is never planned again."""
    ada.clock.move(FIRST)
    [(send_id, _)] = ada.begin(FIRST)
    ada.does("pause")
    settle(ada.site, WORKER, [Outcome(send_id, result)])
    assert ada.moves_to(FIRST + 5 * DAY) == []
    due = ada.does("resume").dates[0]
    assert ada.moves_to(due) == ["lesson"]
    assert ada.row.position == 1


def test_a_busy_mailbox_begins_anew_after_a_pause(ada: Ada) -> None:
    ada.moves_to(FIRST, Result.LATER)
    ada.does("pause", until="2027-03-10")
    assert ada.shown().dates[0] == datetime(2027, 3, 10, 7, tzinfo=UTC)
    [lesson] = ada.sends(kind=Kind.LESSON)
    assert (lesson.tries, lesson.first_tried_at) == (0, None)


def test_a_pause_does_not_mend_what_was_stalled(ada: Ada) -> None:
    ada.moves_to(FIRST, Result.REFUSED)
    assert ada.does("pause").state == SubscriptionState.PAUSED
    shown = ada.does("resume")
    assert (shown.state, shown.dates) == (SubscriptionState.STALLED, ())
    with pytest.raises(BadInput, match="couldn't be delivered"):
        ada.does("next")


def test_a_timed_pause_does_not_mend_it_either(ada: Ada) -> None:
    """Else day 2 would be planned past the day 1 that she never got."""
    ada.moves_to(FIRST, Result.REFUSED)
    ada.does("pause", until="2027-03-05")
    assert ada.moves_to(FIRST + 4 * DAY) == []
    assert (ada.row.state, ada.row.reason, ada.row.paused_until) == (SubscriptionState.STALLED, "why", None)
    assert plant_missing(ada.site) == 0
    with ada.site.database.writing() as session:
        assert revive(session, FIRST + 8 * DAY) == 1
    assert ada.moves_to(FIRST + 8 * DAY) == ["lesson"]
    assert (ada.row.state, ada.row.position) == (SubscriptionState.ACTIVE, 1)


# The next one now.


def test_the_next_one_now_comes_now_and_the_one_after_keeps_its_distance(ada: Ada) -> None:
    shown = ada.does("next")
    assert shown.dates[:2] == (START, FIRST), "25 hours, and another date"
    [lesson] = ada.sends(kind=Kind.LESSON)
    assert (lesson.lane, lesson.due_at) == (Lane.SOMEBODY_WAITS, START)
    assert ada.moves_to(START) == ["lesson"]
    assert ada.shown().dates[0] == FIRST


def test_once_a_day_and_tomorrow_again(ada: Ada) -> None:
    ada.does("next")
    ada.moves_to(START)
    with pytest.raises(BadInput, match="Tomorrow you may again"):
        ada.does("next")
    ada.clock.move(START + DAY)
    assert ada.does("next").dates[0] == START + DAY


def test_the_next_one_now_ends_a_pause_and_does_not_wait_for_a_start_date(ada: Ada) -> None:
    ada.does("pause", until="2027-04-01")
    assert ada.does("next").state == SubscriptionState.ACTIVE
    ada.moves_to(START)
    assert ada.shown().dates[0] == FIRST, "the pause is over for the one after it, too"


def test_what_is_on_its_way_cannot_be_hurried(ada: Ada) -> None:
    ada.clock.move(FIRST)
    ada.begin(FIRST)
    with pytest.raises(BadInput, match="on its way already"):
        ada.does("next")


# The last one again, beginning again.


def test_the_last_one_again_is_a_copy_that_is_no_step_in_the_course(ada: Ada) -> None:
    with pytest.raises(BadInput, match="no lesson to send again yet"):
        ada.does("again")
    ada.moves_to(FIRST)
    before = ada.shown().dates
    assert ada.does("again").dates == before
    [copy] = ada.sends(kind=Kind.COPY)
    assert (copy.about, copy.lane) == (ada.row.last_lesson, Lane.SOMEBODY_WAITS)
    assert ada.moves_to(FIRST) == ["copy"]
    assert (ada.row.position, ada.shown().dates) == (1, before)


def test_three_copies_a_day(ada: Ada) -> None:
    ada.moves_to(FIRST)
    for hours in range(3):
        ada.moves_to(FIRST + hours * HOUR)
        ada.does("again")
    ada.moves_to(FIRST + 3 * HOUR)
    with pytest.raises(BadInput, match="look among the spam"):
        ada.does("again")
    ada.clock.move(FIRST + DAY + 3 * HOUR)
    ada.does("again")
    assert len(ada.sends(kind=Kind.COPY)) == 4


def test_a_page_that_is_loaded_again_sends_no_second_copy(ada: Ada) -> None:
    """Its form goes off once more: while the copy waits, however long that takes, and within a minute of it."""
    ada.moves_to(FIRST)
    ada.does("again")
    ada.clock.move(FIRST + HOUR)
    ada.does("again")
    assert ada.moves_to(FIRST + HOUR) == ["copy"]
    ada.clock.move(FIRST + 2 * HOUR)
    ada.does("again")
    ada.moves_to(FIRST + 2 * HOUR)
    ada.clock.move(FIRST + 2 * HOUR + timedelta(seconds=59))
    ada.does("again")
    assert len(ada.sends(kind=Kind.COPY)) == 2
    ada.clock.move(FIRST + 2 * HOUR + timedelta(seconds=60))
    ada.does("again")
    assert len(ada.sends(kind=Kind.COPY)) == 3


def test_beginning_again_closes_the_course_and_opens_one_with_the_same_wishes(ada: Ada) -> None:
    ada.does("save", hour="9", zone="Europe/Berlin", weekdays=["sat"], discreet="on")
    ada.clock.move(START + HOUR)
    shown = ada.does("restart")
    old, new = ada.rows()
    assert (old.state, old.reason) == (SubscriptionState.LEFT, "began again")
    assert (shown.key, shown.state, shown.position) == (new.key, SubscriptionState.ACTIVE, 0)
    assert (shown.hour, shown.zone, shown.weekdays, shown.discreet) == (9, "Europe/Berlin", ("sat",), True)
    assert len(shown.dates) == 11 and ada.due() == ["lesson", "welcome"]
    assert ada.moves_to(START + HOUR) == ["welcome"], "and no goodbye"


def test_beginning_again_twice_goes_by_the_new_link_alone(ada: Ada) -> None:
    old = ada.token()
    ada.does("restart")
    with pytest.raises(BadInput, match="begun this course again already"):
        act(ada.site, old, {"action": "restart"})
    with pytest.raises(BadInput, match="isn't running any more"):
        act(ada.site, old, {"action": "pause"})
    ada.does("restart")
    assert [row.state for row in ada.rows()] == ["left", "left", "active"]


def test_beginning_again_has_an_end_for_today_since_each_time_brings_a_mail(ada: Ada) -> None:
    for _ in range(2):
        ada.does("restart")
    with pytest.raises(BadInput, match="Tomorrow you may again"):
        ada.does("restart")
    assert len(ada.rows()) == 3 and ada.row.state == SubscriptionState.ACTIVE
    ada.clock.move(START + DAY)
    assert ada.does("restart").state == SubscriptionState.ACTIVE


def test_the_unsubscribe_link_of_an_earlier_run_ends_the_one_that_runs(ada: Ada) -> None:
    old = ada.token(UNSUBSCRIBE)
    ada.does("restart")
    assert standing(ada.site, UNSUBSCRIBE, old).state == SubscriptionState.ACTIVE, "so the page asks"
    assert leave(ada.site, UNSUBSCRIBE, old, goodbye=False).state == SubscriptionState.LEFT
    assert [(row.state, row.reason) for row in ada.rows()] == [("left", "began again"), ("left", "left")]
    assert ada.due() == []


def test_who_completed_it_or_left_may_begin_again_from_the_old_page(ada: Ada) -> None:
    for state in (SubscriptionState.COMPLETED, SubscriptionState.LEFT):
        change(ada, Send, state=SendState.SENT, next_try_at=None)
        change(ada, Subscription, state=state)
        assert ada.does("restart").state == SubscriptionState.ACTIVE
    assert len(ada.rows()) == 3


def test_who_can_t_be_reached_cannot_begin_again(ada: Ada) -> None:
    bounces(ada)
    with pytest.raises(BadInput, match="came back"):
        ada.does("restart")


# Leaving, deleting.


def test_leaving_owes_a_goodbye_and_nothing_else(ada: Ada) -> None:
    assert ada.does("leave").state == SubscriptionState.LEFT
    assert ada.due() == ["goodbye"]
    assert ada.does("leave").state == SubscriptionState.LEFT
    assert ada.moves_to(START) == ["goodbye"]
    assert ada.moves_to(START + 9 * DAY) == []


def test_in_discreet_mode_leaving_sends_nothing(ada: Ada) -> None:
    ada.does("save", discreet="on")
    assert ada.does("leave").state == SubscriptionState.LEFT
    assert ada.due() == []
    ada.joins()
    ada.does("save", discreet="on")
    leave(ada.site, UNSUBSCRIBE, ada.token(UNSUBSCRIBE), goodbye=True)
    assert (ada.row.state, ada.due()) == (SubscriptionState.LEFT, [])


def test_an_old_link_s_leaving_shows_the_old_course_and_leaves_the_new_one_alone(ada: Ada) -> None:
    old = ada.token()
    ada.does("restart")
    found = act(ada.site, old, {"action": "leave"})
    assert found and (found.state, found.key) == (SubscriptionState.LEFT, ada.rows()[0].key)
    assert ada.row.state == SubscriptionState.ACTIVE


def test_deleting_leaves_nothing(ada: Ada) -> None:
    ben, link = Ada(ada.site, ada.clock, BEN), ada.token()
    assert act(ada.site, link, {"action": "delete"}) is None
    assert ada.rows() == []
    assert all(send.kind != Kind.GOODBYE for send in every_send(ada)), "deleting says nothing to anybody"
    with pytest.raises(NotFound):
        act(ada.site, link, {"action": "delete"})
    assert ben.row.state == SubscriptionState.ACTIVE


def every_send(ada: Ada) -> Sequence[Send]:
    with ada.site.database.reading() as session:
        found = session.scalars(select(Send)).all()
        session.expunge_all()
        return found


def test_after_the_course_only_leaving_deleting_and_beginning_again_are_left(ada: Ada) -> None:
    change(ada, Subscription, state=SubscriptionState.COMPLETED)
    for action in ("save", "pause", "resume", "next", "again", "address"):
        with pytest.raises(BadInput, match="isn't running any more"):
            ada.does(action)
    assert ada.does("leave").state == SubscriptionState.COMPLETED


# Another address.


def asks(ada: Ada, address: str = NEW) -> tuple[str, str]:
    """She asks for another address; the links in the two mails."""
    ada.does("address", address=address)
    return link(ada, "old"), link(ada, "new")


def link(ada: Ada, about: str) -> str:
    send = ada.sends(kind=Kind.ADDRESS, about=about)[-1]
    return sign(ada.site.settings.secret_key, ADDRESS_OLD if about == "old" else ADDRESS_NEW, send.key)


@pytest.mark.parametrize("order", [("old", "new"), ("new", "old")])
def test_the_address_changes_once_both_have_agreed(ada: Ada, order: tuple[str, str]) -> None:
    asks(ada)
    assert [(send.about, send.recipient) for send in ada.sends(kind=Kind.ADDRESS)] == [("old", ""), ("new", NEW)]
    first, second = (link(ada, about) for about in order)
    assert (asked(ada.site, first).email, asked(ada.site, first).new_email) == (ADA, NEW)
    assert agree(ada.site, first).email == agree(ada.site, first).email == ADA
    done = agree(ada.site, second)
    assert (done.email, done.new_email) == (NEW, "")
    for each in (first, second):
        with pytest.raises(TokenExpired):
            agree(ada.site, each)
    ada.address = NEW
    assert ada.moves_to(FIRST) == ["address", "address", "lesson"]


def test_a_yes_counts_for_the_address_that_was_named_and_for_no_other(ada: Ada) -> None:
    """Else one could agree from a mailbox of one's own, and have the course sent to a stranger."""
    _, mine = asks(ada, "mine@example.net")
    old, theirs = asks(ada, "stranger@example.net")
    agree(ada.site, old)
    with pytest.raises(TokenExpired, match="asked for anew"):
        agree(ada.site, mine)
    assert ada.shown().email == ADA
    assert agree(ada.site, theirs).email == "stranger@example.net"


def test_the_old_address_agrees_to_the_latest_wish_alone(ada: Ada) -> None:
    first, _ = asks(ada, "slip@example.net")
    asks(ada)
    with pytest.raises(TokenExpired):
        asked(ada.site, first)


def test_an_address_that_is_somebody_s_or_takes_no_mail_is_not_asked(ada: Ada) -> None:
    Ada(ada.site, ada.clock, BEN)
    cleo = Ada(ada.site, ada.clock, "cleo@example.org")
    bounces(cleo)
    act(ada.site, cleo.token(), {"action": "delete"})
    for address in (BEN, "CLEO@example.org"):
        ada.does("address", address=address)
    assert [send.about for send in ada.sends(kind=Kind.ADDRESS)] == ["old", "old"]
    agree(ada.site, link(ada, "old"))
    assert ada.shown().email == ADA


def test_an_address_that_was_taken_meanwhile_is_refused(ada: Ada) -> None:
    old, new = asks(ada)
    agree(ada.site, old)
    Ada(ada.site, ada.clock, NEW)
    with pytest.raises(BadInput, match="can't be taken") as caught:
        agree(ada.site, new)
    assert caught.value.field == "address"
    assert ada.shown().email == ADA


def test_who_was_blocked_meanwhile_takes_no_block_along_to_a_new_address(ada: Ada) -> None:
    old, new = asks(ada)
    agree(ada.site, old)
    bounces(ada)
    with pytest.raises(BadInput, match="Please sign up anew"):
        agree(ada.site, new)
    assert ada.shown().email == ADA
    assert Ada(ada.site, ada.clock, NEW).row.confirmed_at, "the new address is free"


def test_after_a_week_the_wish_is_forgotten(ada: Ada) -> None:
    old, _ = asks(ada)
    with ada.site.database.writing() as session:
        session.execute(update(Subscriber).values(new_asked_at=real_now() - timedelta(days=7, minutes=1)))
    with pytest.raises(TokenExpired):
        agree(ada.site, old)


def test_links_for_something_else_change_no_address(ada: Ada) -> None:
    old, new = asks(ada)
    for wrong in (ada.token(), old[:-1], old[:16] + new[16:], ada.token(ADDRESS_OLD)):
        with pytest.raises((TokenError, NotFound)):
            agree(ada.site, wrong)


def test_the_same_address_and_the_fourth_wish_of_a_day_are_refused(ada: Ada) -> None:
    with pytest.raises(BadInput, match="write to already"):
        ada.does("address", address=ADA.upper())
    for number in range(3):
        asks(ada, f"ada{number}@new.example")
    with pytest.raises(BadInput, match="try again tomorrow"):
        ada.does("address", address=NEW)
    assert ada.shown().new_email == "ada2@new.example"


def test_the_limit_tells_not_whose_address_is_taken_and_outlives_a_new_beginning(ada: Ada) -> None:
    Ada(ada.site, ada.clock, BEN)
    for _ in range(3):
        ada.does("address", address=BEN)
        two_minutes_pass(ada)
    ada.does("restart")
    with pytest.raises(BadInput, match="try again tomorrow"):
        ada.does("address", address=BEN)


def test_a_page_that_is_loaded_again_asks_nobody_again(ada: Ada) -> None:
    old, new = asks(ada)
    agree(ada.site, old)
    assert asks(ada) == (old, new) and len(ada.sends(kind=Kind.ADDRESS)) == 2
    assert agree(ada.site, new).email == NEW, "the yes that was given stands"


def two_minutes_pass(ada: Ada) -> None:
    """Of real time, in which wishes for another address are kept."""
    with ada.site.database.writing() as session:
        session.execute(update(Subscriber).values(new_asked_at=real_now() - timedelta(minutes=2)))


# Signing up again.


def signs_up_again(ada: Ada) -> list[str]:
    """What she is owed afterwards."""
    subscribe(ada.site, read_application(ada.site, ada.address, {"hour": "20"}))
    return ada.due()


def test_after_leaving_she_is_asked_anew_and_begins_at_day_one(ada: Ada) -> None:
    ada.moves_to(FIRST)
    leave(ada.site, UNSUBSCRIBE, ada.token(UNSUBSCRIBE), goodbye=False)
    assert signs_up_again(ada) == ["confirmation"]
    found = confirm(ada.site, ada.token(CONFIRM))
    assert (found.position, found.hour, len(found.dates)) == (0, 20, 11)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """All of them at the same moment; what each that was refused was told."""
    start, told = threading.Barrier(len(acts)), []

    def run(wish: Callable[[], object]) -> None:
        start.wait()
        try:
            wish()
        except BadInput as refusal:
            told.append(str(refusal))

    with ThreadPoolExecutor(len(acts)) as threads:
        list(threads.map(run, acts))
    return told


def test_signing_up_and_beginning_again_at_the_same_moment_open_one_course(ada: Ada) -> None:
    for _ in range(5):
        leave(ada.site, UNSUBSCRIBE, ada.token(UNSUBSCRIBE), goodbye=False)
        ada.clock.move(ada.clock.now() + DAY)
        again = partial(act, ada.site, ada.token(), {"action": "restart"})
        told = at_once(again, partial(subscribe, ada.site, read_application(ada.site, ADA, {})))
        assert told in ([], ["You've begun this course again already; its own emails lead to its page."])
        assert [row.state for row in ada.rows() if row.ended_at is None] == ["pending" if told else "active"]


def test_an_address_that_is_taken_at_the_very_moment_is_refused(ada: Ada) -> None:
    for number in range(5):
        ada.clock.move(ada.clock.now() + DAY)
        new = f"ada{number}@new.example"
        old_link, new_link = asks(ada, new)
        agree(ada.site, old_link)
        told = at_once(
            partial(agree, ada.site, new_link), partial(subscribe, ada.site, read_application(ada.site, new, {}))
        )
        assert told in ([], ["This address can't be taken. Please choose another on your page."])
        ada.address = ada.address if told else new


def test_after_completing_too(ada: Ada) -> None:
    change(ada, Send, state=SendState.SENT, next_try_at=None)
    change(ada, Subscription, state=SubscriptionState.COMPLETED, position=11)
    assert signs_up_again(ada) == ["confirmation"]
    assert confirm(ada.site, ada.token(CONFIRM)).position == 0


def test_under_way_she_is_told_so_and_nothing_changes(ada: Ada) -> None:
    before = ada.shown()
    assert signs_up_again(ada) == ["lesson", "already_subscribed"]
    assert ada.shown() == before


def test_after_a_bounce_or_a_complaint_nothing_is_sent_whoever_asks(ada: Ada) -> None:
    bounces(ada)
    assert signs_up_again(ada) == []
    send_links(ada.site, ADA)
    assert ada.due() == [] and ada.row.state == SubscriptionState.SUPPRESSED


def test_a_start_date_holds_day_one_and_is_gone_after_it(site: Site, clock: StoppedClock) -> None:
    ada = Ada(site, clock)
    ada.does("leave")
    ada.joins(start="2027-03-20", zone="America/New_York", hour="8")
    first = datetime(2027, 3, 20, 12, tzinfo=UTC)
    assert ada.shown().dates[0] == first
    ada.moves_to(first)
    assert ada.shown().dates[0] == first + DAY and ada.row.not_before is None


@pytest.mark.parametrize(
    ("start", "taken"),
    [("2027-02-28", True), ("2027-02-27", False), ("2028-03-01", True), ("2028-03-09", False), ("soon", False)],
)
def test_a_start_date_is_within_a_year_of_the_course_s_own_clock(site: Site, start: str, taken: bool) -> None:
    if taken:
        assert read_application(site, ADA, {"start": start}).start == date.fromisoformat(start)
        return
    with pytest.raises(BadInput, match="within a year") as caught:
        read_application(site, ADA, {"start": start})
    assert caught.value.field == "start"


def change(ada: Ada, model: type[Subscription] | type[Send], **values: object) -> None:
    with ada.site.database.writing() as session:
        session.execute(update(model).values(**values))


def bounces(ada: Ada) -> None:
    with ada.site.database.writing() as session:
        person = session.get_one(Subscriber, ada.row.subscriber_id)
        suppress(session, ada.site.settings.secret_key, person, "550 no such user", ada.clock.now())


def test_who_signed_up_again_and_has_not_confirmed_cannot_begin_by_a_button(ada: Ada) -> None:
    ada.does("leave")
    subscribe(ada.site, read_application(ada.site, ADA, {}))
    with pytest.raises(BadInput, match="the button in our first email"):
        ada.does("restart")
    assert [row.state for row in ada.rows()] == [SubscriptionState.LEFT, SubscriptionState.PENDING]

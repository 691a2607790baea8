"""When a lesson is due, over every change of every clock."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.schedule import (
    EVERY_DAY,
    Last,
    Pace,
    calendar,
    due_on,
    first_due,
    load_zone,
    next_due,
    weekday_bits,
    weekday_names,
    zone_names,
)

FROM, UNTIL = datetime(2026, 11, 22, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
AUCKLAND, HONOLULU, BERLIN = "Pacific/Auckland", "Pacific/Honolulu", "Europe/Berlin"
WORKDAYS = weekday_bits(["mon", "tue", "wed", "thu", "fri"])


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def wall(instant: datetime | None, zone: str) -> str:
    assert instant is not None
    return instant.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def there(text: str, zone: str) -> datetime:
    """The instant of a wall-clock time that a clock in the zone shows once."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def local_date(instant: datetime, zone: str) -> date:
    return instant.astimezone(ZoneInfo(zone)).date()


# Every change of every clock, against the definition.


def changes(zone: str) -> list[datetime]:
    """The instants at which the zone's offset changes, found by halving the days on which it does."""
    tz = ZoneInfo(zone)
    found = []
    day, offset = FROM, FROM.astimezone(tz).utcoffset()
    while day < UNTIL:
        after = (day + DAY).astimezone(tz).utcoffset()
        if after != offset:
            before, since = day, day + DAY
            while since - before > MINUTE:
                middle = (before + (since - before) / 2).replace(second=0, microsecond=0)
                before, since = (middle, since) if middle.astimezone(tz).utcoffset() == offset else (before, middle)
            found.append(since)
        day, offset = day + DAY, after
    return found


@cache
def minutes_of(day: date, zone: str) -> dict[int, datetime]:
    """Every minute of the day that a clock in the zone shows on this date, with the first instant it does."""
    tz = ZoneInfo(zone)
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - 15 * HOUR
    shown: dict[int, datetime] = {}
    for passed in range(55 * 60):
        instant = start + passed * MINUTE
        local = instant.astimezone(tz)
        if local.date() == day:
            shown.setdefault(local.hour * 60 + local.minute, instant)
    return shown


def due_by_definition(day: date, hour: int, zone: str) -> datetime:
    """The first minute at or after the hour that a clock shows on this date, or the last one before."""
    shown = minutes_of(day, zone)
    after = [minute for minute in shown if minute >= hour * 60]
    return shown[min(after)] if after else shown[max(shown)]


def test_on_every_date_on_which_any_clock_changes_each_lesson_is_due_at_its_minute() -> None:
    seen = set()
    for zone in zone_names():
        for instant in changes(zone):
            edges = [(instant - MINUTE).astimezone(ZoneInfo(zone)), instant.astimezone(ZoneInfo(zone))]
            skipped = (instant - MINUTE).astimezone(ZoneInfo(zone)).replace(tzinfo=None) + MINUTE
            hours = {0, 1, 2, 3, 8, 23, skipped.hour, *(edge.hour for edge in edges)}
            for day in {edge.date() for edge in edges}:
                for hour in hours:
                    assert due_on(day, hour, zone) == due_by_definition(day, hour, zone), (zone, day, hour)
            seen.add((zone, instant))
    assert len(seen) > 300


@given(st.sampled_from(sorted(zone_names())), st.dates(date(2026, 11, 22), date(2027, 12, 31)), st.integers(0, 23))
@settings(max_examples=150, deadline=None)
def test_on_any_date_in_any_zone_a_lesson_is_due_at_its_minute(zone: str, day: date, hour: int) -> None:
    assert due_on(day, hour, zone) == due_by_definition(day, hour, zone)


# The hard ones by name.

HARD = [
    ("Africa/Cairo", "2027-04-30", 0, "2027-04-30 01:00", "2027-04-29 22:00"),  # 00:00 doesn't exist
    ("Africa/Cairo", "2027-10-28", 23, "2027-10-28 23:00", "2027-10-28 20:00"),  # 23:00 twice: the first
    ("Africa/Cairo", "2027-10-29", 0, "2027-10-29 00:00", "2027-10-28 22:00"),
    ("Africa/Casablanca", "2025-02-23", 2, "2025-02-23 02:00", "2025-02-23 01:00"),  # Ramadan begins
    ("Africa/Casablanca", "2025-02-23", 3, "2025-02-23 03:00", "2025-02-23 03:00"),
    ("Africa/Casablanca", "2025-04-06", 2, "2025-04-06 03:00", "2025-04-06 02:00"),  # and ends
    ("Australia/Lord_Howe", "2027-10-03", 2, "2027-10-03 02:30", "2027-10-02 15:30"),  # by half an hour
    ("Australia/Lord_Howe", "2027-04-04", 1, "2027-04-04 01:00", "2027-04-03 14:00"),
    ("Australia/Lord_Howe", "2027-04-04", 2, "2027-04-04 02:00", "2027-04-03 15:30"),
    ("Antarctica/Troll", "2027-03-28", 1, "2027-03-28 03:00", "2027-03-28 01:00"),  # by two hours
    ("Antarctica/Troll", "2027-03-28", 2, "2027-03-28 03:00", "2027-03-28 01:00"),
    ("Antarctica/Troll", "2027-10-31", 2, "2027-10-31 02:00", "2027-10-31 00:00"),
    ("Pacific/Chatham", "2027-09-26", 3, "2027-09-26 03:45", "2027-09-25 14:00"),
    ("Pacific/Chatham", "2027-04-04", 3, "2027-04-04 03:00", "2027-04-03 13:15"),
    ("Asia/Kathmandu", "2027-06-01", 7, "2027-06-01 07:00", "2027-06-01 01:15"),
    ("Pacific/Kiritimati", "2027-06-01", 0, "2027-06-01 00:00", "2027-05-31 10:00"),
    ("America/Nuuk", "2027-03-27", 23, "2027-03-27 22:59", "2027-03-28 00:59"),  # 23:00 is tomorrow's 00:00
    ("America/Nuuk", "2027-03-28", 0, "2027-03-28 00:00", "2027-03-28 01:00"),
    (BERLIN, "2027-03-28", 2, "2027-03-28 03:00", "2027-03-28 01:00"),
    (BERLIN, "2027-10-31", 2, "2027-10-31 02:00", "2027-10-31 00:00"),
]


@pytest.mark.parametrize(("zone", "day", "hour", "on_the_wall", "instant"), HARD)
def test_a_hard_day_by_hand(zone: str, day: str, hour: int, on_the_wall: str, instant: str) -> None:
    due = due_on(date.fromisoformat(day), hour, zone)
    assert wall(due, zone) == on_the_wall
    assert due == utc(instant)


def test_a_date_that_a_country_left_out_has_no_lesson_and_the_next_one_has() -> None:
    assert due_on(date(2011, 12, 30), 7, "Pacific/Apia") is None
    before = there("2011-12-29 07:00", "Pacific/Apia")
    following = next_due(Last(before, "Pacific/Apia", 7), Pace("Pacific/Apia", 7))
    assert wall(following, "Pacific/Apia") == "2011-12-31 07:00"
    assert following - before == DAY


def test_zone_data_come_with_the_code_where_the_system_has_none() -> None:
    code = (
        "import zoneinfo; from datetime import date; from course.schedule import due_on, zone_names; "
        "print(zoneinfo.TZPATH, len(zone_names()) > 500, due_on(date(2027, 4, 30), 0, 'Africa/Cairo'))"
    )
    environ = {**os.environ, "PYTHONTZPATH": ""}
    found = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True)
    assert found.stdout == "() True 2027-04-29 22:00:00+00:00\n"


def test_a_zone_that_does_not_exist_is_refused() -> None:
    for name in ("Mars/Olympus", "", "../../etc/passwd", "localtime", "europe/berlin", "Factory"):
        with pytest.raises(ValueError, match="no time zone"):
            load_zone(name)


# From one lesson to the next.


def test_the_hour_stays_while_the_clocks_change_under_it() -> None:
    dues = calendar(there("2027-03-25 07:00", BERLIN), Pace(BERLIN, 7), 6)
    assert [wall(due, BERLIN) for due in dues] == [f"2027-03-{day} 07:00" for day in range(25, 31)]
    assert [after - before for before, after in pairwise(dues)] == [DAY, DAY, 23 * HOUR, DAY, DAY]


@pytest.mark.parametrize(("start", "end"), [("2028-02-25", "2028-03-06"), ("2027-12-28", "2028-01-07")])
def test_leap_day_and_year_end_are_dates_like_any_other(start: str, end: str) -> None:
    for zone in (BERLIN, AUCKLAND, HONOLULU):
        dues = calendar(there(f"{start} 07:00", zone), Pace(zone, 7), 11)
        days = [local_date(due, zone) for due in dues]
        assert days == [date.fromisoformat(start) + n * DAY for n in range(11)]
        assert days[-1] == date.fromisoformat(end)
        assert {wall(due, zone)[-5:] for due in dues} == {"07:00"}


def test_changing_from_ten_at_night_to_six_in_the_morning_skips_one_date() -> None:
    sent = there("2027-03-01 22:00", BERLIN)
    assert wall(next_due(Last(sent, BERLIN, 22), Pace(BERLIN, 6)), BERLIN) == "2027-03-03 06:00"


def test_changing_from_six_in_the_morning_to_ten_at_night_skips_none() -> None:
    sent = there("2027-03-01 06:00", BERLIN)
    assert wall(next_due(Last(sent, BERLIN, 6), Pace(BERLIN, 22)), BERLIN) == "2027-03-02 22:00"


@pytest.mark.parametrize(
    ("accepted", "following"),
    [
        ("2027-03-01 07:00", "2027-03-02 07:00"),
        ("2027-03-01 13:00", "2027-03-02 07:00"),  # exactly six hours late
        ("2027-03-01 13:01", "2027-03-03 07:00"),
        ("2027-03-01 23:59", "2027-03-03 07:00"),
        ("2027-03-02 03:00", "2027-03-03 07:00"),  # so late that it's the next date already
    ],
)
def test_a_lesson_accepted_more_than_six_hours_late_shifts_the_rest_by_a_date(accepted: str, following: str) -> None:
    last = Last(there(accepted, BERLIN), BERLIN, 7)
    assert wall(next_due(last, Pace(BERLIN, 7)), BERLIN) == following


def test_after_a_lesson_asked_for_in_the_afternoon_the_next_one_leaves_a_night_between() -> None:
    asked = there("2027-03-01 15:30", BERLIN)
    assert wall(next_due(Last(asked, BERLIN, 7), Pace(BERLIN, 7)), BERLIN) == "2027-03-03 07:00"
    assert wall(next_due(Last(asked, BERLIN, 18), Pace(BERLIN, 18)), BERLIN) == "2027-03-02 18:00"


def test_after_an_outage_the_course_goes_on_day_by_day_and_never_bursts() -> None:
    caught_up = there("2027-03-12 16:20", BERLIN)  # twelve days late
    dues = calendar(next_due(Last(caught_up, BERLIN, 7), Pace(BERLIN, 7)), Pace(BERLIN, 7), 10)
    assert [wall(due, BERLIN) for due in dues] == [f"2027-03-{day} 07:00" for day in range(14, 24)]


def test_ada_who_chose_workdays_has_her_weekends_free() -> None:
    friday = there("2027-03-05 07:00", BERLIN)
    dues = calendar(friday, Pace(BERLIN, 7, WORKDAYS), 11)
    assert [wall(due, BERLIN)[8:10] for due in dues] == [
        "05",
        "08",
        "09",
        "10",
        "11",
        "12",
        "15",
        "16",
        "17",
        "18",
        "19",
    ]


def test_ben_who_chose_mondays_is_taught_once_a_week() -> None:
    monday = there("2027-03-01 07:00", BERLIN)
    dues = calendar(monday, Pace(BERLIN, 7, weekday_bits(["mon"])), 4)
    assert [wall(due, BERLIN)[:10] for due in dues] == ["2027-03-01", "2027-03-08", "2027-03-15", "2027-03-22"]


def test_a_pace_without_any_weekday_is_refused_and_does_not_search_for_ever() -> None:
    with pytest.raises(ValueError, match="no day"):
        next_due(Last(utc("2027-03-01 07:00"), "UTC", 7), Pace("UTC", 7, 0))


def test_weekdays_are_bits_from_monday_on() -> None:
    assert weekday_bits(["mon"]) == 1
    assert weekday_bits(("sun", "sun")) == 64
    assert weekday_bits(weekday_names(EVERY_DAY)) == EVERY_DAY
    assert weekday_names(WORKDAYS) == ["mon", "tue", "wed", "thu", "fri"]
    for names in ([], ["mon", "Tuesday"], ["MON"]):
        with pytest.raises(ValueError, match="mon, tue"):
            weekday_bits(names)


# The first lesson.


@pytest.mark.parametrize(
    ("confirmed", "hour", "first"),
    [
        ("2027-03-01 03:59", 7, "2027-03-01 07:00"),
        ("2027-03-01 04:00", 7, "2027-03-01 07:00"),  # exactly three hours
        ("2027-03-01 04:01", 7, "2027-03-02 07:00"),
        ("2027-03-01 21:30", 0, "2027-03-03 00:00"),
        ("2027-03-01 20:59", 0, "2027-03-02 00:00"),
        ("2027-03-01 22:00", 1, "2027-03-02 01:00"),
    ],
)
def test_day_one_comes_at_the_next_chosen_hour_at_least_three_hours_on(confirmed: str, hour: int, first: str) -> None:
    assert wall(first_due(there(confirmed, BERLIN), Pace(BERLIN, hour)), BERLIN) == first


ZONES = st.sampled_from(sorted(zone_names()))
INSTANTS = st.datetimes(datetime(2026, 11, 22), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
PACES = st.builds(Pace, ZONES, st.integers(0, 23), st.integers(1, EVERY_DAY))


@given(INSTANTS, PACES)
@settings(max_examples=200, deadline=None)
def test_day_one_leaves_out_no_earlier_day(confirmed: datetime, pace: Pace) -> None:
    first = first_due(confirmed, pace)
    assert first - confirmed >= 3 * HOUR
    day = local_date(confirmed, pace.zone)
    while day < local_date(first, pace.zone):
        earlier = due_on(day, pace.hour, pace.zone)
        chosen = pace.weekdays >> day.weekday() & 1
        assert not chosen or earlier is None or earlier < confirmed + 3 * HOUR
        day += DAY


@given(INSTANTS, PACES, st.integers(1, 30))
@settings(max_examples=150, deadline=None)
def test_the_calendar_is_what_one_lesson_after_the_other_would_give(start: datetime, pace: Pace, lessons: int) -> None:
    dues = calendar(first_due(start, pace), pace, lessons)
    assert len(dues) == lessons
    for before, after in pairwise(dues):
        assert after == next_due(Last(before, pace.zone, pace.hour), pace)
        assert after - before >= 18 * HOUR
        assert local_date(after, pace.zone) > local_date(before, pace.zone)
        assert pace.weekdays >> local_date(after, pace.zone).weekday() & 1


def test_a_calendar_of_no_lessons_is_empty() -> None:
    assert calendar(utc("2027-03-01 07:00"), Pace("UTC", 7), 0) == []


# Readers who travel.


def test_ben_flies_from_auckland_to_honolulu_and_sees_no_date_twice() -> None:
    sent = there("2027-03-02 07:00", AUCKLAND)  # still 1 March in Honolulu
    assert wall(sent, HONOLULU) == "2027-03-01 08:00"
    following = next_due(Last(sent, AUCKLAND, 7), Pace(HONOLULU, 7))
    assert wall(following, HONOLULU) == "2027-03-03 07:00"
    assert following - sent == 47 * HOUR


def test_ben_flies_back_and_is_taught_the_day_after() -> None:
    sent = there("2027-03-01 07:00", HONOLULU)  # 2 March in Auckland already
    following = next_due(Last(sent, HONOLULU, 7), Pace(AUCKLAND, 7))
    assert wall(following, AUCKLAND) == "2027-03-03 07:00"
    assert following - sent == 25 * HOUR


def test_who_crosses_25_hours_of_zones_does_not_wait_for_more_than_two_days() -> None:
    kiritimati, pago_pago = "Pacific/Kiritimati", "Pacific/Pago_Pago"
    sent = there("2027-03-02 07:00", kiritimati)
    following = next_due(Last(sent, kiritimati, 7), Pace(pago_pago, 7))
    assert following - sent == 25 * HOUR  # by both zones together it would be 49
    assert wall(following, pago_pago) == "2027-03-02 07:00"
    later = next_due(Last(sent, kiritimati, 7), Pace(pago_pago, 12))
    assert wall(later, pago_pago) == "2027-03-03 12:00", "who also changes the hour has asked for the wait"


def test_zone_and_hour_changed_together_bring_no_second_lesson_on_a_date_of_the_old_zone() -> None:
    sent = there("2027-03-01 00:00", HONOLULU)
    following = next_due(Last(sent, HONOLULU, 0), Pace(AUCKLAND, 18))
    assert local_date(following, HONOLULU) > local_date(sent, HONOLULU)
    assert wall(following, AUCKLAND) == "2027-03-03 18:00"


@given(
    INSTANTS,
    st.integers(0, 23),
    st.lists(st.tuples(st.sampled_from([AUCKLAND, HONOLULU]), st.integers(0, 90)), min_size=12, max_size=12),
)
@settings(max_examples=100, deadline=None)
def test_flying_to_and_fro_keeps_18_to_49_hours_and_one_lesson_a_date(
    start: datetime, hour: int, trips: list[tuple[str, int]]
) -> None:
    zone = trips[0][0]
    last = Last(first_due(start, Pace(zone, hour)), zone, hour)
    for zone, minutes_late in trips:
        due = next_due(last, Pace(zone, hour))
        assert 18 * HOUR <= due - last.at <= 49 * HOUR
        assert local_date(due, zone) > local_date(last.at, zone)
        assert local_date(due, last.zone) > local_date(last.at, last.zone)
        last = Last(due + minutes_late * MINUTE, zone, hour)


@given(
    INSTANTS,
    st.lists(
        st.tuples(st.sampled_from([AUCKLAND, HONOLULU]), st.integers(0, 23), st.integers(0, 10 * 60)),
        min_size=12,
        max_size=12,
    ),
)
@settings(max_examples=100, deadline=None)
def test_even_with_hours_changed_and_late_mails_no_date_is_used_twice(
    start: datetime, changes: list[tuple[str, int, int]]
) -> None:
    zone, hour, _ = changes[0]
    last = Last(first_due(start, Pace(zone, hour)), zone, hour)
    for zone, hour, minutes_late in changes:
        due = next_due(last, Pace(zone, hour))
        assert due - last.at >= 18 * HOUR
        assert local_date(due, zone) > local_date(last.at, zone)
        assert local_date(due, last.zone) > local_date(last.at, last.zone)
        last = Last(due + minutes_late * MINUTE, zone, hour)

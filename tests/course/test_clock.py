"""One clock: every process and every restart agrees on what time it is."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select

from course.clock import SLEPT, Clock, real_now, start_clock, wake_clock
from course.database import Database
from course.models import Anchor, Worker
from course.settings import Settings

SECOND = timedelta(seconds=1)
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


def beat_at(database: Database, instant: datetime) -> None:
    with database.writing() as session:
        session.add(Worker(token="ada", host="here", beat_at=instant))


def anchors(database: Database) -> list[tuple[datetime, datetime, float]]:
    with database.reading() as session:
        return [(row.real, row.virtual, row.speed) for row in session.scalars(select(Anchor))]


def test_a_clock_at_speed_one_shows_the_time_of_its_machine() -> None:
    clock = Clock(NOON, NOON)
    before = real_now()
    assert before <= clock.now() <= real_now()
    assert clock.now().tzinfo is UTC


def test_a_fast_clock_makes_a_day_of_twenty_seconds() -> None:
    clock = Clock(real=NOON, virtual=datetime(2030, 1, 1, tzinfo=UTC), speed=4320)
    assert clock.at(NOON) == datetime(2030, 1, 1, tzinfo=UTC)
    assert clock.at(NOON + 20 * SECOND) == datetime(2030, 1, 2, tzinfo=UTC)
    assert clock.at(NOON - 10 * SECOND) == datetime(2029, 12, 31, 12, tzinfo=UTC)
    assert clock.span(20) == timedelta(days=1)


@pytest.mark.both_databases
def test_the_first_process_sets_the_clock_and_all_others_read_it(database: Database, settings: Settings) -> None:
    begin = datetime(2027, 3, 1, 6, tzinfo=timezone(timedelta(hours=1)))
    first = start_clock(database, replace(settings, clock_start=begin, clock_speed=60.0))
    assert first.virtual == begin
    assert first.virtual.utcoffset() == timedelta(0)
    assert real_now() - first.real < 10 * SECOND
    later = start_clock(database, replace(settings, clock_start=NOON, clock_speed=2.0))
    assert later == first
    assert anchors(database) == [(first.real, begin, 60.0)]


@pytest.mark.both_databases
def test_without_a_setting_the_clock_starts_now(database: Database, settings: Settings) -> None:
    clock = start_clock(database, settings)
    assert clock.real == clock.virtual
    assert abs(clock.now() - real_now()) < SECOND


@pytest.mark.both_databases
def test_processes_that_start_at_once_agree(database: Database, settings: Settings) -> None:
    together = threading.Barrier(6)
    found: list[Clock] = []

    def start(number: int) -> None:
        own = Database(settings.database_url)
        together.wait()
        found.append(start_clock(own, replace(settings, clock_start=NOON + number * SECOND)))
        own.close()

    threads = [threading.Thread(target=start, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == 1
    assert len(anchors(database)) == 1


@pytest.mark.both_databases
def test_the_demo_looked_at_again_the_next_day_goes_on_where_it_stood(database: Database, settings: Settings) -> None:
    yesterday = real_now() - timedelta(days=1)
    with database.writing() as session:
        session.add(Anchor(id=1, real=yesterday, virtual=NOON, speed=4320.0))
    beat_at(database, yesterday + 50 * SECOND)
    old = start_clock(database, settings)
    woken = wake_clock(database, old)
    stood = NOON + timedelta(days=2.5)
    assert woken.virtual == stood
    assert stood <= woken.now() < stood + timedelta(days=1)
    assert start_clock(database, settings) == woken


def test_a_demo_that_beat_a_moment_ago_is_left_alone(database: Database, settings: Settings) -> None:
    old = start_clock(database, replace(settings, clock_speed=4320.0))
    beat_at(database, real_now() - SLEPT + 10 * SECOND)
    assert wake_clock(database, old) == old
    assert start_clock(database, settings) == old


def test_a_demo_in_which_nobody_ever_worked_is_left_alone(database: Database, settings: Settings) -> None:
    old = start_clock(database, replace(settings, clock_speed=4320.0))
    assert wake_clock(database, old) == old


def test_a_real_site_that_was_off_for_a_week_has_missed_a_week(database: Database, settings: Settings) -> None:
    old = start_clock(database, settings)
    beat_at(database, real_now() - timedelta(days=7))
    assert wake_clock(database, old) == old

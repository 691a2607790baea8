"""The whole course: many people in twenty zones, by real SMTP, on the virtual clock."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from course.models import Kind, SendState, SubscriptionState
from tests.sink import Sink, Stored
from tests.world import World

ZONES = (
    "Pacific/Auckland",
    "Pacific/Honolulu",
    "Pacific/Kiritimati",
    "Pacific/Chatham",
    "Asia/Tokyo",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Tehran",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Nairobi",
    "Europe/Berlin",
    "Europe/London",
    "Europe/Lisbon",
    "America/New_York",
    "America/Los_Angeles",
    "America/St_Johns",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Antarctica/Troll",
)


@pytest.mark.long
@pytest.mark.parametrize("count", [40, pytest.param(200, marks=pytest.mark.slow)])
def test_many_people_get_eleven_lessons_each_at_their_own_hour(count: int, tmp_path: Path) -> None:
    with Sink() as sink:
        world = World(tmp_path / "data", url=sink.url)
        office = world.post_office()
        people = {f"p{n}@example.org": (ZONES[n % 20], n * 7 % 24) for n in range(count)}
        for address, (zone, hour) in people.items():
            world.join(address, zone, hour)
        world.live(office, days=15)
        office.stop()
    assert_everybody_got_everything(sink.stored, world, set(people))
    assert_each_at_their_hour(world)


def assert_everybody_got_everything(stored: list[Stored], world: World, people: set[str]) -> None:
    """Thirteen mails each, in the order of the course, none twice."""
    course = world.course
    files = [file for file in (course.welcome, *course.lessons, course.completion) if file]
    got: dict[str, list[str]] = defaultdict(list)
    for mail in stored:
        got[mail.recipient].append(str(mail.message["Subject"]))
    assert set(got) == people
    assert Counter(tuple(subjects) for subjects in got.values()) == {tuple(file.subject for file in files): len(people)}
    assert len({mail.message_id for mail in stored}) == len(stored)


def assert_each_at_their_hour(world: World) -> None:
    """Eleven dates in a row, each at the chosen hour in the reader's own zone."""
    with world.site.database.reading() as session:
        from sqlalchemy import select

        from course.models import Send, Subscription

        rows = session.execute(
            select(Subscription.id, Subscription.zone, Subscription.hour, Send.sent_at)
            .join(Send, Send.subscription_id == Subscription.id)
            .where(Send.kind == Kind.LESSON)
            .order_by(Subscription.id, Send.day)
        ).all()
    dates: dict[int, list[datetime]] = defaultdict(list)
    for person, zone, hour, sent_at in rows:
        assert sent_at is not None
        local = sent_at.astimezone(ZoneInfo(zone))
        assert local.hour == hour, (zone, local)
        dates[person].append(local)
    for days in dates.values():
        steps = {(after.date() - before.date()) for before, after in pairwise(days)}
        assert steps == {timedelta(days=1)}
    assert {len(days) for days in dates.values()} == {11}


@pytest.mark.parametrize("state", [SendState.DUE, SendState.FAILED, SendState.IN_DOUBT])
def test_nothing_is_left_over(state: SendState, tmp_path: Path) -> None:
    with Sink() as sink:
        world = World(tmp_path / "data", url=sink.url)
        office = world.post_office()
        key = world.join("ada@example.org")
        world.live(office, days=15)
        office.stop()
    assert world.sends(state=state) == []
    assert world.subscription(key).state == SubscriptionState.COMPLETED

"""The system as it really runs: processes of their own, killed without warning."""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from course.clock import start_clock
from course.models import Kind, Send, Subscription
from tests.servers import Processes, postgres, valkey
from tests.sink import Sink
from tests.test_journey import ZONES
from tests.world import World

FAST = "28800"
"""A day lasts three seconds."""
SECRET = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as sink:
        yield sink


class Town(World):
    """A world whose clock runs, with processes that work in it."""

    def __init__(self, folder: Path, sink: Sink, **settings: str) -> None:
        given = {"SECRET_KEY": SECRET, "CLOCK_SPEED": FAST, "MAIL_DOMAIN": "course.test", **settings}
        super().__init__(folder / "data", url=sink.url, **given)
        self.sink = sink
        self.site = replace(self.site, clock=start_clock(self.site.database, self.site.settings))
        self.processes = Processes(folder, SMTP_URL=sink.url, **given)

    def settle_in(self, count: int) -> set[str]:
        """So many people sign up and confirm."""
        people = {f"p{n}@example.org": ZONES[n % 20] for n in range(count)}
        for n, (address, zone) in enumerate(people.items()):
            self.join(address, zone, n * 7 % 24)
        return set(people)

    def wait_for_mails(self, count: int, seconds: float) -> None:
        """Until so many different mails have come."""
        with self.sink.arrived:
            came = self.sink.arrived.wait_for(lambda: len(self.sink.different) >= count, seconds)
        assert came, f"{len(self.sink.different)} of {count} mails after {seconds} s\n{self.processes.output()[-4000:]}"

    def doubled(self) -> dict[str, int]:
        """Message-IDs that came more than once."""
        counts = Counter(mail.message_id for mail in self.sink.stored)
        return {message_id: n for message_id, n in counts.items() if n > 1}

    def in_doubt_ever(self) -> set[str]:
        with self.site.database.reading() as session:
            return {f"<{key}@course.test>" for key in session.scalars(select(Send.key).where(Send.doubts > 0))}


def complete(town: Town, people: set[str]) -> None:
    """Everybody got each lesson; what came twice was in doubt."""
    lessons = {(mail.recipient, str(mail.message["Subject"])): mail.message_id for mail in town.sink.stored}
    assert len(lessons) == 13 * len(people)
    assert len(set(lessons.values())) == len(lessons), "one lesson under two Message-IDs"
    assert set(town.doubled()) <= town.in_doubt_ever()
    assert all(n == 2 for n in town.doubled().values())
    at_their_hour(town)


def at_their_hour(town: Town) -> None:
    from zoneinfo import ZoneInfo

    with town.site.database.reading() as session:
        rows = session.execute(
            select(Subscription.zone, Subscription.hour, Send.due_at)
            .join(Send, Send.subscription_id == Subscription.id)
            .where(Send.kind == Kind.LESSON)
        ).all()
    assert {due.astimezone(ZoneInfo(zone)).hour - hour for zone, hour, due in rows} == {0}


def kill_ten_times(town: Town, start: Callable[[], object], people: int) -> None:
    """Ten deaths, spread over the course."""
    worker = start()
    for death in range(1, 11):
        town.wait_for_mails(death * 13 * people // 12, 120)
        town.processes.kill(worker)  # type: ignore[arg-type]
        worker = start()
    town.wait_for_mails(13 * people, 180)


@pytest.mark.long
def test_the_course_runs_on_postgresql_and_valkey_with_two_workers(tmp_path: Path, sink: Sink) -> None:
    with postgres(tmp_path) as database, valkey(tmp_path) as broker:
        town = Town(tmp_path, sink, DATABASE_URL=database, BROKER_URL=broker)
        people = town.settle_in(40)
        for command in ("worker", "worker", "beat"):
            town.processes.start(command)
        try:
            town.wait_for_mails(13 * len(people), 120)
            assert [town.processes.stop(process) for process in town.processes.running] == [0, 0, 0]
        finally:
            town.processes.end()
        complete(town, people)
        town.site.database.close()


@pytest.mark.slow
def test_two_hundred_people_on_postgresql_and_valkey_with_workers_that_die(tmp_path: Path, sink: Sink) -> None:
    with postgres(tmp_path) as database, valkey(tmp_path) as broker:
        town = Town(tmp_path, sink, DATABASE_URL=database, BROKER_URL=broker, CLOCK_SPEED="14400")
        people = town.settle_in(200)
        town.processes.start("worker")
        town.processes.start("beat")
        try:
            kill_ten_times(town, lambda: town.processes.start("worker"), len(people))
        finally:
            town.processes.end()
        complete(town, people)
        town.site.database.close()


@pytest.mark.slow
def test_two_hundred_people_while_the_whole_process_dies_ten_times(tmp_path: Path, sink: Sink) -> None:
    town = Town(tmp_path, sink, CLOCK_SPEED="14400")
    people = town.settle_in(200)
    try:
        kill_ten_times(town, lambda: town.processes.start("run", "--port", "0"), len(people))
    finally:
        town.processes.end()
    complete(town, people)


@pytest.mark.slow
def test_while_the_broker_is_away_people_may_join_and_all_is_sent_when_it_is_back(tmp_path: Path, sink: Sink) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    town = Town(tmp_path, sink, BROKER_URL=f"redis://127.0.0.1:{port}/0", CLOCK_SPEED="1")
    try:
        with valkey(tmp_path / "first", port):
            for command in ("worker", "beat"):
                town.processes.start(command)
            town.join("early@example.org")
            town.wait_for_mails(1, 60)
        people = town.settle_in(20)
        with valkey(tmp_path / "second", port):
            town.wait_for_mails(1 + len(people), 60)
    finally:
        town.processes.end()
    assert town.doubled() == {}

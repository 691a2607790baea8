"""Workers die, sleep and wake up; nothing is lost, and what comes twice was in doubt."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from course.liveness import SILENCE_SECONDS, join
from course.models import Kind, SendState, Worker, WorkerState
from course.sends import claim, mark
from course.settling import Outcome, Result
from emails import journal as journal_module
from emails.badge import Badge, LeaseLost, boottime
from emails.journal import Journal, if_abandoned, journals, read_traces
from tests.sink import Sink
from tests.world import START, World


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as sink:
        yield sink


@pytest.fixture
def world(tmp_path: Path, sink: Sink) -> World:
    return World(tmp_path / "data", url=sink.url)


class Fallen:
    """A worker that got as far as having `ids` on their way, and died there."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.badge = Badge(join(world.site), world.site.settings.data_dir / "journals", boottime())
        with world.site.database.writing() as session:
            ids = claim(session, self.badge.token, START, 100)
        with world.site.database.writing() as session:
            self.ids = [job.send_id for job in mark(session, self.badge.token, ids, START)]

    def die(self) -> None:
        """The lock goes with the process, the file stays."""
        import os

        os.close(self.badge.journal._fd)


def states(world: World) -> list[tuple[str, int]]:
    return [(send.state, send.doubts) for send in world.sends(kind=Kind.WELCOME)]


def test_what_a_dead_worker_had_answered_is_sent_and_what_it_had_not_begun_is_due(world: World) -> None:
    for name in ("ada", "ben", "cy", "di"):
        world.join(f"{name}@example.org")
    fallen = Fallen(world)
    ada, ben, cy, _ = fallen.ids
    for send_id in (ada, ben, cy):
        fallen.badge.fence(send_id)
    fallen.badge.journal.answer(Outcome(ada, Result.SENT))
    fallen.badge.journal.answer(Outcome(ben, Result.LATER, "451 4.3.0 try later"))
    fallen.die()
    office = world.post_office()
    assert states(world) == [
        (SendState.SENT, 0),
        (SendState.DUE, 0),
        (SendState.DUE, 1),
        (SendState.DUE, 0),
    ]
    assert [send.tries for send in world.sends(kind=Kind.WELCOME)] == [1, 1, 1, 0]
    assert [path.name for path in journals(office.folder)] == [office.badge.token]
    office.stop()


def test_a_journal_from_before_the_machine_crashed_is_not_believed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.join("ada@example.org")
    world.join("ben@example.org")
    fallen = Fallen(world)
    fallen.badge.fence(fallen.ids[0])
    fallen.badge.journal.answer(Outcome(fallen.ids[0], Result.SENT))
    fallen.die()
    monkeypatch.setattr(journal_module, "_boot_id", lambda: "another boot")
    world.post_office().stop()
    assert states(world) == [(SendState.SENT, 0), (SendState.DUE, 1)]


def test_a_living_workers_journal_is_left_alone(world: World) -> None:
    world.join("ada@example.org")
    fallen = Fallen(world)
    office = world.post_office()
    with if_abandoned(fallen.badge.journal.path) as dead:
        assert not dead
    assert states(world) == [(SendState.SENDING, 0)]
    office.stop()


def test_a_worker_without_a_lease_sends_no_dot(world: World, sink: Sink) -> None:
    world.join("ada@example.org")
    office = world.post_office()
    office.badge.give_up()
    with pytest.raises(LeaseLost):
        office.badge.fence(7)
    office.look()
    assert sink.stored == []
    office.badge.renew(boottime())
    world.deliver(office)
    assert len(sink.stored) == 1
    office.stop()


def test_the_lease_that_runs_out_during_a_message_stops_its_dot(world: World, sink: Sink) -> None:
    world.join("ada@example.org")
    office = world.post_office()
    compose = office.deliverer.composer.compose

    def sleepy(job: object) -> object:
        office.badge.give_up()
        return compose(job)  # type: ignore[arg-type]

    office.deliverer.composer.compose = sleepy  # type: ignore[method-assign,assignment]
    office.look()
    assert sink.stored == []
    assert states(world) == [(SendState.DUE, 0)]
    office.stop()


def test_a_silent_worker_is_relieved_and_its_late_answer_still_counts(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker was stopped right after a dot; another takes over, then the answer comes after all."""
    world.join("ada@example.org")
    world.join("ben@example.org")
    sleeper = Fallen(world)
    sleeper.badge.fence(sleeper.ids[0])
    office = world.post_office()
    office.relieve()
    assert states(world) == [(SendState.SENDING, 0), (SendState.SENDING, 0)]
    later(monkeypatch, SILENCE_SECONDS)
    office.relieve()
    assert states(world) == [(SendState.DUE, 1), (SendState.DUE, 0)]
    welcome = world.sends(kind=Kind.WELCOME)[0]
    assert welcome.next_try_at and welcome.next_try_at > START + timedelta(minutes=1)

    from course.settling import settle

    settle(world.site, sleeper.badge.token, [Outcome(i, Result.SENT) for i in sleeper.ids])
    assert states(world) == [(SendState.SENT, 1), (SendState.DUE, 0)]
    office.stop()


def test_a_worker_on_a_host_that_is_gone_leaves_everything_in_doubt(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.join("ada@example.org")
    gone = Fallen(world)
    gone.badge.journal.path.unlink()
    office = world.post_office()
    office.relieve()
    later(monkeypatch, SILENCE_SECONDS)
    office.relieve()
    assert states(world) == [(SendState.DUE, 1)]
    office.stop()


def test_a_worker_that_beats_is_not_relieved(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from course.liveness import beat

    world.join("ada@example.org")
    other = Fallen(world)
    office = world.post_office()
    office.relieve()
    later(monkeypatch, SILENCE_SECONDS)
    assert beat(world.site, other.badge.token)
    office.relieve()
    assert states(world) == [(SendState.SENDING, 0)]
    office.stop()


def test_a_worker_declared_dead_joins_anew_and_goes_on(world: World, sink: Sink) -> None:
    office = world.post_office()
    first = office.badge
    with world.site.database.writing() as session:
        session.get_one(Worker, first.token).state = WorkerState.DEAD
    office._beat()
    assert office.badge.token != first.token
    assert not first.good
    world.join("ada@example.org")
    world.deliver(office)
    assert len(sink.stored) == 1
    office.stop()
    with world.site.database.reading() as session:
        found = session.execute(select(Worker.token, Worker.state)).all()
    assert dict(found) == {first.token: WorkerState.DEAD, office.badge.token: WorkerState.STOPPED}


def test_what_the_database_says_is_ours_and_we_know_nothing_of_is_given_back(world: World, sink: Sink) -> None:
    """The database took a claim and a mark, and went away before it could say so."""
    world.join("ada@example.org")
    world.join("ben@example.org")
    office = world.post_office()
    with world.site.database.writing() as session:
        ids = claim(session, office.badge.token, START, 100)
    with world.site.database.writing() as session:
        mark(session, office.badge.token, ids[:1], START)
    office.deliverer._unsure = True
    office.look()
    assert sorted(mail.recipient for mail in sink.stored) == ["ada@example.org", "ben@example.org"]
    assert [send.tries for send in world.sends(kind=Kind.WELCOME)] == [1, 1]
    office.stop()


def test_stopping_with_an_answer_that_never_comes_leaves_it_in_doubt(
    world: World, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("emails.post_office.PATIENCE_SECONDS", 0.2)
    world.join("held.ada@example.org")
    office = world.post_office()
    look = threading.Thread(target=office.look)
    look.start()
    sink.wait_for(1)
    office.stop()
    look.join()
    assert states(world) == [(SendState.DUE, 1)]


def test_a_journal_is_cut_back_once_everything_in_it_is_settled(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "ada")
    head = journal.path.read_bytes()
    journal.dot(1)
    journal.dot(2)
    journal.answer(Outcome(1, Result.SENT))
    assert read_traces(journal.path).sent == {1}
    assert read_traces(journal.path).in_doubt == {2}
    journal.settled([1])
    assert read_traces(journal.path).sent == set()
    journal.settled([2])
    assert journal.path.read_bytes() == head
    journal.close()
    assert journals(tmp_path) == []


def test_a_line_that_was_cut_off_says_nothing(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "ada")
    journal.dot(1)
    with journal.path.open("ab") as file:
        file.write(b"ans 1 se")
    assert read_traces(journal.path).in_doubt == {1}
    journal.close()


def test_a_journal_with_a_line_that_cannot_be_read_is_not_believed(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "ada")
    journal.dot(1)
    with journal.path.open("ab") as file:
        file.write(b"dot 1ans 17 sent\n")
    assert read_traces(journal.path).lost
    journal.close()


def test_a_badge_whose_journal_is_closed_lets_no_dot_out(world: World) -> None:
    office = world.post_office()
    badge = Badge(join(world.site), office.folder, boottime())
    badge.journal.close()
    with pytest.raises(LeaseLost):
        badge.fence(1)
    badge.journal.answer(Outcome(1, Result.SENT))
    office.stop()


def test_a_badge_is_kept_open_while_something_travels_under_it(world: World, sink: Sink) -> None:
    world.join("held.ada@example.org")
    office = world.post_office()
    first = office.badge
    look = threading.Thread(target=office.look)
    look.start()
    sink.wait_for(1)
    with world.site.database.writing() as session:
        session.get_one(Worker, first.token).state = WorkerState.DEAD
    office._beat()
    assert first.journal.path.exists()
    sink.let_go.set()
    look.join()
    office._beat()
    assert not first.journal.path.exists()
    assert states(world) == [(SendState.SENT, 0)]
    office.stop()


def test_rows_in_the_hands_of_nobody_alive_come_back_with_the_sweep(world: World) -> None:
    world.join("ada@example.org")
    gone = Fallen(world)
    gone.badge.journal.path.unlink()
    with world.site.database.writing() as session:
        session.get_one(Worker, gone.badge.token).state = WorkerState.DEAD
    office = world.post_office()
    office.sweep()
    assert states(world) == [(SendState.DUE, 1)]
    office.stop()


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let the rescuers' own clock go on."""
    import time

    from course import liveness

    class Later:
        @staticmethod
        def monotonic() -> float:
            return time.monotonic() + seconds + 1

    monkeypatch.setattr(liveness, "time", Later)

"""Who is alive: one row per worker process, with a token and a beat that the others watch.

No wall clock decides. A rescuer takes over when it has itself seen the same beat for 90 seconds
of its own monotonic clock; the worker's own lease (emails/delivery.py) is shorter than that.
"""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from course.clock import real_now
from course.models import SendState, Worker, WorkerState
from course.sends import held, release
from course.settling import Outcome, Result, settle_in
from course.site import Site
from course.tokens import new_key

BEAT_SECONDS = 10.0
LEASE_SECONDS = 60.0
"""How long a worker may send after its last beat was begun."""
SILENCE_SECONDS = 90.0
"""How long the same beat makes a worker dead."""
LATE_ANSWER_SECONDS = 300.0
"""How long a message in doubt waits for the late answer of a worker that isn't surely dead."""
KEPT = timedelta(days=2)


@dataclass(frozen=True)
class Traces:
    """What a worker's journal tells of the Sends in its hands."""

    sent: frozenset[int] = frozenset()
    others: tuple[Outcome, ...] = ()
    in_doubt: frozenset[int] = frozenset()
    """Whole messages handed over, answer unknown."""
    lost: bool = False
    """There is no journal to be read: all that was on its way is in doubt."""


@dataclass
class Watch:
    """What one process has seen of the others' beats."""

    seen: dict[str, tuple[int, float]] = field(default_factory=dict)

    def silent(self, session: Session, own: str) -> list[str]:
        """Tokens of workers whose beat hasn't moved for too long."""
        now = time.monotonic()
        alive = session.execute(select(Worker.token, Worker.beats).where(Worker.state == WorkerState.ALIVE)).all()
        self.seen = {
            token: old if (old := self.seen.get(token)) and old[0] == beats else (beats, now)
            for token, beats in alive
            if token != own
        }
        return [token for token, (_, since) in self.seen.items() if now - since >= SILENCE_SECONDS]


def join(site: Site) -> str:
    """Sign on as a worker; its token."""
    token = new_key()
    with site.database.writing() as session:
        session.add(Worker(token=token, host=socket.gethostname(), state=WorkerState.ALIVE, beat_at=real_now()))
        session.execute(delete(Worker).where(Worker.state != WorkerState.ALIVE, Worker.beat_at < real_now() - KEPT))
    return token


def beat(site: Site, token: str) -> bool:
    """One more beat; False where others have declared this worker dead."""
    with site.database.writing() as session:
        stay = update(Worker).where(Worker.token == token, Worker.state == WorkerState.ALIVE)
        found = session.scalar(stay.values(beats=Worker.beats + 1, beat_at=real_now()).returning(Worker.token))
    return found is not None


def depart(site: Site, token: str, traces: Traces) -> None:
    """Sign off: whatever is still in hand is settled or goes back."""
    take_over(site, token, traces, timedelta(0), WorkerState.STOPPED)


def take_over(
    site: Site,
    token: str,
    traces: Traces,
    wait: timedelta,
    state: WorkerState = WorkerState.DEAD,
    beats: int | None = None,
) -> bool:
    """Settle all that a worker held, by its traces. False where another was quicker or it beat again.

    `beats` is the beat that was seen for too long; None where the worker is surely gone.
    """
    with site.database.writing() as session:
        same = [Worker.token == token, Worker.state == WorkerState.ALIVE]
        if beats is not None:
            same.append(Worker.beats == beats)
        gone = session.scalar(update(Worker).where(*same).values(state=state).returning(Worker.token))
        if gone is None and beats is not None:
            return False
        _settle_traces(session, site, token, traces, wait)
    return True


def _settle_traces(session: Session, site: Site, token: str, traces: Traces, wait: timedelta) -> None:
    in_hand = held(session, token)
    sending = {i for i, state in in_hand if state == SendState.SENDING}
    doubtful = sending - traces.sent if traces.lost else sending & traces.in_doubt
    told = {outcome.send_id for outcome in traces.others}
    untold = [Outcome(i, Result.DOUBT, "handed over, answer lost") for i in sorted(doubtful - told)]
    untried = [Outcome(i, Result.UNTRIED) for i in sorted(sending - traces.sent - told - doubtful)]
    settle_in(session, site, token, sorted(traces.sent), [*traces.others, *untold, *untried], wait)
    release(session, token, [i for i, state in in_hand if state == SendState.CLAIMED])

"""The one clock. `now` is a value that is passed in; this is where it comes from.

Virtual time runs from an anchor (a real instant, a virtual instant, a speed) that the first
process writes into the database and all others read, so that every process and every restart
agrees. Due times, retry gaps and dates in mails are virtual; leases, timeouts and the expiry of
links are real.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, update

from course.database import Database
from course.models import Anchor, Worker
from course.settings import Settings

SLEPT = timedelta(seconds=60)
"""Real time without a beat after which a fast clock is taken to have stood still."""


def real_now() -> datetime:
    """The instant by this machine's clock, UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Clock:
    """Virtual time: `virtual` + (real now - `real`) * `speed`."""

    real: datetime
    virtual: datetime
    speed: float = 1.0

    def now(self) -> datetime:
        """The virtual instant, UTC."""
        return self.at(real_now())

    def at(self, real: datetime) -> datetime:
        """The virtual instant of a real one."""
        return self.virtual + (real - self.real) * self.speed

    def span(self, seconds: float) -> timedelta:
        """Real seconds as a length of virtual time."""
        return timedelta(seconds=seconds * self.speed)


def start_clock(database: Database, settings: Settings) -> Clock:
    """The clock that the database holds; the first caller sets it by the settings."""
    real = real_now()
    values = {"id": 1, "real": real, "virtual": settings.clock_start or real, "speed": settings.clock_speed}
    with database.writing() as session:
        session.execute(database.insert_new(Anchor).values(values))
        anchor = session.get_one(Anchor, 1)
        return Clock(anchor.real, anchor.virtual, anchor.speed)


def wake_clock(database: Database, clock: Clock) -> Clock:
    """Let a fast clock go on where it stood, when nothing has run for a minute.

    Without this a demo looked at again the next day would find the course long over.
    """
    if clock.speed <= 1:
        return clock
    with database.writing() as session:
        last = session.scalar(select(func.max(Worker.beat_at)))
        real = real_now()
        if last is None or real - last < SLEPT:
            return clock
        fresh = Clock(real, clock.at(last), clock.speed)
        session.execute(update(Anchor).values(real=fresh.real, virtual=fresh.virtual))
        return fresh

"""A worker's badge: its token, its journal, and the lease by which it may send.

The lease is counted on CLOCK_BOOTTIME, which goes on while a machine sleeps. It is shorter than
the time after which others take over, so that a process that was stopped and wakes up finds it
run out before its next final dot.
"""

from __future__ import annotations

import time
from pathlib import Path

from course.errors import CourseError
from course.liveness import LEASE_SECONDS
from course.settling import Outcome, Result
from emails.journal import Journal


class LeaseLost(CourseError):
    """This worker has been silent for too long to be sure that nobody sends in its place."""


class Badge:
    """Who a worker is, from joining to leaving or being declared dead."""

    def __init__(self, token: str, folder: Path, begun: float) -> None:
        self.token = token
        self.journal = Journal(folder, token)
        self._until = begun + LEASE_SECONDS

    @property
    def good(self) -> bool:
        """The lease hasn't run out."""
        return boottime() < self._until

    def renew(self, begun: float) -> None:
        """A beat that was begun at this boottime stands in the database."""
        self._until = begun + LEASE_SECONDS

    def give_up(self) -> None:
        """Others have taken over."""
        self._until = 0.0

    def fence(self, send_id: int) -> None:
        """Called right before a final dot. Raises LeaseLost where the dot mustn't go out, OSError
        where it can't be noted."""
        if not self.journal.dot(send_id) or not self.good:
            self.journal.answer(Outcome(send_id, Result.UNTRIED))
            raise LeaseLost("This worker was silent for too long to go on sending; it begins anew.")


def boottime() -> float:
    """Seconds since the machine was started, sleep included."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)

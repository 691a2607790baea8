"""The heart: Sends that have fallen due become mail, each once.

A look claims what is due, hands it to sender threads in small groups, and settles what comes
back. It ends after five seconds, so that nobody waits long for a worker to stop; what is still on
its way then is settled by the next look.

    claim -> mark -> compose -> envelope, body -> (journal, lease) -> dot -> answer -> settle
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from course.errors import CourseError, DatabaseError, LessonBroken
from course.models import Lane
from course.replies import with_words
from course.sends import Job, claim, mark, release, release_all_but, wake
from course.settings import Relay
from course.settling import Outcome, Result, look_again, settle
from course.site import Site
from emails.badge import Badge, LeaseLost
from emails.composing import Composer, Message
from emails.mailer import Answer, Connection, RelayDown
from emails.telling import Telling

log = logging.getLogger(__name__)

NO_JOURNAL = "The journal can't be written ({}); check DATA_DIR and its disk."
LOOK_SECONDS = 5.0
GROUP = 100
"""Most Sends that are settled in one transaction, or marked ahead of the wire."""
GROUP_SECONDS = 0.2
MOST_CLAIMED = 500
FRESH_SECONDS = 1.0
"""How long a mark counts: after that, who it goes to may have left."""
SERVED_SECONDS = 1.0
LONGEST_PAUSE = 60.0
"""Real seconds between tries while the relay is down."""


@dataclass(frozen=True)
class Task:
    """One Send for a sender thread, under the badge it was marked with; `marked` is monotonic."""

    job: Job
    badge: Badge
    marked: float


@dataclass(frozen=True)
class Done:
    """What a sender thread made of it."""

    outcome: Outcome
    badge: Badge


class Deliverer:
    """Delivers for one process: one look at a time, several connections."""

    def __init__(self, site: Site, relay: Relay) -> None:
        self.site = site
        self.composer = Composer(site)
        self.pace = Pace(relay.connections)
        self.stopping = threading.Event()
        self._looking = threading.Lock()
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[Done] = queue.SimpleQueue()
        self._backlog: deque[int] = deque()
        self._on_the_way: dict[int, Badge] = {}
        self._unsure = False
        self._version = site.library.version
        self._unsettled: list[Done] = []
        self._connections = [Connection(relay) for _ in range(relay.connections)]
        self._telling = Telling(log)
        self._threads = [
            threading.Thread(target=self._send_all, args=(connection,), daemon=True, name="sender")
            for connection in self._connections
        ]
        for thread in self._threads:
            thread.start()

    def look(self, badge: Badge) -> bool:
        """Deliver what is due, for five seconds at most; True if more may be due.

        A second look in the same process returns at once: the first sees the same rows.
        """
        if not self._looking.acquire(blocking=False):
            return False
        try:
            self._make_sure(badge)
            self._settle()  # before anything is claimed: an old outcome mustn't meet a new attempt
            self._refresh()
            return self._look(badge)
        except BaseException:
            self._unsure = True
            raise
        finally:
            self._looking.release()

    def finish(self, patience: float) -> None:
        """Stop: begin nothing more, wait `patience` real seconds for answers, settle."""
        self.stopping.set()
        with self._looking:
            until = time.monotonic() + patience
            self._collect_until(until)
            for connection in self._connections:
                if self._on_the_way:
                    connection.abort()
            self._collect_until(time.monotonic() + 1.0)
            self._settle()
        for _ in self._threads:
            self._tasks.put(None)

    def _look(self, badge: Badge) -> bool:
        ends = time.monotonic() + LOOK_SECONDS
        begun, before = time.monotonic(), self.pace.handled
        more = False
        try:
            while not self.stopping.is_set() and time.monotonic() < ends:
                more = self._fill(badge)
                if not more and not self._on_the_way:
                    break
                self._collect(0.05 if more else 0.25)
        finally:
            self._give_back(badge)
            self._settle()
        self.pace.measure(self.pace.handled - before, time.monotonic() - begun)
        return more and not self.stopping.is_set()

    def _fill(self, badge: Badge) -> bool:
        """Mark as many as will begin within a second; False when there is nothing left to begin."""
        if not badge.good or self.pace.resting:
            return False
        room = self.pace.group - len(self._on_the_way)
        if room <= 0:
            return True
        if self._backlog:
            self._claim_ahead(badge, (Lane.SOMEBODY_WAITS,), room)
        else:
            self._claim_ahead(badge, tuple(Lane), self.pace.claim)
        ids = [self._backlog.popleft() for _ in range(min(room, len(self._backlog)))]
        if ids:
            self._mark(badge, ids)
        return bool(ids)

    def _claim_ahead(self, badge: Badge, lanes: Sequence[Lane], limit: int) -> None:
        """Claimed Sends go before the backlog: whoever waits is served first."""
        with self.site.database.writing() as session:
            wake(session, self.site.clock.now())
            found = claim(session, badge.token, self.site.clock.now(), limit, lanes)
        self._backlog.extendleft(reversed(found))

    def _mark(self, badge: Badge, ids: list[int]) -> None:
        with self.site.database.writing() as session:
            jobs = with_words(session, self.site, mark(session, badge.token, ids, self.site.clock.now()))
        self._on_the_way.update((job.send_id, badge) for job in jobs)
        for job in jobs:
            self._tasks.put(Task(job, badge, time.monotonic()))

    def _give_back(self, badge: Badge) -> None:
        """What was claimed and not begun."""
        if self._backlog:
            with self.site.database.writing() as session:
                release(session, badge.token, list(self._backlog))
            self._backlog.clear()

    def _collect(self, seconds: float) -> None:
        """Take in what has come back, and settle it in groups."""
        try:
            self._take(self._done.get(timeout=seconds) if self._on_the_way else self._done.get_nowait())
            deadline = time.monotonic() + GROUP_SECONDS
            while self._on_the_way and len(self._unsettled) < GROUP and time.monotonic() < deadline:
                self._take(self._done.get(timeout=0.02))
        except queue.Empty:
            pass
        self._settle()

    def _collect_until(self, deadline: float) -> None:
        while self._on_the_way and (left := deadline - time.monotonic()) > 0:
            self._collect(min(left, 0.2))

    def _take(self, done: Done) -> None:
        self._on_the_way.pop(done.outcome.send_id, None)
        self.pace.handled += done.outcome.result is not Result.UNTRIED
        self._unsettled.append(done)

    def _settle(self) -> None:
        """Write down what came back; kept and tried again by the next look if the database is away."""
        for badge in {done.badge for done in self._unsettled}:
            mine = [done.outcome for done in self._unsettled if done.badge is badge]
            self._settle_all(badge, mine)
            self._unsettled = [done for done in self._unsettled if done.badge is not badge]

    def _settle_all(self, badge: Badge, outcomes: list[Outcome]) -> None:
        """In one transaction, or one by one where an outcome can't be written down."""
        try:
            settle(self.site, badge.token, outcomes)
            badge.journal.settled([outcome.send_id for outcome in outcomes])
        except DatabaseError:
            raise
        except Exception:
            log.exception("%d outcomes can't be settled", len(outcomes))
            if len(outcomes) > 1:
                for outcome in outcomes:
                    self._settle_all(badge, [outcome])

    def carries(self, badge: Badge) -> bool:
        """Whether anything is on its way or unsettled under this badge."""
        return badge in self._on_the_way.values() or any(done.badge is badge for done in self._unsettled)

    def _make_sure(self, badge: Badge) -> None:
        """After a database that went away in the middle: give back what it says we hold and we don't."""
        if self._unsure:
            in_hand = {*self._backlog, *self._on_the_way, *(done.outcome.send_id for done in self._unsettled)}
            with self.site.database.writing() as session:
                release_all_but(session, badge.token, in_hand)
            self._unsure = False

    def _refresh(self) -> None:
        """Course files that changed: tell their faults, and look again at what couldn't be rendered."""
        library = self.site.library
        library.refresh()
        if library.version == self._version:
            return
        with self.site.database.writing() as session:
            look_again(session, self.site.clock.now())
        self._version = library.version
        for fault in library.faults:
            log.warning("course: %s", fault)

    def _send_all(self, connection: Connection) -> None:
        """A sender thread's life."""
        while (task := self._tasks.get()) is not None:
            self._done.put(Done(self._send(connection, task), task.badge))
        connection.close()

    def _send(self, connection: Connection, task: Task) -> Outcome:
        stale = time.monotonic() - task.marked > FRESH_SECONDS
        if stale or self.pace.resting or self.stopping.is_set():
            return Outcome(task.job.send_id, Result.UNTRIED)
        try:
            message = self.composer.compose(task.job)
        except LessonBroken as error:
            self._telling.once(f"a mail can't be made: {error}")
            return Outcome(task.job.send_id, Result.UNRENDERED, str(error))
        except Exception as error:  # a thread that dies would take its Send along
            log.exception("send %s can't be made", task.job.send_key)
            return Outcome(task.job.send_id, Result.UNRENDERED, type(error).__name__)
        return self._hand_over(connection, task, message)

    def _hand_over(self, connection: Connection, task: Task, message: Message) -> Outcome:
        send_id, dotted = task.job.send_id, threading.Event()

        def before_dot() -> None:
            task.badge.fence(send_id)
            dotted.set()

        try:
            answer = connection.hand_over(message, before_dot)
            self.pace.woke()
        except (RelayDown, LeaseLost, OSError) as error:
            answer = self._not_now(error, dotted.is_set())
        except Exception as error:  # nobody knows what broke
            log.exception("send %s broke off", task.job.send_key)
            answer = Answer(Result.DOUBT if dotted.is_set() else Result.LATER, type(error).__name__)
        outcome = Outcome(send_id, answer.result, answer.reason)
        self._note(task.badge, outcome)
        return outcome

    def _not_now(self, error: Exception, dotted: bool) -> Answer:
        """The relay is down, the lease is lost, or the journal can't be written."""
        sentence = (
            str(error) if isinstance(error, CourseError) else f"The journal can't be written ({error}); check DATA_DIR."
        )
        self._telling.once(sentence)
        if not isinstance(error, LeaseLost):
            self.pace.rest()
        return Answer(Result.DOUBT if dotted else Result.UNTRIED, "handed over, answer lost" if dotted else "")

    def _note(self, badge: Badge, outcome: Outcome) -> None:
        try:
            badge.journal.answer(outcome)
        except OSError as error:  # a full disk: the database may still take it
            self._telling.once(NO_JOURNAL.format(error))


class Pace:
    """How fast this process delivers, and whether the relay lets it."""

    def __init__(self, connections: int) -> None:
        self.connections = connections
        self.handled = 0
        self._rate = 20.0
        self._pause = 0.0
        self._rests_until = 0.0
        self._served_at = -SERVED_SECONDS

    @property
    def group(self) -> int:
        """How many may be marked at a time: what begins within a second."""
        return int(min(GROUP, max(self.connections, self._rate)))

    @property
    def claim(self) -> int:
        """How many to claim: what goes out in about five seconds."""
        return int(min(MOST_CLAIMED, max(self.group, 5 * self._rate)))

    @property
    def resting(self) -> bool:
        """The relay was down a moment ago."""
        return time.monotonic() < self._rests_until

    def rest(self) -> None:
        """The relay is down: wait, longer each time. Where other connections are served, it isn't."""
        if not self.resting and time.monotonic() - self._served_at > SERVED_SECONDS:
            self._pause = min(LONGEST_PAUSE, max(1.0, 2 * self._pause))
            self._rests_until = time.monotonic() + self._pause

    def woke(self) -> None:
        """The relay answers."""
        self._pause = 0.0
        self._served_at = time.monotonic()

    def measure(self, handled: int, seconds: float) -> None:
        if handled and seconds > 0:
            self._rate += 0.5 * (handled / seconds - self._rate)

"""The beat: says "look" every second, by the monotonic clock.

Celery's own scheduler goes by the wall clock: set back a day, it ticks no more for a day. It also
goes on publishing while nobody listens; here a broker holds ten looks at most.
"""

from __future__ import annotations

import contextlib
import logging
import time
from typing import Any

from celery.beat import Scheduler

from emails.telling import Telling
from workers.app import LOOK

log = logging.getLogger(__name__)

MOST_WAITING = 10


class MonotonicScheduler(Scheduler):  # type: ignore[misc]
    """Celery's scheduler with another idea of time, and without a file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._next: dict[str, float] = {}
        self._connection: Any = None
        self._telling = Telling(log)
        super().__init__(*args, **kwargs)

    def tick(self, *_args: Any, **_kwargs: Any) -> float:
        """Publish what is due; real seconds until something is due again."""
        for entry in self.schedule.values():
            if time.monotonic() >= self._next.get(entry.name, 0.0):
                self._next[entry.name] = time.monotonic() + entry.schedule.run_every.total_seconds()
                self._publish(entry.task)
        return max(0.0, min(self._next.values()) - time.monotonic())

    def _publish(self, task: Any) -> None:
        try:
            if self._waiting() < MOST_WAITING or task != LOOK:
                self.app.send_task(task, producer=self._producer, retry=False, ignore_result=True)
        except Exception as error:  # whatever a broker may throw, the next tick tries again
            self._telling.once(f"The broker can't be reached ({type(error).__name__}); mail waits until it can.")
            self._hang_up()

    def _waiting(self) -> int:
        """How many messages the broker holds."""
        if self._connection is None:
            self._connection = self.app.connection_for_write()
            self._producer = self.app.amqp.Producer(self._connection)
        queue: Any = self.app.amqp.queues[self.app.conf.task_default_queue]
        with self._connection.channel() as channel:
            return int(queue.bind(channel).queue_declare().message_count)

    def _hang_up(self) -> None:
        """Begin with a new connection: one of Celery's pool that broke once stays broken."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(Exception):  # it is broken already
                connection.close()

"""Worker and beat as threads of this process, started and stopped by whoever runs it."""

from __future__ import annotations

import logging
import threading
import time

import celery.beat
import celery.worker
import celery.worker.state
from celery import Celery

from course.settings import Settings
from course.site import Site
from emails.post_office import PostOffice
from workers.app import LOOK, make_app
from workers.beat import MonotonicScheduler
from workers.tasks import register

log = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0
JOIN_SECONDS = 4.0
TASK_THREADS = 2
"""One for a look, one for a sweep; more speed comes from connections and processes."""


class Beat:
    """The beat in a thread."""

    def __init__(self, app: Celery) -> None:
        self._service = celery.beat.Service(app, scheduler_cls=MonotonicScheduler, max_interval=1)
        self._thread = threading.Thread(target=self._service.start, daemon=True, name="beat")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._service.stop()
        self._thread.join(JOIN_SECONDS)


class Worker:
    """A Celery worker with its post office; without BROKER_URL also with a beat of its own."""

    def __init__(self, site: Site, with_beat: bool) -> None:
        self.app = make_app(site.settings.broker_url, site.clock.speed)
        self.post_office = PostOffice(site)
        register(self.app, self.post_office)
        self.beat = Beat(self.app) if with_beat else None
        self._stopping = threading.Event()
        self._in_memory = not site.settings.broker_url

    def start(self) -> None:
        """Deliver from now on. Raises DatabaseError where the database can't be used."""
        self.post_office.start()
        celery.worker.state.should_stop = None
        self._thread = threading.Thread(target=self._consume, daemon=True, name="worker")
        self._thread.start()
        if self.beat:
            self.beat.start()

    def _consume(self) -> None:
        """Celery's consumer ends for good at an error that it doesn't know; then another one begins."""
        while not self._stopping.is_set():
            controller = celery.worker.WorkController(
                app=self.app,
                pool_cls="threads",
                concurrency=TASK_THREADS,
                without_mingle=True,
                without_gossip=True,
                without_heartbeat=True,
            )
            controller.start()
            if not self._stopping.wait(PAUSE_SECONDS):
                log.warning("The broker gave an answer that ended the consumer; another one begins.")

    def stop(self) -> None:
        """Stop within ten seconds, with nothing half done."""
        if self.beat:
            self.beat.stop()
        self._stopping.set()
        celery.worker.state.should_stop = 0  # the consumer leaves at its next turn
        self.post_office.stop()
        self._join()

    def _join(self) -> None:
        """The consumer sleeps for up to two seconds at a time; in memory, any task wakes it."""
        until = time.monotonic() + JOIN_SECONDS
        while self._thread.is_alive() and time.monotonic() < until:
            if self._in_memory:
                self.app.send_task(LOOK)
            self._thread.join(0.1)


def lone_beat(settings: Settings, clock_speed: float) -> Beat:
    """The beat of a site whose workers are elsewhere."""
    return Beat(make_app(settings.broker_url, clock_speed))

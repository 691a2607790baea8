"""The tasks. They carry no data: they say "look"."""

from __future__ import annotations

from celery import Celery

from emails.post_office import PostOffice
from workers.app import LOOK, SWEEP


def register(app: Celery, post_office: PostOffice) -> None:
    """Give this process's worker its two tasks."""

    @app.task(name=LOOK)
    def look() -> None:
        if post_office.look():
            look.delay()

    @app.task(name=SWEEP)
    def sweep() -> None:
        post_office.sweep()

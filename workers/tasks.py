"""The tasks. They carry no data: they say "look"."""

from __future__ import annotations

from celery import Celery

from emails.post_office import PostOffice
from workers.app import LOOK, SWEEP


def register(app: Celery, post_office: PostOffice) -> None:
    """Give this process's worker its two tasks."""

    def look() -> None:
        if post_office.look():
            app.send_task(LOOK)

    app.task(name=LOOK)(look)
    app.task(name=SWEEP)(post_office.sweep)

"""The Celery app. Every setting that isn't Celery's default has its reason beside it."""

from __future__ import annotations

from celery import Celery

IN_MEMORY = "memory://localhost/"
LOOK, SWEEP = "look", "sweep"


def make_app(broker_url: str, clock_speed: float) -> Celery:
    """An app whose beat wakes workers up; the tables hold what there is to do."""
    tick, sweep = tick_seconds(clock_speed), sweep_seconds(clock_speed)
    app = Celery("open_up", broker=broker_url or IN_MEMORY, set_as_current=False)
    app.conf.update(
        task_ignore_result=True,  # what came of a look stands in the sends table
        task_default_queue="open-up",  # one's own name on a broker that is shared
        task_serializer="json",
        accept_content=["json"],
        worker_prefetch_multiplier=0,  # with a limit, the threads pool takes 40 tasks a second at most
        worker_hijack_root_logger=False,  # the command line sets logging up
        worker_enable_remote_control=False,  # no second queue a worker on the broker
        worker_send_task_events=False,
        broker_connection_retry_on_startup=True,  # a worker may be there before its broker
        broker_connection_max_retries=None,
        broker_transport_options={} if broker_url else {"polling_interval": 0.1},  # pick-up in 46 ms, not 550
        beat_scheduler="workers.beat:MonotonicScheduler",
        beat_schedule={
            LOOK: {"task": LOOK, "schedule": tick},
            SWEEP: {"task": SWEEP, "schedule": sweep},
        },
    )
    return app


def tick_seconds(clock_speed: float) -> float:
    """Real seconds between looks; a fast clock needs them closer together."""
    return 1.0 if clock_speed <= 60 else 0.4


def sweep_seconds(clock_speed: float) -> float:
    """Real seconds between sweeps: an hour of the clock, but never without a pause."""
    return max(5.0, 3600.0 / clock_speed)

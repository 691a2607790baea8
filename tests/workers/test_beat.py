"""The beat says "look" every second, whatever the wall clock and the broker do."""

from __future__ import annotations

import logging
import socket
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from celery import Celery

from tests.servers import valkey
from workers.app import LOOK, make_app, tick_seconds
from workers.beat import MOST_WAITING, MonotonicScheduler


def beat_of(app: Celery) -> MonotonicScheduler:
    app.conf.task_default_queue = f"test-{uuid4().hex}"  # the memory broker is one for the whole process
    return MonotonicScheduler(app=app)


def test_a_look_is_published_each_second_and_not_before() -> None:
    beat = beat_of(make_app("", 1.0))
    assert 0 < beat.tick() <= 1.0
    waiting = beat._waiting()
    beat.tick()
    assert beat._waiting() == waiting == 2  # a look and a sweep


def test_no_more_than_ten_looks_wait_for_a_worker() -> None:
    beat = beat_of(make_app("", 1.0))
    for _ in range(30):
        beat._publish(LOOK)
    assert beat._waiting() == MOST_WAITING


def test_the_beat_goes_on_when_the_clock_is_set_back_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    app = make_app("", 1.0)
    beat = beat_of(app)
    beat.tick()
    yesterday = time.time() - 86_400
    monkeypatch.setattr(time, "time", lambda: yesterday)
    monkeypatch.setattr(app, "now", lambda: datetime.fromtimestamp(yesterday, UTC))
    beat._next = dict.fromkeys(beat._next, time.monotonic())
    beat.tick()
    assert beat._waiting() == 4


def test_a_broker_that_is_away_is_told_once_and_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    beat = beat_of(make_app("redis://127.0.0.1:1/0", 1.0))
    with caplog.at_level(logging.WARNING):
        beat._publish(LOOK)
        beat._publish(LOOK)
    assert [record.message for record in caplog.records] == [
        "The broker can't be reached (ConnectionError); mail waits until it can."
    ]


def test_after_the_broker_came_back_the_beat_goes_on(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    beat = beat_of(make_app(f"redis://127.0.0.1:{port}/0", 1.0))
    beat._publish(LOOK)
    for folder in ("once", "twice"):
        with valkey(tmp_path / folder, port):
            beat._publish(LOOK)
            beat._publish(LOOK)
            assert beat._waiting() >= 1
        beat._publish(LOOK)


def test_on_valkey_too_a_broker_holds_ten_looks_at_most(tmp_path: Path) -> None:
    with valkey(tmp_path) as broker:
        beat = beat_of(make_app(broker, 1.0))
        for _ in range(15):
            beat._publish(LOOK)
        assert beat._waiting() == MOST_WAITING
        beat.app.close()


def test_a_fast_clock_ticks_more_often() -> None:
    assert (tick_seconds(1), tick_seconds(60), tick_seconds(4320)) == (1.0, 1.0, 0.4)

"""Stopping when told to: for the commands without a site, which need no web server."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType


def until_told(start: Callable[[], None], stop: Callable[[], None]) -> None:
    """Run until SIGINT or SIGTERM."""
    told = threading.Event()

    def tell(_signal: int, _frame: FrameType | None) -> None:
        told.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, tell)
    start()
    try:
        told.wait()
    finally:
        stop()

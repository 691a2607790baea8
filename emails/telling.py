"""Telling a lasting trouble once a minute instead of a thousand times."""

from __future__ import annotations

import logging
import threading
import time

QUIET_SECONDS = 60.0


class Telling:
    """Logs each sentence as a warning at most once a minute."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._told: dict[str, float] = {}
        self._lock = threading.Lock()

    def once(self, sentence: str) -> None:
        now = time.monotonic()
        with self._lock:
            self._told = {text: at for text, at in self._told.items() if now - at < QUIET_SECONDS}
            if sentence in self._told:
                return
            self._told[sentence] = now
        self._log.warning("%s", sentence)

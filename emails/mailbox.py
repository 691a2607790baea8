"""The door for mail that lies in an ordinary mailbox: IMAP (RFC 3501), read only.

Nothing there is marked, moved or deleted, so people may read and sort as they like. A mail is kept
first and the bookmark moved afterwards; one that is met again is known by its bytes.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from imapclient import IMAPClient

from course.mailbox import Bookmark, Mailbox

log = logging.getLogger(__name__)

KeepOnce = Callable[[bytes], bool]
"""Keeps raw bytes, unless they are kept already. Raises DatabaseError or OSError."""

PAUSE_SECONDS = 30.0
LONGEST_PAUSE_SECONDS = 300.0
"""Between two tries while something is wrong."""
SILENCE_SECONDS = 60.0
STOP_SECONDS = 3.0
GROUP = 100
"""Mails whose sizes are asked for at once."""


class Visit:
    """One connection to a mailbox, for as long as it lasts."""

    def __init__(self, mailbox: Mailbox, bookmark: Bookmark, keep: KeepOnce, max_bytes: int) -> None:
        self._mailbox = mailbox
        self._bookmark = bookmark
        self._keep = keep
        self._max_bytes = max_bytes
        self._client: Any = IMAPClient(mailbox.host, mailbox.port, ssl=mailbox.tls, timeout=SILENCE_SECONDS)
        try:
            self._client.login(mailbox.user, mailbox.password)
        except BaseException:
            self.end()
            raise

    def look(self, stopped: threading.Event) -> None:
        """Keep what is new."""
        validity = int(self._client.select_folder(self._mailbox.folder, readonly=True)[b"UIDVALIDITY"])
        last = self._bookmark.read(validity)
        found = self._client.search(["UID", f"{last + 1}:*"])
        fresh = sorted(uid for uid in found if uid > last)  # n:* finds the last mail in any case
        for start in range(0, len(fresh), GROUP):
            uids = fresh[start : start + GROUP]
            sizes = self._client.fetch(uids, ["RFC822.SIZE"])
            for uid in uids:
                if stopped.is_set():
                    return
                if uid in sizes:  # else deleted meanwhile
                    self._take(uid, int(sizes[uid][b"RFC822.SIZE"]))
                self._bookmark.write(validity, uid)

    def end(self) -> None:
        """Also where the line is broken."""
        with suppress(Exception):  # there is nobody left to say goodbye to
            self._client.shutdown()

    def _take(self, uid: int, size: int) -> None:
        if size > self._max_bytes:
            log.warning("A mail of %d bytes in the mailbox is larger than INBOUND_MAX_BYTES, and stays there.", size)
            return
        raw = self._client.fetch([uid], ["BODY.PEEK[]"]).get(uid, {}).get(b"BODY[]")
        if raw is not None:
            self._keep(raw)


class Looker:
    """Looks into a mailbox again and again, between `start` and `stop`."""

    def __init__(
        self, mailbox: Mailbox, bookmark: Bookmark, keep: KeepOnce, max_bytes: int, pause: float = PAUSE_SECONDS
    ) -> None:
        self._visit: Visit | None = None
        self._begin = partial(Visit, mailbox, bookmark, keep, max_bytes)
        self._mailbox = mailbox
        self._pause = pause
        self._failures = 0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="mailbox")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """A mail that is just being kept is kept; one that isn't yet is found by the next process."""
        self._stopped.set()
        self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._look()
            self._stopped.wait(min(self._pause * 2 ** min(self._failures, 10), LONGEST_PAUSE_SECONDS))
        self._leave()

    def _look(self) -> None:
        try:
            self._visit = self._visit or self._begin()
            self._visit.look(self._stopped)
        except Exception as error:  # a server can say anything, and is asked again
            self._leave()
            self._trouble(error)
        else:
            self._well()

    def _leave(self) -> None:
        if self._visit:
            self._visit.end()
        self._visit = None

    def _trouble(self, error: Exception) -> None:
        """Said once, however long it lasts. A line that breaks now and then is no trouble yet."""
        self._failures += 1
        if self._failures == 2:
            said = str(error) or type(error).__name__
            log.warning("The mailbox (%s) can't be read, and is tried again and again: %s", self._mailbox, said)

    def _well(self) -> None:
        if self._failures > 1:
            log.warning("The mailbox (%s) can be read again.", self._mailbox)
        self._failures = 0

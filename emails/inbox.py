"""The local inbox: a real SMTP server on this machine that keeps each mail in a Maildir.

Without SMTP_URL all mail ends here, so that a fresh copy needs no mail server and mails nobody.
"""

from __future__ import annotations

import asyncio
import heapq
import logging
import mailbox
import os
import re
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from emails.inbox_mail import InboxMail

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
SIZE = 10 * 1024 * 1024
"""Bytes of the largest message that is taken."""
KEY = re.compile(r"(\d+)\.M(\d+)P(\d+)Q(\d+)\.")


class LocalInbox:
    """A Maildir: mail comes in over SMTP between `start` and `stop`, and can be read at any time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._server: _Server | None = None

    def start(self) -> tuple[str, int]:
        """Listen; the host and the free port on which mail is taken."""
        self._server = _Server(self)
        return self._server.start()

    def stop(self) -> None:
        """Listen no more. What was answered with 250 is on the disk."""
        if self._server:
            self._server.stop()
            self._server = None

    def keep(self, raw: bytes) -> str:
        """Store a message and sync it to the disk; its key."""
        for name in ("tmp", "new", "cur"):
            (self.folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
        key = mailbox.Maildir(self.folder, create=False).add(raw)  # syncs the file, not its folder
        fd = os.open(self.folder / "new", os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)
        return str(key)

    def messages(self, limit: int, before: str | None = None) -> list[InboxMail]:
        """At most `limit` mails, newest first; `before` is the key of the mail to go on after."""
        paths = self._paths()
        keys = [key for key in paths if not before or _arrival(key) < _arrival(before)]
        found = [_read(paths, key) for key in heapq.nlargest(limit, keys, key=_arrival)]
        return [mail for mail in found if mail]

    def get(self, key: str) -> InboxMail | None:
        """The mail with this key, None where there is none."""
        return _read(self._paths(), key)

    def _paths(self) -> dict[str, Path]:
        """Where each mail lies. mailbox.Maildir would ask the disk about every file: 60 ms for 3,000."""
        folders = [folder for name in ("new", "cur") if (folder := self.folder / name).is_dir()]
        return {path.name.partition(":")[0]: path for folder in folders for path in folder.iterdir()}


def _read(paths: Mapping[str, Path], key: str) -> InboxMail | None:
    try:
        return InboxMail(key, paths[key].read_bytes()) if key in paths else None
    except FileNotFoundError:  # removed, or moved by a mail program, a moment ago
        return None


def _arrival(key: str) -> tuple[int, ...]:
    """What a Maildir key tells of the time; its parts aren't padded, so text doesn't sort."""
    match = KEY.match(key)
    return tuple(map(int, match.groups())) if match else (0,)


class _Server:
    """aiosmtpd on an event loop of its own in a thread."""

    def __init__(self, inbox: LocalInbox) -> None:
        self._handler = _Handler(inbox)
        self._ready: Future[tuple[str, int]] = Future()
        self._thread = threading.Thread(target=self._run, daemon=True, name="local-inbox")

    def start(self) -> tuple[str, int]:
        self._thread.start()
        return self._ready.result(timeout=10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._told.set)
        self._thread.join(timeout=5)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except OSError as error:
            self._ready.set_exception(error)

    async def _serve(self) -> None:
        self._loop, self._told = asyncio.get_running_loop(), asyncio.Event()
        server = await self._loop.create_server(self._protocol, HOST, 0)
        self._ready.set_result(server.sockets[0].getsockname()[:2])
        await self._told.wait()
        server.close()

    def _protocol(self) -> SMTP:
        # With a host name given, aiosmtpd asks no DNS for one at each connection.
        return SMTP(self._handler, hostname="localhost", ident="local inbox", data_size_limit=SIZE, loop=self._loop)


class _Handler:
    """What aiosmtpd asks at each step."""

    def __init__(self, inbox: LocalInbox) -> None:
        self.inbox = inbox

    async def handle_EHLO(
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Commands are read line by line from one buffer, so that pipelining is safe (RFC 2920)."""
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", *responses[-1:]]

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """250 once the message lies on the disk, with the trace of final delivery (RFC 5321 section 4.4)."""
        try:
            key = await asyncio.to_thread(self.inbox.keep, _traced(envelope))
        except OSError:
            log.exception("The local inbox %s can't be written", self.inbox.folder)
            return "451 4.3.0 The local inbox can't be written now"
        return f"250 2.0.0 Kept as {key}"


def _traced(envelope: Envelope) -> bytes:
    content: Any = envelope.original_content or b""
    trace = [f"Return-Path: <{envelope.mail_from or ''}>", *(f"Delivered-To: {to}" for to in envelope.rcpt_tos)]
    head = "".join(f"{line}\n" for line in trace).encode("utf-8", "replace")
    return head + bytes(content).replace(b"\r\n", b"\n")

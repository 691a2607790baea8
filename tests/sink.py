"""A real SMTP relay for tests, on a loopback port, which behaves by the recipient's name.

ada@…      taken                       busy.…    451 at RCPT
nobody.…   550 5.1.1 at RCPT           policy.…  550 5.7.1 at RCPT
bye.…      421 at RCPT, closes         late421.… 421 after the dot, not kept
toobig.…   552 after the dot           doubt.…   kept, closed without an answer
held.…     kept, answered when `let_go` is set
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from types import TracebackType


@dataclass(frozen=True)
class Stored:
    """One message that the relay kept; `at` is real seconds (time.time)."""

    sender: str
    recipient: str
    data: bytes
    at: float
    message_id: str

    @property
    def message(self) -> Message:
        return message_from_bytes(self.data)


class Sink:
    """`with Sink() as sink:` … `sink.port`, `sink.stored`, `sink.attempts`."""

    def __init__(self, pipelining: bool = True) -> None:
        self.pipelining = pipelining
        self.stored: list[Stored] = []
        self.different: set[str] = set()
        self.attempts: Counter[str] = Counter()
        self.connections = 0
        self.refuse_all = False
        self.let_go = threading.Event()
        self.arrived = threading.Condition()
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def __enter__(self) -> Sink:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._serve, "127.0.0.1", 0, limit=2**24), self._loop
        ).result()
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _tb: TracebackType | None
    ) -> None:
        self.let_go.set()
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def wait_for(self, count: int, seconds: float = 30) -> list[Stored]:
        """What is stored once there are `count` messages; fails after `seconds`."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.stored) >= count, seconds), (
                f"{len(self.stored)} of {count} messages came in {seconds} s"
            )
            return list(self.stored)

    def say_to_all(self, text: str) -> None:
        """Say something unasked on every open connection, and hang up."""

        async def say() -> None:
            for writer in list(self._writers):
                _say(writer, text)
                await writer.drain()
                writer.close()

        asyncio.run_coroutine_threadsafe(say(), self._loop).result(10)

    async def _close(self) -> None:
        self._server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.add(writer)
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        sender, recipient = "", ""
        _say(writer, "554 5.3.2 no" if self.refuse_all else "220 sink")
        while line := (await reader.readline()).decode().strip():
            verb = line.split(":")[0].split(" ")[0].upper()
            if verb == "EHLO":
                _say(writer, "250-sink\r\n250-PIPELINING\r\n250 SIZE 0" if self.pipelining else "250 sink")
            elif verb == "MAIL":
                sender, recipient = _address(line), ""
                _say(writer, "250 2.1.0 ok")
            elif verb == "RCPT":
                reply = self._recipient(_address(line))
                _say(writer, reply)
                if reply.startswith("421"):
                    return
                recipient = _address(line) if reply.startswith("250") else ""
            elif verb == "DATA" and not recipient:
                _say(writer, "503 5.5.1 nobody to go to")
            elif verb == "DATA":
                _say(writer, "354 go on")
                await writer.drain()
                if not await self._keep(sender, recipient, await _read_data(reader), writer):
                    return
            elif verb == "QUIT":
                _say(writer, "221 bye")
                return
            else:
                _say(writer, "250 ok")
            await writer.drain()

    def _recipient(self, address: str) -> str:
        self.attempts[address] += 1
        replies = {
            "busy": "451 4.3.0 try later",
            "nobody": f"550 5.1.1 <{address}> no such user",
            "policy": "550 5.7.1 not from you",
            "bye": "421 4.3.2 closing",
        }
        return replies.get(_manner(address), "250 2.1.5 ok")

    async def _keep(self, sender: str, recipient: str, data: bytes, writer: asyncio.StreamWriter) -> bool:
        """Store and answer; False where the connection is to be closed."""
        manner = _manner(recipient)
        if manner == "late421":
            _say(writer, "421 4.3.2 shutting down")
            return False
        if manner == "toobig":
            _say(writer, "552 5.3.4 too big")
            return True
        with self.arrived:
            message_id = str(message_from_bytes(data)["Message-ID"])
            self.stored.append(Stored(sender, recipient, data, time.time(), message_id))
            self.different.add(message_id)
            self.arrived.notify_all()
        if manner == "doubt":
            writer.transport.abort()
            return False
        while manner == "held" and not self.let_go.is_set():
            await asyncio.sleep(0.01)
        _say(writer, "250 2.0.0 kept")
        return True


async def _read_data(reader: asyncio.StreamReader) -> bytes:
    data = bytearray()
    while (line := await reader.readline()) not in (b".\r\n", b""):
        data += line[1:] if line.startswith(b".") else line
    if line == b"":
        raise asyncio.IncompleteReadError(bytes(data), None)
    return bytes(data)


def _say(writer: asyncio.StreamWriter, text: str) -> None:
    writer.write(text.encode() + b"\r\n")


def _address(line: str) -> str:
    return line.partition("<")[2].partition(">")[0]


def _manner(address: str) -> str:
    return address.partition(".")[0].partition("@")[0]

"""The door for mail from outside: SMTP (RFC 5321) or LMTP (RFC 2033), on an event loop of its own.

A mail is answered with 250 once its row is committed. Nothing is ever passed on, so every recipient
is taken but one whose token we never signed; what belongs to nobody is kept and listed.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from course.certificates import Certificate
from course.errors import DatabaseError
from emails.kinds import NULL_SENDER
from emails.telling import Telling
from emails.tls import FreshContext

log = logging.getLogger(__name__)

Keep = Callable[[bytes, str, list[str]], str]
"""Keeps raw bytes, sender and recipients; the key. Raises DatabaseError or OSError."""

IsForged = Callable[[str], bool]
"""Whether an address has the form of one of ours and a wrong token."""

SILENCE_SECONDS = 120.0
"""How long a client may take over one command, or over one line of a message."""
MESSAGE_SECONDS = 600.0
"""RFC 5321 section 4.5.3.2.6 grants ten minutes for what comes after the dot; here for all before it."""
MOST_CONNECTIONS = 200
MOST_RECIPIENTS = 100
LONGEST_LINE = 64 * 1024
"""What is read at once. RFC 5321 allows a thousand bytes; real mail has longer lines."""
STOP_SECONDS = 3.0


class SenderLimit:
    """So many mails a minute from one envelope sender; reports (`<>`) have no limit, 0 lifts it."""

    def __init__(self, per_minute: int) -> None:
        self._item = RateLimitItemPerMinute(per_minute) if per_minute else None
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def allows(self, sender: str) -> bool:
        """Count one more."""
        if self._item is None or sender in ("", NULL_SENDER):
            return True
        return self._limiter.hit(self._item, sender.casefold())


class _FarTooMuch(Exception):
    """A client that goes on at twice the limit."""


class _Body:
    """A message as it comes in, without its dots; holds no more than the limit."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.data = bytearray()
        self._size = 0

    @property
    def too_big(self) -> bool:
        return self._size > self.limit

    def add(self, piece: bytes) -> None:
        """Raises _FarTooMuch at twice the limit."""
        self._size += len(piece)
        if self._size > 2 * self.limit:
            raise _FarTooMuch
        if self.too_big:
            self.data.clear()
        else:
            self.data += piece


class _Door(SMTP):
    """One connection. What differs from aiosmtpd's own: DATA is bounded in memory, takes long lines,
    and hangs up on whoever sends twice the limit."""

    line_length_limit = LONGEST_LINE
    each_recipient = False
    """LMTP answers once for each recipient (RFC 2033 section 4.2)."""
    gone: Callable[[], None]

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self.gone()

    async def smtp_DATA(self, arg: str | None) -> None:
        envelope = self.envelope
        if envelope is None or not envelope.rcpt_tos:
            await self.push("503 5.5.1 Error: need RCPT command")
        elif arg:
            await self.push("501 5.5.4 Syntax: DATA")
        else:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            await self._take(envelope)

    async def _take(self, envelope: Envelope) -> None:
        try:
            async with asyncio.timeout(MESSAGE_SECONDS):
                body = await self._read_body()
        except (TimeoutError, _FarTooMuch) as error:
            await self.push(f"421 4.7.0 {'Too slow' if isinstance(error, TimeoutError) else 'Far too much mail data'}")
            self._writer.close()
            return
        status = await self._status(body, envelope)
        self.envelope = self._create_envelope()
        await self.push("\r\n".join([status] * (len(envelope.rcpt_tos) if self.each_recipient else 1)))

    async def _status(self, body: _Body, envelope: Envelope) -> str:
        if body.too_big:
            return f"552 5.3.4 Too much mail data, {body.limit} bytes are taken"
        return str(await self.event_handler.keep(body.data, envelope))

    async def _read_body(self) -> _Body:
        body, fresh = _Body(self.data_size_limit or 0), True
        while True:
            piece, ended = await self._read_piece()
            if fresh and piece == b".\r\n":
                return body
            body.add(piece[1:] if fresh and piece.startswith(b".") else piece)
            fresh = ended

    async def _read_piece(self) -> tuple[bytes, bool]:
        """A line, or a piece of one that is longer than the buffer; whether the line ended."""
        self._reset_timeout()
        try:
            return await self._reader.readuntil(b"\r\n"), True
        except asyncio.LimitOverrunError as error:
            return await self._reader.readexactly(error.consumed), False


class _LmtpDoor(_Door, LMTP):
    """The same for LMTP."""

    each_recipient = True


class _Busy(asyncio.Protocol):
    """One connection too many."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        transport.write(b"421 4.3.2 Too many connections, try again later\r\n")
        transport.close()


class _Handler:
    """What aiosmtpd asks at each step."""

    def __init__(self, keep: Keep, is_forged: IsForged, limit: SenderLimit) -> None:
        self.keeping: set[asyncio.Future[str]] = set()
        self._keep = keep
        self._is_forged = is_forged
        self._limit = limit
        self._telling = Telling(log)

    async def handle_EHLO(
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Commands are read line by line from one buffer, so that pipelining is safe (RFC 2920).

        Nobody signs in here, though aiosmtpd would offer it under TLS.
        """
        session.host_name = hostname
        offered = [line for line in responses if not line.startswith("250-AUTH")]
        return [*offered[:-1], "250-PIPELINING", *offered[-1:]]

    async def handle_MAIL(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not self._limit.allows(address):
            return "450 4.7.1 Too many mails from this sender in a minute, try again later"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        if self._is_forged(address):
            return "550 5.1.1 This address is none of ours; please reply to the email itself"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_exception(self, error: Exception) -> str:
        """A command that aiosmtpd couldn't read."""
        self._telling.once(f"A command to the mail listener can't be read ({type(error).__name__}).")
        return "500 5.5.2 This can't be read"

    async def keep(self, body: bytearray, envelope: Envelope) -> str:
        """The answer to a whole message."""
        work = asyncio.to_thread(self._keep, bytes(body), envelope.mail_from or "", list(envelope.rcpt_tos))
        task = asyncio.ensure_future(work)
        self.keeping.add(task)
        task.add_done_callback(self.keeping.discard)
        try:
            key = await task
        except (DatabaseError, OSError) as error:
            self._telling.once(f"Mail can't be kept now, senders try again later: {error}")
            return "451 4.3.0 The mail can't be kept now, try again later"
        return f"250 2.0.0 Kept as {key}"


class Listener:
    """Takes mail on a bound socket, between `start` and `stop`."""

    def __init__(
        self,
        sock: socket.socket,
        lmtp: bool,
        keep: Keep,
        is_forged: IsForged,
        max_bytes: int,
        per_minute: int,
        certificate: Certificate | None = None,
    ) -> None:
        """With a certificate STARTTLS is offered (RFC 3207), and demanded of nobody."""
        # asyncio sets this only where it made the socket; without it each EHLO takes 40 ms
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._sock = sock
        self._door = _LmtpDoor if lmtp else _Door
        self._handler = _Handler(keep, is_forged, SenderLimit(per_minute))
        self._max_bytes = max_bytes
        self._tls = FreshContext(certificate) if certificate else None
        self._connections = 0
        self._ready: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, daemon=True, name="mail-listener")

    def start(self) -> None:
        self._thread.start()
        self._ready.result(timeout=10)

    def stop(self) -> None:
        """Take no more; a message whose answer is still due is kept or refused first."""
        self._loop.call_soon_threadsafe(self._told.set)
        self._thread.join(timeout=2 * STOP_SECONDS)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as error:
            if self._ready.done():
                raise
            self._ready.set_exception(error)

    async def _serve(self) -> None:
        self._loop, self._told = asyncio.get_running_loop(), asyncio.Event()
        server = await self._loop.create_server(self._protocol, sock=self._sock)
        self._ready.set_result(None)
        await self._told.wait()
        server.close()
        if self._handler.keeping:
            await asyncio.wait(self._handler.keeping, timeout=STOP_SECONDS)
            await asyncio.sleep(0)  # their answers go out

    def _protocol(self) -> asyncio.Protocol:
        if self._connections >= MOST_CONNECTIONS:
            return _Busy()
        door = self._door(
            self._handler,
            hostname="localhost",  # with a name given, aiosmtpd asks no DNS for one at each connection
            ident="Open Up",
            data_size_limit=self._max_bytes,
            tls_context=self._tls.get() if self._tls else None,
            enable_SMTPUTF8=True,
            timeout=SILENCE_SECONDS,
            loop=self._loop,
        )
        self._connections += 1
        door.gone = self._gone
        return door

    def _gone(self) -> None:
        self._connections -= 1

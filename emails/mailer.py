"""One connection to the relay: hand a message over and tell what came of it.

smtplib does the talking; on top of its `send` and `getreply` the envelope goes in one piece where
the relay announces PIPELINING (RFC 2920), which saves two round trips a message.
"""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from course.errors import CourseError
from course.settings import Relay
from course.settling import Result
from emails.composing import Message

CONNECT_SECONDS = 30
COMMAND_SECONDS = 300
DOT_SECONDS = 600
"""RFC 5321 section 4.5.3.2: five minutes for a command, ten for the answer to the final dot."""

NOBODY_THERE = re.compile(r"\s*5\.1\.(?:1|2|3|6|10)(?![\d.])")
ENHANCED = re.compile(r"\s*[245]\.\d{1,3}\.\d{1,3}(?![\d.])")
"""RFC 3463: only where the reply begins with it; an IP address in its text looks much the same."""
NOT_THE_ADDRESS = re.compile(
    r"auth|block|spam|policy|spf|dkim|dmarc|sender|reject(?:ed)? by|blacklist|list(?:ed)? at", re.I
)
"""In a bare 550, a sign that it isn't about the recipient."""
RELAYING = re.compile(
    r"relay(?:ing)?\s+(?:is\s+)?(?:not\s+permitted|access|denied|prohibited|not\s+allowed)|unable to relay", re.I
)
"""We aren't known to the relay: a fault of the settings, which is mended and not the reader's."""
ADDRESS = re.compile(r"<?[^\s<>]+@[^\s<>]+>?")


class RelayDown(CourseError):
    """The relay can't be reached, or takes no mail from us at all; no fault of the message."""


@dataclass(frozen=True)
class Answer:
    """What came of one message; `reason` is the relay's own words without addresses."""

    result: Result
    reason: str = ""


Reply = tuple[int, bytes]


class Connection:
    """A kept connection, opened when first needed and anew when it has gone stale."""

    def __init__(self, relay: Relay) -> None:
        self.relay = relay
        self._smtp: smtplib.SMTP | None = None

    def hand_over(self, message: Message, before_dot: Callable[[], None]) -> Answer:
        """Deliver one message. `before_dot` is called right before its final dot; whatever that
        raises passes, with the connection closed and the message not handed over.

        Raises RelayDown where no message at all can be delivered.
        """
        try:
            return self._hand_over(message, before_dot)
        except BaseException:
            self._drop()  # what it would say next belongs to this message, not to another
            raise

    def _hand_over(self, message: Message, before_dot: Callable[[], None]) -> Answer:
        kept = self._smtp is not None
        refused = self._envelope(message)
        if refused is None and kept and self._smtp is None:
            refused = self._envelope(message)  # the kept connection had gone stale
        if refused is not None:
            return refused
        if self._smtp is None:
            return Answer(Result.LATER, "the relay closed the connection")
        return self._body(self._smtp, message.data, before_dot)

    def close(self) -> None:
        """Say good-bye, if anybody listens."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                _socket(smtp).settimeout(1)
                smtp.quit()
            smtp.close()

    def abort(self) -> None:
        """Break off at once, from another thread: whoever waits for an answer stops waiting."""
        smtp = self._smtp
        if smtp is not None and smtp.sock is not None:
            with contextlib.suppress(OSError):
                smtp.sock.shutdown(socket.SHUT_RDWR)

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()

    def _envelope(self, message: Message) -> Answer | None:
        """An answer where the envelope was refused; None where the body may go, or, with the
        connection dropped, where it broke."""
        kept = self._smtp is not None
        smtp = self._smtp = self._smtp or self._open()
        try:
            mail, rcpt, data = _say_envelope(smtp, message)
        except (OSError, smtplib.SMTPException):
            self._drop()
            return None
        if kept and mail[0] == 421:  # it had been idle for too long
            self._drop()
            return None
        answer = self._judge(mail, rcpt, data)
        if answer is not None:
            self._recover(smtp, mail, rcpt, data)
        return answer

    def _judge(self, mail: Reply, rcpt: Reply, data: Reply) -> Answer | None:
        if mail[0] // 100 == 5 and mail[0] != 552:
            self._drop()
            raise RelayDown(f"The relay {self.relay.host} takes no mail from us: {_words(mail)}")
        if mail[0] // 100 != 2:
            return Answer(Result.LATER if mail[0] // 100 == 4 else Result.REFUSED, _words(mail))
        if rcpt[0] // 100 != 2:
            return Answer(_recipient_refused(rcpt), _words(rcpt))
        if data[0] != 354:
            return Answer(Result.LATER if data[0] // 100 == 4 else Result.REFUSED, _words(data))
        return None

    def _recover(self, smtp: smtplib.SMTP, *replies: Reply) -> None:
        """Bring a connection back to its start after a refused envelope."""
        try:
            if any(code == 421 for code, _ in replies):
                self._drop()
            elif replies[-1][0] == 354:  # said yes to DATA all the same: end it, with nobody to go to
                smtp.send(b".\r\n")
                smtp.getreply()
            if self._smtp is not None:
                smtp.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _body(self, smtp: smtplib.SMTP, data: bytes, before_dot: Callable[[], None]) -> Answer:
        try:
            smtp.send(_stuffed(data))
        except (OSError, smtplib.SMTPException):
            self._drop()
            return Answer(Result.LATER, "the relay closed the connection")
        before_dot()
        return self._dot(smtp)

    def _dot(self, smtp: smtplib.SMTP) -> Answer:
        try:
            _socket(smtp).settimeout(DOT_SECONDS)
            smtp.send(b".\r\n")
            reply = smtp.getreply()
            _socket(smtp).settimeout(COMMAND_SECONDS)
        except (OSError, smtplib.SMTPException):
            self._drop()
            return Answer(Result.DOUBT, "handed over, answer lost")
        if reply[0] == 421:
            self._drop()
        if reply[0] // 100 == 2:
            return Answer(Result.SENT)
        if reply[0] // 100 in (4, 5):
            return Answer(Result.LATER if reply[0] // 100 == 4 else Result.REFUSED, _words(reply))
        self._drop()
        return Answer(Result.DOUBT, f"handed over, answered {reply[0]}")

    def _open(self) -> smtplib.SMTP:
        """Connect, greet, secure, sign in. Raises RelayDown with a sentence."""
        relay = self.relay
        where = f"The relay {relay.host}:{relay.port}"
        try:
            smtp = _greet(relay)
            _sign_in(smtp, relay)
        except smtplib.SMTPAuthenticationError as error:
            raise RelayDown(
                f"{where} doesn't take our user and password ({error.smtp_code}); check SMTP_URL."
            ) from error
        except ssl.SSLError as error:
            raise RelayDown(f"{where} can't be trusted: {error.reason or 'TLS failed'}.") from error
        except ValueError as error:  # a host or password that can't be encoded
            raise RelayDown(f"{where} can't be talked to as SMTP_URL has it ({type(error).__name__}).") from error
        except (OSError, smtplib.SMTPException) as error:
            cause = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
            raise RelayDown(f"{where} can't be reached ({cause}); check SMTP_URL.") from error
        _socket(smtp).setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        _socket(smtp).settimeout(COMMAND_SECONDS)
        return smtp


def _socket(smtp: smtplib.SMTP) -> socket.socket:
    if smtp.sock is None:
        raise smtplib.SMTPServerDisconnected("not connected")
    return smtp.sock


def _greet(relay: Relay) -> smtplib.SMTP:
    if relay.implicit_tls:
        tls = _tls_context(relay)
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(relay.host, relay.port, timeout=CONNECT_SECONDS, context=tls)
    else:
        smtp = smtplib.SMTP(relay.host, relay.port, timeout=CONNECT_SECONDS)
    smtp.ehlo_or_helo_if_needed()
    if not relay.implicit_tls and (relay.require_tls or smtp.has_extn("starttls")):
        smtp.starttls(context=_tls_context(relay))
        smtp.ehlo()
    return smtp


def _sign_in(smtp: smtplib.SMTP, relay: Relay) -> None:
    if not relay.user:
        return
    if not isinstance(smtp.sock, ssl.SSLSocket) and not relay.loopback:
        raise RelayDown(f"The relay {relay.host} offers no TLS, and a password never goes without; check SMTP_URL.")
    smtp.login(relay.user, relay.password)


def _tls_context(relay: Relay) -> ssl.SSLContext:
    """Certificates count where a password or `tls=required` is at stake; else any TLS beats none."""
    context = ssl.create_default_context()
    if relay.loopback or not (relay.user or relay.require_tls or relay.implicit_tls):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _say_envelope(smtp: smtplib.SMTP, message: Message) -> tuple[Reply, Reply, Reply]:
    """The relay's answers to MAIL, RCPT and DATA."""
    size = f" SIZE={len(message.data)}" if smtp.has_extn("size") else ""
    lines = [f"MAIL FROM:<{message.sender}>{size}", f"RCPT TO:<{message.recipient}>", "DATA"]
    if smtp.has_extn("pipelining"):
        smtp.send("".join(f"{line}\r\n" for line in lines))
        return _read_three(smtp)
    replies: list[Reply] = []
    for line in lines:
        refused = bool(replies) and replies[-1][0] // 100 != 2
        replies.append((503, b"not asked") if refused else smtp.docmd(line))
    return replies[0], replies[1], replies[2]


def _read_three(smtp: smtplib.SMTP) -> tuple[Reply, Reply, Reply]:
    """Three answers; a relay that hangs up after the first ones has answered the others with 421."""
    replies: list[Reply] = [smtp.getreply()]
    with contextlib.suppress(smtplib.SMTPServerDisconnected):
        replies += [smtp.getreply()]
        replies += [smtp.getreply()]
    replies += [(421, b"the relay closed the connection")] * 2
    return replies[0], replies[1], replies[2]


def _recipient_refused(reply: Reply) -> Result:
    """Nobody there, refused for another reason, or only for now."""
    code, text = reply[0], reply[1].decode("utf-8", "replace")
    if code // 100 != 5 or RELAYING.search(text):
        return Result.LATER
    plain = code in (550, 551) and not (ENHANCED.match(text) or NOT_THE_ADDRESS.search(text))
    return Result.NO_SUCH_ADDRESS if plain or NOBODY_THERE.match(text) else Result.REFUSED


def _words(reply: Reply) -> str:
    """A reply as one short line without addresses."""
    text = "".join(c if c.isprintable() else " " for c in reply[1].decode("utf-8", "replace"))
    return ADDRESS.sub("(address)", f"{reply[0]} {' '.join(text.split())}")[:200]


def _stuffed(data: bytes) -> bytes:
    """RFC 5321 section 4.5.2: a line that begins with a dot gets one more; the text ends with CRLF."""
    if data.startswith(b"."):
        data = b"." + data
    data = data.replace(b"\r\n.", b"\r\n..")
    return data if data.endswith(b"\r\n") else data + b"\r\n"

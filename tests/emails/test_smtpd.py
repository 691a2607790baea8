"""The mail listener, over real sockets."""

from __future__ import annotations

import resource
import smtplib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from course.errors import DatabaseError
from emails.smtpd import MOST_CONNECTIONS, Listener
from tests.emails.letters import ADA, BEN, bring, letter

Kept = list[tuple[bytes, str, list[str]]]
Open = Callable[..., AbstractContextManager[int]]


@pytest.fixture
def kept() -> Kept:
    return []


def is_mallorys(address: str) -> bool:
    return address.startswith("mallory")


@contextmanager
def opened(keep: Callable[[bytes, str, list[str]], str], **options: int) -> Iterator[int]:
    """A listener on a free port; the port."""
    sock = socket.create_server(("127.0.0.1", 0))
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)  # so that what is sent soon is what is read
    lmtp = bool(options.get("lmtp"))
    limits = (options.get("max_bytes", 10_000), options.get("per_minute", 0))
    door = Listener(sock, lmtp, keep, is_mallorys, *limits)
    door.start()
    try:
        yield sock.getsockname()[1]
    finally:
        door.stop()


@pytest.fixture
def door(kept: Kept) -> Open:
    def keep(raw: bytes, sender: str, recipients: list[str]) -> str:
        kept.append((raw, sender, recipients))
        return f"key{len(kept)}"

    return lambda **options: opened(keep, **options)


class Line:
    """A client that speaks line by line."""

    def __init__(self, port: int, hello: str = "EHLO there") -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.file = self.sock.makefile("rb")
        self.answer()
        self.greeting = self.say(hello)

    def say(self, text: str) -> str:
        self.sock.sendall(text.encode() + b"\r\n")
        return self.answer()

    def answer(self) -> str:
        """All lines of one answer."""
        lines = [self.file.readline().decode()]
        while lines[-1][3:4] == "-":
            lines.append(self.file.readline().decode())
        return "".join(lines)

    def envelope(self, *recipients: str) -> None:
        assert self.say(f"MAIL FROM:<{ADA}>").startswith("250")
        for recipient in recipients or ("reply@course.test",):
            assert self.say(f"RCPT TO:<{recipient}>").startswith("250")

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()
        self.sock.close()


def test_adas_mail_is_kept_as_it_came_for_all_its_recipients(door: Open, kept: Kept) -> None:
    raw = letter("..dots\r\n.\u00e4nd more")
    with door() as port:
        bring(port, raw, ["reply+a@course.test", "reply+b@course.test"])
    assert kept == [(raw, ADA, ["reply+a@course.test", "reply+b@course.test"])]


def test_nothing_is_acknowledged_while_the_database_is_away(door: Open) -> None:
    def keep(*_: object) -> str:
        raise DatabaseError("away")

    with opened(keep) as port, pytest.raises(smtplib.SMTPDataError) as refused:
        bring(port, letter(), ["reply@course.test"])
    assert refused.value.smtp_code == 451


def test_a_full_disk_is_no_reason_to_lose_a_mail(door: Open) -> None:
    def keep(*_: object) -> str:
        raise OSError("no space left")

    with opened(keep) as port, Line(port) as ada:
        ada.envelope()
        ada.say("DATA")
        assert ada.say("Subject: x\r\n\r\nx\r\n.").startswith("451")
        assert ada.say("QUIT").startswith("221")


def test_a_mail_that_says_it_is_too_big_is_refused_at_once(door: Open, kept: Kept) -> None:
    with door(max_bytes=10_000) as port, Line(port) as ada:
        assert "SIZE 10000" in ada.greeting
        assert "PIPELINING" in ada.greeting
        assert ada.say(f"MAIL FROM:<{ADA}> SIZE=10001").startswith("552")
        assert ada.say(f"MAIL FROM:<{ADA}> SIZE=10000").startswith("250")


def test_one_that_is_too_big_without_saying_so_is_refused_after_its_dot(door: Open, kept: Kept) -> None:
    with door(max_bytes=10_000) as port, Line(port) as ada:
        ada.envelope()
        ada.say("DATA")
        assert ada.say("x" * 70 + "\r\n" + ("y" * 70 + "\r\n") * 200 + ".").startswith("552")
        ada.envelope()
        ada.say("DATA")
        assert ada.say("Subject: short\r\n\r\nx\r\n.").startswith("250")
    assert [raw for raw, _, _ in kept] == [b"Subject: short\r\n\r\nx\r\n"]


def test_the_limit_is_the_limit_to_the_byte(door: Open, kept: Kept) -> None:
    with door(max_bytes=1000) as port, Line(port) as ada:
        for size, answer in ((1000, "250"), (1001, "552")):
            ada.envelope()
            ada.say("DATA")
            assert ada.say("x" * (size - 2) + "\r\n.").startswith(answer)
    assert [len(raw) for raw, _, _ in kept] == [1000]


@pytest.mark.parametrize("line", [b"y" * 998 + b"\r\n", b"z" * 1000], ids=["lines", "one endless line"])
def test_whoever_goes_on_at_twice_the_limit_is_cut_off_and_costs_no_memory(door: Open, line: bytes) -> None:
    limit = 2_000_000
    with door(max_bytes=limit) as port, Line(port) as ben:
        ben.envelope()
        ben.say("DATA")
        ben.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65536)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        sent = 0
        with pytest.raises(OSError):
            while sent < 50_000_000:
                sent += ben.sock.send(line * 20)
        used = 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    assert sent < 2 * limit + 1_000_000, "what the sockets' buffers take comes on top"
    assert used < 3 * limit


def test_lines_longer_than_the_buffer_and_empty_mails_arrive_whole(door: Open, kept: Kept) -> None:
    long = b"a" * 200_000 + b"\r" + b"b" * 100_000 + b"\r\n"
    with door(max_bytes=1_000_000) as port, Line(port) as ada:
        for body in (long, b"", b"x\r\n..\r\n", b"bare\n.\nlf\r\n"):
            ada.envelope()
            ada.say("DATA")
            ada.sock.sendall(body + b".\r\n")
            assert ada.answer().startswith("250")
    assert [raw for raw, _, _ in kept] == [long, b"", b"x\r\n.\r\n", b"bare\n.\nlf\r\n"]


def test_commands_may_come_in_one_piece(door: Open, kept: Kept) -> None:
    one = f"MAIL FROM:<{ADA}>\r\nRCPT TO:<reply@course.test>\r\nDATA\r\n"
    with door() as port, Line(port) as ada:
        ada.sock.sendall(one.encode())
        assert [ada.answer()[:3] for _ in range(3)] == ["250", "250", "354"]
        ada.sock.sendall(b"Subject: 1\r\n\r\n1\r\n.\r\n" + one.encode())
        assert [ada.answer()[:3] for _ in range(4)] == ["250", "250", "250", "354"]
        assert ada.say("Subject: 2\r\n\r\n2\r\n.").startswith("250")
    assert len(kept) == 2


def test_a_client_that_vanishes_midway_leaves_nothing(door: Open, kept: Kept) -> None:
    with door() as port:
        with Line(port) as ada:
            ada.envelope()
            ada.say("DATA")
            ada.sock.sendall(b"Subject: half")
        bring(port, letter(), ["reply@course.test"])
    assert len(kept) == 1


def test_lmtp_answers_once_for_each_recipient(door: Open, kept: Kept) -> None:
    with door(lmtp=1, max_bytes=1000) as port, Line(port, "LHLO there") as relay:
        for body, answer in (("Subject: x\r\n\r\nx\r\n.", "250"), ("y" * 1500 + "\r\n.", "552")):
            relay.envelope("reply+a@course.test", "reply+b@course.test", "reply+c@course.test")
            relay.say("DATA")
            answers = [relay.say(body), relay.answer(), relay.answer()]
            assert [line[:3] for line in answers] == [answer] * 3
        assert relay.say("EHLO there").startswith("500")
    assert [to for _, _, to in kept] == [["reply+a@course.test", "reply+b@course.test", "reply+c@course.test"]]


def test_the_eleventh_mail_in_a_minute_is_told_to_come_again(door: Open, kept: Kept) -> None:
    with door(per_minute=10) as port:
        for _ in range(10):
            bring(port, letter(), ["reply@course.test"])
        with pytest.raises(smtplib.SMTPResponseException) as refused:
            bring(port, letter(), ["reply@course.test"], sender=ADA.upper())
        bring(port, letter(), ["reply@course.test"], sender=BEN)
        for _ in range(15):
            bring(port, letter(), ["reply@course.test"], sender="")
    assert refused.value.smtp_code == 450
    assert [sender for _, sender, _ in kept].count("<>") == 15
    assert len(kept) == 26


def test_a_hundred_recipients_are_enough(door: Open) -> None:
    with door() as port, Line(port) as ada:
        ada.envelope(*(f"r{n}@course.test" for n in range(100)))
        assert ada.say("RCPT TO:<one@course.test>").startswith("452")


@pytest.mark.parametrize(("lmtp", "hello"), [(0, "EHLO there"), (1, "LHLO there")])
def test_a_forged_address_is_refused_and_the_others_get_their_mail(
    door: Open, kept: Kept, lmtp: int, hello: str
) -> None:
    with door(lmtp=lmtp) as port, Line(port, hello) as ada:
        ada.envelope("reply+a@course.test")
        assert ada.say("RCPT TO:<mallory@course.test>").startswith("550 5.1.1")
        assert ada.say("RCPT TO:<reply+b@course.test>").startswith("250")
        ada.say("DATA")
        answers = [ada.say("Subject: x\r\n\r\nx\r\n."), *([ada.answer()] if lmtp else [])]
        assert all(answer.startswith("250") for answer in answers)
        ada.say(f"MAIL FROM:<{ADA}>")
        assert ada.say("RCPT TO:<mallory@course.test>").startswith("550")
        assert ada.say("DATA").startswith("503")
    assert [to for _, _, to in kept] == [["reply+a@course.test", "reply+b@course.test"]]


def test_names_beyond_ascii_are_taken(door: Open, kept: Kept) -> None:
    with door() as port, Line(port) as ada:
        assert ada.say("MAIL FROM:<ädä@example.org> SMTPUTF8").startswith("250")
        assert ada.say("RCPT TO:<reply@course.test>").startswith("250")
        ada.say("DATA")
        assert ada.say("Subject: x\r\n\r\nx\r\n.").startswith("250")
    assert kept[0][1] == "ädä@example.org"


def test_nonsense_is_answered_and_the_next_client_served(door: Open, kept: Kept) -> None:
    with door() as port:
        with Line(port) as ben:
            for nonsense in (
                "DATA",
                "MAIL FROM:<" + "(" * 300,
                "RCPT TO:<x>",
                "MAIL FROM:<@@>",
                "\x00\xff",
                "DATA now",
            ):
                assert ben.say(nonsense)[0] == "5"
        bring(port, letter(), ["reply@course.test"])
    assert len(kept) == 1


def test_one_connection_too_many_is_told_so_and_may_come_again(door: Open, kept: Kept) -> None:
    with door() as port:
        lines = [Line(port) for _ in range(MOST_CONNECTIONS)]
        with socket.create_connection(("127.0.0.1", port), timeout=20) as late:
            assert late.recv(100).startswith(b"421")
            assert late.recv(100) == b""
        for line in lines[:50]:
            line.say("QUIT")
            assert line.file.read() == b""
        bring(port, letter(), ["reply@course.test"])
        for line in lines:
            line.__exit__()
    assert len(kept) == 1


def test_stopping_waits_for_a_mail_that_is_just_being_kept() -> None:
    begun, may_end = threading.Event(), threading.Event()

    def keep(*_: object) -> str:
        begun.set()
        may_end.wait(10)
        return "key"

    sock = socket.create_server(("127.0.0.1", 0))
    door = Listener(sock, False, keep, is_mallorys, 10_000, 0)
    door.start()
    with Line(sock.getsockname()[1]) as ada:
        ada.envelope()
        ada.say("DATA")
        ada.sock.sendall(b"Subject: x\r\n\r\nx\r\n.\r\n")
        assert begun.wait(10)
        stopping = threading.Thread(target=door.stop)
        stopping.start()
        may_end.set()
        assert ada.answer().startswith("250")
        stopping.join(10)
        assert not stopping.is_alive()

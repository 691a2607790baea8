"""The mail listener as a process of its own: killed without warning, started twice, stopped."""

from __future__ import annotations

import queue
import re
import smtplib
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from course.commands.inbound import bind, shown
from course.errors import CourseError
from course.inbound import SMALL
from course.models import SubscriptionState
from course.settings import Listen, parse_listen
from emails.inbox import LocalInbox
from tests.emails.letters import ADA, bring, letter
from tests.town import MOMENT, Town

SENDERS = 4


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


class Flood:
    """Mails that are brought until each is acknowledged."""

    def __init__(self, town: Town, count: int) -> None:
        self.town = town
        self.acknowledged: list[str] = []
        self.changed = threading.Condition()
        self._numbers: queue.SimpleQueue[int] = queue.SimpleQueue()
        for number in range(count):
            self._numbers.put(number)
        self.threads = [threading.Thread(target=self._bring_all, daemon=True) for _ in range(SENDERS)]

    def wait_for(self, count: int) -> None:
        with self.changed:
            came = self.changed.wait_for(lambda: len(self.acknowledged) >= count, 120)
        assert came, f"{len(self.acknowledged)} of {count}\n{self.town.processes.output()[-3000:]}"

    def _bring_all(self) -> None:
        while not self._numbers.empty():
            try:
                self._bring_some()
            except (OSError, smtplib.SMTPException):
                threading.Event().wait(MOMENT)

    def _bring_some(self) -> None:
        """Over one connection, until it breaks."""
        with smtplib.SMTP("127.0.0.1", self.town.port, timeout=20) as client:
            while not self._numbers.empty():
                number = self._numbers.get(timeout=1)
                try:
                    self._bring(client, number)
                except BaseException:
                    self._numbers.put(number)
                    raise

    def _bring(self, client: smtplib.SMTP, number: int) -> None:
        text = f"Number {number}."
        if number % 20 == 0:  # one that becomes a file
            text += "\n-- \n" + "photo \n" * (SMALL // 6)
        client.sendmail(ADA, [self.town.to], letter(text, self.town.to, message_id=f"<{number}@ada>"))
        with self.changed:
            self.acknowledged.append(f"<{number}@ada>")
            self.changed.notify_all()


def pour(town: Town, kills: int, mails: int) -> None:
    """Kill the listener again and again while mail pours in."""
    flood = Flood(town, mails)
    process = town.processes.start("inbound")
    for thread in flood.threads:
        thread.start()
    try:
        for death in range(1, kills + 1):
            flood.wait_for(death * mails // (kills + 1))
            town.processes.kill(process)
            process = town.processes.start("inbound")
        flood.wait_for(mails)
        assert town.processes.stop(process) == 0
    finally:
        town.processes.end()
    for thread in flood.threads:
        thread.join(10)
    town.understand()
    assert set(flood.acknowledged) <= town.kept(), "acknowledged and lost"
    assert sorted(town.answers()) == sorted(f"Number {number}." for number in range(mails))


@pytest.fixture
def town(tmp_path: Path, port: int) -> Iterator[Town]:
    town = Town(tmp_path, port)
    yield town
    town.processes.end()
    town.site.database.close()


@pytest.mark.long
def test_no_acknowledged_mail_is_lost_while_the_listener_is_killed(town: Town) -> None:
    pour(town, kills=3, mails=120)


@pytest.mark.slow
def test_no_acknowledged_mail_is_lost_while_the_listener_is_killed_thirty_times(town: Town) -> None:
    pour(town, kills=30, mails=3000)


def test_a_port_that_somebody_chose_must_be_free(town: Town) -> None:
    with socket.create_server(("127.0.0.1", town.port)):
        ended = town.processes.call("inbound")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        f"127.0.0.1:{town.port} can't be listened on (Address already in use); set another INBOUND_LISTEN.\n"
    )


def test_without_a_listener_there_is_nothing_to_run(town: Town) -> None:
    town.processes.environ["INBOUND_LISTEN"] = ""
    ended = town.processes.call("inbound")
    assert (ended.returncode, ended.stderr) == (
        1,
        "INBOUND_LISTEN is set to nothing; give it host:port to listen on, or set IMAP_URL.\n",
    )


def test_in_place_of_the_default_port_any_other_will_do(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    taken = Listen("127.0.0.1", town.port, chosen=False)
    with socket.create_server(("127.0.0.1", town.port)):
        settings, sock = bind(replace(town.site.settings, inbound_listen=taken))
        assert sock is not None and settings.inbound_listen is not None
        assert settings.inbound_listen.port == sock.getsockname()[1] != town.port
        sock.close()
        assert f"127.0.0.1:{town.port} is taken; mail comes in at port" in capsys.readouterr().err
        with pytest.raises(CourseError):
            bind(replace(town.site.settings, inbound_listen=replace(taken, chosen=True)))
    none = replace(town.site.settings, inbound_listen=None)
    assert bind(none) == (none, None)


@pytest.mark.parametrize("text", ["127.0.0.1:8025", "lmtp://127.0.0.1:24", "[::1]:25", "lmtp://mx.example.org:24"])
def test_an_address_is_shown_as_it_is_set(text: str) -> None:
    assert shown(parse_listen(text)) == text


def test_run_takes_mail_and_understands_it(town: Town) -> None:
    town.site.database.close()
    town.processes.environ["INBOUND_LISTEN"] = f"lmtp://127.0.0.1:{town.port}"
    process = town.processes.start("run", "--port", "0")
    while f"Answers come in at lmtp://127.0.0.1:{town.port}." not in town.processes.output():
        assert process.poll() is None, town.processes.output()
        threading.Event().wait(MOMENT)
    with smtplib.LMTP("127.0.0.1", town.port, timeout=20) as client:
        client.sendmail(ADA, [town.to], letter("In person.", town.to))
    for _ in range(500):
        if town.answers():
            break
        threading.Event().wait(MOMENT)
    assert town.answers() == ["In person."]
    town.processes.stop(process)
    with pytest.raises(OSError):
        bring(town.port, letter(), [town.to])


def test_the_address_that_stands_in_a_lesson_for_unsubscribing_ends_the_course(town: Town) -> None:
    """As a mail program does it for its reader: an empty mail to what the header says (RFC 2369)."""
    newest = LocalInbox(town.site.settings.data_dir / "inbox").messages(1)[0]
    header = message_from_bytes(newest.raw, policy=policy.default)["List-Unsubscribe"]
    address = re.search(r"<mailto:([^>?]+)", header)
    assert address
    town.site.database.close()
    process = town.processes.start("run", "--port", "0")
    while f"Answers come in at 127.0.0.1:{town.port}." not in town.processes.output():
        assert process.poll() is None, town.processes.output()
        threading.Event().wait(MOMENT)
    bring(town.port, letter("", address[1].swapcase(), Subject="unsubscribe"), [address[1].lower()])
    for _ in range(500):
        if town.subscription(town.key).state == SubscriptionState.LEFT:
            break
        threading.Event().wait(MOMENT)
    assert town.subscription(town.key).state == SubscriptionState.LEFT
    assert town.next_try() is None, "nothing more is owed, not even a goodbye"
    town.processes.stop(process)

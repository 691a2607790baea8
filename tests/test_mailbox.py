"""Answers that lie in an ordinary mailbox: each comes in once, whatever happens in between."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import func, select

from course.inbound import SMALL
from course.mailbox import Bookmark, Mailbox, parse_mailbox
from course.models import InboundEmail
from emails.mailbox import Looker
from emails.receiving import receive_once
from tests.dovecot import PASSWORD, Dovecot, free_port, needs_dovecot
from tests.emails.letters import letter
from tests.emails.test_smtpd_tls import make_certificate
from tests.town import Town

QUICK = 0.05


@pytest.fixture
def server() -> Iterator[Dovecot]:
    server = Dovecot()
    yield server
    server.end()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    town = Town(tmp_path)
    yield town
    town.processes.end()
    town.site.database.close()


def box(server: Dovecot) -> Mailbox:
    return Mailbox("127.0.0.1", server.port, "ada", PASSWORD, tls=False)


def rows(town: Town) -> int:
    with town.site.database.reading() as session:
        return session.scalar(select(func.count(InboundEmail.id))) or 0


def has_answers(town: Town, count: int) -> bool:
    return len(town.answers()) == count


@contextmanager
def looking(
    town: Town, mailbox: Mailbox, keep: Callable[[bytes], bool] | None = None, bookmark: Bookmark | None = None
) -> Iterator[None]:
    """Somebody who looks into the mailbox all the time."""
    place = bookmark or Bookmark(town.site.settings.data_dir / "mailbox.json", mailbox)
    looker = Looker(mailbox, place, keep or partial(receive_once, town.site), 1_000_000, QUICK)
    looker.start()
    try:
        yield
    finally:
        looker.stop()


def letters(town: Town, *numbers: int) -> list[bytes]:
    """Without Message-IDs, so that nothing but the bytes tells two from one."""
    return [letter(f"Number {number}.", town.to, message_id="") for number in numbers]


@pytest.mark.slow
@needs_dovecot
def test_what_lies_there_and_what_comes_later_is_kept_once_and_stays_as_it_was(town: Town, server: Dovecot) -> None:
    server.lay(*letters(town, 1))
    with looking(town, box(server)):
        town.until(lambda: rows(town) == 1)
        server.lay(*letters(town, 2, 3))
        town.until(lambda: rows(town) == 3)
    with server.client() as client:
        client.select_folder("INBOX", readonly=True)
        assert len(client.search(["UNSEEN"])) == 3
    town.understand()
    assert town.answers() == ["Number 1.", "Number 2.", "Number 3."]


@pytest.mark.slow
@needs_dovecot
def test_a_line_that_breaks_after_each_mail_loses_and_doubles_none(town: Town, server: Dovecot) -> None:
    server.lay(*letters(town, *range(6)))
    broken: list[int] = []

    def keep(raw: bytes) -> bool:
        fresh = receive_once(town.site, raw)
        broken.append(server.break_lines())
        return fresh

    with looking(town, box(server), keep):
        town.until(lambda: rows(town) == 6, 60)
    assert sum(broken) >= 5
    town.understand()
    assert sorted(town.answers()) == [f"Number {number}." for number in range(6)]


class Torn(Bookmark):
    """One that can't be moved at first."""

    tears = 3

    def write(self, validity: int, uid: int) -> None:
        self.tears -= 1
        if self.tears >= 0:
            raise OSError("no space left")
        super().write(validity, uid)


@pytest.mark.slow
@needs_dovecot
def test_a_mail_that_was_kept_and_not_remembered_is_known_by_its_bytes(town: Town, server: Dovecot) -> None:
    large = letter("photo\n" * (SMALL // 5), town.to, message_id="")
    server.lay(large, *letters(town, 1))
    mailbox = box(server)
    with looking(town, mailbox, bookmark=Torn(town.site.settings.data_dir / "mailbox.json", mailbox)):
        town.until(lambda: rows(town) == 2)
    assert rows(town) == 2
    assert len(list((town.site.settings.data_dir / "raw").iterdir())) == 1


@pytest.mark.slow
@needs_dovecot
def test_a_mailbox_that_numbers_its_mails_anew_is_read_anew_and_nothing_is_doubled(town: Town, server: Dovecot) -> None:
    server.lay(*letters(town, 1, 2))
    with looking(town, box(server)):
        town.until(lambda: rows(town) == 2)
        server.forget_uids()
        server.lay(*letters(town, 3))
        town.until(lambda: rows(town) == 3, 60)
    assert rows(town) == 3
    town.understand()
    assert sorted(town.answers()) == ["Number 1.", "Number 2.", "Number 3."]


@pytest.mark.slow
@needs_dovecot
def test_a_mail_that_is_too_large_stays_and_those_behind_it_come_in(
    town: Town, server: Dovecot, caplog: pytest.LogCaptureFixture
) -> None:
    server.lay(letter("x\n" * 600_000, town.to), *letters(town, 1))
    with looking(town, box(server)):
        town.until(lambda: rows(town) == 1)
    town.understand()
    assert town.answers() == ["Number 1."]
    assert "is larger than INBOUND_MAX_BYTES, and stays there" in caplog.text


@pytest.mark.slow
@needs_dovecot
def test_a_whole_site_reads_its_mailbox_and_goes_on_after_being_killed(town: Town, server: Dovecot) -> None:
    url = f"imap://ada:{quote(PASSWORD, safe='')}@127.0.0.1:{server.port}"
    town.processes.environ |= {"IMAP_URL": url, "REPLY_ADDRESS": "answers@example.org"}
    plus = town.to.replace("reply+", "answers+").replace("course.test", "example.org")
    server.lay(letter("First.", plus, message_id=""))
    for number, text in enumerate(("Second.", "Third."), 1):
        town.runs()
        town.until(partial(has_answers, town, number))
        town.processes.kill(town.processes.running[-1])
        server.lay(letter(text, plus, message_id=""))
    process = town.processes.start("inbound")
    town.until(lambda: rows(town) == 3)
    assert town.processes.stop(process) == 0
    town.understand()
    assert town.answers() == ["First.", "Second.", "Third."]
    assert "Mail comes in from the mailbox of ada at 127.0.0.1" in town.processes.output()
    assert PASSWORD not in town.processes.output()


@pytest.mark.slow
@needs_dovecot
def test_a_server_whose_certificate_nobody_vouches_for_gets_no_password(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    certificate = make_certificate(tmp_path)
    server = Dovecot(certificate)
    try:
        server.lay(*letters(town, 1))
        mailbox = Mailbox("localhost", server.tls_port, "ada", PASSWORD)
        with looking(town, mailbox):
            town.until(lambda: "CERTIFICATE_VERIFY_FAILED" in caplog.text)
        assert rows(town) == 0
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.chain))
        with looking(town, mailbox):
            town.until(lambda: rows(town) == 1)
    finally:
        server.end()


def test_a_server_that_is_away_is_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    nowhere = Mailbox("127.0.0.1", free_port(), "ada", "x", tls=False)
    looker = Looker(nowhere, Bookmark(tmp_path / "mailbox.json", nowhere), bool, 1000, 0.001)
    with caplog.at_level(logging.WARNING):
        looker.start()
        threading.Event().wait(0.5)
        looker.stop()
    (told,) = [line for line in caplog.messages if "mailbox" in line]
    assert told.startswith("The mailbox (ada at 127.0.0.1:") and "Connection refused" in told


def test_a_bookmark_belongs_to_one_mailbox_and_one_numbering(tmp_path: Path) -> None:
    ada = parse_mailbox("imaps://ada:x@mail.example.org/Answers%20in")
    assert (ada.folder, ada.port, ada.tls) == ("Answers in", 993, True)
    mark = Bookmark(tmp_path / "mailbox.json", ada)
    assert mark.read(7) == 0
    mark.write(7, 12)
    assert (mark.read(7), mark.read(8)) == (12, 0)
    other = parse_mailbox("imaps://ada:x@mail.example.org/Other")
    assert Bookmark(tmp_path / "mailbox.json", other).read(7) == 0
    for broken in ("", "[]", "{}", '{"mailbox": 1'):
        (tmp_path / "mailbox.json").write_text(broken)
        assert mark.read(7) == 0

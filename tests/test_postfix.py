"""Answers that Postfix brings by `course receive`, as an ordinary user, as docs/answers.md tells it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from tests.emails.letters import bring, letter
from tests.postfix import Postfix, needs_postfix
from tests.town import Town

pytestmark = [pytest.mark.slow, needs_postfix]
PATIENCE = 120.0
"""Seconds for a mail that waits to be brought once more."""


@pytest.fixture(scope="module")
def server() -> Iterator[Postfix]:
    server = Postfix()
    yield server
    server.end()


@pytest.fixture
def town(server: Postfix) -> Iterator[Town]:
    """Its folder is the one that the program writes to."""
    town = Town(server.spool)
    server.own()
    yield town
    town.site.database.close()
    server.clear()


def by_alias(town: Town) -> str:
    return town.to.replace("course.test", "alias.test")


def in_the_journal(town: Town, server: Postfix, *texts: str) -> None:
    """Exactly these, once Postfix has nothing left to bring."""
    town.until(lambda: server.queued() == 0, PATIENCE)
    town.understand()
    assert sorted(town.answers()) == sorted(texts), server.log()[-3000:]


@pytest.mark.parametrize("way", ["transport", "alias"])
def test_a_mail_comes_in_and_belongs_to_its_reader(server: Postfix, town: Town, way: str) -> None:
    to = town.to if way == "transport" else by_alias(town)
    bring(server.port, letter("By Postfix.", to), [to])
    bring(server.port, letter("Tag alone.", "someone@example.org", message_id="<2@ada>"), [to.upper()])
    in_the_journal(town, server, "By Postfix.", "Tag alone.")
    assert (server.spool / "data" / "course.db").stat().st_uid != 0


def test_one_mail_to_two_recipients_is_brought_for_each(server: Postfix, town: Town) -> None:
    bring(server.port, letter("Once.", town.to), [town.to, "nobody-here@course.test"])
    in_the_journal(town, server, "Once.")
    assert len(town.mails()) == 2


def test_a_bounce_keeps_its_empty_sender(server: Postfix, town: Town) -> None:
    for to in (town.to, by_alias(town)):
        bring(server.port, letter("I am away.", to, message_id=f"<{to}>"), [to], sender="")
    in_the_journal(town, server)
    assert [(mail.envelope_from, mail.kind) for mail in town.mails()] == [("<>", "auto")] * 2


@pytest.mark.parametrize("way", ["transport", "alias"])
@pytest.mark.parametrize("moment", ["kill-before", "kill-after"])
def test_a_mail_whose_program_is_killed_comes_again_and_counts_once(
    server: Postfix, town: Town, way: str, moment: str
) -> None:
    to = town.to if way == "transport" else by_alias(town)
    (server.spool / moment).touch()
    server.own()
    bring(server.port, letter("Killed.", to), [to])
    in_the_journal(town, server, "Killed.")
    assert "Command died with signal 9" in server.log()
    kept_twice = way == "alias" and moment == "kill-after"  # it writes the time above a mail: other bytes
    assert len(town.mails()) == 1 + kept_twice


def test_a_mail_waits_while_the_database_is_locked(server: Postfix, town: Town) -> None:
    with sqlite3.connect(server.spool / "data" / "course.db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        bring(server.port, letter("Patience.", town.to), [town.to])
        town.until(lambda: "status=deferred" in server.log(), PATIENCE)
        assert server.queued() == 1
        other.execute("ROLLBACK")
    other.close()
    in_the_journal(town, server, "Patience.")


def test_a_mail_waits_while_the_database_is_absent(server: Postfix, town: Town) -> None:
    data = (server.spool / "data").rename(server.spool / "away")
    server.spool.chmod(0o555)
    bring(server.port, letter("Patience.", town.to), [town.to])
    town.until(lambda: "status=deferred" in server.log(), PATIENCE)
    server.spool.chmod(0o755)
    data.rename(server.spool / "data")
    in_the_journal(town, server, "Patience.")


def test_a_mail_that_is_too_large_goes_back_with_a_reason(server: Postfix, town: Town) -> None:
    bring(server.port, letter(("x" * 70 + "\n") * 142_000, town.to), [town.to])
    in_the_journal(town, server)
    assert "more than INBOUND_MAX_BYTES" in server.log() and town.mails() == []

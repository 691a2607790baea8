"""The database: UTC in and out, all or nothing, one writer at a time, clear words where it isn't there."""

from __future__ import annotations

import fcntl
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from course.database import Database
from course.errors import DatabaseError
from course.models import Subscriber, Suppression, UtcDateTime, Worker
from course.settings import ROOT
from course.tokens import new_key
from tests.conftest import Server

NOW = datetime(2027, 3, 28, 0, 59, 59, 123456, tzinfo=UTC)


def person(name: str, created: datetime = NOW) -> Subscriber:
    address = f"{name}@example.org"
    return Subscriber(key=new_key(), email=address, email_key=address, first_name=name, created_at=created)


def names(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Subscriber.first_name).order_by(Subscriber.first_name)))


@pytest.mark.both_databases
@pytest.mark.parametrize("hours", [0, 14, -11, 5.75])
def test_an_instant_comes_back_in_utc_whatever_zone_it_was_given_in(database: Database, hours: float) -> None:
    given = NOW.astimezone(timezone(timedelta(hours=hours)))
    with database.writing() as session:
        session.add(person("ada", given))
    with database.reading() as session:
        found = session.scalars(select(Subscriber.created_at)).one()
    assert found == NOW
    assert found.utcoffset() == timedelta(0)


@pytest.mark.both_databases
def test_instants_are_compared_as_instants(database: Database) -> None:
    with database.writing() as session:
        session.add_all([person("ada", NOW), person("ben", NOW + timedelta(microseconds=1))])
    eastern = NOW.astimezone(timezone(timedelta(hours=-5)))
    with database.reading() as session:
        assert session.scalars(select(Subscriber.first_name).where(Subscriber.created_at > eastern)).all() == ["ben"]
        assert session.scalars(select(func.max(Subscriber.created_at))).one() == NOW + timedelta(microseconds=1)


@pytest.mark.both_databases
def test_a_datetime_without_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="without zone"), database.writing() as session:
        session.add(person("ada", NOW.replace(tzinfo=None)))
    assert names(database) == []


def test_nothing_stays_nothing() -> None:
    kind = UtcDateTime()
    assert kind.process_bind_param(None, None) is None
    assert kind.process_result_value(None, None) is None


@pytest.mark.both_databases
def test_what_is_written_stands_after_the_end_and_can_be_used_on(database: Database) -> None:
    with database.writing() as session:
        ada = person("ada")
        session.add(ada)
    assert ada.id == 1
    assert names(database) == ["ada"]


@pytest.mark.both_databases
def test_a_fault_in_the_middle_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        session.add(person("ada"))
        session.flush()
        _ = 1 // 0
    assert names(database) == []
    with database.writing() as session:
        session.add(person("ben"))
    assert names(database) == ["ben"]


@pytest.mark.both_databases
def test_a_rule_of_the_tables_that_is_broken_is_told_as_such_and_leaves_nothing(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing() as session:
        session.add(Worker(token="ada", host="here", state="asleep", beat_at=NOW))
    with pytest.raises(IntegrityError), database.writing() as session:
        session.add_all([person("ada"), person("ada")])
    with pytest.raises(IntegrityError), database.writing() as session:
        session.add(Suppression(address_hash="x", subscriber_id=7, reason="bounced", created_at=NOW))
    assert names(database) == []


@pytest.mark.both_databases
def test_reading_changes_nothing(database: Database) -> None:
    with database.reading() as session:
        session.add(person("ada"))
        session.flush()
    assert names(database) == []


@pytest.mark.both_databases
def test_a_reader_sees_one_state_while_others_write(database: Database) -> None:
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Subscriber)) == 0
        with database.writing() as other:
            other.add(person("ada"))
        assert session.scalar(select(func.count()).select_from(Subscriber)) == 0
    assert names(database) == ["ada"]


@pytest.mark.both_databases
def test_inserting_what_is_there_already_passes_over_it(database: Database) -> None:
    rows = [{"token": token, "host": "here", "beat_at": NOW} for token in ("ada", "ben")]
    with database.writing() as session:
        session.execute(database.insert_new(Worker), rows[:1])
    with database.writing() as session:
        session.execute(database.insert_new(Worker), [{**row, "host": "there"} for row in rows])
    with database.reading() as session:
        assert session.execute(select(Worker.token, Worker.host).order_by(Worker.token)).all() == [
            ("ada", "here"),
            ("ben", "there"),
        ]


# One writer at a time.

COUNT_UP = """
import sys
from sqlalchemy import select, text
from course.database import Database
from course.models import Subscriber
database = Database(sys.argv[1])
sys.stdin.readline()
for _ in range(50):
    with database.writing() as session:
        ada = session.scalars(select(Subscriber).with_for_update()).one()
        ada.first_name = str(int(ada.first_name) + 1)
"""


@pytest.mark.both_databases
def test_processes_that_count_up_together_lose_no_step(database: Database) -> None:
    ada = person("ada")
    ada.first_name = "0"
    with database.writing() as session:
        session.add(ada)
    command = [sys.executable, "-c", COUNT_UP, database.url]
    counters = [subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE) for _ in range(3)]
    for counter in counters:
        counter.communicate(b"go\n", timeout=30)
    assert [counter.returncode for counter in counters] == [0, 0, 0]
    assert names(database) == ["150"]


@pytest.mark.both_databases
def test_threads_that_count_up_together_lose_no_step(database: Database) -> None:
    ada = person("ada")
    ada.first_name = "0"
    with database.writing() as session:
        session.add(ada)

    def count_up() -> None:
        for _ in range(25):
            with database.writing() as session:
                ada = session.scalars(select(Subscriber).with_for_update()).one()
                ada.first_name = str(int(ada.first_name) + 1)

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names(database) == ["100"]


def test_on_sqlite_a_writer_holds_the_turn_of_all_processes_and_gives_it_back(database: Database) -> None:
    def taken() -> bool:
        with Path(f"{database.path}-turn").open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            return False

    with database.writing():
        assert taken()
    assert not taken()
    with pytest.raises(ZeroDivisionError), database.writing():
        _ = 1 // 0
    assert not taken()


def test_on_sqlite_a_writer_that_has_only_looked_keeps_out_also_those_who_know_nothing_of_the_turn(
    database: Database,
) -> None:
    assert database.path
    with database.writing() as session, closing(sqlite3.connect(database.path, timeout=0)) as stranger:
        session.scalars(select(Subscriber)).all()
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            stranger.execute("DELETE FROM subscribers")


def test_sqlite_is_set_up_for_many_readers_full_safety_links_and_erasure(database: Database) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    with database.reading() as session:
        assert {name: session.scalar(text(f"PRAGMA {name}")) for name in wanted} == wanted


# A database that isn't there.


def told(url: str) -> str:
    with pytest.raises(DatabaseError) as caught:
        database = Database(url)
        try:
            with database.writing() as session:
                session.execute(text("SELECT 1"))
        finally:
            database.close()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_server_that_is_not_there_is_told_in_one_sentence_without_the_password() -> None:
    message = told("postgresql+psycopg://ada:hunter2@127.0.0.1:1/course")
    assert message.startswith("The database postgresql+psycopg://ada:***@127.0.0.1:1/course can't be used: ")
    assert message.endswith("Check DATABASE_URL and that it is running.")
    assert "refused" in message


def test_a_database_that_the_server_does_not_have_is_told(postgres_server: Server) -> None:
    message = told(postgres_server.url.replace("/postgres?", "/nowhere?"))
    assert 'database "nowhere" does not exist' in message


def test_an_option_that_the_server_does_not_know_is_told(postgres_server: Server) -> None:
    message = told(f"{postgres_server.url}&colour=red")
    assert 'can\'t be used: invalid connection option "colour".' in message


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    message = told(f"sqlite:///{tmp_path}/file/course.db")
    assert message == f"The folder {tmp_path}/file can't be made (File exists); check DATA_DIR."


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    message = told(f"sqlite:///{tmp_path}")
    assert message.startswith(f"The database sqlite:///{tmp_path} can't be used: unable to open database file.")


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "course.db").write_text("Dear diary, " * 500)
    message = told(f"sqlite:///{tmp_path}/course.db")
    assert "can't be used: file is not a database." in message


def test_a_closed_database_can_be_opened_again(database: Database) -> None:
    with database.writing() as session:
        session.add(person("ada"))
    database.close()
    database.close()
    with database.writing() as session:
        session.add(person("ben"))
    assert names(database) == ["ada", "ben"]

"""Bringing a database up to this code, and refusing to work on another."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect, select, text

from course import migrating
from course.clock import real_now
from course.database import Database
from course.errors import DatabaseError
from course.migrating import current_version, demand_schema, head_version, migrate
from course.models import Base, Kind, Send, Subscriber, Subscription
from course.settings import ROOT

HEAD = head_version()
NEXT_VERSION = '''"""A version that is yet to come."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade() -> None:
    rebuild = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("subscribers", recreate=rebuild) as table:
        table.add_column(sa.Column("nickname", sa.String(20), nullable=False, server_default="none"))
    {more}
'''

FIRST_ROWS = (
    """INSERT INTO subscribers (key, email, email_key, first_name, new_email, old_agreed, new_agreed, created_at)
    VALUES ('k', 'ada@example.org', 'ada@example.org', '', '', false, false, '2027-03-01 06:00:00')""",
    """INSERT INTO subscriptions (key, subscriber_id, course, state, reason, zone, hour, weekdays, position, quote,
    discreet, last_lesson, last_zone, created_at, asked_at) VALUES ('s', 1, 'small', 'active', '', 'UTC', 7, 127, 0,
    false, false, '', '', '2027-03-01 06:00:00', '2027-03-01 06:00:00')""",
    """INSERT INTO sends (key, subscription_id, kind, lesson, day, about, recipient, run, lane, state, due_at,
    claimed_by, tries, render_failures, doubts, revived, reason)
    VALUES ('a', 1, 'confirmation', '', 0, '', '', 1, 0, 'due', '2027-03-01 06:00:00', '', 0, 0, 0, false, '')""",
    "DELETE FROM sends",
)
"""What a database of the first version may have held."""


@pytest.fixture
def empty(empty_url: str) -> Iterator[Database]:
    database = Database(empty_url)
    yield database
    database.close()


@pytest.fixture
def newer_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """From here on the code is one version further, as it will be one day; the file of that version."""
    return come_later(tmp_path, monkeypatch)


def come_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str = "pass") -> Path:
    folder = tmp_path / "migrations"
    head = head_version()
    shutil.copytree(migrating.FOLDER, folder)
    version = folder / "versions" / "9999_what_is_yet_to_come.py"
    version.write_text(NEXT_VERSION.format(head=head, more=more))
    monkeypatch.setattr(migrating, "FOLDER", folder)
    return version


def sign_up_ada(database: Database) -> None:
    with database.writing() as session:
        ada = Subscriber(key="k" * 16, email="ada@example.org", email_key="ada@example.org", created_at=real_now())
        session.add(ada)
        session.flush()
        session.add(
            Subscription(
                key="s" * 16,
                subscriber_id=ada.id,
                course="small",
                zone="UTC",
                hour=7,
                weekdays=127,
                created_at=real_now(),
                asked_at=real_now(),
            )
        )


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names())


@pytest.mark.both_databases
def test_an_empty_database_is_brought_up_and_the_second_time_nothing_is_left_to_do(empty: Database) -> None:
    assert current_version(empty) is None
    applied = migrate(empty)
    assert applied[0] == "0001"
    assert applied[-1] == head_version() == current_version(empty)
    assert tables(empty) == {*Base.metadata.tables, "alembic_version"}
    demand_schema(empty)
    assert migrate(empty) == []


@pytest.mark.both_databases
def test_tables_and_models_agree(empty: Database) -> None:
    migrate(empty)
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


@pytest.mark.both_databases
def test_tables_and_models_agree_on_rules_and_links_too(empty: Database) -> None:
    migrate(empty)
    found = inspect(empty.engine)
    for table in Base.metadata.tables.values():
        checks = {check["name"]: check["sqltext"] for check in found.get_check_constraints(table.name)}
        rules = {str(rule.name): str(rule.sqltext) for rule in table.constraints if isinstance(rule, CheckConstraint)}
        assert checks.keys() == rules.keys()
        assert not empty.is_sqlite or checks == rules, "PostgreSQL puts them in its own words"
        links = {key["name"]: key["options"].get("ondelete") for key in found.get_foreign_keys(table.name)}
        assert links == {str(key.name): key.ondelete for key in table.foreign_key_constraints}


@pytest.mark.both_databases
def test_an_empty_database_is_refused_with_what_to_do(empty: Database) -> None:
    with pytest.raises(DatabaseError) as caught:
        demand_schema(empty)
    assert str(caught.value) == f"The database is empty, this code needs version {head_version()}; run: course migrate"


@pytest.mark.both_databases
def test_an_older_database_is_refused_with_what_to_do(database: Database, newer_code: Path) -> None:
    with pytest.raises(
        DatabaseError, match=rf"^The database is at version {HEAD}, this code needs version 9999; run: course"
    ):
        demand_schema(database)


@pytest.mark.both_databases
def test_a_database_made_by_newer_code_is_refused_and_left_alone(database: Database) -> None:
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for ask in (demand_schema, migrate):
        with pytest.raises(DatabaseError) as caught:
            ask(database)
        assert str(caught.value) == "The database is at version 9999, made by newer code; update the code first."
    assert current_version(database) == "9999"


@pytest.mark.both_databases
def test_versions_are_applied_one_after_the_other(empty: Database, newer_code: Path) -> None:
    assert migrate(empty)[-2:] == [HEAD, "9999"]


@pytest.mark.both_databases
def test_an_older_database_is_brought_up_with_everybody_in_it(database: Database, newer_code: Path) -> None:
    sign_up_ada(database)
    assert migrate(database) == ["9999"]
    with database.reading() as session:
        assert session.execute(text("SELECT email, nickname FROM subscribers")).all() == [("ada@example.org", "none")]
        assert session.scalars(select(Subscription.course)).all() == ["small"]


@pytest.mark.both_databases
def test_a_database_of_the_first_version_is_brought_up_and_ids_are_never_given_out_again(
    empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as past:
        first = shutil.copytree(migrating.FOLDER, tmp_path / "first")
        for version in (first / "versions").glob("0*"):
            if not version.name.startswith("0001"):
                version.unlink()
        past.setattr(migrating, "FOLDER", first)
        assert migrate(empty) == ["0001"]
    with empty.writing() as session:
        for row in FIRST_ROWS:
            session.execute(text(row))
    assert migrate(empty)[-1] == HEAD
    with empty.writing() as session:
        session.add(send := Send(key="b" * 16, subscription_id=1, kind=Kind.WELCOME, lane=0, due_at=real_now()))
        session.flush()
        assert send.id == 2, "1 was handed out before"
        assert session.scalars(select(Subscription.course)).all() == ["small"]


def test_on_sqlite_a_copy_of_the_older_one_is_kept(database: Database, newer_code: Path) -> None:
    sign_up_ada(database)
    migrate(database)
    assert database.path
    copy = database.path.with_name(f"course.db.before-migration-from-{HEAD}")
    with sqlite3.connect(copy) as kept:
        assert kept.execute("SELECT email FROM subscribers").fetchall() == [("ada@example.org",)]
        assert kept.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]
    kept.close()


def test_of_a_fresh_database_no_copy_is_kept(empty: Database, data_dir: Path) -> None:
    migrate(empty)
    assert not list(data_dir.glob("*before*"))


@pytest.mark.both_databases
def test_a_migration_that_fails_half_way_changes_nothing(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_up_ada(database)
    come_later(tmp_path, monkeypatch, 'raise RuntimeError("half way")')
    with pytest.raises(RuntimeError, match="half way"):
        migrate(database)
    assert current_version(database) == HEAD
    assert {column["name"] for column in inspect(database.engine).get_columns("subscribers")} == {
        column.name for column in Subscriber.__table__.columns
    }
    with database.reading() as session:
        assert session.scalars(select(Subscription.course)).all() == ["small"]


def test_on_sqlite_a_migration_that_would_break_links_changes_nothing_and_links_are_watched_again(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_up_ada(database)
    come_later(tmp_path, monkeypatch, 'op.execute("DELETE FROM subscribers")')
    with pytest.raises(DatabaseError, match="would break links between rows; nothing was changed"):
        migrate(database)
    assert current_version(database) == HEAD
    with database.reading() as session:
        assert session.scalars(select(Subscriber.email)).all() == ["ada@example.org"]
        assert session.scalar(text("PRAGMA foreign_keys")) == 1


@pytest.mark.both_databases
def test_processes_that_migrate_at_once_do_it_once(empty: Database) -> None:
    code = (
        "import sys; from course.database import Database; from course.migrating import migrate\n"
        "database = Database(sys.argv[1]); sys.stdin.readline(); migrate(database)"
    )
    command = [sys.executable, "-c", code, empty.url]
    racers = [subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)]
    for racer in racers:
        assert racer.stdin
        racer.stdin.write(b"go\n")
        racer.stdin.flush()
    assert [racer.communicate(timeout=30)[1] for racer in racers] == [b"", b"", b""]
    demand_schema(empty)
    assert not empty.path or not list(empty.path.parent.glob("*before*"))


def test_a_server_that_is_not_there_is_told_in_one_sentence() -> None:
    database = Database("postgresql+psycopg://ada:hunter2@127.0.0.1:1/course")
    for ask in (migrate, demand_schema):
        with pytest.raises(DatabaseError, match=r"^The database .* can't be used: .*\.$") as caught:
            ask(database)
        assert "hunter2" not in str(caught.value)

"""The database: one engine, two context managers, and nothing slow inside a transaction.

Reading takes a snapshot. Writing takes the write lock at once (BEGIN IMMEDIATE on SQLite), after
one lock in this process and one lock file between processes: SQLite's own waiting polls with
growing sleeps and is unfair, so that a web request could wait a second behind busy workers.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from course.errors import DatabaseError

BUSY_SECONDS = 30
AT_REST = {"key_share": True}
"""How rows are locked that change: on PostgreSQL others may still add rows that point to them (FOR NO KEY UPDATE)."""


class Database:
    """An engine and its two ways in."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.path = Path(make_url(url).database or "") if self.is_sqlite else None
        self.engine = _sqlite_engine(url) if self.is_sqlite else _postgres_engine(url)
        self._writers = self.engine.execution_options(writing=True)
        self._readers = self.engine
        if not self.is_sqlite:
            self._readers = self.engine.execution_options(isolation_level="REPEATABLE READ")
        self._lock = threading.Lock()
        self._lock_file: int | None = None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database and is never committed."""
        with telling(self.url), Session(self._readers) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that holds the write lock; committed at the end, rolled back by an exception."""
        with telling(self.url), self._turn(), Session(self._writers, expire_on_commit=False) as session:
            yield session
            session.commit()

    def insert_new(self, table: Any) -> Any:
        """An INSERT that passes over rows which are there already (ON CONFLICT DO NOTHING)."""
        dialect = sqlite if self.is_sqlite else postgresql
        return dialect.insert(table).on_conflict_do_nothing()

    def scrub(self) -> None:
        """Leave nothing of deleted rows in SQLite's files: they are overwritten (secure_delete), and
        the log that still holds them is emptied. PostgreSQL does both by itself, in time."""
        if self.is_sqlite:
            with telling(self.url), self._turn(), closing(self.engine.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self.engine.dispose()
        if self._lock_file is not None:
            os.close(self._lock_file)
            self._lock_file = None

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """This process's turn to write; PostgreSQL takes care of that by itself."""
        if self.path is None:
            yield
            return
        with self._lock:
            if self._lock_file is None:
                self._lock_file = os.open(f"{self.path}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._lock_file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._lock_file, fcntl.LOCK_UN)


@contextmanager
def telling(url: str) -> Iterator[None]:
    """Turn a database that can't be reached or opened into one sentence; other errors pass."""
    try:
        yield
    except DBAPIError as error:
        opening = error.statement is None and not isinstance(error, IntegrityError)
        if not opening and not isinstance(error, OperationalError):
            raise
        raise DatabaseError(f"The database {_shown(url)} can't be used: {_cause(error)}") from error


def _cause(error: DBAPIError) -> str:
    first = str(error.orig).strip().splitlines()
    return f"{first[0] if first else type(error.orig).__name__}. Check DATABASE_URL and that it is running."


def _shown(url: str) -> str:
    return make_url(url).render_as_string(hide_password=True)


def _sqlite_engine(url: str) -> Engine:
    path = make_url(url).database or ""
    folder = Path(path).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseError(f"The folder {folder} can't be made ({error.strerror}); check DATA_DIR.") from error
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
    event.listen(engine, "connect", _sqlite_connect)
    event.listen(engine, "begin", _sqlite_begin)
    return engine


def _sqlite_connect(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")


def _sqlite_begin(connection: Any) -> None:
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _postgres_engine(url: str) -> Engine:
    return create_engine(
        url, pool_pre_ping=True, pool_size=10, connect_args={"options": "-c timezone=UTC", "connect_timeout": 10}
    )

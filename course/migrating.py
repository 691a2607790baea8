"""The schema's version: bringing it up, and refusing to work on another one.

On SQLite a copy of the file is kept first, foreign keys are off while tables are rebuilt (with
them on, Alembic's batch mode deleted every child row) and checked afterwards. On PostgreSQL an
advisory lock keeps a second migration waiting.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from course.database import Database, telling
from course.errors import DatabaseError

FOLDER = Path(__file__).parent / "migrations"
ADVISORY_LOCK = 0x6F70656E7570
"""Any number that nothing else on the server uses."""


def migrate(database: Database) -> list[str]:
    """Bring the schema up to this code's; the versions applied, none where it stood there already.

    Raises DatabaseError where the database can't be reached, or was made by newer code.
    """
    before = current_version(database)
    if before == head_version():
        return []
    _refuse_unknown(before)
    if database.path and before:
        _keep_copy(database.path, before)
    with telling(database.url), database.engine.connect() as connection:
        _upgrade(connection, database.is_sqlite)
    return _versions_after(before)


def demand_schema(database: Database) -> None:
    """Raises DatabaseError unless the schema is exactly this code's."""
    found = current_version(database)
    _refuse_unknown(found)
    if found != head_version():
        state = f"is at version {found}" if found else "is empty"
        raise DatabaseError(f"The database {state}, this code needs version {head_version()}; run: course migrate")


def current_version(database: Database) -> str | None:
    """The schema's version, None in an empty database."""
    if database.path and not database.path.exists():
        return None  # looking mustn't make a file
    with telling(database.url), database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head_version() -> str:
    """The version that this code works with."""
    return str(_scripts().get_current_head())


def _upgrade(connection: Connection, is_sqlite: bool) -> None:
    if is_sqlite:
        _upgrade_sqlite(connection)
        return
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
    _run(connection)
    connection.commit()


def _upgrade_sqlite(connection: Connection) -> None:
    raw = connection.connection.dbapi_connection
    assert isinstance(raw, sqlite3.Connection)
    raw.execute("PRAGMA foreign_keys=OFF")  # does nothing once a transaction is open
    try:
        with connection.execution_options(writing=True).begin():  # begun here, or Alembic would commit by itself
            _run(connection)
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise DatabaseError("The migration would break links between rows; nothing was changed.")
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def _run(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(FOLDER))


def _refuse_unknown(version: str | None) -> None:
    if version and version not in {script.revision for script in _scripts().walk_revisions()}:
        raise DatabaseError(f"The database is at version {version}, made by newer code; update the code first.")


def _versions_after(before: str | None) -> list[str]:
    found = [script.revision for script in _scripts().iterate_revisions("head", before or "base")]
    return found[::-1]


def _keep_copy(path: Path, version: str) -> None:
    copy = path.with_name(f"{path.name}.before-migration-from-{version}")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)

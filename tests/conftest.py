"""What tests share: settings, a migrated database, a site whose clock stands still, a course to break.

A test marked `both_databases` runs on SQLite, and with the slow ones on a real PostgreSQL, too; all others on SQLite.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser

from course.content import Course
from course.database import Database
from course.settings import ROOT, Settings, load_settings
from course.site import Library, Site
from tests.chromium import started
from tests.correspondents import Open, Opener
from tests.servers import postgres
from tests.world import StoppedClock, lay_out, stopped

KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.slow))


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "both_databases: runs on SQLite and on PostgreSQL")
    config.addinivalue_line("markers", "long: begins first, and isn't traced for coverage")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each process begins with its part of the long tests, so that none is left with one at the end.

    They aren't traced: it takes them as long again, and the short tests go over the same lines.
    """
    long = [item for item in items if item.get_closest_marker("long")]
    short = iter([item for item in items if not item.get_closest_marker("long")])
    for item in long:
        item.add_marker("no_cover")
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    ordered: list[pytest.Item] = []
    for number in range(processes):
        share = (len(items) - len(ordered)) // (processes - number)
        mine = long[number::processes]
        ordered += [*mine, *islice(short, max(0, share - len(mine)))]
    items[:] = ordered


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_kind" in metafunc.fixturenames and metafunc.definition.get_closest_marker("both_databases"):
        metafunc.parametrize("database_kind", KINDS, indirect=True)


@pytest.fixture
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(getattr(request, "param", "sqlite"))


class Server:
    """One PostgreSQL for all tests; each test gets a database of its own."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.names = (f"story_{number}" for number in count(1))
        self.migrated = self.database()
        lay_out(self.migrated)

    def database(self, like: str = "template0") -> str:
        """A new database, empty or a copy of another; its URL."""
        name = next(self.names)
        with psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
        return self.url.replace("/postgres?", f"/{name}?")

    def migrated_database(self) -> str:
        return self.database(like="story_1")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="open-up-") as folder, postgres(Path(folder)) as url:
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        yield Server(url)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for the tests of one file: kept longer, its event loop would be in the way of others' loops."""
    with started() as browser:
        yield browser


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, database_kind: str, data_dir: Path) -> str:
    """The URL of a database without any table."""
    if database_kind == "sqlite":
        return f"sqlite:///{data_dir / 'course.db'}"
    server: Server = request.getfixturevalue("postgres_server")
    return server.database()


@pytest.fixture
def database_url(request: pytest.FixtureRequest, database_kind: str, data_dir: Path) -> str:
    """The URL of a migrated database."""
    if database_kind != "sqlite":
        server: Server = request.getfixturevalue("postgres_server")
        return server.migrated_database()
    url = f"sqlite:///{data_dir / 'course.db'}"
    lay_out(url)
    return url


@pytest.fixture
def settings(data_dir: Path, database_url: str) -> Settings:
    return load_settings({"DATA_DIR": str(data_dir), "DATABASE_URL": database_url}, dotenv=None)


@pytest.fixture
def opened(tmp_path: Path, database_url: str) -> Iterator[Open]:
    """Opens a tiny course with more lines in its course.toml; ada joins it."""
    opener = Opener(tmp_path, database_url)
    yield opener
    opener.close()


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_url)
    yield database
    database.close()


@pytest.fixture
def clock() -> StoppedClock:
    """Stands at tests.world.START, Monday 1 March 2027, 06:00 UTC, until the test moves it."""
    return stopped()


@pytest.fixture
def site(settings: Settings, database: Database, clock: StoppedClock) -> Site:
    """A site with the shipped course."""
    return Site(settings, database, clock, Library(settings.course_dir))


@pytest.fixture
def course(site: Site) -> Course:
    return site.library.first


@pytest.fixture
def course_copy(tmp_path: Path) -> Path:
    """A copy of the shipped course that a test may break."""
    return Path(shutil.copytree(ROOT / "course" / "lessons", tmp_path / "lessons"))

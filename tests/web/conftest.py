"""A site of its own for every test: a real database, the shipped course, the real pages.

It is Monday 23 November 2026, noon in UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from course.settings import load_settings
from course.signup import read_application, subscribe
from course.site import Site, open_site
from tests.web.people import Person, browser
from tests.web.reader import Reader
from tests.world import lay_out

MakeSite = Callable[..., Site]


@pytest.fixture
def make_site(tmp_path: Path) -> Iterator[MakeSite]:
    sites: list[Site] = []

    def make(**environ: str) -> Site:
        given = {"DATA_DIR": str(tmp_path / "data"), "CLOCK_START": "2026-11-23T12:00+00:00", **environ}
        settings = load_settings(environ=given, dotenv=None)
        lay_out(settings.database_url)
        sites.append(open_site(settings))
        return sites[-1]

    yield make
    for site in sites:
        site.database.close()


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    return make_site()


@pytest.fixture
def client(site: Site) -> TestClient:
    return browser(site)


@pytest.fixture
def signs_up(site: Site) -> Callable[..., Person]:
    def sign_up(name: str, zone: str = "Europe/Berlin", hour: str = "7") -> Person:
        email = f"{name.lower()}@example.org"
        form = {"name": name, "zone": zone, "hour": hour}
        subscribe(site, read_application(site, email, form))
        return Person(site, email)

    return sign_up


@pytest.fixture
def ada(signs_up: Callable[..., Person]) -> Person:
    """Has signed up and not confirmed."""
    return signs_up("Ada")


@pytest.fixture
def ben(signs_up: Callable[..., Person]) -> Person:
    """Has confirmed."""
    ben = signs_up("Ben")
    ben.confirms()
    return ben


@pytest.fixture
def reader(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Reader]:
    """Ada, who has just confirmed, in a world of her own: a clock that stands, a real local inbox.

    Settings of its own are its parameter.
    """
    ada = Reader(tmp_path / "reader", **getattr(request, "param", {}))
    yield ada
    ada.office.stop()
    ada.site.database.close()


@pytest.fixture
def dump(site: Site) -> Callable[[], list[str]]:
    """The whole database as text, to see that nothing changed."""
    return partial(_dump, site)


@pytest.fixture
def readers_dump(reader: Reader) -> Callable[[], list[str]]:
    """The same of the reader's world."""
    return partial(_dump, reader.site)


def _dump(site: Site) -> list[str]:
    with site.database.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        lines = list(raw.iterdump())  # type: ignore[union-attr]
    return [line for line in lines if 'INTO "workers"' not in line]  # a worker beats, whatever readers do

"""A site with the shipped course, and ada, who reads it in Berlin."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from course.clock import Clock
from course.database import Database
from course.models import Base
from course.settings import load_settings
from course.site import Library, Site, paper_site
from emails.composing import Composer
from emails.our_mails import our_mails
from emails.reply_ours import OurMails
from tests.emails.linted import Linter
from tests.emails.mails import MONDAY

SHIPPED = Path(__file__).resolve().parents[2] / "course" / "lessons"


@pytest.fixture
def lessons(tmp_path: Path) -> Path:
    """A copy of the shipped course that a test may spoil."""
    return shutil.copytree(SHIPPED, tmp_path / "lessons")


@pytest.fixture
def make_site(tmp_path: Path, lessons: Path) -> Iterator[Callable[..., Site]]:
    opened: list[Database] = []

    def make(**environ: str) -> Site:
        defaults = {
            "DATA_DIR": str(tmp_path / "data"),
            "COURSE_DIR": str(lessons),
            "SITE_URL": "https://course.example.org",
            "SMTP_URL": "smtp://127.0.0.1:2525",
            "SECRET_KEY": "0123456789abcdef" * 2,
            "MAIL_FROM": "Course <course@example.org>",
        }
        settings = load_settings(environ=defaults | environ, dotenv=None)
        database = Database(settings.database_url)
        Base.metadata.create_all(database.engine)
        opened.append(database)
        return Site(settings, database, Clock(MONDAY, MONDAY), Library(settings.course_dir))

    yield make
    for database in opened:
        database.close()


@pytest.fixture
def site(make_site: Callable[..., Site]) -> Site:
    return make_site()


@pytest.fixture(scope="session")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with the shipped course, for tests that only read and compose."""
    environ = {"DATA_DIR": str(tmp_path_factory.mktemp("data")), "COURSE_DIR": str(SHIPPED)}
    return paper_site(load_settings(environ=environ, dotenv=None))


@pytest.fixture(scope="session")
def ours(paper: Site) -> OurMails:
    return our_mails(paper.library)


@pytest.fixture
def composer(site: Site) -> Composer:
    return Composer(site)


@pytest.fixture
def linter(tmp_path: Path) -> Linter:
    folder = tmp_path / "one"
    folder.mkdir()
    return Linter(folder)

"""A small world for stories: a site, a relay, a clock that the story sets, and people."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import func, select

from course.clock import Clock, real_now
from course.content import Course
from course.database import Database
from course.migrating import migrate
from course.models import Send, SendState, Subscription
from course.settings import load_settings
from course.signup import Application, confirm, subscribe
from course.site import Site, open_site
from course.tokens import CONFIRM, sign
from emails.post_office import PostOffice

START = datetime(2027, 3, 1, 6, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class StoppedClock(Clock):
    """A clock that stands still until a story moves it."""

    hands: list[datetime] = field(default_factory=list)
    moved: list[datetime] = field(default_factory=lambda: [real_now()])
    """When the hands were set, in real time."""

    def now(self) -> datetime:
        return self.hands[-1]

    def at(self, real: datetime) -> datetime:
        """A story's mails come in while the clock stands: in the minute before, in their order."""
        return self.now() - MINUTE + (real - self.moved[-1])

    def move(self, now: datetime) -> None:
        self.hands.append(now)
        self.moved.append(real_now())


def stopped(now: datetime = START) -> StoppedClock:
    return StoppedClock(real=now, virtual=now, hands=[now])


def lay_out(database_url: str) -> None:
    """A migrated database; on SQLite a copy of one that was migrated once."""
    database = Database(database_url)
    if database.path and not database.path.exists():
        database.path.parent.mkdir(parents=True, exist_ok=True)
        database.path.write_bytes(_migrated())
    migrate(database)
    database.close()


@cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "course.db"
        database = Database(f"sqlite:///{path}")
        migrate(database)
        database.close()
        return path.read_bytes()


class World:
    """A site on a migrated database; `url` names the relay, or the local inbox where it is empty."""

    def __init__(self, folder: Path, database_url: str = "", url: str = "", **settings: str) -> None:
        given = {"DATA_DIR": str(folder), "DATABASE_URL": database_url, "SMTP_URL": url, "MAIL_DOMAIN": "course.test"}
        loaded = load_settings({**given, **settings}, dotenv=None)
        lay_out(loaded.database_url)
        self.clock = stopped()
        self.site: Site = replace(open_site(loaded), clock=self.clock)

    @property
    def course(self) -> Course:
        return self.site.library.first

    def apply(self, address: str, zone: str = "UTC", hour: int = 7, name: str = "") -> str:
        """Somebody fills in the form; the key of their subscription."""
        subscribe(self.site, Application(address, name, zone, hour, self.course))
        with self.site.database.reading() as session:
            newest = select(Subscription.key).order_by(Subscription.id.desc()).limit(1)
            return session.scalars(newest.where(Subscription.subscriber.has(email=address))).one()

    def join(self, address: str, zone: str = "UTC", hour: int = 7, name: str = "") -> str:
        """Somebody signs up and confirms."""
        key = self.apply(address, zone, hour, name)
        confirm(self.site, sign(self.site.settings.secret_key, CONFIRM, key))
        return key

    def post_office(self) -> PostOffice:
        office = PostOffice(self.site)
        office.start()
        return office

    def next_try(self) -> datetime | None:
        """When the next Send is to be looked at."""
        with self.site.database.reading() as session:
            return session.scalar(select(func.min(Send.next_try_at)).where(Send.state == SendState.DUE))

    def deliver(self, office: PostOffice) -> None:
        """Look until nothing more is due now."""
        while (at := self.next_try()) is not None and at <= self.clock.now():
            office.look()

    def live(self, office: PostOffice, days: float) -> None:
        """Let virtual time pass, from one due time to the next."""
        end = self.clock.now() + timedelta(days=days)
        while (at := self.next_try()) is not None and at <= end:
            self.clock.move(max(at, self.clock.now()))
            self.deliver(office)
        self.clock.move(end)

    def sends(self, **where: object) -> list[Send]:
        with self.site.database.reading() as session:
            found = session.scalars(select(Send).filter_by(**where).order_by(Send.id)).all()
            session.expunge_all()
            return list(found)

    def subscription(self, key: str) -> Subscription:
        with self.site.database.reading() as session:
            found = session.scalars(select(Subscription).where(Subscription.key == key)).one()
            session.expunge_all()
            return found

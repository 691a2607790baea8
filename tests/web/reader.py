"""A reader in the middle of a course: a real database, a real local inbox, a clock that the story sets."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from fastapi.testclient import TestClient
from httpx2 import Response

from course.clock import real_now
from course.models import Kind, Send, Subscription
from course.signup import Standing, standing
from course.tokens import PREFERENCES, sign
from emails.links import Links
from emails.post_office import PostOffice
from tests.web.people import browser, words
from tests.world import World


class Reader:
    """Ada in Berlin at seven; it is Monday 1 March 2027, 07:00 there, and she has just confirmed."""

    email = "ada@example.org"

    def __init__(self, folder: Path, **settings: str) -> None:
        self.world = World(folder, **settings)
        self.site = self.world.site
        self.office: PostOffice = self.world.post_office()
        self.client: TestClient = browser(self.site)
        self.links = Links(self.site.settings)
        self.key = self.world.join(self.email, "Europe/Berlin", 7, "Ada")

    def lives(self, days: float) -> None:
        self.world.live(self.office, days)

    @property
    def subscription(self) -> Subscription:
        return self.world.subscription(self.key)

    @property
    def standing(self) -> Standing:
        return standing(self.site, PREFERENCES, sign(self.site.settings.secret_key, PREFERENCES, self.key))

    @property
    def preferences(self) -> str:
        return _path(self.links.preferences(self.key))

    @property
    def unsubscribe(self) -> str:
        return _path(self.links.unsubscribe(self.key))

    @property
    def calendar(self) -> str:
        return _path(self.links.calendar(self.key))

    def export(self, age: int = 0) -> str:
        """A link that is so many days old."""
        return _path(self.links.export(self.key, real_now().date() - timedelta(days=age)))

    def journal(self, age: int = 0) -> str:
        """A link that is so many days old."""
        return _path(self.links.journal(self.key, real_now().date() - timedelta(days=age)))

    def lesson(self, day: int) -> Send:
        """The Send of a lesson."""
        return next(send for send in self.world.sends(kind=Kind.LESSON, day=day))

    def answer(self, day: int) -> str:
        return _path(self.links.answer(self.lesson(day).key))

    def browser(self, day: int) -> str:
        return _path(self.links.lesson(self.lesson(day).key))

    def address_link(self, old: bool) -> str:
        """From the latest mail that asks this one of the two."""
        send = self.world.sends(kind=Kind.ADDRESS, about="old" if old else "new")[-1]
        return _path(self.links.address(send.key, old))

    def presses(self, action: str, **fields: object) -> Response:
        """A form of the preferences page."""
        return self.client.post(self.preferences, data={"action": action, **fields})

    def sees(self, path: str) -> str:
        """The words of a page."""
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return words(answer.text)

    def got(self) -> list[str]:
        """The subjects of the mails that came, oldest first."""
        return [mail.subject for mail in reversed(self.client.app.state.inbox.messages(100))]  # type: ignore[attr-defined]


def _path(url: str) -> str:
    return urlsplit(url).path

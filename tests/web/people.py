"""People at the door, and the browser that they use."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from fastapi.testclient import TestClient
from sqlalchemy import func, select

from course.models import Send, Subscriber, Subscription
from course.signup import Standing, confirm
from course.site import Site
from course.tokens import CONFIRM, UNSUBSCRIBE, sign
from emails.inbox import LocalInbox
from web.app import create_app

STRAIGHT = {0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'}


@dataclass
class Person:
    """Somebody with an address, and the links that they have in their mails."""

    site: Site
    email: str

    @property
    def confirm_link(self) -> str:
        return f"/confirm/{self._token(CONFIRM)}"

    @property
    def unsubscribe_link(self) -> str:
        return f"/unsubscribe/{self._token(UNSUBSCRIBE)}"

    def confirms(self) -> Standing:
        return confirm(self.site, self._token(CONFIRM))

    def subscription(self) -> Subscription:
        """The latest one."""
        with self.site.database.reading() as session:
            mine = select(Subscription).join(Subscriber).where(Subscriber.email == self.email)
            return session.scalars(mine.order_by(Subscription.id.desc()).limit(1)).one()

    def changes(self, **values: object) -> None:
        with self.site.database.writing() as session:
            found = session.get_one(Subscription, self.subscription().id)
            for name, value in values.items():
                setattr(found, name, value)

    def is_owed(self) -> list[str]:
        """The kinds of mail that wait for them, in the order of their kinds."""
        with self.site.database.reading() as session:
            mine = select(Send.kind).where(Send.subscription_id == self.subscription().id, Send.state == "due")
            return sorted(session.scalars(mine))

    def _token(self, purpose: str) -> str:
        return sign(self.site.settings.secret_key, purpose, self.subscription().key)


def browser(site: Site, inbox: LocalInbox | None = None, address: str = "127.0.0.1") -> TestClient:
    """A browser at this network address."""
    base = site.settings.site_url
    return TestClient(create_app(site, inbox=inbox), base_url=base, client=(address, 50_000), follow_redirects=False)


def words(page: str) -> str:
    """What a page says, without its markup and with straight quotes."""
    said = " ".join(re.sub(r"<(style|title)\b.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL).split())
    return html.unescape(said).translate(STRAIGHT)


def everybody(site: Site) -> int:
    """How many people the site knows."""
    with site.database.reading() as session:
        return session.scalar(select(func.count(Subscriber.id))) or 0

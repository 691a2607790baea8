"""Every door that a link in a mail leads to, and ada's links to them."""

from __future__ import annotations

from course import tokens
from course.clock import real_now
from course.tokens import DATED, sign, sign_dated
from tests.web.reader import Reader

SUBSCRIPTIONS = {
    "/confirm/{}": tokens.CONFIRM,
    "/unsubscribe/{}": tokens.UNSUBSCRIBE,
    "/preferences/{}": tokens.PREFERENCES,
    "/calendar/{}.ics": tokens.CALENDAR,
    "/export/{}": tokens.EXPORT,
    "/journal/{}": tokens.JOURNAL,
}
LESSONS = {"/lesson/{}": tokens.LESSON, "/lesson/{}/html": tokens.LESSON, "/answer/{}": tokens.ANSWER}
ADDRESS = "/address/{}"
DOORS = SUBSCRIPTIONS | LESSONS | {ADDRESS: tokens.ADDRESS_NEW}
"""Every path with a token, and what the token has to be for."""
PRESSED = ("/confirm/{}", "/unsubscribe/{}", "/preferences/{}", "/journal/{}", "/answer/{}", ADDRESS)
"""Those that have a button."""


class Mailbox:
    """What ada finds in her mails after some days, and has asked for: for each door its key and its link."""

    def __init__(self, reader: Reader, days: int = 2) -> None:
        self.reader = reader
        reader.lives(days)
        reader.presses("address", address="new@example.org")
        new = reader.world.sends(kind="address", about="new")[0].key
        self.keys = dict.fromkeys(SUBSCRIPTIONS, reader.key) | dict.fromkeys(LESSONS, reader.lesson(days).key)
        self.keys[ADDRESS] = new

    def token(self, door: str, purpose: str = "", secret: str = "") -> str:
        secrets = (secret,) if secret else self.reader.site.settings.secret_key
        return made(secrets, purpose or DOORS[door], self.keys[door])

    def link(self, door: str) -> str:
        return door.format(self.token(door))

    def knocks(self, door: str, token: str) -> set[int]:
        """What looking and pressing are answered with."""
        path, client = door.format(token), self.reader.client
        posts = [client.post(path)] if door in PRESSED else []
        return {answer.status_code for answer in (client.get(path), client.head(path), *posts)}


def made(secrets: tuple[str, ...], purpose: str, key: str) -> str:
    """A token of today."""
    today = real_now().date()
    return sign_dated(secrets, purpose, key, today) if purpose in DATED else sign(secrets, purpose, key)

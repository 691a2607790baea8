"""A reader who lives a small course by mail: what comes to her, and what she does about it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from course.clock import real_now
from course.models import InboundEmail, Kind, Send, SendState
from course.preferences import act
from course.reading import sent_mail
from course.replies import Entry, answer, delete, journal
from course.signup import Standing, standing
from course.tokens import ANSWER, JOURNAL, LESSON, PREFERENCES, sign, sign_dated
from emails.composing import Composer
from emails.inbox import LocalInbox
from emails.inbox_mail import InboxMail
from emails.post_office import PostOffice
from emails.receiving import InTray, receive
from tests.emails.letters import letter, reply_address
from tests.tiny_course import tiny_course
from tests.world import World

DAY = timedelta(days=1)
FIRST = datetime(2027, 3, 2, 7, tzinfo=UTC)
"""Tuesday: day 1 of who confirms at START."""
ADA = "ada@example.org"


class Ada:
    """One reader of a course of two lessons, at seven on weekdays, UTC."""

    def __init__(self, world: World, office: PostOffice, address: str = ADA) -> None:
        self.world, self.office, self.address = world, office, address
        self.key = world.join(address)
        self.inbox = LocalInbox(world.site.settings.data_dir / "inbox")

    def lives(self, until: datetime) -> None:
        self.world.live(self.office, (until - self.world.clock.now()) / DAY)

    def got(self) -> list[tuple[str, str]]:
        """Kind, and day of March with hour, of what was sent to her since the welcome, in order."""
        sends = sorted(
            (send.sending_at, send.kind) for send in self.world.sends(state=SendState.SENT) if send.sending_at
        )
        return [(kind, f"{at:%d %H}") for at, kind in sends if kind not in (Kind.CONFIRMATION, Kind.WELCOME)]

    def newest(self, kind: Kind = Kind.LESSON) -> Send:
        """Her latest mail of a kind."""
        sent = self.world.sends(state=SendState.SENT, kind=kind)
        return max(sent, key=lambda send: send.sending_at or datetime.min.replace(tzinfo=UTC))

    def mails(self, subject: str = "") -> list[InboxMail]:
        """Her mails with this subject, the newest first."""
        mine = [mail for mail in self.inbox.messages(200) if mail.recipient == self.address]
        return [mail for mail in mine if subject in mail.subject]

    def text(self, subject: str) -> str:
        """The newest mail with this subject, without its line breaks."""
        return " ".join(self.mails(subject)[0].text.split())

    def page(self) -> str:
        """Her latest lesson in the browser."""
        job, _ = sent_mail(self.world.site, sign(self._secrets(), LESSON, self.newest().key))
        return Composer(self.world.site).page(job).html

    def answers(self, send: Send, words: str = "I waited.") -> None:
        """On the page."""
        answer(self.world.site, sign(self._secrets(), ANSWER, send.key), words)

    def writes(self, text: str, to: Send, **headers: str) -> InboundEmail:
        """By mail, to where answers to `to` go; what became of it."""
        raw = letter(text, reply_address(self.world.site, to.key), headers.pop("sender", self.address), **headers)
        return comes_in(self.world, raw, self.address, reply_address(self.world.site, to.key))

    def journal(self) -> list[tuple[int, list[str]]]:
        """Day and texts of what was answered."""
        return [(entry.day, [each.text for each in entry.answers]) for entry in self.entries() if entry.answers]

    def entries(self) -> tuple[Entry, ...]:
        """Her journal."""
        return journal(self.world.site, self._journal_link()).entries

    def deletes(self, words: str) -> None:
        """An answer, in her journal."""
        key = next(each.key for entry in self.entries() for each in entry.answers if each.text == words)
        delete(self.world.site, self._journal_link(), key)

    def does(self, action: str, weekdays: list[str] | None = None, **form: str) -> None:
        """A button of her page."""
        act(self.world.site, sign(self._secrets(), PREFERENCES, self.key), {"action": action, **form}, weekdays)

    def stands(self) -> Standing:
        return standing(self.world.site, PREFERENCES, sign(self._secrets(), PREFERENCES, self.key))

    def _journal_link(self) -> str:
        return sign_dated(self._secrets(), JOURNAL, self.key, real_now().date())

    def _secrets(self) -> tuple[str, ...]:
        return self.world.site.settings.secret_key


def comes_in(world: World, raw: bytes, sender: str, to: str) -> InboundEmail:
    """A mail from outside; what became of it."""
    receive(world.site, raw, sender, [to])
    InTray(world.site).look(threading.Event())
    with world.site.database.reading() as session:
        mail = session.scalars(select(InboundEmail).order_by(InboundEmail.id.desc()).limit(1)).one()
        session.expunge_all()
        return mail


Open = Callable[..., Ada]


class Opener:
    """Opens tiny courses with more lines in their course.toml; ada joins each."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder, self.database_url = folder, database_url
        self.opened: list[Ada] = []

    def __call__(self, toml: str = "", lessons: dict[str, str] | None = None, **settings: str) -> Ada:
        course = tiny_course(self.folder / "lessons")
        (course / "course.toml").write_text((course / "course.toml").read_text() + toml)
        for name, text in (lessons or {}).items():
            (course / name).write_text(text)
        world = World(self.folder / "data", self.database_url, COURSE_DIR=str(course), **settings)
        self.opened.append(Ada(world, world.post_office()))
        return self.opened[-1]

    def close(self) -> None:
        for ada in self.opened:
            ada.office.stop()
            ada.world.site.database.close()

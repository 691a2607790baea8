"""A town in which the system runs as processes, and ada has a lesson to answer."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from course.inbound import waiting
from course.models import InboundEmail, Kind, Reply
from emails.receiving import InTray
from tests.emails.letters import ADA, reply_address
from tests.servers import Processes
from tests.world import World

MOMENT = 0.02
"""Seconds between two looks."""


class Town(World):
    """Ada has got a lesson, and answers it again and again."""

    def __init__(self, folder: Path, port: int = 0, **settings: str) -> None:
        """`port` is that of the listener; without one it is none."""
        super().__init__(folder / "data")
        office = self.post_office()
        self.key = self.join(ADA)
        self.live(office, days=1.5)
        office.stop()
        self.port = port
        self.to = reply_address(self.site, self.sends(kind=Kind.LESSON)[0].key)
        given = {
            "INBOUND_LISTEN": f"127.0.0.1:{port}" if port else "",
            "INBOUND_PER_SENDER_MINUTE": "0",
            "MAIL_DOMAIN": "course.test",
        }
        self.processes = Processes(folder, **{**given, **settings})

    def runs(self) -> str:
        """Everything in one process, its own site as well; the site's address."""
        process = self.processes.start("run", "--port", "0")
        self.until(lambda: "Ctrl-C" in self.processes.output() or process.poll() is not None)
        assert process.poll() is None, self.processes.output()
        found = re.findall(r"Sign up:  (\S+)/", self.processes.output())
        return str(found[-1])

    def until(self, happened: Callable[[], object], seconds: float = 20) -> None:
        """Wait until something has happened, in real time."""
        end = time.monotonic() + seconds
        while not happened():
            assert time.monotonic() < end, self.processes.output()[-3000:]
            time.sleep(MOMENT)

    def understand(self) -> None:
        tray, stopped = InTray(self.site), threading.Event()
        while tray.look(stopped):
            pass
        assert waiting(self.site, 1) == []

    def kept(self) -> set[str]:
        """The Message-IDs of what was kept, once it is understood."""
        with self.site.database.reading() as session:
            return set(session.scalars(select(InboundEmail.message_id)))

    def mails(self) -> list[InboundEmail]:
        """All that was kept, in its order."""
        with self.site.database.reading() as session:
            found = session.scalars(select(InboundEmail).order_by(InboundEmail.id)).all()
            session.expunge_all()
            return list(found)

    def answers(self) -> list[str]:
        with self.site.database.reading() as session:
            return list(session.scalars(select(Reply.text)))

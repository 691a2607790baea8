"""Two copies of the system that write to each other's addresses: does mail ever answer mail?

    make bench-loop              ten minutes on a clock sixty times as fast
    make bench-loop MINUTES=1

Each is a whole `course run` with its own data and ports, and the other one's listener is its relay.
First each one's sender is the other one's subscriber; then each one's reply and unsubscribe addresses
are, so that lessons arrive where answers and wishes do. Nothing is due while the time runs: whatever is sent then was
caused by mail. Fails where that is more than one mail.
"""

from __future__ import annotations

import re
import socket
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Select, select

from course.models import InboundEmail, InboundKind, InboundState, Send, SendState
from course.settings import load_settings
from course.site import Site, open_site
from emails.parsing import header, parse, readable_parts
from tests.servers import Processes

SPEED = 60
MOST_MAILS = 1
PATIENCE = 60.0
"""Seconds for a step to happen."""
MOMENT = 0.2


@dataclass(frozen=True)
class Outcome:
    """What happened while the time ran, for both copies together."""

    mails: int
    by_people: int
    came_in: int

    @property
    def good(self) -> bool:
        return self.mails <= MOST_MAILS and self.by_people == 0 and self.came_in > 0


class Copy:
    """One running copy of the system."""

    def __init__(self, folder: Path, name: str, ports: dict[str, int], relay: int) -> None:
        self.domain = f"{name}.test"
        self.url = f"http://127.0.0.1:{ports['web']}"
        settings = {
            "SITE_URL": self.url,
            "SMTP_URL": f"smtp://127.0.0.1:{relay}",
            "MAIL_FROM": f"Course <course@{self.domain}>",
            "MAIL_DOMAIN": self.domain,
            "INBOUND_LISTEN": f"127.0.0.1:{ports['mail']}",
            "INBOUND_PER_SENDER_MINUTE": "0",
            "CLOCK_SPEED": str(SPEED),
        }
        self.processes = Processes(folder / name, **settings)
        self.processes.start("run", "--port", str(ports["web"]))
        self.wait("its site", lambda: "Sign up:" in self.processes.output())
        self.site: Site = open_site(load_settings(self.processes.environ, dotenv=None))

    def enrol(self, other: Copy, address: str) -> None:
        """An address at the other copy joins this course, by the form and the link in the mail."""
        hour = self.site.clock.now().hour  # the first lesson is a day away
        self._post("/subscribe", email=address, zone="UTC", hour=str(hour))
        self._post(other.wait_for(address, rf"{re.escape(self.url)}(/confirm/[a-z2-7]+)"))
        page = other.wait_for(address, rf"{re.escape(self.url)}(/preferences/[a-z2-7]+)")
        self._post(page, action="next")
        other.wait_for(address, "Day 1 of")

    def wait_for(self, address: str, pattern: str) -> str:
        """The newest match in the mails that came in for an address."""
        self.wait(f"a mail to {address} with {pattern}", lambda: self._matches(address, pattern))
        return self._matches(address, pattern)[-1]

    def sent(self) -> int:
        return self._count(select(Send.id).where(Send.state == SendState.SENT))

    def came_in(self) -> int:
        return self._count(select(InboundEmail.id))

    def by_people(self) -> int:
        """Mails that were taken for a person's."""
        person = (InboundKind.ANSWER, InboundKind.COMMAND, InboundKind.UNMATCHED)
        return self._count(select(InboundEmail.id).where(InboundEmail.kind.in_(person)))

    def is_quiet(self) -> bool:
        """All that is due is sent, and all that came in was looked at."""
        owed = select(Send.id).where(Send.state == SendState.DUE, Send.due_at <= self.site.clock.now())
        new = select(InboundEmail.id).where(InboundEmail.state == InboundState.NEW)
        return not self._count(owed) and not self._count(new)

    def _count(self, query: Select[int]) -> int:
        with self.site.database.reading() as session:
            return len(session.scalars(query).all())

    def _matches(self, address: str, pattern: str) -> list[str]:
        query = select(InboundEmail.raw).where(InboundEmail.recipients == address).order_by(InboundEmail.id)
        with self.site.database.reading() as session:
            raws = [raw for raw in session.scalars(query) if raw]
        return [match for raw in raws for match in re.findall(pattern, _shown(raw))]

    def _post(self, path: str, **fields: str) -> None:
        data = urllib.parse.urlencode(fields).encode()
        with urllib.request.urlopen(self.url + path, data, timeout=PATIENCE) as answer:
            assert answer.status == 200

    def wait(self, what: str, happened: Callable[[], object]) -> None:
        """Until it happens; fails with what the process printed."""
        end = time.monotonic() + PATIENCE
        while not happened():
            assert time.monotonic() < end, f"{self.domain} waits for {what}\n{self.processes.output()[-2000:]}"
            threading.Event().wait(MOMENT)


def run(folder: Path, minutes: float) -> Outcome:
    """Let the two run; what they sent in that time, and what they took mail for."""
    ports = [{"web": free_port(), "mail": free_port()} for _ in "ab"]
    copies: list[Copy] = []
    try:
        for number, name in enumerate("ab"):
            copies.append(Copy(folder, name, ports[number], ports[1 - number]["mail"]))
        introduce(*copies)
        before = sum(copy.sent() for copy in copies)
        threading.Event().wait(minutes * 60)
        mails = sum(copy.sent() for copy in copies) - before
    finally:
        for copy in copies:
            copy.processes.end()
    return Outcome(mails, sum(copy.by_people() for copy in copies), sum(copy.came_in() for copy in copies))


def introduce(a: Copy, b: Copy) -> None:
    """Everybody joins; by then each has had lessons at its sender's, its reply and its unsubscribe address."""
    for one, other in ((a, b), (b, a)):
        one.enrol(other, f"course@{other.domain}")
    for pattern in (r"(reply\+[a-z2-7]+@[a-z.]+)", r"<mailto:(unsubscribe\+[a-z2-7]+@[a-z.]+)"):
        for one, other in ((a, b), (b, a)):
            one.enrol(other, one.wait_for(f"course@{one.domain}", pattern))
    for copy in (a, b):
        copy.wait("what is owed", copy.is_quiet)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _shown(raw: bytes) -> str:
    message = parse(raw)
    heads = [header(message, name) for name in ("Reply-To", "List-Unsubscribe")]
    return "\n".join([*heads, *(text for _, text in readable_parts(message, "plain"))])


def main(minutes: float) -> int:
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(Path(folder), minutes)
    print(f"In {minutes:g} minutes on a clock {SPEED} times as fast, after {outcome.came_in} mails had come in:")
    print(f"{outcome.mails} mails were sent, {outcome.by_people} taken for a person's; {MOST_MAILS} and 0 are allowed.")
    return 0 if outcome.good else 1


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 10))

"""Everything happens to a few readers at once, and nobody waits in a circle."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable

import pytest

from course.errors import BadInput, NotFound
from course.models import Kind, SendState
from course.preferences import act
from course.replies import answer
from course.signup import Application, subscribe
from course.tokens import ANSWER, PREFERENCES, sign
from emails.receiving import InTray, receive
from tests.correspondents import Ada, Open
from tests.emails.letters import letter, reply_address

pytestmark = pytest.mark.both_databases

ASKS = "[nudges]\nafter_days = [1, 2]\n[pace]\nwait_for_answer_days = 4\n"
BUTTONS = ("save", "pause", "resume", "next", "again", "restart")
WORDS = ("pause", "resume", "next", "again", "delete my answers", "I waited.")
ROUNDS = 60


class Crowd:
    """Readers, and what each thread does to them; `trouble` is what shouldn't have happened."""

    def __init__(self, ada: Ada) -> None:
        self.world, self.office = ada.world, ada.office
        self.people = [ada.address, "ben@example.org", "eve@example.org"]
        self.keys = [ada.key, *(self.world.join(person) for person in self.people[1:])]
        self.trouble: list[Exception] = []
        self.stopped = threading.Event()

    def sent(self, rng: random.Random) -> str:
        """The key of a mail that asked something, if there is one by now."""
        asked = [send.key for kind in (Kind.LESSON, Kind.NUDGE_1) for send in self.world.sends(kind=kind)[-6:]]
        return rng.choice(asked)

    def time_passes(self, _: random.Random) -> None:
        at = self.world.next_try()
        self.world.clock.move(max(at or self.world.clock.now(), self.world.clock.now()))
        self.office.look()

    def on_the_page(self, rng: random.Random) -> None:
        answer(self.world.site, sign(self.world.site.settings.secret_key, ANSWER, self.sent(rng)), "I waited.")

    def by_mail(self, rng: random.Random) -> None:
        to = reply_address(self.world.site, self.sent(rng))
        raw = letter(rng.choice(WORDS), to, rng.choice(self.people), message_id=f"<{rng.random()}@home.example>")
        receive(self.world.site, raw, self.people[0], [to])
        InTray(self.world.site).look(self.stopped)

    def by_button(self, rng: random.Random) -> None:
        token = sign(self.world.site.settings.secret_key, PREFERENCES, rng.choice(self.keys))
        found = act(self.world.site, token, {"action": rng.choice(BUTTONS), "hour": str(rng.randrange(24))})
        self.keys.append(found.key if found else self.keys[0])

    def at_the_front_door(self, rng: random.Random) -> None:
        subscribe(self.world.site, Application(rng.choice(self.people), "", "UTC", 7, self.world.course))

    def does(self, what: Callable[[random.Random], None], number: int) -> None:
        rng = random.Random(number)
        for _ in range(ROUNDS):
            try:
                what(rng)
            except (BadInput, NotFound):
                pass
            except Exception as error:
                self.trouble.append(error)


def test_nobody_waits_in_a_circle(opened: Open) -> None:
    ada = opened(ASKS)
    crowd = Crowd(ada)
    for _ in range(4):
        crowd.time_passes(random.Random())
    acts = [crowd.time_passes, crowd.at_the_front_door, *[crowd.on_the_page, crowd.by_mail, crowd.by_button] * 2]
    threads = [threading.Thread(target=crowd.does, args=(act, number)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert crowd.trouble == []
    assert not ada.world.sends(state=SendState.SENDING)

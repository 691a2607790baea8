"""A whole course as a conversation: answered by mail and on the page, held, hastened, and partly taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from course.clock import real_now
from course.models import InboundKind, Kind, SendState
from course.replies import delete, journal
from course.tokens import JOURNAL, sign_dated
from tests.correspondents import DAY, FIRST, Ada
from tests.world import World

pytestmark = pytest.mark.both_databases
HOUR = timedelta(hours=1)
AWAY = {"Auto_Submitted": "auto-replied", "Subject": "Automatic reply: Your lesson"}


@pytest.fixture
def ada(tmp_path: Path, database_url: str) -> Iterator[Ada]:
    """Of the shipped course, at seven, UTC; her words may be quoted to her."""
    world = World(tmp_path / "data", database_url)
    ada = Ada(world, world.post_office())
    ada.does("save", quote="on")
    yield ada
    ada.office.stop()
    world.site.database.close()


def on(day: int, hour: int = 8) -> datetime:
    """A day of March 2027."""
    return datetime(2027, 3, day, hour, tzinfo=UTC)


def test_ada_lives_a_course_that_listens(ada: Ada) -> None:
    ada.lives(on(1))
    ada.writes("My sister said it would do us good.", ada.newest(Kind.WELCOME), message_id="<0@ada>")

    ada.lives(on(2))  # day 1
    assert "Your answer of Monday is kept." in ada.text("Why you want to hear it")
    ada.writes("I want to hear you because you make me laugh.", ada.newest(), message_id="<1@ada>")

    ada.lives(on(3))  # day 2
    assert "Your answer of Tuesday is kept." in ada.text("What silence protects")
    ada.answers(ada.newest(), "Once, at dinner.")

    ada.lives(on(4))  # day 3, and then she is away for five days
    assert ada.writes("I'm away until 9 March.", ada.newest(), message_id="<3@ada>", **AWAY).kind == InboundKind.AUTO

    ada.lives(on(9))  # day 4
    assert "Your course waited while you were away." in ada.text("Feelings don't travel alone")
    assert "is kept" not in ada.text("Feelings don't travel alone")
    ada.writes("Anger. Under it fear.", ada.newest(), message_id="<4@ada>")
    ada.writes("pause until Saturday", ada.newest(), message_id="<5@ada>")

    ada.lives(on(11))
    assert ada.writes("Resume!", ada.newest(Kind.ANSWER_TO_COMMAND), message_id="<6@ada>").kind == InboundKind.COMMAND
    ada.lives(on(12))  # day 5: what was left of the wait when the pause began lay ahead once more
    ada.writes("next", ada.newest(), message_id="<7@ada>")
    ada.lives(on(12, 10))  # day 6, early
    takes_back(ada, "Once, at dinner.")
    ada.lives(on(30))

    assert ada.got() == sorted(ada.got(), key=lambda each: each[1])
    lessons = [at for kind, at in ada.got() if kind == Kind.LESSON]
    assert lessons == [
        "02 07",
        "03 07",
        "04 07",
        "09 07",
        "12 07",
        "12 08",
        "13 07",
        "14 07",
        "15 07",
        "16 07",
        "17 07",
    ]
    others = [each for each in ada.got() if each[0] != Kind.LESSON]
    assert others == [
        ("answer_to_command", "09 08"),
        ("answer_to_command", "11 08"),
        ("answer_to_command", "12 08"),
        ("completion", "18 07"),
    ]
    assert ada.journal() == [
        (0, ["My sister said it would do us good."]),
        (1, ["I want to hear you because you make me laugh."]),
        (4, ["Anger. Under it fear."]),
    ]
    assert "On day 1 you wrote: I want to hear you because you make me laugh." in ada.text("Your sentence from day 1")
    assert "you wrote: My sister said it would do us good." in ada.text("The day after")
    assert {send.state for send in ada.world.sends()} <= {SendState.SENT, SendState.CANCELLED}


def takes_back(ada: Ada, words: str) -> None:
    """In her journal."""
    link = sign_dated(ada.world.site.settings.secret_key, JOURNAL, ada.key, real_now().date())
    entries = journal(ada.world.site, link).entries
    (key,) = [each.key for entry in entries for each in entry.answers if each.text == words]
    delete(ada.world.site, link, key)


def test_the_same_course_without_quoting_quotes_nothing_anywhere(ada: Ada) -> None:
    ada.does("save", quote="off")
    secret = "Xylophone under the stairs"
    for day in range(13):
        ada.lives(FIRST + (day - 1) * DAY + HOUR)
        newest = ada.newest(Kind.LESSON if day else Kind.WELCOME)
        ada.writes(f"{secret}, day {day}.", newest, message_id=f"<{day}@ada>")
        ada.answers(newest, f"{secret}, again.")
    assert len(ada.journal()) == 12
    mails = [mail.raw.decode("utf-8", "replace") + mail.text + mail.html for mail in ada.mails()]
    assert len(mails) == 13
    assert not any("xylophone" in mail.lower() for mail in mails)
    assert "your journal (http" in ada.text("Your sentence from day 1")

"""Out-of-office replies hold the course until their writer is back, once an absence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from course.models import InboundKind, Kind, SubscriptionState
from tests.correspondents import DAY, FIRST, Ada, Open

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.both_databases


@pytest.fixture
def ada(opened: Open) -> Ada:
    """She has got the first lesson an hour ago, on a Tuesday; Wednesday's is next."""
    ada = opened()
    ada.lives(FIRST + HOUR)
    return ada


def away(ada: Ada, text: str = "I'm out of the office until Thursday, 11 March.", number: int = 1) -> InboundKind:
    """Her mail program answers her latest lesson."""
    headers = {"Auto_Submitted": "auto-replied", "Subject": "Out of office", "message_id": f"<{number}@ada>"}
    return InboundKind(ada.writes(text, ada.newest(), **headers).kind)


def lessons(ada: Ada) -> list[str]:
    return [at for kind, at in ada.got() if kind == Kind.LESSON]


def test_the_course_waits_until_the_day_that_is_named_and_says_so(ada: Ada) -> None:
    assert away(ada) is InboundKind.AUTO
    assert ada.stands().state == SubscriptionState.PAUSED
    assert (ada.stands().away, ada.stands().dates[0]) == (True, datetime(2027, 3, 11, 7, tzinfo=UTC))
    ada.lives(FIRST + 9 * DAY + HOUR)
    assert lessons(ada) == ["02 07", "11 07"]
    assert "Your course waited while you were away." in ada.text("Ask one thing")
    ada.lives(FIRST + 12 * DAY)
    assert "waited" not in ada.text("Two days later")


def test_who_names_no_day_is_away_for_three(ada: Ada) -> None:
    away(ada, "I am on vacation and read no mail.")
    ada.lives(FIRST + 6 * DAY + HOUR)
    assert lessons(ada) == ["02 07", "05 07"]


def test_the_hold_uses_up_nothing_of_the_wait_and_answers_nothing(ada: Ada) -> None:
    away(ada)
    ada.lives(FIRST + 12 * DAY)
    assert ada.journal() == []
    assert {kind for kind, _ in ada.got()} == {Kind.LESSON, Kind.COMPLETION}


def test_one_absence_holds_once(ada: Ada) -> None:
    away(ada, "I am on vacation.")
    ada.lives(FIRST + 3 * DAY + HOUR)
    assert lessons(ada) == ["02 07", "05 07"]
    away(ada, "I am on vacation.", 2)
    assert ada.stands().state == SubscriptionState.ACTIVE
    ada.lives(FIRST + 6 * DAY + HOUR)
    assert [kind for kind, _ in ada.got()] == ["lesson", "lesson", "completion"]


def test_a_longer_absence_holds_longer_and_another_one_again(ada: Ada) -> None:
    away(ada, "I'm out of the office until 8 March.")
    away(ada, "I'm out of the office until 10 March.", 2)
    assert ada.stands().dates[0] == datetime(2027, 3, 10, 7, tzinfo=UTC)
    away(ada, "I'm out of the office until 9 March.", 3)
    assert ada.stands().dates[0] == datetime(2027, 3, 10, 7, tzinfo=UTC)
    ada.lives(FIRST + 8 * DAY + HOUR)
    away(ada, "I'm out of the office until 15 March.", 4)
    assert ada.stands().state == SubscriptionState.PAUSED


def test_who_goes_on_by_hand_is_back(ada: Ada) -> None:
    away(ada)
    ada.does("resume")
    away(ada, number=2)
    assert ada.stands().state == SubscriptionState.ACTIVE
    ada.lives(FIRST + DAY + HOUR)
    assert lessons(ada) == ["02 07", "03 07"]
    assert "waited" not in ada.text("Ask one thing")


def test_her_own_break_is_hers_alone(ada: Ada) -> None:
    ada.does("pause", until="2027-03-20")
    away(ada)
    assert ada.stands().paused_until == datetime(2027, 3, 20, tzinfo=UTC)
    assert not ada.stands().away


def test_who_switched_it_off_is_never_held(ada: Ada) -> None:
    ada.does("save", away="off")
    away(ada)
    assert ada.stands().state == SubscriptionState.ACTIVE


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for your mail. We will answer within two days.",
        "This mailbox is not monitored.",
        "Ticket #4711 is open.",
    ],
)
def test_other_machines_hold_nothing(ada: Ada, text: str) -> None:
    headers = {"Auto_Submitted": "auto-replied", "Subject": "Re: Day 1"}
    assert ada.writes(text, ada.newest(), **headers).kind == InboundKind.AUTO
    assert ada.stands().state == SubscriptionState.ACTIVE


def test_a_person_who_writes_of_an_absence_has_answered(ada: Ada) -> None:
    ada.writes("I'm out of the office until 11 March, so we talked on the phone.", ada.newest())
    assert ada.stands().state == SubscriptionState.ACTIVE
    assert len(ada.journal()) == 1


def test_an_absence_that_is_over_before_the_next_lesson_changes_nothing(opened: Open) -> None:
    ada = opened("[pace]\nwait_for_answer_days = 6\n")
    ada.lives(FIRST + HOUR)
    away(ada, "I'm out of the office until 4 March.")
    ada.lives(FIRST + 6 * DAY + HOUR)
    assert lessons(ada) == ["02 07", "08 07"]
    assert "waited" not in ada.text("Ask one thing")

"""A question's life: asked, asked once more while nobody answers, answered; and lessons that wait for an answer."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from course.models import Kind, Lane, SendState
from course.schedule import load_zone
from course.sends import claim, mark
from course.settling import Outcome, Result, settle
from tests.correspondents import DAY, FIRST, Open

pytestmark = pytest.mark.both_databases

NUDGES = "[nudges]\nafter_days = [1, 3]\n"
WAITS = "[pace]\nwait_for_answer_days = 6\n"


def test_she_is_asked_once_more_after_a_day_and_after_three_and_then_no_more(opened: Open) -> None:
    ada = opened(NUDGES + WAITS)
    ada.lives(FIRST + 13 * DAY)
    assert ada.got() == [
        ("lesson", "02 07"),
        ("nudge_1", "03 07"),
        ("nudge_2", "05 07"),
        ("lesson", "08 07"),  # six days on; this question comes once
        ("completion", "15 07"),  # Sunday is none of her days
    ]


def test_an_answer_ends_the_waiting_and_the_next_silence_is_counted_anew(opened: Open) -> None:
    ada = opened(NUDGES + WAITS)
    ada.lives(FIRST + DAY + timedelta(hours=1))
    assert ada.got() == [("lesson", "02 07"), ("nudge_1", "03 07")]
    ada.answers(ada.newest(Kind.NUDGE_1))
    ada.lives(FIRST + 2 * DAY + timedelta(hours=1))
    assert ada.got()[2:] == [("lesson", "04 07")], "at her next hour"
    ada.lives(FIRST + 10 * DAY)
    assert ada.got()[3:] == [("nudge_1", "05 07"), ("nudge_2", "07 07"), ("completion", "10 07")]


def test_a_course_of_tuesdays_and_fridays_asks_once_more_in_between(opened: Open) -> None:
    ada = opened("[nudges]\nafter_days = [1]\n")
    ada.does("save", weekdays=["tue", "fri"])
    ada.lives(FIRST + 7 * DAY + timedelta(hours=1))
    assert ada.got() == [("lesson", "02 07"), ("nudge_1", "03 07"), ("lesson", "05 07"), ("completion", "09 07")]


def test_a_course_that_asks_for_no_nudges_sends_none_and_waits_for_nobody(opened: Open) -> None:
    ada = opened("")
    ada.lives(FIRST + 9 * DAY)
    assert ada.got() == [("lesson", "02 07"), ("lesson", "03 07"), ("completion", "04 07")]


def test_a_nudge_never_shares_a_day_with_a_lesson(opened: Open) -> None:
    ada = opened(NUDGES)
    ada.lives(FIRST + 9 * DAY)
    assert [kind for kind, _ in ada.got()] == ["lesson", "lesson", "completion"]
    assert {send.state for send in ada.world.sends() if send.kind == Kind.NUDGE_1} == {SendState.CANCELLED}


@pytest.mark.parametrize("hour", (0, 9, 20))
@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Kiritimati"])
def test_whatever_she_changes_no_nudge_shares_a_local_day_with_a_lesson(opened: Open, zone: str, hour: int) -> None:
    ada = opened("[nudges]\nafter_days = [1, 2]\n[pace]\nwait_for_answer_days = 3\n")
    ada.lives(FIRST + timedelta(hours=hour))
    ada.does("save", zone=zone, hour=str(23 - hour))
    ada.lives(FIRST + DAY + timedelta(hours=2 * hour))
    ada.does("save", hour=str(hour))
    ada.lives(FIRST + 12 * DAY)
    local: dict[Kind, list[date]] = {kind: [] for kind in Kind}
    for send in ada.world.sends(state=SendState.SENT):
        assert send.sending_at
        local[Kind(send.kind)].append(send.sending_at.astimezone(load_zone(zone)).date())
    lessons = [*local[Kind.LESSON], *local[Kind.COMPLETION]]
    assert len(lessons) == 3
    assert not {*local[Kind.NUDGE_1], *local[Kind.NUDGE_2]} & set(lessons)


def test_who_takes_the_next_lesson_or_a_break_is_left_in_peace(opened: Open) -> None:
    ada = opened(NUDGES + WAITS)
    ada.lives(FIRST + timedelta(hours=1))
    ada.does("next")
    ada.lives(FIRST + timedelta(hours=2))
    assert ada.got() == [("lesson", "02 07"), ("lesson", "02 08")]
    ada.does("pause", until="2027-03-05")
    ada.lives(FIRST + 8 * DAY)
    assert [kind for kind, _ in ada.got()] == ["lesson", "lesson", "completion"]


def test_an_answer_that_is_faster_than_the_books_counts(opened: Open) -> None:
    """The mail is out, and its answer is here before the relay's word for it was written down."""
    ada = opened(NUDGES + WAITS)
    site = ada.world.site
    ada.world.clock.move(FIRST)
    with site.database.writing() as session:
        (mine,) = claim(session, "w", FIRST, 10, [Lane.LESSONS])
        mark(session, "w", [mine], FIRST)
    ada.answers(ada.world.sends(kind=Kind.LESSON)[0])
    settle(site, "w", [Outcome(mine, Result.SENT)])
    ada.lives(FIRST + DAY + timedelta(hours=1))
    assert ada.got() == [("lesson", "02 07"), ("lesson", "03 07")]


def test_the_foot_and_her_page_say_that_an_answer_brings_it_sooner(opened: Open) -> None:
    ada = opened(WAITS)
    ada.lives(FIRST + timedelta(hours=1))
    before = ada.stands()
    assert before.waits
    assert before.dates[0] == FIRST + 6 * DAY
    assert "next: Mon 07:00, or sooner if you answer" in ada.text("Listen to the end")
    ada.answers(ada.newest())
    after = ada.stands()
    assert not after.waits
    assert after.dates[0] == FIRST + DAY
    ada.lives(FIRST + DAY + timedelta(hours=1))
    assert "Your answer of Tuesday is kept." in ada.text("Ask one thing")


def test_without_an_answer_nothing_says_that_one_is_kept(opened: Open) -> None:
    ada = opened("")
    ada.lives(FIRST + 3 * DAY)
    for subject in ("Listen to the end", "Ask one thing", "Two days later"):
        assert "is kept" not in ada.text(subject)


def test_an_answer_during_a_break_ends_the_waiting_too(opened: Open) -> None:
    ada = opened(WAITS)
    ada.lives(FIRST + timedelta(hours=1))
    ada.does("pause")
    ada.lives(FIRST + DAY)
    ada.answers(ada.newest())
    ada.lives(FIRST + 7 * DAY + timedelta(hours=1))
    ada.does("resume")
    assert ada.stands().dates[0] == FIRST + 8 * DAY, "what was left of a day, and not of six"


def test_her_calendar_counts_that_each_lesson_waits(opened: Open) -> None:
    ada = opened(WAITS)
    promised = ada.stands().dates
    ada.lives(FIRST + 20 * DAY)
    assert [lesson.sending_at for lesson in ada.world.sends(kind=Kind.LESSON)] == list(promised)


def test_an_answer_while_she_is_asked_once_more_counts_at_once(opened: Open) -> None:
    ada = opened(NUDGES + WAITS)
    ada.lives(FIRST + timedelta(hours=1))
    site, at = ada.world.site, FIRST + DAY
    ada.world.clock.move(at)
    with site.database.writing() as session:
        (mine,) = claim(session, "w", at, 10, [Lane.REST])
        mark(session, "w", [mine], at)
    ada.answers(ada.newest())
    settle(site, "w", [Outcome(mine, Result.SENT)])
    ada.lives(FIRST + 3 * DAY)
    assert ada.got()[1:] == [("lesson", "03 07"), ("nudge_1", "03 07"), ("nudge_1", "04 07")]


@pytest.mark.parametrize("late", [timedelta(hours=2), timedelta(hours=5), timedelta(hours=20)])
def test_a_nudge_that_was_held_up_comes_on_no_day_of_a_lesson(opened: Open, late: timedelta) -> None:
    """At 23 she would be asked once more; the system is away past midnight, and a lesson comes at 23."""
    ada = opened("[nudges]\nafter_days = [1]\n[pace]\nwait_for_answer_days = 2\n")
    ada.does("save", hour="23")
    ada.lives(FIRST)
    (nudge,) = ada.world.sends(kind=Kind.NUDGE_1)
    ada.world.clock.move(nudge.due_at + late)
    ada.world.deliver(ada.office)
    ada.lives(nudge.due_at + 1.5 * DAY)
    assert ada.got() == [("lesson", "01 23"), ("lesson", "03 23")]
    (dropped,) = [send for send in ada.world.sends(kind=Kind.NUDGE_1) if send.id == nudge.id]
    assert (dropped.state, dropped.tries, dropped.sending_at) == (SendState.CANCELLED, 0, None)

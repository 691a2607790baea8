"""Words by reply: a mail that says nothing but `pause` is done, and answered by one short mail."""

from __future__ import annotations

import email
import email.policy
from datetime import timedelta

import pytest
from sqlalchemy import update

from course.models import InboundEmail, InboundKind, Kind, Send, SendState, Subscription, SubscriptionState
from tests.correspondents import DAY, FIRST, Ada, Open

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.both_databases


def settled(ada: Ada) -> list[str]:
    """What she was answered, in order: about what."""
    ada.world.deliver(ada.office)
    sent = ada.world.sends(state=SendState.SENT, kind=Kind.ANSWER_TO_COMMAND)
    return [send.about for send in sent]


@pytest.fixture
def ada(opened: Open) -> Ada:
    """She has got the first lesson an hour ago."""
    ada = opened()
    ada.lives(FIRST + HOUR)
    return ada


def state(ada: Ada) -> SubscriptionState:
    return ada.stands().state


def test_pause_and_resume(ada: Ada) -> None:
    mail = ada.writes("Pause, please.", ada.newest())
    assert (mail.kind, state(ada)) == (InboundKind.COMMAND, SubscriptionState.PAUSED)
    assert settled(ada) == ["pause"]
    assert "your course is on hold until you come back." in ada.text("Your course is on hold")
    ada.lives(FIRST + 3 * DAY)
    assert [kind for kind, _ in ada.got() if kind == Kind.LESSON] == ["lesson"]
    ada.writes("resume", ada.newest(Kind.ANSWER_TO_COMMAND), message_id="<2@ada>")
    assert (settled(ada), state(ada)) == (["pause", "resume"], SubscriptionState.ACTIVE)
    assert "Your course goes on Monday, 8 March 2027, at 07:00 (UTC)." in ada.text("Your course goes on")
    assert ada.journal() == []


def test_pause_until_a_day(ada: Ada) -> None:
    ada.writes("pause until Monday", ada.newest())
    settled(ada)
    assert "It goes on Monday, 8 March 2027, at 07:00 (UTC)." in ada.text("Your course is on hold")
    ada.lives(FIRST + 6 * DAY + HOUR)
    assert ada.got()[-1] == ("lesson", "08 07")


def test_in_spanish(ada: Ada) -> None:
    ada.writes("¡Pausa hasta el lunes!", ada.newest())
    assert ada.stands().paused_until == FIRST.replace(day=8, hour=0)


def test_next_comes_at_once_and_once_a_day(ada: Ada) -> None:
    ada.writes("Next", ada.newest())
    assert settled(ada) == ["next"]
    assert ("lesson", "02 08") in ada.got()
    ada.writes("next", ada.newest(), message_id="<2@ada>")
    assert settled(ada) == ["next", "next_refused"]
    assert "Your course goes on Wednesday" in ada.text("can’t come now")


def test_again_brings_a_copy(ada: Ada) -> None:
    ada.writes("again", ada.newest())
    assert settled(ada) == ["again"]
    assert [kind for kind, _ in ada.got()] == ["lesson", "answer_to_command", "copy"]


def test_help_tells_every_word(ada: Ada) -> None:
    ada.writes("help?", ada.newest())
    settled(ada)
    text = ada.text("What you can write")
    for word in ("stop", "pause until Monday", "resume", "next", "again", "delete my answers"):
        assert word in text


def test_stop_ends_the_course_with_a_goodbye_whatever_stands_beside_it(ada: Ada) -> None:
    lesson = ada.newest()
    ada.writes("next. STOP!", lesson)
    assert state(ada) == SubscriptionState.LEFT
    ada.lives(FIRST + 5 * DAY)
    assert [kind for kind, _ in ada.got()] == ["lesson", "goodbye"]
    ada.writes("stop", lesson, message_id="<2@ada>")
    ada.world.deliver(ada.office)
    assert [kind for kind, _ in ada.got()] == ["lesson", "goodbye"]


def test_in_discreet_mode_stop_says_nothing(ada: Ada) -> None:
    ada.does("save", discreet="on")
    ada.writes("stop", ada.newest())
    ada.lives(FIRST + 5 * DAY)
    assert (state(ada), [kind for kind, _ in ada.got()]) == (SubscriptionState.LEFT, ["lesson"])


def test_delete_my_answers_leaves_nothing_of_them(ada: Ada) -> None:
    ada.writes("A secret about the stairs.", ada.newest(), message_id="<1@ada>")
    ada.answers(ada.newest(), "Another secret.")
    assert ada.journal() == [(1, ["A secret about the stairs.", "Another secret."])]
    ada.writes("Delete my answers.", ada.newest(), message_id="<2@ada>")
    assert (settled(ada), ada.journal()) == (["delete"], [])
    with ada.world.site.database.reading() as session:
        assert not any(b"secret" in (mail.raw or b"") for mail in session.query(InboundEmail))


def test_from_another_address_nothing_is_deleted_and_ada_is_told(ada: Ada) -> None:
    ada.answers(ada.newest(), "A secret.")
    ada.writes("delete my answers", ada.newest(), sender="ben@example.org")
    assert (settled(ada), ada.journal()) == (["delete_refused"], [(1, ["A secret."])])
    assert "/journal/" in ada.mails("Nothing was deleted")[0].html
    ada.writes("pause", ada.newest(), sender="ada@work.example", message_id="<2@ada>")
    assert state(ada) == SubscriptionState.PAUSED, "her other addresses may do all else: the token is hers"


def test_the_same_mail_twice_is_one_wish(ada: Ada) -> None:
    for _ in range(2):
        ada.writes("again", ada.newest())
    assert settled(ada) == ["again"]
    assert len(ada.world.sends(kind=Kind.COPY)) == 1


def test_a_machine_has_no_wishes(ada: Ada) -> None:
    mail = ada.writes("stop", ada.newest(), Auto_Submitted="auto-replied")
    assert (mail.kind, state(ada)) == (InboundKind.AUTO, SubscriptionState.ACTIVE)


def test_what_is_no_word_by_reply_is_an_answer(ada: Ada) -> None:
    ada.writes("I said stop, and he paused.", ada.newest())
    assert ada.journal() == [(1, ["I said stop, and he paused."])]
    assert settled(ada) == []


def test_whose_course_is_over_is_told(ada: Ada) -> None:
    ada.lives(FIRST + 5 * DAY)
    assert state(ada) == SubscriptionState.COMPLETED
    ada.writes("next", ada.newest(Kind.COMPLETION))
    assert settled(ada) == ["ended"]


def test_the_answer_stands_in_the_thread_of_the_readers_mail(ada: Ada) -> None:
    lesson = ada.newest()
    ada.writes("pause", lesson, message_id="<mine@ada.example>")
    settled(ada)
    mail = email.message_from_bytes(ada.mails("Your course is on hold")[0].raw, policy=email.policy.default)
    assert mail["In-Reply-To"] == "<mine@ada.example>"
    assert mail["References"].split() == [f"<{lesson.key}@course.test>", "<mine@ada.example>"]
    assert mail["Auto-Submitted"] == "auto-replied"


def test_twenty_wishes_are_done_and_a_few_are_answered(ada: Ada) -> None:
    for number in range(20):
        ada.writes("help", ada.newest(), message_id=f"<{number}@ada>")
    assert settled(ada) == ["help"] * 5


def test_who_began_again_deletes_what_they_answered_before_as_well(ada: Ada) -> None:
    lesson = ada.newest()
    ada.answers(lesson, "A secret.")
    ada.does("restart")
    ada.writes("delete my answers", lesson)
    assert (settled(ada), ada.journal()) == (["delete"], [])


def test_whose_last_lesson_has_come_is_told_when_the_end_comes(ada: Ada) -> None:
    ada.lives(FIRST + DAY + HOUR)
    ada.writes("pause until Monday", ada.newest())
    settled(ada)
    assert "It goes on Monday, 8 March 2027, at 07:00 (UTC)." in ada.text("Your course is on hold")


@pytest.mark.parametrize("word", ["resume", "next"])
def test_whose_lesson_cannot_be_delivered_is_told(ada: Ada, word: str) -> None:
    with ada.world.site.database.writing() as session:
        session.execute(update(Subscription).values(state=SubscriptionState.STALLED))
        session.execute(
            update(Send).where(Send.state == SendState.DUE).values(state=SendState.FAILED, next_try_at=None)
        )
    ada.writes(word, ada.newest())
    assert settled(ada) == ["stuck"]
    assert "We’ll try again by ourselves" in ada.text("Your next lesson couldn’t be delivered")

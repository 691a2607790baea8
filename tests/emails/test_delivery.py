"""From a row that falls due to a mail that the relay took, and what the relay's answers mean."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from course.models import Kind, SendState, SubscriptionState
from course.signup import leave
from course.tokens import UNSUBSCRIBE, sign
from emails.post_office import PostOffice
from tests.sink import Sink
from tests.world import START, World


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as sink:
        yield sink


@pytest.fixture
def world(tmp_path: Path, sink: Sink) -> World:
    return World(tmp_path / "data", url=sink.url)


@pytest.fixture
def office(world: World) -> Iterator[PostOffice]:
    office = world.post_office()
    yield office
    office.stop()


def test_ada_gets_the_welcome_at_once_and_then_a_lesson_a_day(world: World, office: PostOffice, sink: Sink) -> None:
    key = world.join("ada@example.org")
    world.live(office, days=14)
    subjects = [mail.message["Subject"] for mail in sink.stored]
    course = world.course
    assert course.welcome and course.completion
    assert subjects == [lesson.subject for lesson in (course.welcome, *course.lessons, course.completion)]
    assert world.subscription(key).state == SubscriptionState.COMPLETED
    days = [send.sent_at for send in world.sends(kind=Kind.LESSON)]
    assert days == [START + timedelta(days=n, hours=1) for n in range(1, 12)]


def test_each_lesson_asks_its_question_once(world: World, office: PostOffice) -> None:
    from sqlalchemy import select

    from course.models import ReplyPrompt

    world.join("ada@example.org")
    world.live(office, days=14)
    with world.site.database.reading() as session:
        asked = list(session.scalars(select(ReplyPrompt.lesson).order_by(ReplyPrompt.id)))
    course = world.course
    assert course.welcome and course.completion
    files = (course.welcome, *course.lessons, course.completion)
    assert asked == [lesson.slug for lesson in files if lesson.prompt]


def test_a_busy_mailbox_is_tried_later_and_later_for_three_days(world: World, office: PostOffice, sink: Sink) -> None:
    key = world.join("busy.ada@example.org")
    world.live(office, days=6)
    lesson = world.sends(kind=Kind.LESSON)[0]
    assert lesson.state == SendState.FAILED
    assert lesson.tries >= 10
    assert lesson.reason == "451 4.3.0 try later"
    assert world.subscription(key).state == SubscriptionState.STALLED
    assert not sink.stored


def test_after_a_week_the_same_lesson_is_tried_once_more(world: World, office: PostOffice) -> None:
    key = world.join("busy.ada@example.org")
    world.live(office, days=12)
    office.sweep()
    assert world.subscription(key).state == SubscriptionState.ACTIVE
    assert [send.state for send in world.sends(kind=Kind.LESSON)] == [SendState.DUE]
    world.live(office, days=6)
    assert world.sends(kind=Kind.LESSON)[0].next_try_at is None


def test_where_nobody_lives_nothing_more_is_sent(world: World, office: PostOffice, sink: Sink) -> None:
    key = world.join("nobody.ada@example.org")
    world.live(office, days=12)
    assert sink.attempts == {"nobody.ada@example.org": 1}
    assert world.subscription(key).state == SubscriptionState.SUPPRESSED
    assert {send.state for send in world.sends()} == {SendState.FAILED, SendState.CANCELLED}
    assert "example.org" not in world.sends(kind=Kind.WELCOME)[0].reason


def test_a_refusal_for_another_reason_stalls_the_course(world: World, office: PostOffice) -> None:
    key = world.join("policy.ada@example.org")
    world.live(office, days=2)
    found = world.subscription(key)
    assert (found.state, found.reason) == (SubscriptionState.STALLED, "550 5.7.1 not from you")


@pytest.mark.parametrize("manner", ["bye", "late421"])
def test_a_relay_that_hangs_up_politely_is_asked_again(manner: str, world: World, office: PostOffice) -> None:
    world.join(f"{manner}.ada@example.org")
    world.deliver(office)
    welcome = world.sends(kind=Kind.WELCOME)[0]
    assert (welcome.state, welcome.tries, welcome.doubts) == (SendState.DUE, 1, 0)
    assert welcome.next_try_at and welcome.next_try_at > START


def test_a_refusal_after_the_dot_is_a_refusal(world: World, office: PostOffice) -> None:
    world.join("toobig.ada@example.org")
    world.deliver(office)
    assert world.sends(kind=Kind.WELCOME)[0].reason == "552 5.3.4 too big"


def test_in_doubt_is_sent_once_more_with_the_same_id_and_then_let_be(
    world: World, office: PostOffice, sink: Sink
) -> None:
    key = world.join("doubt.ada@example.org")
    world.live(office, days=14)
    lessons = world.sends(kind=Kind.LESSON)
    assert len(lessons) == 11
    assert {send.state for send in lessons} == {SendState.IN_DOUBT}
    assert len(sink.stored) == 2 * 13
    assert len({mail.message_id for mail in sink.stored}) == 13
    assert world.subscription(key).state == SubscriptionState.COMPLETED


def test_with_in_doubt_hold_there_is_one_copy_and_the_course_goes_on(tmp_path: Path, sink: Sink) -> None:
    world = World(tmp_path / "data", url=sink.url, IN_DOUBT="hold")
    office = world.post_office()
    world.join("doubt.ada@example.org")
    world.live(office, days=14)
    office.stop()
    assert len(sink.stored) == 13
    assert {send.doubts for send in world.sends(state=SendState.IN_DOUBT)} == {1}


def test_who_leaves_gets_nothing_more_but_a_goodbye(world: World, office: PostOffice, sink: Sink) -> None:
    key = world.join("ada@example.org")
    world.live(office, days=3)
    before = len(sink.stored)
    leave(world.site, UNSUBSCRIBE, sign(world.site.settings.secret_key, UNSUBSCRIBE, key), goodbye=True)
    world.live(office, days=14)
    assert len(sink.stored) == before + 1
    assert world.sends()[-1].kind == Kind.GOODBYE


def test_who_leaves_between_claim_and_mark_gets_nothing(world: World, office: PostOffice, sink: Sink) -> None:
    from course.sends import claim, mark

    key = world.join("ada@example.org")
    token = office.badge.token
    with world.site.database.writing() as session:
        ids = claim(session, token, START, 10)
    leave(world.site, UNSUBSCRIBE, sign(world.site.settings.secret_key, UNSUBSCRIBE, key), goodbye=False)
    with world.site.database.writing() as session:
        assert mark(session, token, ids, START) == []
    world.live(office, days=14)
    assert sink.stored == []


def test_a_relay_that_is_away_costs_no_tries(tmp_path: Path, sink: Sink) -> None:
    world = World(tmp_path / "data", url=sink.url)
    world.join("ada@example.org")
    sink.refuse_all = True
    office = world.post_office()
    office.look()
    assert [(send.state, send.tries) for send in world.sends(kind=Kind.WELCOME)] == [(SendState.DUE, 0)]
    office.stop()
    sink.refuse_all = False
    again = world.post_office()
    world.deliver(again)
    again.stop()
    assert len(sink.stored) == 1


def test_without_pipelining_all_goes_in_lock_step(tmp_path: Path) -> None:
    with Sink(pipelining=False) as sink:
        world = World(tmp_path / "data", url=sink.url)
        office = world.post_office()
        for name in ("ada", "busy.ben", "nobody.cy", "bye.di", "eve"):
            world.join(f"{name}@example.org")
        world.deliver(office)
        office.stop()
        assert sorted(mail.recipient for mail in sink.stored) == ["ada@example.org", "eve@example.org"]


def test_a_kept_connection_that_went_stale_is_opened_anew(world: World, office: PostOffice, sink: Sink) -> None:
    world.join("ada@example.org")
    world.deliver(office)
    for connection in office.deliverer._connections:
        connection.abort()
    world.join("ben@example.org")
    world.deliver(office)
    assert len(sink.stored) == 2
    assert all(send.tries == 1 for send in world.sends(kind=Kind.WELCOME))


def test_stopping_waits_for_answers_and_leaves_nothing_half_done(tmp_path: Path, sink: Sink) -> None:
    import threading

    world = World(tmp_path / "data", url=sink.url)
    office = world.post_office()
    world.join("held.ada@example.org")
    look = threading.Thread(target=office.look)
    look.start()
    sink.wait_for(1)
    threading.Timer(0.5, sink.let_go.set).start()
    office.stop()
    look.join()
    assert world.sends(kind=Kind.WELCOME)[0].state == SendState.SENT
    assert list((tmp_path / "data" / "journals").iterdir()) == []

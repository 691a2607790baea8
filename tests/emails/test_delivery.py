"""From a row that falls due to a mail that the relay took, and what the relay's answers mean."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from course.models import Kind, Send, SendState, Subscriber, Subscription, SubscriptionState
from course.sends import claim, mark
from course.settling import Outcome, Result, settle
from course.signup import leave
from course.tokens import UNSUBSCRIBE, sign
from emails.delivery import Task
from emails.mailer import _recipient_refused
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


@pytest.mark.parametrize(
    ("code", "text", "result"),
    [
        (550, "5.1.1 no such user", Result.NO_SUCH_ADDRESS),
        (550, "5.1.10 null MX", Result.NO_SUCH_ADDRESS),
        (550, "No such user here", Result.NO_SUCH_ADDRESS),
        (551, "User not local", Result.NO_SUCH_ADDRESS),
        (550, "5.7.1 client host [65.1.2.14] blocked", Result.REFUSED),
        (550, "5.7.1 from [185.1.1.9] listed at a list", Result.REFUSED),
        (550, "your host is on our block list", Result.REFUSED),
        (550, "SPF check failed", Result.REFUSED),
        (552, "5.2.2 mailbox full", Result.REFUSED),
        (550, "relay not permitted", Result.LATER),
        (554, "5.7.1 Relay access denied", Result.LATER),
        (450, "4.2.0 greylisted", Result.LATER),
        (421, "closing", Result.LATER),
    ],
)
def test_a_refused_recipient_is_sorted_by_what_the_relay_says(code: int, text: str, result: Result) -> None:
    assert _recipient_refused((code, text.encode())) == result


def test_a_relay_that_closes_idle_connections_costs_nothing(tmp_path: Path) -> None:
    """Postfix says 421 on a connection that was kept for too long; the next mail goes by a new one."""
    with Sink() as sink:
        world = World(tmp_path / "data", url=f"{sink.url}?connections=1", IN_DOUBT="hold")
        office = world.post_office()
        world.join("ada@example.org")
        world.deliver(office)
        sink.say_to_all("421 4.4.2 timeout exceeded")
        world.join("ben@example.org")
        world.deliver(office)
        office.stop()
        assert [mail.recipient for mail in sink.stored] == ["ada@example.org", "ben@example.org"]
        assert [(send.tries, send.doubts) for send in world.sends(kind=Kind.WELCOME)] == [(1, 0), (1, 0)]


@pytest.mark.parametrize("url", ["smtp://mail..example.org", "smtp://ada:p%C3%A4ss@{host}"])
def test_settings_that_no_relay_understands_lose_no_mail(url: str, tmp_path: Path, sink: Sink) -> None:
    world = World(tmp_path / "data", url=url.format(host=f"127.0.0.1:{sink.port}"))
    world.join("ada@example.org")
    office = world.post_office()
    office.look()
    office.stop()
    assert [(send.state, send.tries) for send in world.sends(kind=Kind.WELCOME)] == [(SendState.DUE, 0)]


def test_a_lesson_broken_for_a_month_stops_nobody_else(world: World, office: PostOffice, sink: Sink) -> None:
    poison = world.join("ada@example.org", name="Ada")
    with world.site.database.writing() as session:
        session.execute(update(Subscriber).values(first_name="A" * 10_000))
        session.execute(update(Send).values(render_failures=5000))
    world.join("ben@example.org")
    world.live(office, days=3)
    assert {mail.recipient for mail in sink.stored} == {"ben@example.org"}
    assert len(sink.stored) == 3
    assert world.subscription(poison).state == SubscriptionState.ACTIVE


def test_who_left_before_a_refusal_came_has_left(world: World, office: PostOffice) -> None:
    key = world.join("toobig.ada@example.org")
    with world.site.database.writing() as session:
        session.execute(update(Send).where(Send.kind == Kind.WELCOME).values(state=SendState.CANCELLED))
        (ids := claim(session, office.badge.token, START + timedelta(days=2), 10))
    with world.site.database.writing() as session:
        mark(session, office.badge.token, ids, START + timedelta(days=2))
    leave(world.site, UNSUBSCRIBE, sign(world.site.settings.secret_key, UNSUBSCRIBE, key), goodbye=False)
    settle(world.site, office.badge.token, [Outcome(ids[0], Result.REFUSED, "552 5.3.4 too big")])
    assert world.subscription(key).state == SubscriptionState.LEFT


def test_an_author_who_moves_lessons_leaves_nobody_behind(world: World, office: PostOffice, sink: Sink) -> None:
    """Day 2 and day 3 change places after lesson 3: the lesson that now follows was sent already."""
    key = world.join("ada@example.org")
    world.live(office, days=3.5)
    assert world.subscription(key).position == 3
    library, course = world.site.library, world.course
    second, third = course.lessons[1], course.lessons[2]
    swapped = (course.lessons[0], replace(third, day=2), replace(second, day=3), *course.lessons[3:])
    library.courses[course.slug] = replace(course, lessons=swapped)
    with world.site.database.writing() as session:
        session.execute(delete(Send).where(Send.state == SendState.DUE))
    office.sweep()
    world.live(office, days=10)
    assert len(sink.stored) == 13
    assert world.subscription(key).state == SubscriptionState.COMPLETED


def test_a_clock_set_back_between_two_lessons_loses_none(world: World, office: PostOffice, sink: Sink) -> None:
    key = world.join("ada@example.org")
    world.live(office, days=3.5)
    with world.site.database.writing() as session:
        session.execute(update(Subscription).values(last_sent_at=START + timedelta(days=30)))
        session.execute(update(Send).where(Send.state == SendState.DUE).values(next_try_at=world.clock.now()))
    world.deliver(office)
    world.live(office, days=60)
    assert world.subscription(key).state == SubscriptionState.COMPLETED
    assert len(sink.stored) == 13


def test_what_was_marked_too_long_ago_is_asked_again(world: World, office: PostOffice, sink: Sink) -> None:
    key = world.join("ada@example.org")
    with world.site.database.writing() as session:
        ids = claim(session, office.badge.token, START, 10)
    with world.site.database.writing() as session:
        (job,) = mark(session, office.badge.token, ids, START)
    leave(world.site, UNSUBSCRIBE, sign(world.site.settings.secret_key, UNSUBSCRIBE, key), goodbye=False)
    office.deliverer._on_the_way[job.send_id] = office.badge
    office.deliverer._tasks.put(Task(job, office.badge, time.monotonic() - 2))
    office.look()
    world.deliver(office)
    assert sink.stored == []


def test_an_answer_that_the_database_refuses_is_written_down_without_its_words(
    world: World, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.join("ada@example.org")
    world.join("ben@example.org")
    calls: list[int] = []

    def picky(site: object, token: str, outcomes: list[Outcome]) -> None:
        calls.append(len(outcomes))
        if len(outcomes) > 1:
            raise ValueError("one of them can't be stored")
        settle(world.site, token, outcomes)

    monkeypatch.setattr("emails.delivery.settle", picky)
    world.deliver(office)
    assert [send.state for send in world.sends(kind=Kind.WELCOME)] == [SendState.SENT, SendState.SENT]


def test_a_subscription_stalled_for_want_of_its_course_goes_on_when_it_is_back(
    world: World, office: PostOffice
) -> None:
    key = world.join("ada@example.org")
    course = world.site.library.courses.pop("communication-challenge")
    with world.site.database.writing() as session:
        session.execute(delete(Send))
    office.sweep()
    assert world.subscription(key).state == SubscriptionState.STALLED
    world.site.library.courses[course.slug] = course
    office.sweep()
    assert world.subscription(key).state == SubscriptionState.ACTIVE
    assert len(world.sends(kind=Kind.LESSON, state=SendState.DUE)) == 1

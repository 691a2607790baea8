"""What the numbers say of ada, ben and the others: only what is certain."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from course.__main__ import main
from course.models import InboundEmail, InboundKind, InboundState, Reply, ReplyPrompt, SendState, SubscriptionState
from course.preferences import act
from course.stats import CourseStats, LessonStats, Trouble, as_json, funnel, latest_answers, trouble
from course.tokens import PREFERENCES, new_key, sign
from emails.post_office import PostOffice
from tests.sink import Sink
from tests.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with Sink() as sink:
        yield World(tmp_path / "data", url=sink.url)


@pytest.fixture
def office(world: World) -> Iterator[PostOffice]:
    office = world.post_office()
    yield office
    office.stop()


def wishes(world: World, key: str, **form: str) -> None:
    act(world.site, sign(world.site.settings.secret_key, PREFERENCES, key), form)


def answers(world: World, key: str, lesson: str, text: str, from_other: bool = False) -> None:
    """As course/replies.py leaves it."""
    with world.site.database.writing() as session:
        mine = select(ReplyPrompt).where(ReplyPrompt.subscription_id == world.subscription(key).id)
        prompt = session.scalars(mine.where(ReplyPrompt.lesson == lesson)).one()
        prompt.answered_at = now = world.clock.now()
        session.add(Reply(key=new_key(), prompt_id=prompt.id, text=text, from_other=from_other, written_at=now))


def row(found: CourseStats, lesson: str) -> LessonStats:
    return next(each for each in found.lessons if each.lesson == lesson)


def test_a_site_without_readers_shows_every_lesson_with_nothing(world: World) -> None:
    [found] = funnel(world.site)
    assert (found.course, found.signed_up, found.confirmed, found.finished) == ("communication-challenge", 0, 0, 0)
    assert [each.day for each in found.lessons] == list(range(12))
    assert {(each.sent, each.answered, each.paused, each.left, each.finished) for each in found.lessons} == {(0,) * 5}


def test_each_reader_is_counted_where_they_stand(world: World, office: PostOffice) -> None:
    ada, ben, cleo, dan, eve = (world.join(f"{name}@example.org") for name in ("ada", "ben", "cleo", "dan", "eve"))
    world.apply("fay@example.org")
    wishes(world, dan, action="leave")
    world.live(office, days=2.5)
    slugs = [lesson.slug for lesson in world.course.lessons]
    answers(world, ada, slugs[0], "first")
    answers(world, ada, slugs[0], "and again")
    answers(world, ben, slugs[1], "mine")
    wishes(world, ben, action="leave")
    wishes(world, cleo, action="pause")
    wishes(world, eve, action="restart")
    world.live(office, days=20)
    [found] = funnel(world.site)
    assert (found.signed_up, found.confirmed) == (7, 6), "who begins again signs up once more"
    assert (found.paused, found.left, found.finished) == (1, 2, 2)
    assert row(found, "").left == 1, "dan left before the first lesson"
    first, second, last = (row(found, slug) for slug in (slugs[0], slugs[1], slugs[-1]))
    assert (first.sent, first.answered, first.left) == (5, 1, 0), "two answers of one reader are one reader's"
    assert (second.sent, second.answered, second.paused, second.left) == (5, 1, 1, 1)
    assert (last.sent, last.finished) == (2, 2)


def test_a_lesson_whose_file_is_gone_is_still_counted(world: World, office: PostOffice) -> None:
    key = world.join("ada@example.org")
    world.live(office, days=1.5)
    wishes(world, key, action="leave")
    with world.site.database.writing() as session:
        sub = world.subscription(key)
        sub.last_lesson = "an-old-one"
        session.merge(sub)
    [found] = funnel(world.site)
    assert row(found, "an-old-one") == LessonStats(0, "an-old-one", "an-old-one", 0, 0, 0, 1, 0)


def test_as_json_it_is_plain_values(world: World) -> None:
    [course] = as_json(funnel(world.site))["courses"]
    assert set(course) == {"course", "title", "signed_up", "confirmed", "paused", "left", "finished", "lessons"}
    assert set(course["lessons"][0]) == {"day", "lesson", "title", "sent", "answered", "paused", "left", "finished"}


def test_the_latest_answers_come_first_and_a_stranger_s_not_at_all(world: World, office: PostOffice) -> None:
    key = world.join("ada@example.org")
    world.live(office, days=2.5)
    slugs = [lesson.slug for lesson in world.course.lessons]
    answers(world, key, slugs[0], "old")
    answers(world, key, slugs[0], "somebody else's", from_other=True)
    answers(world, key, slugs[1], "new")
    found = latest_answers(world.site, 10)
    assert [(each.lesson, each.text) for each in found] == [(slugs[1], "new"), (slugs[0], "old")]
    assert [each.text for each in latest_answers(world.site, 1)] == ["new"]


def test_no_trouble_is_no_trouble(world: World, office: PostOffice) -> None:
    world.join("ada@example.org")
    world.live(office, days=3)
    assert not trouble(world.site, 5)


def test_what_does_not_mend_itself_is_told_with_its_reason(world: World, office: PostOffice) -> None:
    key = world.join("policy.ada@example.org")
    world.join("doubt.ben@example.org")
    world.live(office, days=2)
    unplaced(world, InboundKind.UNMATCHED, InboundState.UNDERSTOOD, "")
    unplaced(world, "", InboundState.FAILED, "it can't be read")
    found = trouble(world.site, 1)
    assert world.subscription(key).state == SubscriptionState.STALLED
    assert found.stalled == (("550 5.7.1 not from you", 1),)
    assert found.failed == (("550 5.7.1 not from you", 2),), "the welcome and day 1"
    assert found.in_doubt == len(world.sends(state=SendState.IN_DOUBT)) > 0
    assert (found.unmatched, found.unmatched_mails) == (2, ((world.clock.now(), "it can't be read"),))
    assert isinstance(found, Trouble) and found


def unplaced(world: World, kind: str, state: InboundState, reason: str) -> None:
    at: datetime = world.clock.now()
    with world.site.database.writing() as session:
        session.add(
            InboundEmail(
                key=new_key(), received_at=at, size=1, raw=b"x", state=state, kind=kind, reason=reason, recipients="a@b"
            )
        )


def test_the_command_prints_a_table_or_json(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world.join("ada@example.org")
    monkeypatch.setenv("DATA_DIR", str(world.site.settings.data_dir))
    assert main(["stats"]) == 0
    first, header, *rows = capsys.readouterr().out.splitlines()
    assert first == f"{world.course.title}: 1 signed up, 1 confirmed, 0 finished"
    assert header.split() == ["sent", "answered", "paused", "left", "finished"]
    assert [row.split()[-5:] for row in rows] == [["0"] * 5] * 12
    assert main(["stats", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(as_json(funnel(world.site))))

"""A lesson in the browser, and mails that readers ask for, from the wish to the relay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from course.errors import NotFound, TokenError
from course.mailing import send_links
from course.models import Kind, SubscriptionState
from course.moving import agree
from course.preferences import act
from course.replies import answer, question
from course.signup import Application, confirm, subscribe
from course.tokens import ANSWER, LESSON, PREFERENCES, sign, verify
from emails.browser import LessonPage, lesson_page
from emails.composing import Composer
from emails.post_office import PostOffice
from tests.sink import Sink, Stored
from tests.world import World

ADA = "ada@example.org"


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as sink:
        yield sink


@pytest.fixture
def world(data_dir: Path, empty_url: str, sink: Sink) -> World:
    return World(data_dir, empty_url, sink.url)


@pytest.fixture
def office(world: World) -> Iterator[PostOffice]:
    office = world.post_office()
    yield office
    office.stop()


def token(world: World, kind: Kind, purpose: str = LESSON, **where: object) -> str:
    send = world.sends(kind=kind, **where)[-1]
    return sign(world.site.settings.secret_key, purpose, send.key)


def page(world: World, token: str) -> LessonPage:
    return lesson_page(world.site, Composer(world.site), token)


def wish(world: World, key: str, action: str, address: str = "") -> None:
    token = sign(world.site.settings.secret_key, PREFERENCES, key)
    act(world.site, token, {"action": action}, address=address)


def text(mail: Stored) -> str:
    [plain] = [p for p in mail.message.walk() if p.get_content_type() == "text/plain"]
    raw = plain.get_payload(decode=True)
    assert isinstance(raw, bytes)
    return raw.decode()


@pytest.mark.both_databases
def test_ada_reads_her_third_lesson_in_the_browser_beside_those_before(
    world: World, office: PostOffice, database_kind: str
) -> None:
    world.join(ADA, name="Ada")
    world.live(office, days=3.5)
    found = page(world, token(world, Kind.LESSON, day=3))
    third = world.course.lessons[2]
    assert (found.title, found.day, found.course.days) == (third.title, 3, 11)
    assert f"<title>{third.subject}</title>" in found.html
    assert [(title, day) for title, day, _ in found.others] == [
        (world.course.welcome.title if world.course.welcome else "", 0),
        *((lesson.title, lesson.day) for lesson in world.course.lessons[:2]),
    ]
    assert [page(world, other).day for *_, other in found.others] == [0, 1, 2]


def test_a_page_leads_to_nothing_that_is_kept_about_its_reader(world: World, office: PostOffice) -> None:
    world.join(ADA)
    world.live(office, days=14)
    for kind in (Kind.WELCOME, Kind.LESSON, Kind.COMPLETION):
        html = page(world, token(world, kind)).html
        assert re.search("/unsubscribe/[a-z2-7]{32}", html)
        assert not re.search("/(preferences|journal|calendar|export|lesson)/", html)
        assert not re.search("next:|Day 1 comes on|Day 1 is on its way", html)


def test_what_was_never_sent_has_no_page(world: World, office: PostOffice) -> None:
    world.join(ADA)
    world.deliver(office)
    with pytest.raises(NotFound):
        page(world, token(world, Kind.LESSON))
    with pytest.raises(NotFound):
        page(world, token(world, Kind.CONFIRMATION))


def test_a_token_for_something_else_opens_no_lesson(world: World, office: PostOffice) -> None:
    world.join(ADA)
    world.deliver(office)
    for stranger in (token(world, Kind.WELCOME, ANSWER), "a" * 32, "short"):
        with pytest.raises(TokenError):
            page(world, stranger)


def test_a_lesson_that_was_taken_out_since_has_no_page(
    world: World, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.join(ADA)
    world.live(office, days=1.5)
    rest = replace(world.course, lessons=world.course.lessons[1:])
    monkeypatch.setitem(world.site.library.courses, rest.slug, rest)
    with pytest.raises(NotFound):
        page(world, token(world, Kind.LESSON, day=1))
    assert [day for _, day, _ in page(world, token(world, Kind.WELCOME)).others] == []


def test_a_lesson_asked_for_again_comes_at_once_and_is_no_step(world: World, office: PostOffice, sink: Sink) -> None:
    key = world.join(ADA)
    world.live(office, days=2.5)
    wish(world, key, "again")
    world.deliver(office)
    *_, lesson, copy = sink.stored
    assert copy.message["Subject"] == lesson.message["Subject"]
    assert copy.message_id != lesson.message_id
    assert "Day 2 of 11" in text(lesson) and "Day 2" not in text(copy)
    assert world.subscription(key).position == 2
    assert page(world, token(world, Kind.COPY)).day == 2


@pytest.mark.both_databases
def test_lost_links_come_by_mail_and_open_the_latest_lesson(
    world: World, office: PostOffice, sink: Sink, database_kind: str
) -> None:
    world.join(ADA)
    world.live(office, days=4.5)
    send_links(world.site, ADA)
    world.deliver(office)
    found = re.search(r"/lesson/([a-z2-7]{32})", text(sink.stored[-1]))
    assert found
    assert page(world, found[1]).day == 4
    assert sink.stored[-1].message["Auto-Submitted"] == "auto-generated"
    assert sink.stored[-1].message["List-Unsubscribe-Post"]


def test_ada_moves_to_another_address_by_the_links_of_two_mails(world: World, office: PostOffice, sink: Sink) -> None:
    key = world.join(ADA, name="Ada")
    world.live(office, days=1.5)
    wish(world, key, "address", "ada@elsewhere.example")
    world.deliver(office)
    asked = {mail.recipient: text(mail) for mail in sink.stored[-2:]}
    assert set(asked) == {ADA, "ada@elsewhere.example"}
    assert "Ada" not in asked[ADA] + asked["ada@elsewhere.example"]
    for words in asked.values():
        found = re.search(r"/address/([a-z2-7]{32})", words)
        assert found
        agree(world.site, found[1])
    world.live(office, days=1)
    assert sink.stored[-1].recipient == "ada@elsewhere.example"


def test_a_new_address_that_doesnt_exist_costs_ada_nothing(world: World, office: PostOffice, sink: Sink) -> None:
    key = world.join(ADA)
    world.live(office, days=1.5)
    wish(world, key, "address", "nobody.ada@elsewhere.example")
    world.live(office, days=1)
    assert world.subscription(key).state == SubscriptionState.ACTIVE
    assert "Day 2 of 11" in text(sink.stored[-1])


def test_a_start_date_is_promised_and_kept(world: World, office: PostOffice, sink: Sink) -> None:
    subscribe(world.site, Application(ADA, "", "UTC", 7, world.course, date(2027, 3, 20)))
    world.deliver(office)
    found = re.search(r"/confirm/([a-z2-7]{32})", text(sink.stored[-1]))
    assert found
    confirm(world.site, found[1])
    world.deliver(office)
    assert "Day 1 comes on Saturday, 20 March 2027, at 07:00 (UTC)." in text(sink.stored[-1])
    world.live(office, days=30)
    assert world.sends(kind=Kind.LESSON, day=1)[0].sent_at == datetime(2027, 3, 20, 7, 0, tzinfo=UTC)


def test_answers_on_a_page_belong_to_the_mail_that_asked(world: World, office: PostOffice, sink: Sink) -> None:
    world.join(ADA)
    world.live(office, days=1.5)
    found = re.search(r"/answer/([a-z2-7]{32})", text(sink.stored[-1]))
    assert found
    assert verify(world.site.settings.secret_key, ANSWER, found[1]) == world.sends(day=1)[0].key


def test_the_question_of_a_copy_is_the_lessons_own(world: World, office: PostOffice) -> None:
    key = world.join(ADA)
    world.live(office, days=2.5)
    wish(world, key, "again")
    world.deliver(office)
    asked = answer(world.site, token(world, Kind.COPY, ANSWER), "Because I miss you.")
    assert (asked.day, asked.answered) == (2, True)
    assert question(world.site, token(world, Kind.LESSON, ANSWER, day=2)).answered

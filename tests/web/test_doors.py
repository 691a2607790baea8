"""The links in mails: confirm and unsubscribe. Looking never acts; the button does."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete

from course.clock import real_now
from course.models import Subscriber, SubscriptionState
from course.site import Site
from tests.web.people import Person, words
from tests.web.reader import Reader

ONE_CLICK = "List-Unsubscribe=One-Click"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def test_looking_at_a_link_never_acts(
    client: TestClient, ada: Person, ben: Person, dump: Callable[[], list[str]]
) -> None:
    before = dump()
    for link in (ada.confirm_link, ada.unsubscribe_link, ben.confirm_link, ben.unsubscribe_link):
        for _ in range(3):
            assert client.get(link).status_code == client.head(link).status_code == 200
    assert dump() == before


def test_ada_presses_the_button_and_sees_when_each_lesson_comes(client: TestClient, ada: Person) -> None:
    asked = client.get(ada.confirm_link)
    assert "Shall we begin, Ada?" in asked.text and "07:00 (Europe/Berlin)" in words(asked.text)
    page = words(client.post(ada.confirm_link).text)
    assert "Welcome, Ada" in page and "Europe/Berlin" in page
    assert "Day 1 · Tue 24 November, 07:00 Why you want to hear it" in page
    assert "Day 11 · Fri 4 December, 07:00 Your honesty day" in page
    assert ada.is_owed() == ["lesson", "welcome"]


def test_pressing_it_again_is_harmless(client: TestClient, ada: Person, dump: Callable[[], list[str]]) -> None:
    first = client.post(ada.confirm_link)
    before = dump()
    assert client.post(ada.confirm_link).content == first.content == client.get(ada.confirm_link).content
    assert dump() == before


def test_halfway_through_the_link_shows_the_dates_that_are_left(client: TestClient, ben: Person) -> None:
    lesson = "ask-dont-guess"
    ben.changes(position=6, last_lesson=lesson, last_sent_at=real_now(), last_zone="Europe/Berlin", last_hour=7)
    page = words(client.get(ben.confirm_link).text)
    assert "Your calendar, Ben" in page
    assert re.findall(r"Day (\d+) ·", page) == ["7", "8", "9", "10", "11"]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (SubscriptionState.PAUSED, "Your course is on hold"),
        (SubscriptionState.STALLED, "Your course is on hold"),
        (SubscriptionState.COMPLETED, "You've had the whole course"),
        (SubscriptionState.LEFT, "You're unsubscribed"),
        (SubscriptionState.SUPPRESSED, "We don't write to this address"),
    ],
)
def test_a_used_link_tells_where_one_stands(
    client: TestClient, ben: Person, state: SubscriptionState, said: str
) -> None:
    ben.changes(state=state)
    assert said in words(client.get(ben.confirm_link).text)
    assert said in words(client.post(ben.confirm_link).text)
    assert ben.subscription().state == state


def test_after_a_week_the_link_has_expired(client: TestClient, ada: Person) -> None:
    ada.changes(asked_at=real_now() - timedelta(days=7, minutes=1))
    for answer in (client.get(ada.confirm_link), client.post(ada.confirm_link)):
        assert answer.status_code == 410
        assert "Sign up once more" in answer.text and 'href="/#sign-up"' in answer.text
    assert ada.subscription().state == SubscriptionState.PENDING


def test_cut_altered_and_swapped_links_open_nothing(client: TestClient, ada: Person) -> None:
    confirm, leave = ada.confirm_link, ada.unsubscribe_link
    altered = confirm[:-1] + ("a" if confirm[-1] != "a" else "b")
    swapped = leave.replace("unsubscribe", "confirm")
    for link in (confirm[:-3], altered, swapped, confirm.replace("confirm", "unsubscribe"), "/confirm/%00"):
        for answer in (client.get(link), client.post(link)):
            assert answer.status_code == 404
            assert "This link doesn't work" in words(answer.text) and "Sign up again" in words(answer.text)
    assert ada.subscription().state == SubscriptionState.PENDING


def test_a_link_of_somebody_who_was_forgotten_is_unknown(client: TestClient, site: Site, ben: Person) -> None:
    link = ben.unsubscribe_link
    with site.database.writing() as session:
        session.execute(delete(Subscriber))
    assert client.get(link).status_code == client.post(link).status_code == 404


def test_ben_leaves_by_the_pages_button_and_is_owed_a_goodbye(client: TestClient, ben: Person) -> None:
    assert "Would you like to stop?" in client.get(ben.unsubscribe_link).text
    answer = client.post(ben.unsubscribe_link)
    assert answer.status_code == 200 and "You're unsubscribed" in words(answer.text)
    assert ben.is_owed() == ["goodbye"]


@pytest.mark.parametrize("multipart", [False, True])
def test_one_click_acts_at_once_and_owes_nothing(
    client: TestClient, ben: Person, dump: Callable[[], list[str]], multipart: bool
) -> None:
    link, dumps = ben.unsubscribe_link, []
    for _ in range(10):
        if multipart:
            answer = client.post(link, files={"List-Unsubscribe": (None, "One-Click")})
        else:
            answer = client.post(link, content=ONE_CLICK, headers=FORM)
        assert answer.status_code == 200 and "location" not in answer.headers and not answer.cookies
        assert ben.subscription().state == SubscriptionState.LEFT
        assert client.head(link).status_code == client.get(link).status_code == 200
        dumps.append(dump())
    assert dumps == dumps[:1] * 10, "once is enough, and looking again changes nothing"
    assert ben.is_owed() == []


def test_leaving_works_before_confirming_too(client: TestClient, ada: Person) -> None:
    assert "You're unsubscribed" in words(client.post(ada.unsubscribe_link).text)
    assert "You're unsubscribed" in words(client.post(ada.confirm_link).text)
    assert ada.is_owed() == []


def test_who_left_may_sign_up_again(client: TestClient, ben: Person) -> None:
    client.post(ben.unsubscribe_link)
    assert 'href="/c/communication-challenge"' in client.get(ben.unsubscribe_link).text
    client.post("/subscribe", data={"email": ben.email})
    assert ben.is_owed() == ["confirmation"]
    assert "Welcome, Ben" in client.post(ben.confirm_link).text


def test_who_left_has_their_links_mailed_and_finds_no_other_way_to_what_they_wrote(
    reader: Reader,
) -> None:
    left = reader.client.post(reader.unsubscribe)
    assert 'name="action" value="links"' in left.text and "delete everything about you" in words(left.text)
    assert not re.search("/(preferences|journal|export)/", left.text), "a lesson that is passed on leads here, too"
    told = reader.client.post(reader.unsubscribe, data={"action": "links"})
    assert told.status_code == 200 and "Your links are on their way to your own mailbox." in words(told.text)
    assert len(reader.world.sends(kind="lost_link")) == 1


def test_asking_for_links_unsubscribes_nobody(reader: Reader) -> None:
    assert "Would you like to stop?" in reader.client.post(reader.unsubscribe, data={"action": "links"}).text
    assert reader.subscription.state == SubscriptionState.ACTIVE and reader.world.sends(kind="lost_link") == []


def test_who_never_confirmed_is_offered_no_links(client: TestClient, ada: Person) -> None:
    assert 'value="links"' not in client.post(ada.unsubscribe_link).text
    assert client.post(ada.unsubscribe_link, data={"action": "links"}).status_code == 422
    assert ada.is_owed() == []

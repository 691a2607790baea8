"""Each link of a mail opens its own door and no other: swapped, cut, altered, expired, rotated, of another site."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from course import tokens
from course.clock import real_now
from course.models import Subscriber, Subscription, SubscriptionState
from course.site import Site
from course.tokens import DATED, REPLY, sign, sign_dated
from tests.web.people import browser
from tests.web.reader import Reader

SUBSCRIPTIONS = {
    "/confirm/{}": tokens.CONFIRM,
    "/unsubscribe/{}": tokens.UNSUBSCRIBE,
    "/preferences/{}": tokens.PREFERENCES,
    "/calendar/{}.ics": tokens.CALENDAR,
    "/export/{}": tokens.EXPORT,
    "/journal/{}": tokens.JOURNAL,
}
MAILS = {
    "/lesson/{}": tokens.LESSON,
    "/lesson/{}/html": tokens.LESSON,
    "/answer/{}": tokens.ANSWER,
}
ADDRESS = "/address/{}"
DOORS = SUBSCRIPTIONS | MAILS | {ADDRESS: tokens.ADDRESS_NEW}
"""Every path with a token, and what the token has to be for."""
PURPOSES = sorted({*DOORS.values(), tokens.ADDRESS_OLD, REPLY})
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


class Mailbox:
    """What ada finds in her mails after two days, and has asked for: for each door its key and its link."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        reader.lives(2)
        reader.presses("address", address="new@example.org")
        new = reader.world.sends(kind="address", about="new")[0].key
        self.keys = dict.fromkeys(SUBSCRIPTIONS, reader.key) | dict.fromkeys(MAILS, reader.lesson(2).key)
        self.keys[ADDRESS] = new

    def token(self, door: str, purpose: str = "", secret: str = "") -> str:
        secrets = (secret,) if secret else self.reader.site.settings.secret_key
        return made(secrets, purpose or DOORS[door], self.keys[door])

    def knocks(self, door: str, token: str, client: TestClient | None = None) -> set[int]:
        """What looking and pressing are answered with."""
        path, browser = door.format(token), client or self.reader.client
        posts = [browser.post(path)] if door in PRESSED else []
        return {answer.status_code for answer in (browser.get(path), browser.head(path), *posts)}


PRESSED = ("/confirm/{}", "/unsubscribe/{}", "/preferences/{}", "/journal/{}", "/answer/{}", ADDRESS)


def made(secrets: tuple[str, ...], purpose: str, key: str) -> str:
    today = real_now().date()
    return sign_dated(secrets, purpose, key, today) if purpose in DATED else sign(secrets, purpose, key)


@pytest.fixture
def mailbox(reader: Reader, readers_dump: Callable[[], list[str]]) -> Iterator[Mailbox]:
    """Whatever is tried at its doors, nothing may come of it."""
    mailbox = Mailbox(reader)
    before = readers_dump()
    yield mailbox
    assert readers_dump() == before


def test_no_page_with_a_token_is_left_out_here(reader: Reader) -> None:
    paths = {route.path for route in reader.client.app.state.routes if "{token}" in route.path}  # type: ignore[attr-defined]
    assert paths == {door.format("{token}") for door in DOORS}


def test_each_link_opens_its_own_door_and_no_other(mailbox: Mailbox) -> None:
    for door, purpose in DOORS.items():
        opens = {
            each for each in PURPOSES if mailbox.reader.client.get(door.format(mailbox.token(door, each))).is_success
        }
        assert opens == {purpose}, door


def test_the_key_of_another_row_opens_nothing(mailbox: Mailbox) -> None:
    secrets = mailbox.reader.site.settings.secret_key
    for door, purpose in DOORS.items():
        for key in {*mailbox.keys.values(), "a" * 16} - {mailbox.keys[door]}:
            assert mailbox.knocks(door, made(secrets, purpose, key)) <= {404, 410}, door


@pytest.mark.parametrize("door", DOORS)
def test_cut_altered_and_foreign_links_are_unknown(mailbox: Mailbox, door: str) -> None:
    token = mailbox.token(door)
    altered = [token[:n] + ALPHABET[ALPHABET.index(token[n]) - 1] + token[n + 1 :] for n in range(32)]
    undated = sign(mailbox.reader.site.settings.secret_key, f"{DOORS[door]}:", mailbox.keys[door])
    wrong = [*altered, token[:-1], token[1:], token + "a", token[16:] + token[:16], undated]
    for each in (*wrong, mailbox.token(door, secret="the secret of another site")):
        assert mailbox.knocks(door, each) == {404}


@pytest.mark.parametrize("door", [door for door in DOORS if DOORS[door] in DATED])
def test_what_should_carry_its_day_is_unknown_without_it(mailbox: Mailbox, door: str) -> None:
    undated = sign(mailbox.reader.site.settings.secret_key, DOORS[door], mailbox.keys[door])
    assert mailbox.knocks(door, undated) == {404}


def test_after_a_rotation_every_link_opens_until_the_old_key_is_taken_out(mailbox: Mailbox) -> None:
    old = mailbox.reader.site.settings.secret_key
    for secrets, found in ((("new key", *old), 200), (("new key",), 404)):
        client = browser(with_secrets(mailbox.reader.site, secrets))
        assert {client.get(door.format(mailbox.token(door))).status_code for door in DOORS} == {found}
        assert {client.get(door.format(mailbox.token(door, secret="new key"))).status_code for door in DOORS} == {200}


def with_secrets(site: Site, secrets: tuple[str, ...]) -> Site:
    return replace(site, settings=replace(site.settings, secret_key=secrets))


def test_what_expires_after_a_week_is_gone_and_the_rest_is_for_ever(reader: Reader) -> None:
    mailbox, week = Mailbox(reader), timedelta(days=7, minutes=1)
    old = real_now().date() - timedelta(days=8)
    with reader.site.database.writing() as session:
        session.execute(update(Subscriber).values(new_asked_at=real_now() - week, created_at=real_now() - 900 * week))
        ancient = {"asked_at": real_now() - week, "created_at": real_now() - 900 * week}
        session.execute(update(Subscription).values(state=SubscriptionState.PENDING, **ancient))
    found = {}
    for door, purpose in DOORS.items():
        dated = sign_dated(reader.site.settings.secret_key, purpose, reader.key, old)
        found[door] = mailbox.knocks(door, dated if purpose in DATED else mailbox.token(door))
    gone = {door for door, answers in found.items() if answers == {410}}
    assert gone == {"/confirm/{}", "/export/{}", "/journal/{}", ADDRESS}
    assert found["/unsubscribe/{}"] == {200}
    assert reader.subscription.state == SubscriptionState.LEFT, "unsubscribing works for ever"

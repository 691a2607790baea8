"""Each link of a mail opens its own door and no other: swapped, cut, altered, expired, rotated, of another site."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from course.clock import real_now
from course.models import Subscriber, Subscription, SubscriptionState
from course.site import Site
from course.tokens import ADDRESS_OLD, DATED, REPLY, sign, sign_dated
from tests.web.mailbox import DOORS, Mailbox, made
from tests.web.people import browser
from tests.web.reader import Reader

PURPOSES = sorted({*DOORS.values(), ADDRESS_OLD, REPLY})
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


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
    altered = [token[:n] + ALPHABET[ALPHABET.index(token[n]) - 1] + token[n + 1 :] for n in (0, 15, 16, 31)]
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
    assert gone == {"/confirm/{}", "/export/{}", "/journal/{}", "/address/{}"}
    assert found["/unsubscribe/{}"] == {200}
    assert reader.subscription.state == SubscriptionState.LEFT, "unsubscribing works for ever"

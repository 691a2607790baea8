"""Tokens: what proves that somebody got our mail, and what doesn't."""

from __future__ import annotations

import base64
import string
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course import tokens
from course.errors import TokenError, TokenExpired
from course.tokens import (
    CONFIRM,
    DATED,
    EXPORT,
    JOURNAL,
    KEY_LENGTH,
    REPLY,
    UNSUBSCRIBE,
    digest,
    new_key,
    sign,
    sign_dated,
    verify,
    verify_dated,
)

SECRETS = ("the first secret of this site", "an older one")
PURPOSES = tuple(
    sorted(
        value for name, value in vars(tokens).items() if name[0].isupper() and name.isupper() and isinstance(value, str)
    )
)
"""Whatever a token may be for."""
TODAY, WEEK = date(2027, 3, 1), 7
ALPHABET = string.ascii_lowercase + "234567"

keys = st.text(ALPHABET, min_size=KEY_LENGTH, max_size=KEY_LENGTH)
purposes = st.sampled_from(PURPOSES)
characters = st.one_of(st.sampled_from(ALPHABET + ALPHABET.upper() + "0189=-_. \n"), st.characters())


def refused(secrets: tuple[str, ...], purpose: str, token: str) -> bool:
    try:
        verify(secrets, purpose, token)
    except TokenError:
        return True
    return False


def verdict(purpose: str, token: str, secrets: tuple[str, ...] = SECRETS) -> str:
    """What a link with a day is found to be: open, expired or unknown."""
    try:
        verify_dated(secrets, purpose, token, TODAY, WEEK)
    except TokenExpired:
        return "expired"
    except TokenError:
        return "unknown"
    return "open"


def test_there_is_a_purpose_for_every_door() -> None:
    assert {CONFIRM, UNSUBSCRIBE, REPLY, JOURNAL, EXPORT} < set(PURPOSES) and len(PURPOSES) == 11


def test_keys_are_random_80_bits_in_letters_that_survive_lower_casing() -> None:
    made = {new_key() for _ in range(1000)}
    assert len(made) == 1000
    assert all(len(key) == 16 and set(key) <= set(ALPHABET) for key in made)
    for place in range(16):
        assert {key[place] for key in made} == set(ALPHABET), "every character holds five random bits"


@given(keys, purposes)
def test_a_token_gives_its_key_back(key: str, purpose: str) -> None:
    token = sign(SECRETS, purpose, key)
    assert verify(SECRETS, purpose, token) == key
    assert len(token) == 32, "16 characters of MAC are 80 bits"
    assert len(f"reply+{token}") <= 64


@given(keys, purposes, st.integers(0, 31), characters)
@settings(max_examples=500)
def test_every_change_of_one_character_is_refused(key: str, purpose: str, place: int, other: str) -> None:
    token = sign(SECRETS, purpose, key)
    altered = token[:place] + other + token[place + 1 :]
    if altered.isascii() and altered.lower() == token:
        return  # the same in capitals
    assert refused(SECRETS, purpose, altered)


def test_every_one_of_ada_s_992_one_letter_changes_is_refused() -> None:
    token = sign(SECRETS, UNSUBSCRIBE, "adaadaadaadaadaa")
    altered = [token[:n] + c + token[n + 1 :] for n in range(32) for c in ALPHABET if c != token[n]]
    assert len(altered) == 992
    assert all(refused(SECRETS, UNSUBSCRIBE, one) for one in altered)


@given(keys, st.integers(0, 31))
def test_cut_or_lengthened_tokens_are_refused(key: str, length: int) -> None:
    token = sign(SECRETS, CONFIRM, key)
    for altered in (token[:length], token[length + 1 :], token + token[length], token + "\n", " " + token, token * 2):
        assert refused(SECRETS, CONFIRM, altered)


@pytest.mark.parametrize("place", range(32))
def test_letters_that_merely_look_the_same_in_lower_case_are_refused(place: int) -> None:
    key = next(key for key in iter(new_key, "") if sign(SECRETS, REPLY, key)[place] == "k")
    token = sign(SECRETS, REPLY, key)
    assert refused(SECRETS, REPLY, token[:place] + "\N{KELVIN SIGN}" + token[place + 1 :])


@given(keys, purposes, purposes)
def test_a_token_for_another_purpose_is_refused(key: str, made_for: str, used_for: str) -> None:
    token = sign(SECRETS, made_for, key)
    assert refused(SECRETS, used_for, token) == (made_for != used_for)


@given(keys, keys, purposes)
def test_the_mac_of_another_key_is_refused(ada: str, ben: str, purpose: str) -> None:
    mixed = ada + sign(SECRETS, purpose, ben)[KEY_LENGTH:]
    assert refused(SECRETS, purpose, mixed) == (ada != ben)


@given(keys, purposes)
def test_a_mail_system_may_change_upper_and_lower_case(key: str, purpose: str) -> None:
    token = sign(SECRETS, purpose, key)
    assert verify(SECRETS, purpose, token.upper()) == key
    assert verify(SECRETS, purpose, token.swapcase().title()) == key


def test_after_a_rotation_old_links_open_as_long_as_the_old_secret_is_listed() -> None:
    key = new_key()
    old = sign(("old",), UNSUBSCRIBE, key)
    assert verify(("new", "old"), UNSUBSCRIBE, old) == key
    assert sign(("new", "old"), UNSUBSCRIBE, key) == sign(("new",), UNSUBSCRIBE, key) != old
    assert verify(("newest", "new", "old"), UNSUBSCRIBE, old) == key
    assert refused(("new",), UNSUBSCRIBE, old)


def test_a_token_of_another_site_is_refused() -> None:
    token = sign(("theirs",), CONFIRM, new_key())
    with pytest.raises(TokenError, match="isn't one of ours"):
        verify(SECRETS, CONFIRM, token)
    with pytest.raises(TokenError, match="isn't complete"):
        verify(SECRETS, CONFIRM, token[:-1])


def test_an_address_is_hashed_under_a_key_and_apart_from_tokens() -> None:
    hashed = digest("a secret", "ada@example.org")
    assert len(hashed) == 64 and set(hashed) <= set("0123456789abcdef")
    assert hashed == digest("a secret", "ada@example.org")
    assert hashed not in (digest("another", "ada@example.org"), digest("a secret", "ben@example.org"))
    key = new_key()
    mac = base64.b32decode(sign(("a secret",), CONFIRM, key)[KEY_LENGTH:].upper())
    assert mac not in bytes.fromhex(digest("a secret", f"{CONFIRM}:{key}"))


# Links that carry their day.


@pytest.mark.parametrize("purpose", DATED)
@pytest.mark.parametrize(
    ("age", "found"), [(-2, "unknown"), (-1, "open"), (0, "open"), (7, "open"), (8, "expired"), (364, "expired")]
)
def test_a_link_with_a_day_opens_for_a_week(purpose: str, age: int, found: str) -> None:
    token = sign_dated(SECRETS, purpose, new_key(), TODAY - timedelta(days=age))
    assert len(token) == 32
    assert verdict(purpose, token) == verdict(purpose, token.upper()) == found


@pytest.mark.parametrize("purpose", DATED)
def test_one_without_a_day_would_open_for_ever_and_is_refused(purpose: str) -> None:
    assert verdict(purpose, sign(SECRETS, purpose, new_key())) == "unknown"


@given(keys, st.sampled_from(DATED), purposes)
@settings(max_examples=30)
def test_a_link_with_a_day_is_good_for_nothing_else(key: str, purpose: str, other: str) -> None:
    token = sign_dated(SECRETS, purpose, key, TODAY)
    assert refused(SECRETS, other, token)
    assert other == purpose or verdict(other, token) == "unknown"


@pytest.mark.parametrize("purpose", DATED)
def test_every_change_of_one_letter_closes_a_link_with_a_day(purpose: str) -> None:
    token = sign_dated(SECRETS, purpose, "adaadaadaadaadaa", TODAY)
    altered = [token[:n] + next(c for c in ALPHABET if c != token[n]) + token[n + 1 :] for n in range(32)]
    assert {verdict(purpose, one) for one in (*altered, token[:-1], token + "a", "")} == {"unknown"}


@pytest.mark.parametrize("purpose", DATED)
def test_a_link_with_a_day_outlives_a_rotation_within_its_week(purpose: str) -> None:
    token = sign_dated(("old",), purpose, new_key(), TODAY)
    assert verdict(purpose, token, ("new", "old")) == "open"
    assert verdict(purpose, token, ("new",)) == "unknown"

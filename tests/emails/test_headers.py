"""Header lines: folded by our own rules, and nothing gets in by a name."""

from __future__ import annotations

import email
import email.header
import email.policy
import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from emails.headers import folded, one_line, phrase_header, text_header

WORDS = [
    "straße",
    "naïve",
    "café",
    "心の窓",
    "Привет",
    "σήμερα",
    "🙂",
    "👩\u200d👩\u200d👧",
    "день",
    "a",
    "I",
    "you’d",
    "because",
    "…",
    "=?utf-8?q?x?=",
    "Grüße-und-Küsse",
]


def parsed(line: str) -> email.message.EmailMessage:
    message = email.message_from_bytes(line.encode("ascii") + b"X-Last: 1\r\n\r\n", policy=email.policy.default)
    assert isinstance(message, email.message.EmailMessage)
    assert len(message.keys()) == 2
    return message


def lines_fit(header: str) -> bool:
    return header.endswith("\r\n") and all(len(line) <= 76 for line in header.split("\r\n"))


def test_two_thousand_subjects_come_back_word_for_word() -> None:
    chance = random.Random(2047)
    for _ in range(2000):
        subject = " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, 25)))
        header = text_header("Subject", subject)
        assert lines_fit(header)
        assert parsed(header)["Subject"] == subject
        old = email.message_from_string(header)["Subject"]
        assert str(email.header.make_header(email.header.decode_header(old))) == subject
        encoded = [word for word in header.split() if word.startswith("=?")]
        assert all(len(word) <= 75 for word in encoded)


def test_a_plain_subject_stays_readable_and_is_folded_between_words() -> None:
    assert text_header("Subject", "Your honesty day") == "Subject: Your honesty day\r\n"
    header = text_header("Subject", "a longer subject " * 12 + "end")
    assert lines_fit(header)
    assert "=?" not in header


def test_a_word_longer_than_a_line_is_encoded() -> None:
    header = text_header("Subject", "x" * 150)
    assert lines_fit(header)
    assert parsed(header)["Subject"] == "x" * 150


def test_a_long_unsubscribe_link_is_folded_and_never_encoded() -> None:
    page, mailbox = "https://example.org/" + "a" * 120, "mailto:unsubscribe+" + "b" * 32 + "@example.org"
    header = folded("List-Unsubscribe", [f"<{page}>,", f"<{mailbox}>"])
    assert header == f"List-Unsubscribe: <{page}>,\r\n <{mailbox}>\r\n"


@pytest.mark.parametrize(
    "name", ["Course", 'The "Course"', "a\\b", "Kurs für zwei", "Dr. A, B & C <x>", "=?utf-8?q?x?="]
)
def test_a_senders_name_comes_back(name: str) -> None:
    address = parsed(phrase_header("From", name, "course@example.org"))["From"].addresses[0]
    assert (address.display_name, address.addr_spec) == (name, "course@example.org")


def test_a_sender_without_a_name_is_just_an_address() -> None:
    assert phrase_header("From", "", "course@example.org") == "From: <course@example.org>\r\n"


@given(st.text(max_size=300))
@example("=?utf-8?q?A=0D=0ABcc:_evil@x.com?=")
@example("a\r\nBcc: evil@example.org")
@example("a\u2028b\u0085c\x00d\x0be\u202ef\ud800")
def test_no_subject_brings_a_header_of_its_own(text: str) -> None:
    subject = one_line(text, 200)
    header = text_header("Subject", subject)
    assert lines_fit(header)
    assert parsed(header)["Subject"].replace("\r\n", "") == subject


@given(st.text(max_size=100))
@example('"\r\n Bcc: evil@example.org')
@example("=?utf-8?q?A=0D=0ABcc:_evil@x.com?=")
def test_no_name_brings_a_header_or_an_address_of_its_own(text: str) -> None:
    header = phrase_header("From", one_line(text, 100), "course@example.org")
    addresses = parsed(header)["From"].addresses
    assert [address.addr_spec for address in addresses] == ["course@example.org"]

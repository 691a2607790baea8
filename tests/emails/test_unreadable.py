"""Mails of people in which no words can be read, and what comes back to them."""

from __future__ import annotations

import email
import email.policy
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from course.models import InboundKind, Kind
from course.site import Site
from emails.inbound import Understanding
from emails.inbox import LocalInbox
from emails.receiving import InTray, receive
from tests.emails.letters import ADA, letter, reply_address
from tests.emails.test_receiving import answers, lesson_address, mails
from tests.world import World

SEND = "sendkeysendkeyab"
HEAD = f"From: {ADA}\r\nMessage-ID: <1@ada>\r\nMIME-Version: 1.0\r\n".encode()
ARMOUR = "-----BEGIN PGP MESSAGE-----\n\nhQEMA1Y0dGhlc2Vjcmv0AQf+\n=abcd\n-----END PGP MESSAGE-----\n"


def picture() -> bytes:
    mail = EmailMessage()
    mail.set_content("\n\nSent from my iPhone\n")
    mail.add_attachment(b"\xff\xd8\xff" * 9999, "image", "jpeg", filename="IMG_0001.jpeg")
    return HEAD.replace(b"MIME-Version: 1.0\r\n", b"") + mail.as_bytes().replace(b"\n", b"\r\n")


def typed(kind: str, body: bytes, encoding: str = "base64") -> bytes:
    return HEAD + f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode() + body


UNREADABLE = {
    "nothing": letter(""),
    "the question alone": letter("On Mon, 3 May 2027 at 07:00, Course <c@example.org> wrote:\n> What did you say?"),
    "a picture from a phone": picture(),
    "a voice alone": typed("audio/mp4", b"AAAAIGZ0eXBNNEEg\r\n" * 9),
    "a document alone": typed('application/pdf; name="answer.pdf"', b"JVBERi0xLjQK\r\n"),
    "S/MIME": typed("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", b"MIIBtgYJKoZI\r\n" * 9),
    "PGP/MIME": typed(
        'multipart/encrypted; protocol="application/pgp-encrypted"; boundary="b"',
        b"--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\n"
        b"Content-Type: application/octet-stream; name=encrypted.asc\r\n\r\n" + ARMOUR.encode() + b"\r\n--b--\r\n",
        "7bit",
    ),
    "PGP in the text": letter(ARMOUR),
    "a charset that nobody knows": typed("text/plain; charset=x-of-my-own", "Я слушал.".encode("cp866"), "8bit"),
    "bytes that are no text": typed("text/plain; charset=utf-8", bytes(range(1, 9)) * 9, "8bit"),
    "text that holds only fillers": letter("\u200b\ufeff\u00ad \n"),
}
READABLE = {
    "an emoji": ("❤️", letter("❤️")),
    "an emoji that is newer than this Python": ("\U0001fae9", letter("\U0001fae9")),
    "a word beside what is locked": ("See below.", letter(f"See below.\n\n{ARMOUR}")),
    "a language of the West in a charset that nobody knows": (
        "Ça va très bien, hélas.",
        typed("text/plain; charset=x-of-my-own", "Ça va très bien, hélas.".encode("cp1252"), "8bit"),
    ),
    "HTML beside text that says nothing": (
        "By hand.",
        typed(
            'multipart/alternative; boundary="b"',
            b"--b\r\n\r\n \r\n--b\r\nContent-Type: text/html\r\n\r\n<p>By hand.\r\n--b--\r\n",
            "7bit",
        ),
    ),
}


@pytest.fixture
def understanding(site: Site) -> Understanding:
    return Understanding(site.settings, site.library)


@pytest.mark.parametrize("raw", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_has_no_words(understanding: Understanding, site: Site, raw: bytes) -> None:
    reading = understanding.read(raw, ADA, [reply_address(site, SEND)]).reading
    assert (reading.kind, reading.text) == (InboundKind.ANSWER, "")


@pytest.mark.parametrize(("text", "raw"), READABLE.values(), ids=READABLE)
def test_what_can_be_read_has(understanding: Understanding, site: Site, text: str, raw: bytes) -> None:
    assert understanding.read(raw, ADA, [reply_address(site, SEND)]).reading.text == text


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path / "data")
    yield world
    world.site.database.close()


def test_ada_sends_a_picture_is_asked_for_words_and_answers_that_mail(world: World) -> None:
    office = world.post_office()
    key = world.join(ADA, name="Ada")
    world.live(office, days=1.5)
    first = world.sends(kind=Kind.LESSON)[0]
    receive(world.site, picture(), ADA, [lesson_address(world)])
    office.look()
    world.deliver(office)
    office.stop()
    asked = LocalInbox(world.site.settings.data_dir / "inbox").messages(1)[0]
    mail = email.message_from_bytes(asked.raw, policy=email.policy.default)
    assert (mail["To"], mail["Auto-Submitted"], mail["In-Reply-To"]) == (ADA, "auto-replied", "<1@ada>")
    assert mail["References"] == f"<{first.key}@course.test> <1@ada>"
    words = " ".join(asked.text.split())
    assert "Hello Ada, your email came, but we couldn’t find your words in it." in words
    assert [each["name"] for each in mails(world)[0].attachments] == ["IMG_0001.jpeg"]
    assert b"Sent from my iPhone" in (mails(world)[0].raw or b"") and mails(world)[0].size > len(
        mails(world)[0].raw or b""
    )
    quoted = "\n".join(f"> {line}" for line in asked.text.splitlines())
    receive(world.site, letter(f"Here.\n\nThe Course wrote:\n{quoted}", asked.reply_to, message_id="<2@ada>"), ADA, [])
    InTray(world.site).look(threading.Event())
    assert answers(world, key) == ["Here."]
    assert len(world.sends(kind=Kind.ANSWER_TO_COMMAND)) == 1

"""What comes with a mail: named, measured, and let go."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from hypothesis import HealthCheck, given, settings

from course.inbound import Attachment
from emails.attachments import MOST_NAMED, split_attachments
from emails.parsing import parse
from emails.reply_text import own_words
from tests.emails.letters import letter
from tests.emails.odd_mails import odd_mails

PHOTO = bytes(range(256)) * 4000
"""A megabyte, far more than is read of base64."""


def with_files(*files: tuple[str, str, bytes], text: str = "Here they are.") -> bytes:
    """A mail with files, each by its type, name and content."""
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "ada@example.org", "Re: Day 1"
    mail.set_content(text)
    for kind, name, content in files:
        main, _, sub = kind.partition("/")
        mail.add_attachment(content, main, sub, filename=name or None)
    return mail.as_bytes().replace(b"\n", b"\r\n")


def split(raw: bytes) -> tuple[list[tuple[str, int]], bytes]:
    found, bare = split_attachments(raw, parse(raw))
    return [(each.name, each.size) for each in found], bare


def test_a_photo_is_its_name_and_its_size_and_the_words_stay() -> None:
    raw = with_files(("image/jpeg", "us two.jpg", PHOTO), ("application/pdf", "größe.pdf", b"%PDF" * 9))
    found, bare = split(raw)
    assert found == [("us two.jpg", len(PHOTO)), ("größe.pdf", 36)]
    assert len(bare) < 2000 and own_words(parse(bare)) == "Here they are."
    assert split(bare) == ([("us two.jpg", 0), ("größe.pdf", 0)], bare)


def test_two_files_that_begin_alike_have_each_its_own_size() -> None:
    found, _ = split(with_files(("image/png", "a.png", PHOTO), ("image/png", "b.png", PHOTO + b"more")))
    assert found == [("a.png", len(PHOTO)), ("b.png", len(PHOTO) + 4)]


@pytest.mark.parametrize("line_end", [b"\r\n", b"\n"])
def test_what_has_no_name_goes_by_its_type(line_end: bytes) -> None:
    body = b"MIIBtgYJ\r\n" * 50
    raw = (
        b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    found, bare = split((raw + body).replace(b"\r\n", line_end))
    assert found == [("application/pkcs7-mime", 300)]
    assert bare == raw.replace(b"\r\n", line_end)


def test_a_mail_without_files_stays_as_it_came_to_the_byte() -> None:
    for raw in (letter(), with_files(text="x"), b"", b"\r\nno head", b"no end of the head"):
        assert split(raw) == ([], raw)


def test_a_text_file_a_mail_and_a_file_in_a_file_are_attached_and_a_seal_is_not() -> None:
    raw = (
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\nfor old programs\r\n'
        b"--b\r\n\r\nmine\r\n"
        b'--b\r\nContent-Type: multipart/related; boundary="b2"\r\n\r\n'
        b"--b2\r\nContent-Type: text/html\r\n\r\n<p>mine\r\n--b2\r\nContent-Type: image/gif\r\n\r\nGIF\r\n--b2--\r\n"
        b"--b\r\nContent-Disposition: attachment; filename=\"notes.txt\"\r\n\r\nnotes\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: theirs\r\n\r\nwords of theirs\r\n"
        b"--b\r\nContent-Type: application/pgp-signature; name=signature.asc\r\n\r\nseal\r\n"
        b"--b--\r\n"
    )  # fmt: skip
    found, bare = split(raw)
    assert found == [("image/gif", 3), ("notes.txt", 5), ("message/rfc822", 34)]
    assert b"mine" in bare and b"<p>mine" in bare
    for gone in (b"GIF", b"notes\r\n", b"theirs", b"seal"):
        assert gone not in bare


def test_what_lies_beyond_what_is_read_goes_too() -> None:
    raw = with_files(*(("image/png", f"{number}.png", PHOTO[:90_000]) for number in range(60)))
    assert b"59.png" not in parse(raw).as_bytes()
    found, bare = split(raw)
    assert found == [(f"{number}.png", 90_000) for number in range(MOST_NAMED)]
    assert b"59.png" in bare and len(bare) < 20_000


def test_of_very_many_files_some_are_named_and_all_go() -> None:
    found, bare = split(with_files(*(("image/png", f"{number}.png", b"PNG!" * 99) for number in range(50))))
    assert [name for name, _ in found] == [f"{number}.png" for number in range(MOST_NAMED)]
    assert b"UE5HI" not in bare


def test_a_name_fits_one_line() -> None:
    raw = with_files(("image/png", "x", b"PNG")).replace(b'"x"', b'"a\x00\x1b[31m ' + b"b" * 300 + b'"')
    ((name, _),) = split(raw)[0]
    assert len(name) <= 100 and name.isprintable()


@given(raw=odd_mails)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_of_any_mail_what_stays_is_a_part_of_what_came(raw: bytes) -> None:
    found, bare = split_attachments(raw, parse(raw))
    assert all(isinstance(each, Attachment) and each.size >= 0 for each in found)
    left = iter(raw)
    assert all(byte in left for byte in bare), "nothing is added, and nothing changes its place"

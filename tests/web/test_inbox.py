"""The local inbox: mail over a real SMTP socket, kept, and shown as its reader would see it."""

from __future__ import annotations

import re
import smtplib
import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from course.site import Site
from emails.inbox import LocalInbox
from emails.inbox_mail import InboxMail, Link
from tests.sink import Sink
from tests.web.conftest import MakeSite
from tests.web.people import browser, words
from tests.web.reader import Reader

CONFIRM = "http://127.0.0.1:8000/confirm/abc?a=1&b=2"
HTML = f"""<h1>Hello Ada</h1><script>document.title = "no"</script>
<a href="{CONFIRM.replace("&", "&amp;")}"><b>Yes,</b> it was me</a> <a href="javascript:alert(1)">no</a>
<a href="https://findahelpline.com">help</a> <a href="{CONFIRM.replace("&", "&amp;")}">again</a>"""


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[LocalInbox]:
    inbox = LocalInbox(tmp_path / "data" / "inbox")
    yield inbox
    inbox.stop()


@pytest.fixture
def client(site: Site, inbox: LocalInbox) -> TestClient:
    return browser(site, inbox)


def letter(subject: str = "Was it you?", to: str = "Jörg <ada@example.org>") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "The Course <course@localhost>", to, subject
    mail["Date"] = "Tue, 24 Nov 2026 07:00:00 +0000"
    mail["List-Unsubscribe"] = "<http://127.0.0.1:8000/unsubscribe/abc>"
    mail.set_content(f"Hello Ada, open {CONFIRM}.\n.\n<b>Grüße</b>\n")
    mail.add_alternative(HTML, subtype="html")
    return mail


def arrives(inbox: LocalInbox, *mails: EmailMessage) -> list[InboxMail]:
    """What the inbox holds after these mails came over one connection."""
    with smtplib.SMTP(*inbox.start()) as smtp:
        for mail in mails:
            smtp.send_message(mail)
    inbox.stop()
    return inbox.messages(100)


def test_a_mail_arrives_whole(inbox: LocalInbox) -> None:
    mail = arrives(inbox, letter("Grüße aus Übersee"))[0]
    assert (mail.subject, mail.sender) == ("Grüße aus Übersee", "The Course <course@localhost>")
    assert mail.recipient == "Jörg <ada@example.org>"
    assert mail.date and mail.date.isoformat() == "2026-11-24T07:00:00+00:00"
    assert mail.text == f"Hello Ada, open {CONFIRM}.\n.\n<b>Grüße</b>\n"
    assert mail.raw.startswith(b"Return-Path: <course@localhost>\r\nDelivered-To: ada@example.org\r\nFrom:")
    assert mail.links == [Link("Yes, it was me", CONFIRM), Link("help", "https://findahelpline.com")]
    assert ("List-Unsubscribe", "<http://127.0.0.1:8000/unsubscribe/abc>") in mail.headers


def test_the_newest_comes_first_page_by_page(inbox: LocalInbox) -> None:
    arrives(inbox, *(letter(str(number)) for number in range(7)))
    first = inbox.messages(3)
    then = inbox.messages(3, before=first[-1].key)
    assert [mail.subject for mail in first + then] == ["6", "5", "4", "3", "2", "1"]
    assert inbox.get(first[0].key) == first[0]
    assert inbox.get("../../secret_key") is None


def test_an_inbox_that_never_got_mail_is_empty(inbox: LocalInbox) -> None:
    assert inbox.messages(10) == [] and inbox.get("x") is None


def test_commands_may_come_in_one_piece(inbox: LocalInbox) -> None:
    """RFC 2920: two mails, the second envelope right behind the first one's final dot."""
    with socket.create_connection(inbox.start(), timeout=5) as line, line.makefile("rb") as answers:
        line.sendall(b"EHLO there\r\n")
        greeting = [answers.readline()]
        while not greeting[-1].startswith(b"250 "):
            greeting.append(answers.readline())
        assert b"250-PIPELINING\r\n" in greeting and b"250-SIZE 10485760\r\n" in greeting
        envelope = b"MAIL FROM:<>\r\nRCPT TO:<ada@example.org>\r\nDATA\r\n"
        line.sendall(envelope)
        assert [answers.readline()[:3] for _ in range(3)] == [b"250", b"250", b"354"]
        line.sendall(b"Subject: one\r\n\r\nx\r\n.\r\n" + envelope)
        assert [answers.readline()[:3] for _ in range(4)] == [b"250", b"250", b"250", b"354"]
        line.sendall(b"Subject: two\r\n\r\nx\r\n.\r\nQUIT\r\n")
        assert [answers.readline()[:3] for _ in range(2)] == [b"250", b"221"]
    assert [mail.subject for mail in inbox.messages(9)] == ["two", "one"]


def test_a_disk_that_refuses_is_told_as_try_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    inbox = LocalInbox(tmp_path / "file" / "inbox")
    with smtplib.SMTP(*inbox.start()) as smtp, pytest.raises(smtplib.SMTPDataError) as refused:
        smtp.send_message(letter())
    inbox.stop()
    assert refused.value.smtp_code == 451


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"Subject: =?x-nonsense?q?=41?=\n\n",
        b"Subject: =?utf-8?b?a?=\nDate: soon\n\nx",
        b"Content-Type: text/html; charset=nonsense\n\n<a href='http://[x'>y",
        b"Subject: \xff\xfe\nContent-Type: multipart/mixed\n\n\xff",
    ],
)
def test_odd_mail_is_shown_as_well_as_it_can_be(client: TestClient, inbox: LocalInbox, raw: bytes) -> None:
    key = inbox.keep(raw)
    for path in ("/inbox", f"/inbox/{key}", f"/inbox/{key}/html", f"/inbox/{key}/raw"):
        assert client.get(path).status_code == 200


def test_ada_finds_her_mail_and_the_one_button_in_it(client: TestClient, inbox: LocalInbox) -> None:
    key = arrives(inbox, letter())[0].key
    listed = client.get("/inbox").text
    assert f'href="/inbox/{key}"' in listed and "Was it you?" in listed
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in listed
    page = client.get(f"/inbox/{key}").text
    button = f'<a class="button" href="{CONFIRM.replace("&", "&amp;")}" target="_blank" rel="noopener noreferrer">'
    assert f"{button}Yes, it was me</a>" in page
    assert f'<iframe sandbox src="/inbox/{key}/html"' in page
    assert "&lt;b&gt;Grüße&lt;/b&gt;" in page and "javascript:" not in page
    assert (
        "refresh" not in page and "frame-src 'self'" in client.get(f"/inbox/{key}").headers["content-security-policy"]
    )


def test_the_mails_html_is_shut_in(client: TestClient, inbox: LocalInbox) -> None:
    answer = client.get(f"/inbox/{arrives(inbox, letter())[0].key}/html")
    policy = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
    assert answer.headers["content-security-policy"] == policy
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert answer.text.startswith(HTML.partition("\n")[0])


def test_the_raw_message_is_plain_text(client: TestClient, inbox: LocalInbox) -> None:
    mail = arrives(inbox, letter())[0]
    answer = client.get(f"/inbox/{mail.key}/raw")
    assert answer.headers["content-type"].startswith("text/plain") and answer.content == mail.raw


def test_many_mails_take_more_pages(client: TestClient, inbox: LocalInbox) -> None:
    arrives(inbox, *(letter(f"mail {number}.") for number in range(60)))
    first = client.get("/inbox").text
    older = first[first.index("/inbox?before=") :].partition('"')[0]
    assert "mail 59." in first and "mail 10." in first and "mail 9." not in first
    second = client.get(older).text
    assert "mail 9." in second and "mail 0." in second and "refresh" not in second


def test_an_empty_inbox_says_so(client: TestClient) -> None:
    assert "Nothing has come yet" in words(client.get("/inbox").text)
    assert client.get("/inbox/1.M2P3Q4.here").status_code == 404


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8000", "192.0.2.1", "[x", ""])
def test_a_page_elsewhere_cannot_read_it_under_its_own_name(site: Site, client: TestClient, host: str) -> None:
    assert client.get("/inbox", headers={"Host": host}).status_code == 404


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000"])
def test_this_machine_has_several_names(client: TestClient, host: str) -> None:
    assert client.get("/inbox", headers={"Host": host}).status_code == 200


def test_nobody_else_reads_it(site: Site, inbox: LocalInbox) -> None:
    assert browser(site, inbox, address="192.0.2.7").get("/inbox").status_code == 404


@pytest.mark.parametrize(
    "environ",
    [
        {"SMTP_URL": "smtp://mail.example.org:587"},
        {
            "SITE_URL": "https://course.example.org",
            "SMTP_URL": "smtp://mail.example.org:587",
            "SECRET_KEY": "0123456789abcdef0123456789abcdef",
        },
    ],
)
def test_it_is_only_there_where_mail_stays_here(make_site: MakeSite, environ: dict[str, str]) -> None:
    client = browser(make_site(**environ))
    assert client.get("/inbox", headers={"Host": "127.0.0.1"}).status_code == 404
    assert "/inbox" not in client.post("/subscribe", data={"email": "ada@example.org"}).text


@pytest.fixture
def door() -> Iterator[Sink]:
    """Where mail from outside is taken."""
    with Sink() as sink:
        yield sink


@pytest.fixture
def answering(tmp_path: Path, door: Sink) -> Iterator[Reader]:
    """Ada, whose replies from the inbox's page go through that door."""
    ada = Reader(tmp_path / "answering", INBOUND_LISTEN=f"127.0.0.1:{door.port}")
    ada.lives(1)
    yield ada
    ada.office.stop()
    ada.site.database.close()


def test_ada_answers_from_the_inbox_by_a_real_mail(answering: Reader, door: Sink) -> None:
    mail = answering.client.app.state.inbox.messages(1)[0]  # type: ignore[attr-defined]
    page = answering.client.get(f"/inbox/{mail.key}").text
    assert f'action="/inbox/{mail.key}/answer"' in page and "Reply from ada@example.org" in words(page)
    said = "I want to hear you because …\r\n.\r\n> not a quote\r\nGrüße, Ada"
    sent = answering.client.post(f"/inbox/{mail.key}/answer", data={"text": said})
    (stored,) = door.stored
    told = f"Sent, as ada@example.org would, to {stored.recipient}."
    assert sent.status_code == 200 and told in words(sent.text)
    assert words(sent.text).index(told) < words(sent.text).index(mail.subject), "at the top, where the page begins"
    assert stored.sender == "ada@example.org"
    assert stored.recipient == answering.links.reply_address(answering.lesson(1).key)
    reply = message_from_bytes(stored.data)
    own = f"<{answering.links.message_id(answering.lesson(1).key)}>"
    assert (reply["In-Reply-To"], reply["References"], reply["Subject"]) == (own, own, f"Re: {mail.subject}")
    assert (reply["From"], reply["To"]) == ("<ada@example.org>", f"<{stored.recipient}>")
    text = reply.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert text.startswith("I want to hear you because …\r\n.\r\n> not a quote\r\nGrüße, Ada\r\n\r\nOn 2027-03-02 at")
    assert "wrote:\r\n\r\n> " in text and text.count("\r\n> ") > 20


def test_only_a_mail_that_asks_has_a_box(answering: Reader) -> None:
    for action in ("again", "links"):
        answering.presses(action)
    answering.lives(0)
    answering.presses("leave")
    answering.lives(0)
    mails = answering.client.app.state.inbox.messages(9)  # type: ignore[attr-defined]
    asking = {mail.subject.partition(":")[0]: f"/inbox/{mail.key}/answer" for mail in mails if mail.asks}
    assert set(asking) == {"Welcome", "Why you want to hear it"} and len(mails) == 5
    for mail in mails:
        page = answering.client.get(f"/inbox/{mail.key}").text
        assert (f'action="/inbox/{mail.key}/answer"' in page) == mail.asks == ('href="#answer"' in page)


def test_links_are_listed_above_the_mail_so_that_each_can_be_understood_alone(answering: Reader) -> None:
    answering.lives(0)
    lesson, welcome = answering.client.app.state.inbox.messages(9)  # type: ignore[attr-defined]
    page = answering.client.get(f"/inbox/{welcome.key}").text
    listed = page[page.index("Links in this email") : page.index("<iframe")]
    said = re.findall(r"<li><a[^>]*>([^<]+)</a>", listed)
    assert "For women (lila.help)" in said and "Answer on a private page" in said and "Unsubscribe" in said
    assert all(each[0].isupper() for each in said)
    assert lesson.html in answering.client.get(f"/inbox/{lesson.key}/html").text


def test_an_empty_reply_and_a_closed_door_are_told(answering: Reader, door: Sink) -> None:
    mail = answering.client.app.state.inbox.messages(1)[0]  # type: ignore[attr-defined]
    empty = answering.client.post(f"/inbox/{mail.key}/answer", data={"text": " "})
    assert empty.status_code == 422 and "Please write something first" in empty.text
    door.refuse_all = True
    refused = answering.client.post(f"/inbox/{mail.key}/answer", data={"text": "kept <here>"})
    assert refused.status_code == 422 and "couldn’t be handed over at 127.0.0.1" in refused.text
    assert "kept &lt;here&gt;</textarea>" in refused.text and door.stored == []


def test_nobody_answers_from_elsewhere(answering: Reader, door: Sink) -> None:
    path = f"/inbox/{answering.client.app.state.inbox.messages(1)[0].key}/answer"  # type: ignore[attr-defined]
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Host": "evil.example"}):
        assert answering.client.post(path, data={"text": "x"}, headers=headers).status_code == 404
    assert door.stored == []


@pytest.mark.parametrize(
    "reply_to", ["", "ada@example.org", "reply+short@course.test", "<a@b>, reply+x@y\nBcc: z@example.org"]
)
def test_a_mail_that_nobody_would_know_again_has_no_box(client: TestClient, inbox: LocalInbox, reply_to: str) -> None:
    head = f"Reply-To: {reply_to}\n" if reply_to else ""
    key = inbox.keep(f"From: a@example.org\nTo: ada@example.org\n{head}\nHello".encode())
    assert "/answer" not in client.get(f"/inbox/{key}").text
    assert client.post(f"/inbox/{key}/answer", data={"text": "x"}).status_code == 404

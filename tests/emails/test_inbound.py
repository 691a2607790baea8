"""What a mail is, and whose it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from course.models import InboundKind
from course.settings import load_settings
from course.site import Site
from course.tokens import ANSWER, CALENDAR, CONFIRM, EXPORT, JOURNAL, LESSON, PREFERENCES, REPLY, UNSUBSCRIBE, sign
from emails.bounces import ReportedRecipient
from emails.inbound import Understanding
from emails.links import Links
from emails.parsing import parse
from tests.emails.letters import ADA, leave_address, letter, reply_address
from tests.emails.mails import MANY_SECONDS

SEND, SUBSCRIPTION = "sendkeysendkeyab", "subskeysubskeyab"


@pytest.fixture
def understanding(site: Site) -> Understanding:
    return Understanding(site.settings, site.library)


def kind(understanding: Understanding, raw: bytes, sender: str = ADA, *recipients: str) -> str:
    return str(understanding.read(raw, sender, recipients).reading.kind)


def test_a_mail_to_the_reply_address_is_an_answer(understanding: Understanding, site: Site) -> None:
    to = reply_address(site, SEND)
    found = understanding.read(letter("I did.\n\nOn 3 May 2027 x <a@b.c> wrote:\n> what?", to), ADA, [to]).reading
    assert (found.kind, found.send_key, found.text, found.author) == (InboundKind.ANSWER, SEND, "I did.", ADA)
    assert found.message_id == "<one@example.org>"


def test_a_lesson_that_was_changed_is_known_once_its_file_is_read_again(
    understanding: Understanding, site: Site, lessons: Path
) -> None:
    file = next(lessons.glob("05-*.md"))
    walk = "We walked along the river for an hour and said little."
    rain = "Then it rained. We ran, wet to the skin, and were glad of it all."
    new = f"{walk}\n\n{rain}"
    answer = letter(f"I did.\n\n{new}", reply_address(site, SEND))
    assert understanding.read(answer, ADA, []).reading.text == f"I did.\n\n{new}"
    file.write_text(f"{file.read_text()}\n{new}\n")
    site.library.refresh()
    assert understanding.read(answer, ADA, []).reading.text == "I did."


@pytest.mark.parametrize("where", ["envelope", "To", "Cc", "Delivered-To", "X-Original-To"])
@pytest.mark.parametrize("case", [str.lower, str.upper, str.title])
def test_the_tag_counts_wherever_it_survived_in_whatever_case(
    understanding: Understanding, site: Site, where: str, case: type[str]
) -> None:
    to = case(reply_address(site, SEND))
    headers = {} if where in ("envelope", "To") else {where.replace("-", "_"): f"Course <{to}>"}
    raw = letter(to=to if where == "To" else "someone@example.org", **headers)
    found = understanding.read(raw, ADA, [to] if where == "envelope" else []).reading
    assert (found.kind, found.send_key) == (InboundKind.ANSWER, SEND)


def test_a_mailbox_with_tags_serves_as_well(make_site: object, site: Site) -> None:
    assert callable(make_site)
    with_mailbox = make_site(REPLY_ADDRESS="answers@mail.example.org")
    understanding = Understanding(with_mailbox.settings, with_mailbox.library)
    to = reply_address(with_mailbox, SEND)
    assert to.startswith("answers+")
    assert kind(understanding, letter(to=to)) == "answer"
    assert kind(understanding, letter(to=leave_address(with_mailbox, SUBSCRIPTION))) == "command"


def test_a_tag_of_another_purpose_or_with_a_letter_changed_is_no_tag(understanding: Understanding, site: Site) -> None:
    token = reply_address(site, SEND).partition("+")[2].partition("@")[0]
    foreign = sign(site.settings.secret_key, ANSWER, SEND)
    changed = [token[:n] + ("a" if token[n] != "a" else "b") + token[n + 1 :] for n in range(len(token))]
    for wrong in (foreign, token[:-1], token + "a", "a" + token, *changed):
        assert kind(understanding, letter(to=f"reply+{wrong}@course.test")) == "unmatched"


@pytest.mark.parametrize(
    "purpose", [CONFIRM, PREFERENCES, CALENDAR, EXPORT, LESSON, ANSWER, JOURNAL, REPLY, UNSUBSCRIBE]
)
def test_each_tag_is_good_for_its_own_purpose_whatever_stands_before_it(
    understanding: Understanding, site: Site, purpose: str
) -> None:
    taken = {REPLY: "answer", UNSUBSCRIBE: "command"}.get(purpose, "unmatched")
    token = sign(site.settings.secret_key, purpose, SEND)
    for before in ("reply+", "unsubscribe+", ""):
        assert kind(understanding, letter(to=f"{before}{token}@course.test")) == taken


MAILBOXES = ("", "answers@mail.example.org")


@pytest.fixture(scope="module", params=MAILBOXES)
def links(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Links:
    given_ = {"DATA_DIR": str(tmp_path_factory.mktemp("links")), "SECRET_KEY": "first" * 9 + "," + "second" * 9}
    return Links(load_settings(given_ | {"MAIL_DOMAIN": "course.test", "REPLY_ADDRESS": request.param}, dotenv=None))


@given(at=st.integers(-32, -1), letter_=st.characters(codec="utf-8", exclude_characters="@"), leave=st.booleans())
@settings(max_examples=400, deadline=None)
def test_every_change_of_one_letter_is_told_from_what_we_signed(
    links: Links, at: int, letter_: str, leave: bool
) -> None:
    address = links.unsubscribe_address(SUBSCRIPTION) if leave else links.reply_address(SEND)
    local, _, host = address.partition("@")
    assume(letter_.lower() != local[at])
    changed = local[: len(local) + at] + letter_ + local[len(local) + at + 1 :]
    forms = [changed, changed.swapcase()] if letter_.isascii() else [changed]  # there are letters that become two
    for each in forms:
        assert links.is_forged(f"{each}@{host}") and links.is_forged(f"{each}@elsewhere.example")
    for same in (address, address.upper(), address.title(), f"{local}@elsewhere.example"):
        assert not links.is_forged(same)


def test_a_token_of_another_purpose_makes_no_address_and_other_mail_is_none_of_its_business(links: Links) -> None:
    secrets = ("first" * 9, "second" * 9)
    for purpose in (CONFIRM, PREFERENCES, CALENDAR, EXPORT, LESSON, ANSWER, JOURNAL):
        assert links.is_forged(f"reply+{sign(secrets, purpose, SEND)}@course.test")
    for purpose in (REPLY, UNSUBSCRIBE):
        assert not links.is_forged(f"reply+{sign(secrets[1:], purpose, SEND)}@course.test"), "an older secret"
        assert links.is_forged(f"unsubscribe+{sign(('another',), purpose, SEND)}@course.test")
    for other in ("reply", "reply+", "reply+hello", "postmaster", "ada", "team+" + "a" * 32, "unsubscribe", ""):
        assert not links.is_forged(f"{other}@course.test") and not links.is_forged(other)


@pytest.mark.parametrize("mailbox", ["", "a@example.org", "nineteen.characters@mail.example.org"])
def test_every_address_has_at_most_64_octets_before_the_at(make_site: Callable[..., Site], mailbox: str) -> None:
    site = make_site(REPLY_ADDRESS=mailbox)
    for address in (reply_address(site, SEND), leave_address(site, SUBSCRIPTION)):
        assert len(address.rpartition("@")[0].encode()) <= 64


def test_a_lost_tag_leaves_the_thread(understanding: Understanding, site: Site) -> None:
    domain = site.settings.mail_domain
    ids = [
        "<first@x.example>",
        f"<aaaaaaaaaaaaaaaa@{domain}>",
        f"<{SEND.upper()}@{domain}>",
        "<bbbbbbbbbbbbbbbb@x.example>",
    ]
    raw = letter().replace(
        b"Subject:", f"In-Reply-To: <{SEND}@{domain}>\r\nReferences: {' '.join(ids)}\r\nSubject:".encode()
    )
    found = understanding.read(raw, ADA, []).reading
    assert (found.kind, found.referred) == (InboundKind.UNMATCHED, (SEND, "aaaaaaaaaaaaaaaa"))
    assert found.text == "I listened."


def test_a_mail_to_the_unsubscribe_address_is_a_wish_whatever_it_says(understanding: Understanding, site: Site) -> None:
    to = leave_address(site, SUBSCRIPTION)
    found = understanding.read(letter("", to=to, Subject="unsubscribe"), ADA, [to, reply_address(site, SEND)]).reading
    assert (found.kind, found.subscription_key, found.send_key) == (InboundKind.COMMAND, SUBSCRIPTION, SEND)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; owner=x"},
        {"X_Autoreply": "yes"},
        {"X_Autorespond": "on vacation"},
        {"Precedence": "auto_reply"},
        {"Precedence": "Bulk"},
        {"Precedence": "list"},
        {"Return_Path": "<>"},
        {"X_Auto_Response_Suppress": "All", "Subject": "Ich bin im Urlaub: abwesend"},
        {"Subject": "Automatic reply: Day 1"},
        {"Subject": "Out of Office: Day 1"},
        {"sender": "Nobody <no-reply@example.org>"},
        {"sender": "MAILER-DAEMON@example.org", "Subject": "hello"},
    ],
)
def test_automata_are_told_by_their_headers(understanding: Understanding, site: Site, headers: dict[str, str]) -> None:
    for to in (reply_address(site, SEND), leave_address(site, SUBSCRIPTION)):
        found = understanding.read(letter("I am away.", to, **headers), ADA, [to]).reading
        assert (found.kind, found.text) == (InboundKind.AUTO, "")
    assert kind(understanding, letter("I am away.", reply_address(site, SEND)), "<>") == "auto"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "no"},
        {"X_Auto_Response_Suppress": "All"},
        {"Precedence": "first-class"},
        {"Subject": "On vacation we talked"},
        {"Subject": "Absent-minded, and what came of it"},
        {"Subject": "Autonomy"},
        {"List_Id": "<friends.example.org>"},
        {"sender": "Norah Eply <norah.eply@example.org>"},
    ],
)
def test_people_are_not_taken_for_automata(understanding: Understanding, site: Site, headers: dict[str, str]) -> None:
    assert kind(understanding, letter("I did.", reply_address(site, SEND), **headers)) == "answer"


def report(*recipients: tuple[str, str, str], subject: str = "Undelivered Mail Returned to Sender") -> bytes:
    """A report as Postfix writes it (RFC 3464)."""
    blocks = [
        f"Final-Recipient: rfc822; {address}\r\nAction: {action}\r\nStatus: {status}\r\n"
        for address, action, status in recipients
    ]
    status = "\r\n".join(["Reporting-MTA: dns; mx.example.org\r\n", *blocks])
    return (
        "From: MAILER-DAEMON@mx.example.org\r\nTo: reply@course.test\r\n"
        f"Subject: {subject}\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\n\r\nI'm sorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"{status}\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nSubject: Day 1\r\n--b--\r\n"
    ).encode()


def test_a_report_names_who_is_dead_and_who_is_late(understanding: Understanding) -> None:
    raw = report(
        (ADA, "failed", "5.1.1"),
        ("full@example.org", "failed", "5.2.2"),
        ("late@example.org", "delayed", "4.4.1"),
    )
    found = understanding.read(raw, "<>", [])
    assert found.reading.kind is InboundKind.BOUNCE
    assert found.recipients == (
        ReportedRecipient(ADA, "failed", True, "5.1.1", "no such user"),
        ReportedRecipient("full@example.org", "failed", False, "5.2.2", "full"),
        ReportedRecipient("late@example.org", "delayed", False, "4.4.1"),
    )


def test_a_receipt_is_no_bounce_and_a_complaint_is_one_of_its_own(understanding: Understanding) -> None:
    assert kind(understanding, report((ADA, "delivered", "2.0.0")), "<>") == "delivered"
    arf = report((ADA, "failed", "5.1.1")).replace(b"message/delivery-status", b"message/feedback-report")
    arf = arf.replace(b"Reporting-MTA: dns; mx.example.org\r\n\r\n", b"Feedback-Type: abuse\r\n")
    arf = arf.replace(b"Final-Recipient: rfc822; ", b"Original-Rcpt-To: ")
    found = understanding.read(arf, "<>", [])
    assert found.reading.kind is InboundKind.COMPLAINT
    assert found.recipients == (ReportedRecipient(ADA, "complaint", False, "", "abuse"),)


def test_a_mail_server_without_a_report_is_understood_by_its_words(understanding: Understanding) -> None:
    raw = letter("no such user", sender="Mail Delivery System <MAILER-DAEMON@x.example>", Subject="Undelivered Mail")
    assert kind(understanding, raw, "<>") == "bounce"
    failed = understanding.read(letter(X_Failed_Recipients="ben@example.org"), "<>", [])
    assert failed.recipients == (ReportedRecipient("ben@example.org", "failed", False, "", "unknown"),)
    assert kind(understanding, letter("They never delivered it.", Subject="Undelivered letters")) == "unmatched"


def test_a_writers_address_is_compared_as_people_write_it(understanding: Understanding) -> None:
    def author(sender: str) -> str:
        return understanding.read(f"From: {sender}\r\n\r\nhi".encode(), "", []).reading.author

    assert author("Ada <ada@xn--bcher-kva.example>") == "ada@bücher.example"
    assert author("Ada <Ada@Example.org>, ben@example.org") == "Ada@Example.org"
    assert author("=?utf-8?q?Ada?= <ada@example.org>") == "ada@example.org"
    assert author("ada@xn--\u20ac.example") == "ada@xn--\u20ac.example"
    assert author("") == ""


def nested(depth: int) -> bytes:
    head = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(depth))
    return b"From: a@b.example\r\n" + head + b"Content-Type: text/plain\r\n\r\nhi"


HOSTILE = {
    "nothing": b"",
    "no head": b"\r\n\r\nhi",
    "bytes": bytes(range(256)) * 100,
    "nested": nested(5000),
    "messages in messages": b"Content-Type: message/rfc822\r\n\r\n" * 5000,
    "parts": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 200_000,
    "encoded words": b"From: a@b.c\r\nSubject: " + b"=?utf-8?q?a?= " * 100_000 + b"\r\n\r\nhi",
    "header": b"From: " + b"(" * 100_000 + b"\r\nTo: " + b"<" * 100_000 + b"\r\nCc: " + b"," * 500_000 + b"\r\n\r\n",
    "parameters": b"Content-Type: text/plain; " + b"; ".join(b"name*%d=a" % n for n in range(9000)) + b"\r\n\r\nhi",
    "many headers": b"X: y\r\n" * 300_000 + b"\r\nhi",
    "empty lines": b"\r\n" * 4_000_000,
    "open tags": b"Content-Type: text/html\r\n\r\n" + b"<a b=" * 1_000_000,
    "open comments": b"Content-Type: text/html\r\n\r\n" + b"<!--" * 1_000_000,
    "spaces": b"\r\n" + (b" " * 390 + b"x\r\n") * 20_000,
    "headers of quotes": b"\r\n" + b"On 1 May 2027 10:10 a b c <x@y.z\r\n" * 100_000,
    "charset of nothing": b"Content-Type: text/plain; charset=\0\r\n\r\nna\xefve",
    "charset in pieces": b"Content-Type: text/plain; charset*=x'y'%ff\r\n\r\nna\xefve",
    "report of nothing": b"Content-Type: message/feedback-report; charset=\0\r\n\r\nna\xefve",
    "flowing": b"Content-Type: text/plain; format=flowed\r\n\r\n" + b"ab \r\n" * 400_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_mail_costs_little_and_raises_nothing(understanding: Understanding, raw: bytes) -> None:
    begun = time.process_time()
    understanding.read(raw, "", [])
    assert time.process_time() - begun < MANY_SECONDS


def test_what_lies_within_the_bounds_is_read_even_where_more_lies_beyond() -> None:
    deep = EmailMessage()
    deep.set_content("the words")
    for number in range(30):
        outer = EmailMessage()
        outer["Subject"] = str(number)
        outer.make_mixed()
        outer.attach(deep)
        deep = outer
    assert b"the words" in deep.as_bytes()
    assert [part.get_payload() for part in parse(deep.as_bytes()).walk() if not part.is_multipart()] == ["the words\n"]

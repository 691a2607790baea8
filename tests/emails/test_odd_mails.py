"""Whatever comes in is read without an error, and what is said of it keeps its form."""

from __future__ import annotations

import json
import re
import time

import pytest
from hypothesis import HealthCheck, given, settings

from course.models import InboundKind
from course.site import Site
from emails.inbound import Understanding
from emails.kinds import kind_of
from emails.parsing import parse
from emails.receiving import envelope_of
from tests.emails.bounced import ADA, BEN, LETTER
from tests.emails.mails import MANY_SECONDS
from tests.emails.odd_mails import notices, odd_mails

PERSON = {InboundKind.ANSWER, InboundKind.COMMAND, InboundKind.UNMATCHED}
DAEMON = b"From: MAILER-DAEMON@relay.example\r\nSubject: Mail could not be delivered\r\n"


@pytest.fixture(scope="module")
def understanding(tmp_path_factory: pytest.TempPathFactory) -> Understanding:
    from course.settings import load_settings
    from course.site import Library

    settings_ = load_settings({"DATA_DIR": str(tmp_path_factory.mktemp("odd"))}, dotenv=None)
    return Understanding(settings_, Library(settings_.course_dir))


@given(raw=odd_mails)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_mail_is_read_and_keeps_the_form_of_what_is_told(understanding: Understanding, raw: bytes) -> None:
    sender, recipients = envelope_of(raw, "", [])
    found = understanding.read(raw, sender, recipients)
    assert not (found.recipients and found.reading.kind in PERSON)
    for each in found.recipients:
        assert each.kind in ("failed", "delayed", "complaint", "delivered")
        assert not each.hard or each.kind == "failed"
        assert re.fullmatch(r"|[245]\.\d{1,3}\.\d{1,3}", each.status)
        assert "@" in each.address or each.kind == "complaint"
        assert not re.search(r"[\s<>]", each.address.strip('"').replace(" ", ""))
    json.dumps([found.reading.text, *(each.address for each in found.recipients)]).encode("ascii")


@given(raw=notices())
@settings(max_examples=300, deadline=None)
def test_neither_we_nor_the_server_are_ever_who_failed(raw: bytes) -> None:
    kind, found = kind_of(parse(raw), "<>")
    assert kind is InboundKind.BOUNCE
    assert {each.address for each in found} <= {ADA, BEN}


def by_daemon(body: bytes, head: bytes = b"") -> bytes:
    return DAEMON + head + b"\r\n" + body


DSN = b"Content-Type: message/delivery-status\r\n"
FIELDS = b"Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\n"
HOSTILE = {
    "addresses": by_daemon(b"a@b.example\r\n" * 300_000),
    "half addresses": by_daemon(b"a@" * 1_000_000),
    "a line without an end": by_daemon(b"x" * 2_000_000),
    "a known sentence and a line without an end": by_daemon(
        b"here is your list of failed recipients" + b"x" * 2_000_000
    ),
    "words": by_daemon(b"sent mailbox message domain user " * 60_000),
    "heads": by_daemon(b"Received: x\r\nFrom: y\r\nTo: z\r\n" * 70_000),
    "marks": by_daemon(b"original message\r\n" * 120_000),
    "tags": by_daemon(b"<a href=mailto:" * 140_000, b"Content-Type: text/html\r\n"),
    "open angles": by_daemon(b"<" * 2_000_000, b"Content-Type: text/html\r\n"),
    "groups": by_daemon((FIELDS + b"\r\n") * 40_000, DSN),
    "groups without a line between": by_daemon(FIELDS * 40_000, DSN),
    "an answer": by_daemon(FIELDS + b"Diagnostic-Code: smtp; " + b"550 user " * 200_000, DSN),
    "deep JSON": by_daemon(b'{"Message": ' + b"[" * 1_000_000),
    "mails in mails": by_daemon(b"Content-Type: message/rfc822\r\n\r\n" * 5000, b"Content-Type: message/rfc822\r\n"),
    "a head in pieces": by_daemon(LETTER.encode() * 5000),
}


@pytest.mark.slow
@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_report_costs_little(understanding: Understanding, raw: bytes) -> None:
    """Each takes less than a second; what grows with the square of the length would take many minutes."""
    begun = time.process_time()
    understanding.read(raw, "<>", [])
    assert time.process_time() - begun < MANY_SECONDS


def test_a_mail_of_ours_that_comes_back_is_nobody_s_answer(site: Site) -> None:
    raw = LETTER.replace("<one@course.test>", f"<aaaaaaaaaaaaaaaa@{site.settings.mail_domain}>").encode()
    found = Understanding(site.settings, site.library).read(raw, "ada@else.example", [])
    assert found.reading.kind is InboundKind.AUTO

"""Raw mail over the web: who may bring it, how much, and when it counts as taken."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from course.errors import DatabaseError
from course.models import InboundEmail
from course.site import Site
from tests.emails.letters import ADA, letter
from tests.web.conftest import MakeSite
from tests.web.people import browser
from web import webhooks

SECRET = "ada's long sécret"
PATH = "/webhooks/inbound"
KNOWN = [(b"Authorization", b"Bearer " + SECRET.encode())]


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    return make_site(INBOUND_SECRET=SECRET, INBOUND_MAX_BYTES="50000")


def kept(site: Site) -> list[tuple[bytes | None, str, str]]:
    with site.database.reading() as session:
        rows = session.execute(select(InboundEmail.raw, InboundEmail.envelope_from, InboundEmail.recipients))
        return [(raw, sender, recipients) for raw, sender, recipients in rows]


def test_a_mail_is_kept_as_it_came_with_what_its_headers_tell_of_the_way(client: TestClient, site: Site) -> None:
    raw = letter(to="reply+a@course.test", Return_Path=f"<{ADA}>")
    answer = client.post(PATH, content=raw, headers=KNOWN)
    assert answer.status_code == 200 and answer.json()["kept"]
    assert kept(site) == [(raw, ADA, "reply+a@course.test")]


def test_who_brings_it_may_tell_the_envelope(client: TestClient, site: Site) -> None:
    to = [(b"X-Envelope-To", b"<reply+a@course.test>, reply+b@course.test"), (b"X-Envelope-To", b"c@course.test")]
    for sender in (b"<>", b"<ben@example.org>"):
        headers = [*KNOWN, (b"X-Envelope-From", sender), *to]
        assert client.post(PATH, content=letter(), headers=headers).status_code == 200
    recipients = "reply+a@course.test\nreply+b@course.test\nc@course.test"
    assert [row[1:] for row in kept(site)] == [("<>", recipients), ("ben@example.org", recipients)]


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer wrong", f"Basic {SECRET}", f"Bearer {SECRET}x"])
def test_who_does_not_know_the_secret_is_told_so(client: TestClient, site: Site, header: str) -> None:
    headers = [(b"Authorization", header.encode())] if header else []
    answer = client.post(PATH, content=letter(), headers=headers)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.json() == {"error": "Send INBOUND_SECRET as Authorization: Bearer."}
    assert kept(site) == []


def test_without_a_secret_there_is_no_such_address(make_site: MakeSite) -> None:
    client = browser(make_site())
    for method in ("GET", "POST"):
        assert client.request(method, PATH, headers=KNOWN).status_code == 404


def test_the_limit_is_the_limit_to_the_byte(client: TestClient, site: Site) -> None:
    assert client.post(PATH, content=b"x" * 50_000, headers=KNOWN).status_code == 200
    for content in (b"x" * 50_001, iter([b"x" * 1000] * 51)):
        refused = client.post(PATH, content=content, headers=KNOWN)
        assert (refused.status_code, refused.json()) == (413, {"error": "The mail is larger than 50000 bytes."})
    assert len(kept(site)) == 1
    assert client.post("/subscribe", data={"email": "x" * 20_000}).status_code == 413, "forms keep their own bound"


def test_an_empty_mail_is_a_mistake(client: TestClient, site: Site) -> None:
    answer = client.post(PATH, headers=KNOWN)
    assert (answer.status_code, answer.json()) == (400, {"error": "Send the raw mail as the body."})


@pytest.mark.parametrize("error", [DatabaseError("postgresql://secret is away"), OSError("no space left")])
def test_what_cannot_be_kept_now_is_to_be_sent_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr(webhooks, "receive_bare", fails)
    answer = client.post(PATH, content=letter(), headers=KNOWN)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert answer.json() == {"error": "The mail can't be kept now; send it again later."}

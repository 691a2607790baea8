"""The author's desk: who may sit there, and what lies on it."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select

from course.clock import real_now
from course.models import InboundEmail, InboundKind, InboundState, Reply, ReplyPrompt, Send, SubscriptionState
from course.settings import Settings
from course.site import Site
from course.tokens import new_key
from tests.web.conftest import MakeSite
from tests.web.people import Person, browser, words
from tests.web.test_headers import PUBLIC
from web.sessions import DOOR, FORM, SEAT, Sessions

PASSWORD = "a quiet afternoon in March"
THE_KEY, NEW_KEY = "0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    return make_site(DESK_PASSWORD=PASSWORD, SECRET_KEY=THE_KEY)


def token_of(page: Response) -> str:
    found = re.search(r'name="token" value="([a-z2-7]{32})"', page.text)
    assert found
    return found[1]


def sign_in(client: TestClient, password: str = PASSWORD) -> Response:
    return client.post("/desk/sign-in", data={"token": token_of(client.get("/desk")), "password": password})


@pytest.fixture
def author(client: TestClient) -> TestClient:
    assert sign_in(client).status_code == 303
    return client


def at_the_desk(client: TestClient) -> bool:
    return "Sign out" in client.get("/desk").text


# Who may sit there.


def test_without_a_password_there_is_no_desk(make_site: MakeSite) -> None:
    client = browser(make_site())
    for answer in (client.get("/desk"), client.post("/desk/sign-in", data={}), client.post("/desk/sign-out", data={})):
        assert answer.status_code == 404 and not answer.cookies
        assert "can open it with DESK_PASSWORD" in words(answer.text)


def test_the_author_signs_in_sees_the_desk_and_signs_out(client: TestClient) -> None:
    assert not at_the_desk(client)
    answer = sign_in(client)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    assert at_the_desk(client)
    answer = client.post("/desk/sign-out", data={"token": token_of(client.get("/desk"))})
    assert answer.status_code == 303 and not at_the_desk(client)


@pytest.mark.parametrize("password", ["", "guess", PASSWORD.upper(), PASSWORD + " ", "ü" * 2000])
def test_a_wrong_password_opens_nothing(client: TestClient, password: str) -> None:
    answer = sign_in(client, password)
    assert answer.status_code == 403 and "That isn't the password." in words(answer.text)
    assert SEAT not in client.cookies and not at_the_desk(client)
    assert sign_in(client).status_code == 303, "one slip is no harm"


def test_after_five_wrong_ones_the_door_is_closed_for_a_quarter_of_an_hour(
    client: TestClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        assert "That isn't the password." in words(sign_in(client, "guess").text)
    assert "Too many wrong passwords" in sign_in(client, "guess").text
    refused = sign_in(client)
    assert refused.status_code == 429 and "in 15 minutes" in refused.text
    neighbour = TestClient(client.app, base_url=site.settings.site_url, client=("192.0.2.7", 1), follow_redirects=False)
    assert sign_in(neighbour).status_code == 303, "others aren't locked out"
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + 14 * 60)
    assert sign_in(client).status_code == 429
    monkeypatch.setattr(time, "time", lambda: now() + 15 * 60 + 2)
    assert sign_in(client).status_code == 303


def test_the_cookie_is_the_browser_s_alone(client: TestClient, make_site: MakeSite) -> None:
    given = sign_in(client).headers["set-cookie"]
    assert re.search(rf"^{SEAT}=\d+\.[a-z2-7]{{32}}; HttpOnly; Max-Age=43200; Path=/desk; SameSite=strict$", given)
    public = browser(make_site(**PUBLIC, DESK_PASSWORD=PASSWORD))
    assert "; Secure" in public.get("/desk").headers["set-cookie"]
    assert "; Secure" in sign_in(public).headers["set-cookie"]


def test_each_signing_in_is_a_new_session_whatever_was_there_before(client: TestClient) -> None:
    seats = []
    for _ in range(2):
        planted = {"Cookie": f"{SEAT}=1.planted"}
        assert "Sign in" in client.get("/desk", headers=planted).text
        sign_in(client)
        seats.append(client.cookies.get(SEAT, path="/desk"))
        client.post("/desk/sign-out", data={"token": token_of(client.get("/desk"))})
    assert len({*seats, None, "1.planted"}) == 4


def test_no_page_elsewhere_can_press_the_buttons(author: TestClient, site: Site) -> None:
    """Without the cookie, which SameSite keeps away, and without the token, which it can't know."""
    token = token_of(author.get("/desk"))
    stranger = browser(site)
    door = token_of(stranger.get("/desk"))
    assert author.post("/desk/sign-out", data={}).status_code == 403
    assert author.post("/desk/sign-out", data={"token": door}).status_code == 403
    assert at_the_desk(author)
    for given in ({}, {"token": token}, {"token": "a" * 32}):
        assert stranger.post("/desk/sign-in", data={"password": PASSWORD, **given}).status_code == 403
    stranger.cookies.clear()
    assert stranger.post("/desk/sign-in", data={"password": PASSWORD, "token": door}).status_code == 403
    assert not at_the_desk(stranger)


@pytest.fixture
def sessions(site: Site) -> Sessions:
    return Sessions(site.settings)


def holds(settings: Settings, cookie: str) -> bool:
    return bool(Sessions(settings).id_of(SEAT, cookie))


def test_a_seat_is_kept_for_twelve_hours(sessions: Sessions, site: Site) -> None:
    assert holds(site.settings, sessions.open(SEAT, real_now() - timedelta(hours=11, minutes=59)))
    assert not holds(site.settings, sessions.open(SEAT, real_now() - timedelta(hours=12, minutes=1)))


def test_a_cookie_cannot_be_altered_swapped_or_lengthened(sessions: Sessions, site: Site) -> None:
    cookie = sessions.open(SEAT)
    ends, _, token = cookie.partition(".")
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    altered = [token[:i] + letters[letters.index(c) - 1] + token[i + 1 :] for i, c in enumerate(token)]
    others = [
        sessions.open(DOOR),
        f"{int(ends) + 1}.{token}",
        f"{ends}.",
        f".{token}",
        token,
        "",
        "9" * 5000,
        "٣." + token,
    ]
    assert holds(site.settings, cookie)
    assert not [each for each in [*(f"{ends}.{token}" for token in altered), *others] if holds(site.settings, each)]
    assert not sessions.is_form_of(sessions.id_of(SEAT, cookie), token), "nor is a cookie a form's token"
    assert FORM not in cookie


def test_a_new_key_keeps_who_sits_there_until_the_old_one_is_taken_out(
    make_site: MakeSite, sessions: Sessions, site: Site
) -> None:
    cookie = sessions.open(SEAT)
    rotating = make_site(DESK_PASSWORD=PASSWORD, SECRET_KEY=f"{NEW_KEY},{THE_KEY}").settings
    rotated = make_site(DESK_PASSWORD=PASSWORD, SECRET_KEY=NEW_KEY).settings
    other = make_site(DESK_PASSWORD="another one by now", SECRET_KEY=THE_KEY).settings
    assert [holds(each, cookie) for each in (site.settings, rotating, rotated, other)] == [True, True, False, False]


def test_a_public_site_refuses_a_weak_password(make_site: MakeSite) -> None:
    for weak in ("short", "aaaaaaaaaaaaaaaa"):
        with pytest.raises(Exception, match="DESK_PASSWORD: too short or too simple"):
            make_site(**PUBLIC, DESK_PASSWORD=weak)


def test_the_desk_is_neither_kept_nor_indexed(author: TestClient) -> None:
    for answer in (author.get("/desk"), sign_in(browser_of(author), "guess")):
        assert answer.headers["cache-control"] == "no-store" and answer.headers["x-robots-tag"] == "noindex"


def browser_of(client: TestClient) -> TestClient:
    return TestClient(client.app, base_url=str(client.base_url), follow_redirects=False)


# What lies on it.


def test_the_numbers_stand_lesson_by_lesson(author: TestClient, ada: Person, ben: Person) -> None:
    ben.changes(state=SubscriptionState.PAUSED, position=2, last_lesson="what-silence-protects")
    page = words(author.get("/desk").text)
    assert "2 signed up, 1 confirmed, 0 finished" in page
    assert "Day Lesson Sent Answered Paused Left Finished" in page
    assert re.search(r" 2 [^0-9]+ 0 0 1 0 0 3 ", page)
    assert "Everything goes its way" in page and "None has come yet" in page


def test_answers_are_shown_as_they_were_written_and_without_their_writer(
    author: TestClient, site: Site, ben: Person
) -> None:
    with site.database.writing() as session:
        send = session.scalars(select(Send).where(Send.kind == "lesson")).one()
        prompt = ReplyPrompt(
            send_id=send.id, subscription_id=send.subscription_id, lesson=send.lesson, question="?", asked_at=at()
        )
        session.add(prompt)
        session.flush()
        session.add(
            Reply(key=new_key(), prompt_id=prompt.id, text="<script>alert(1)</script>\n{{ 7 }}", written_at=at())
        )
    page = author.get("/desk").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\n{{ 7 }}" in page
    assert "ben@" not in page and "Ben" not in page


def test_trouble_is_told_with_reason_and_date(author: TestClient, site: Site, ben: Person) -> None:
    ben.changes(state=SubscriptionState.STALLED, reason="550 <no> such policy")
    with site.database.writing() as session:
        session.add(
            InboundEmail(
                key=new_key(), received_at=at(), size=1, raw=b"x", state=InboundState.UNDERSTOOD,
                kind=InboundKind.UNMATCHED, reason="", envelope_from="eve@example.org",
            )
        )  # fmt: skip
    html = author.get("/desk").text
    page = words(html)
    assert "1 stalled 550 <no> such policy" in page and "<no>" not in html
    assert "1 email came in that nobody could place Tue 1 December, 09:30 UTC: It belongs to no mail of ours." in page
    assert "eve@" not in page


def at() -> datetime:
    return datetime.fromisoformat("2026-12-01T09:30+00:00")

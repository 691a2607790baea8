"""What holds for every page: its headers, HEAD, calm errors, and what starts and stops with the site."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from course.errors import DatabaseError
from course.site import Site
from emails.inbox import LocalInbox
from tests.web.conftest import MakeSite
from tests.web.people import Person, browser, words
from web import doors
from web.app import create_app
from web.pages import zone_script_hash

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'none'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PUBLIC = {
    "SITE_URL": "https://course.example.org",
    "SMTP_URL": "smtp://mail.example.org:587",
    "SECRET_KEY": "0123456789abcdef0123456789abcdef",
}
WITH_ZONE = POLICY.replace("style-src", f"script-src {zone_script_hash()}; style-src", 1)
POLICIES = {
    "/": WITH_ZONE,
    "/c/communication-challenge": WITH_ZONE,
    "/inbox": POLICY.replace("style-src", "script-src 'self'; connect-src 'self'; style-src", 1),
}
OPEN = ("/", "/c/communication-challenge", "/static/style.css")
PRIVATE = ("/healthz", "/inbox", "/nothing", "/confirm/abc", "/unsubscribe/abc", "/static-not")


@pytest.mark.parametrize("path", [*OPEN, *PRIVATE])
def test_every_answer_has_its_guards(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"] == POLICIES.get(path, POLICY)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert "strict-transport-security" not in headers
    assert ("noindex" in headers.get("x-robots-tag", "")) is (path in PRIVATE)
    assert (headers.get("cache-control") == "no-store") is (path in PRIVATE)


def test_pages_about_one_person_are_not_kept_or_indexed(client: TestClient, ada: Person) -> None:
    for link in (ada.confirm_link, ada.unsubscribe_link):
        for answer in (client.get(link), client.post(link)):
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["x-robots-tag"] == "noindex"


def test_https_is_kept_to(make_site: MakeSite) -> None:
    client = browser(make_site(**PUBLIC))
    assert client.get("/").headers["strict-transport-security"] == "max-age=31536000"
    assert client.post("/subscribe", data={"email": ""}).headers["strict-transport-security"]


def without_the_script_that_is_allowed(answer: Response) -> str:
    """The page without the one script whose hash its policy names."""

    def cut(script: re.Match[str]) -> str:
        digest = b64encode(sha256(script[1].encode()).digest()).decode()
        return "" if f"script-src 'sha256-{digest}'" in answer.headers["content-security-policy"] else script[0]

    return re.sub(r"<script>(.*?)</script>", cut, answer.text, flags=re.DOTALL)


def test_no_page_needs_script_or_inline_style(client: TestClient, ada: Person, ben: Person) -> None:
    for path in ("/", ada.confirm_link, ben.confirm_link, ben.unsubscribe_link, "/inbox", "/nothing"):
        answer = client.get(path)
        page = without_the_script_that_is_allowed(answer)
        assert not re.search(r"<script>|<script(?! src=\"/static/)|<style|\sstyle=|\son[a-z]+=", page)
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert '<html lang="en">' in page and '<main id="main"' in page and page.count("<h1") == 1


@pytest.mark.parametrize("path", [*OPEN, *PRIVATE])
def test_head_answers_as_get_without_the_body(client: TestClient, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert head.status_code == got.status_code and head.content == b""
    assert head.headers == got.headers


def test_a_wrong_method_is_told_which_are_right(client: TestClient) -> None:
    refused = client.put("/confirm/abc")
    assert refused.status_code == 405 and refused.headers["allow"] == "GET, HEAD, POST"
    assert client.get("/subscribe").headers["allow"] == "POST"
    assert "That doesn't work here" in words(refused.text)


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/subscribe/", "/static/%2e%2e%2fapp.py"])
def test_nothing_else_is_there(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404 and "<h1>" in answer.text


def test_styles_are_kept_for_a_year_under_their_own_address(client: TestClient) -> None:
    address = re.search(r'href="(/static/style\.css\?v=[0-9a-f]+)"', client.get("/").text)
    assert address
    assert client.get(address[1]).headers["cache-control"] == "public, max-age=31536000, immutable"
    assert client.get("/static/style.css?v=old").headers["cache-control"] == "no-cache"
    assert client.get("/static/icon.svg").headers["content-type"] == "image/svg+xml"


def test_a_fault_of_ours_is_a_calm_page_with_its_guards(
    site: Site, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("with ada@example.org in it")

    monkeypatch.setattr(doors, "standing", breaks)
    answer = TestClient(create_app(site), raise_server_exceptions=False).get(ada.confirm_link)
    assert answer.status_code == 500 and "Something went wrong on our side" in answer.text
    assert "ada@" not in answer.text
    assert answer.headers["content-security-policy"] == POLICY and answer.headers["cache-control"] == "no-store"


def test_a_database_that_is_away_is_told_without_its_address(
    client: TestClient, site: Site, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise DatabaseError("The database postgresql://secret can't be used")

    link = ada.confirm_link
    monkeypatch.setattr(site.database, "reading", away)
    answer = client.get(link)
    assert answer.status_code == 503 and "secret" not in answer.text and answer.headers["retry-after"]
    health = client.get("/healthz")
    assert health.status_code == 503 and "secret" not in health.text


def test_a_well_site_says_so(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_what_runs_beside_the_site_starts_and_stops_with_it(site: Site) -> None:
    told: list[str] = []
    app = create_app(site, lambda: told.append("start"), lambda: told.append("stop"))
    with TestClient(app) as client:
        assert told == ["start"]
        client.get("/")
    assert told == ["start", "stop"]


def test_a_fast_clock_is_told_on_the_page(make_site: MakeSite, tmp_path: Path) -> None:
    inbox = LocalInbox(tmp_path / "elsewhere")
    assert "a day lasts 20 seconds" in browser(make_site(CLOCK_SPEED="4320"), inbox).get("/").text

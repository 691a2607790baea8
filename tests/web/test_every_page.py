"""What holds for every page there is, read off the site's own list of them: guards, no cookies, little weight."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Response

from tests.web.mailbox import ADDRESS, DOORS, Mailbox
from tests.web.reader import Reader

GUARDS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=31536000",
}
SHUT_IN = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
FOR_ALL = ("/", "/privacy", "/safety", "/c/", "/static/", "/media/")
"""What is about nobody in particular, and may be kept and found."""


class Site:
    """Every page of a site on https, for a reader who has had the whole course and answered each day."""

    def __init__(self, folder: Path) -> None:
        secrets = {"DESK_PASSWORD": "a long enough password", "INBOUND_SECRET": "another long enough one"}
        self.reader = Reader(folder, SITE_URL="https://127.0.0.1:8000", **secrets)
        self.mailbox = Mailbox(self.reader, 11)
        self.client = self.reader.client
        for day in range(1, 12):
            self.client.post(self.reader.answer(day), data={"text": "What I noticed. " * 40})
        self.reader.lives(0)
        (self.mail,) = self.client.app.state.inbox.messages(1)  # type: ignore[attr-defined]

    def pages(self) -> list[tuple[str, str]]:
        """Method and path of each."""
        routes = self.client.app.state.routes  # type: ignore[attr-defined]
        return sorted((method, self._filled(route.path)) for route in routes for method in route.methods)

    def asks(self, method: str, path: str) -> Response:
        return self.client.request(method, path)

    def _filled(self, path: str) -> str:
        door = path.replace("{token}", "{}")
        if door in DOORS:
            return self.mailbox.link(door)
        words = {"slug": "communication-challenge", "key": self.mail.key}
        names = {"/static/{name}": "style.css", "/media/{slug}/{name:path}": "nothing.png"}
        return re.sub(r"\{(\w+)[^}]*\}", lambda found: words.get(found[1]) or names[path], path)


@pytest.fixture
def everything(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path / "https")
    yield site
    site.reader.office.stop()
    site.reader.site.database.close()


def is_guarded(answer: Response, path: str) -> bool:
    """No script or style but our own, nothing shown in a frame elsewhere, nothing kept that is about a person."""
    headers, policy = answer.headers, answer.headers["content-security-policy"]
    shut_in = path.endswith("/html") and answer.is_success
    ours = "frame-ancestors 'none'" in policy and headers["x-frame-options"] == "DENY" and "unsafe" not in policy
    fits = (policy == SHUT_IN and headers["x-frame-options"] == "SAMEORIGIN") if shut_in else ours
    for_all = path == "/" or path.startswith(FOR_ALL[1:])
    private = headers.get("cache-control") == "no-store" and "noindex" in headers.get("x-robots-tag", "")
    return fits and GUARDS.items() <= headers.items() and (for_all or private)


def test_every_page_has_its_guards_whatever_is_asked_of_it(everything: Site) -> None:
    pages = everything.pages()
    assert len(pages) > 30
    for method, path in pages:
        cut = re.sub("[a-z2-7]{32}", "a" * 32, path)
        asked = [(method, path), (method, cut), ("HEAD", path), ("PUT", path), (method, f"{path}?x=%ff%00")]
        for each in asked:
            answer = everything.asks(*each)
            assert answer.status_code < 500 and is_guarded(answer, each[1].partition("?")[0]), each


def test_only_the_desk_sets_a_cookie_and_no_reader_needs_one(everything: Site) -> None:
    """So no page elsewhere can press a reader's button: what acts is the token in the path alone."""
    pages = everything.pages()
    setting = {path for method, path in pages if "set-cookie" in everything.asks(method, path).headers}
    assert setting and all(path.startswith("/desk") for path in setting)


def test_every_page_weighs_less_than_60_kb_with_all_that_it_loads(everything: Site) -> None:
    mine = [everything.mailbox.link(door) for door in DOORS if door != ADDRESS]
    asks = [f"{everything.reader.preferences}?ask={what}" for what in ("leave", "restart", "delete")]
    paths = [path for method, path in everything.pages() if method == "GET"] + asks
    assert set(mine) <= set(paths)
    answers = [(path, everything.asks("GET", path)) for path in paths]
    pressed = ("/subscribe", "/lost", everything.reader.preferences)
    answers += [(path, everything.asks("POST", path)) for path in pressed]
    weights = {path: len(answer.content) + loaded(everything, answer.text) for path, answer in answers}
    assert max(weights.values()) < 60_000, weights


def loaded(site: Site, page: str) -> int:
    """The weight of style, script and icon."""
    return sum(len(site.asks("GET", path).content) for path in set(re.findall(r'"(/static/[^"]+)"', page)))

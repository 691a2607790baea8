"""A mail in its frame: as tall as the mail itself, whatever the width, without script and without a way out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route

from course.models import Kind
from emails.inbox_mail import Link
from tests.chromium import in_chromium, laid_out
from tests.gallery import COURSES
from tests.web.reader import Reader
from web.frames import listed, outline

HEIGHTS = """() => [innerHeight, document.documentElement.scrollHeight,
                    document.querySelector('.paper').getBoundingClientRect().height]"""
"""Within a frame: how tall it is, how tall all that may be scrolled, how tall the mail."""


@pytest.fixture(params=["shipped", "mornings"])
def finished(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Reader]:
    """Ada has had a whole course, and her links; that of the mornings has a picture and a logo."""
    settings = {"COURSE_DIR": str(COURSES / "mornings")} if request.param == "mornings" else {}
    ada = Reader(tmp_path / "reader", **settings)
    ada.lives(20)
    ada.presses("links")
    ada.lives(0)
    yield ada
    ada.office.stop()
    ada.site.database.close()


def framed(ada: Reader) -> list[str]:
    """Every page with a mail in it."""
    mails = ada.client.app.state.inbox.messages(100)  # type: ignore[attr-defined]
    lessons = [send for kind in (Kind.WELCOME, Kind.LESSON, Kind.COMPLETION) for send in ada.world.sends(kind=kind)]
    return [f"/inbox/{mail.key}" for mail in mails] + [urlsplit(ada.links.lesson(send.key)).path for send in lessons]


def shown(browser: Browser, ada: Reader) -> Page:
    def answer(route: Route) -> None:
        got = ada.client.get(route.request.url.removeprefix("http://127.0.0.1:8000"))
        headers = {name: got.headers[name] for name in ("content-type", "content-security-policy")}
        route.fulfill(status=got.status_code, headers=headers, body=got.content)

    page = browser.new_page(java_script_enabled=False)
    page.route("**/*", answer)
    return page


@in_chromium
@pytest.mark.long
def test_each_frame_is_as_tall_as_its_mail_at_every_width(chromium: Browser, finished: Reader) -> None:
    page = shown(chromium, finished)
    paths = framed(finished)
    assert len(paths) >= 7
    for path in paths:
        page.goto(f"http://127.0.0.1:8000{path}", wait_until="load")
        for width in (320, 375, 700, 1100):
            page.set_viewport_size({"width": width, "height": 720})
            frame, whole, mail = laid_out(page).evaluate(HEIGHTS)
            assert (whole, abs(frame - mail) <= 1) == (frame, True), (width, path)
    page.context.close()


@in_chromium
def test_a_browser_that_knows_no_shadow_roots_shows_most_of_a_screen(chromium: Browser, reader: Reader) -> None:
    reader.lives(2)
    page = chromium.new_page(viewport={"width": 375, "height": 800}, java_script_enabled=False)
    known = reader.client.get(reader.browser(2)).text
    style = reader.client.get("/static/style.css").content
    page.route("**/style.css*", lambda route: route.fulfill(content_type="text/css", body=style))
    old = known.replace("shadowrootmode", "x")
    page.route("**/old", lambda route: route.fulfill(content_type="text/html", body=old))
    page.goto("http://127.0.0.1:8000/old", wait_until="domcontentloaded")
    box = page.locator("iframe").bounding_box()
    assert box and box["height"] > 600
    page.context.close()


def test_what_is_laid_out_unseen_does_nothing_and_leads_nowhere() -> None:
    mail = (
        "<html><head><title>T</title><style>p{}</style></head><body onload='x()'><!-- no -->"
        '<p class="lead" style="color:red" id="a" onclick="x()">1 &lt; 2 <a href="https://x.example">x</a><br>'
        '<img src="/media/a.png" width="9" onerror="x()"><script>x()</script><form><input></form></p></body></html>'
    )
    assert outline("<h1>A</h1><h2>B</h2>") == '<div class="h1">A</div><h2>B</h2>', "a page has one title"
    assert outline(mail) == '<p class="lead">1 &lt; 2 <a>x</a><br><img src="/media/a.png" width="9"></p>'


def test_a_link_out_of_its_sentence_says_where_it_leads() -> None:
    links = [
        Link("answer on a private page", "https://course.example.org/answer/abc"),
        Link("for everyone", "https://www.findahelpline.com/x"),
        Link("findahelpline.com", "https://findahelpline.com"),
        Link("https://lila.help", "https://lila.help"),
    ]
    said = [link.text for link in listed(links, "https://course.example.org/base")]
    assert said == [
        "Answer on a private page",
        "For everyone (findahelpline.com)",
        "findahelpline.com",
        "https://lila.help",
    ]

"""Reading in the browser: lessons so far, files beside them, privacy and safety."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from course.settings import ROOT
from tests.web.conftest import MakeSite
from tests.web.people import browser, words
from tests.web.reader import Reader

MAIL_POLICY = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"


def test_ada_reads_a_lesson_again_and_finds_the_others(reader: Reader) -> None:
    reader.lives(3)
    page = reader.client.get(reader.browser(2)).text
    assert "<h1" in page and "What silence protects" in words(page)
    others = dict(re.findall(r'<a href="(/lesson/[a-z2-7]{32})">([^<]+)</a>', page))
    assert list(others.values()) == ["Welcome", "Day 1: Why you want to hear it", "Day 3: Share the good, too"]
    for path, title in others.items():
        assert title.removeprefix("Day ").lstrip("0123456789: ") in reader.sees(path)


def test_a_lesson_that_was_taken_out_of_the_course_has_none_either(course_copy: Path, tmp_path: Path) -> None:
    ada = Reader(tmp_path / "shorter", COURSE_DIR=str(course_copy))
    ada.lives(3)
    ada.presses("again")
    ada.lives(0)
    (copy,) = ada.world.sends(kind="copy")
    links = [ada.browser(3), f"{ada.browser(3)}/html", ada.links.lesson(copy.key)]
    assert {ada.client.get(link).status_code for link in links} == {200}
    next(course_copy.glob("03-*")).unlink()
    assert {ada.client.get(link).status_code for link in links} == {404}
    assert "Share the good" not in ada.sees(ada.browser(2))
    ada.office.stop()
    ada.site.database.close()


def test_a_lesson_that_has_not_come_has_no_page(reader: Reader) -> None:
    reader.lives(1)
    assert reader.client.get(reader.browser(1)).status_code == 200
    assert reader.client.get(reader.browser(2)).status_code == 404


def test_the_mail_is_shut_in_and_its_links_stand_beside_it(reader: Reader) -> None:
    reader.lives(2)
    page = reader.client.get(reader.browser(2))
    frame = re.search(r'<iframe[^>]* sandbox src="([^"]+)"', page.text)
    assert frame and frame[1] == f"{reader.browser(2)}/html"
    assert "frame-src 'self'" in page.headers["content-security-policy"]
    inside, alone = (reader.client.get(f"{frame[1]}{query}") for query in ("", "?alone=1"))
    for answer in (inside, alone):
        assert answer.headers["content-security-policy"] == MAIL_POLICY
        assert answer.headers["x-frame-options"] == "SAMEORIGIN"
        assert answer.headers["cache-control"] == "no-store"
    assert "pointer-events:none" in inside.text and "pointer-events:none" not in alone.text
    mail_links = re.findall(r'href="(http[^"]+)"', alone.text)
    assert mail_links and all(f'href="{link}"' in page.text for link in mail_links)


@pytest.fixture
def media(course_copy: Path, tmp_path: Path, make_site: MakeSite) -> TestClient:
    """A site whose course has files beside its lessons, harmless ones and others."""
    (course_copy / "pictures").mkdir()
    (course_copy / "pictures" / "tea.png").write_bytes(b"\x89PNG tea")
    (course_copy / "drawing.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (course_copy / "odd.xyzzy").write_bytes(b"<script>")
    (course_copy / ".hidden.png").write_bytes(b"x")
    (course_copy / ".git").mkdir()
    (course_copy / ".git" / "tea.png").write_bytes(b"x")
    (tmp_path / "secret.png").write_bytes(b"x")
    (course_copy / "away.png").symlink_to(tmp_path / "secret.png")
    (course_copy / "near.png").symlink_to("pictures/tea.png")
    (course_copy / "source.png").symlink_to("course.toml")
    (course_copy / "loop.png").symlink_to("loop.png")
    return browser(make_site(COURSE_DIR=str(course_copy)))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("pictures/tea.png", "image/png"),
        ("near.png", "image/png"),
        ("drawing.svg", "image/svg+xml"),
        ("odd.xyzzy", "application/octet-stream"),
    ],
)
def test_files_beside_the_lessons_are_served(media: TestClient, name: str, kind: str) -> None:
    answer = media.get(f"/media/communication-challenge/{name}")
    assert answer.status_code == 200 and answer.headers["content-type"].partition(";")[0] == kind
    assert answer.headers["x-content-type-options"] == "nosniff" and "max-age" in answer.headers["cache-control"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "x-robots-tag" not in answer.headers
    head = media.head(f"/media/communication-challenge/{name}")
    assert head.status_code == 200 and head.content == b""


@pytest.mark.parametrize(
    "name",
    [
        "course.toml",
        "00-welcome.md",
        ".hidden.png",
        ".git/tea.png",
        "away.png",
        "source.png",
        "loop.png",
        "pictures",
        "pictures/",
        "",
        "nothing.png",
        "../secret.png",
        "%2e%2e/secret.png",
        "..%2fsecret.png",
        "pictures/../../secret.png",
        "%2fetc%2fpasswd",
        "tea%00.png",
        "pictures/tea.png/x",
        "a" * 300,
    ],
)
def test_nothing_else_of_the_disk_is(media: TestClient, name: str) -> None:
    assert media.get(f"/media/communication-challenge/{name}").status_code == 404
    assert media.get(f"/media/origami/{name}").status_code == 404


def test_every_page_leads_to_privacy_and_safety(client: TestClient) -> None:
    for path in ("/", "/lost", "/privacy", "/safety", "/nothing"):
        page = client.get(path).text
        assert 'href="/privacy"' in page and 'href="/safety"' in page and 'href="/lost"' in page


def test_pages_for_everybody_lead_back_to_the_course(client: TestClient) -> None:
    for path in ("/lost", "/privacy", "/safety"):
        assert '<a href="/c/communication-challenge"' in client.get(path).text


def test_pages_promise_the_same_about_others_and_about_leaving(client: TestClient) -> None:
    """What leaving and deleting send is held by the tests of the reader's wishes."""
    privacy, safety = (words(client.get(path).text) for path in ("/privacy", "/safety"))
    assert "Nothing is ever sent to anyone whom you write about" in privacy
    assert "Nothing is ever sent to your partner" in words(client.get("/").text)
    assert "sends one short goodbye to the same mailbox, unless discreet mode is on" in safety
    assert "Deleting everything, on your page, sends nothing" in safety


def test_where_the_author_is_told_of_answers_the_pages_say_so(tmp_path: Path) -> None:
    """And where not, that what is written on the page goes through no mailbox."""
    for settings, told in (({}, False), ({"ANSWERS_TO": "ruth@author.example"}, True)):
        reader = Reader(tmp_path / str(told), **settings)
        reader.lives(1)
        front, privacy, page = (reader.sees(path) for path in ("/", "/privacy", reader.answer(1)))
        assert ("may write back to you" in front, "and may write back:" in privacy) == (told, told)
        assert ("through none of them" in privacy, "into nobody's mailbox" in page) == (not told, not told)
        assert ("gets it by email" in page) is told
        assert "ruth" not in f"{front} {privacy} {page}".lower()
        reader.office.stop()
        reader.site.database.close()


def test_safety_has_a_way_out_without_script(client: TestClient) -> None:
    page = client.get("/safety").text
    way_out = re.search(r'<a class="button" href="(https://[^"]+)" rel="noreferrer">Leave this page now</a>', page)
    assert way_out and page.index(way_out[0]) < page.index("<h1")
    assert "It doesn't clear the history" in words(page)
    assert "it isn't your fault, and opening up more isn't the answer" in words(page)
    assert 'href="https://findahelpline.com"' in page and 'href="https://lila.help"' in page


COUPLES = re.compile(r"partner|couple|each other|either of you|affair|their reaction", re.IGNORECASE)


@pytest.fixture
def two_courses(make_site: MakeSite, course_copy: Path) -> TestClient:
    """The first is about paper; the second is the shipped one, with its own words on safety."""
    paper = course_copy.parent / "a-paper"
    paper.mkdir()
    (paper / "course.toml").write_text('slug = "paper"\ntitle = "Paper"\n')
    lesson = 'subject: "Fold"\npreheader: "What a fold can do"\nprompt: "And?"\nsafety: true'
    (paper / "01-fold.md").write_text(f"---\n{lesson}\n---\n# Fold\n\nFold.\n")
    return browser(make_site(COURSE_DIR=str(course_copy.parent)))


def test_a_course_that_says_nothing_of_safety_has_neutral_words(two_courses: TestClient) -> None:
    for path in ("/safety", "/privacy", "/c/paper", "/c/paper/sample", "/c/paper/form"):
        page = two_courses.get(path).text
        assert not COUPLES.search(words(page.partition("Other courses here")[0])), path
        assert 'href="/safety"' in page
    assert "it isn't your fault" in words(two_courses.get("/safety").text)


def test_each_course_leads_to_its_own_words_on_safety(two_courses: TestClient) -> None:
    front = two_courses.get("/c/communication-challenge").text
    assert front.count('href="/c/communication-challenge/safety"') == 3 and 'href="/safety"' not in front
    page = two_courses.get("/c/communication-challenge/safety").text
    assert "you fear how your partner will react" in words(page) and "Leave this page now" in page
    assert two_courses.get("/c/nothing/safety").status_code == 404


def test_our_own_templates_speak_of_no_couples() -> None:
    folders = (ROOT / "web" / "templates", ROOT / "emails" / "templates")
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 50
    assert [path for path in files if COUPLES.search(path.read_text())] == []


def test_safety_names_the_courses_own_helpline_first(make_site: MakeSite, course_copy: Path) -> None:
    toml = course_copy / "course.toml"
    toml.write_text(re.sub(r'helpline_url = ".*"', 'helpline_url = "https://help.example"', toml.read_text()))
    page = browser(make_site(COURSE_DIR=str(course_copy))).get("/safety").text
    assert page.index("https://help.example") < page.index("https://findahelpline.com")


def test_privacy_is_for_everybody_to_find(client: TestClient) -> None:
    answer = client.get("/privacy")
    assert "no-store" not in answer.headers.get("cache-control", "") and "x-robots-tag" not in answer.headers
    assert "No tracking." in words(answer.text) and "Delete everything" in words(answer.text)


def test_pages_set_no_cookie_and_load_nothing_from_elsewhere(reader: Reader) -> None:
    reader.lives(2)
    mine = (reader.preferences, reader.export(), reader.journal(), reader.answer(2), reader.browser(2))
    for path in (*mine, "/safety", "/privacy"):
        answer = reader.client.get(path)
        assert not answer.cookies
        assert not re.search(r'<(?:script|style)|\sstyle=|(?:src|action)="(?:https?:)?//', answer.text)
        assert answer.text.count("<h1") == 1 and '<html lang="en">' in answer.text

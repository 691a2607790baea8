"""The sign-up page's own words, from landing.md, and the brand that every page wears."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from course.loading import load_courses
from course.models import Kind, Subscription
from emails.checking import check_course
from emails.palette import DARK, LIGHT, palette
from tests.gallery import COURSES
from tests.web.conftest import MakeSite
from tests.web.people import browser, words
from tests.web.reader import Reader

LESSON = (
    '---\nsubject: "One"\npreheader: "What one fold can do for you"\nprompt: "Why?"\n---\n'
    f"# One thing\n\nFirst.\n\nSecond {'and on ' * 40}.\n\nThird.\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A course that its author has just begun."""
    folder = tmp_path / "origami"
    folder.mkdir()
    (folder / "course.toml").write_text('slug = "origami"\ntitle = "Origami"\ntagline = "One fold a day."\n')
    (folder / "01-one.md").write_text(LESSON)
    return folder


def page_of(make_site: MakeSite, folder: Path) -> str:
    return browser(make_site(COURSE_DIR=str(folder))).get("/").text


def main_of(page: str) -> str:
    return words(page.partition("<main")[2].partition("</main>")[0])


# Words for any course.


def test_a_course_without_words_of_its_own_has_a_whole_page_that_speaks_of_no_couples(
    make_site: MakeSite, folder: Path
) -> None:
    said = main_of(page_of(make_site, folder))
    for part in ("Origami", "One fold a day.", "One thing", "First. Second and on", "Why?", "The lesson", "Free."):
        assert part in said
    assert "Third." not in said and "partner" not in said and "couple" not in said and "afraid" not in said


def test_words_before_a_rule_stand_before_the_form_and_the_rest_after_it(make_site: MakeSite, folder: Path) -> None:
    (folder / "landing.md").write_text("## For *you*?\n\nYes.\n\n---\n\n## And then?\n\nFold.\n")
    page = page_of(make_site, folder)
    assert "<h2>For <em>you</em>?</h2>" in page
    assert page.index("For <em>you") < page.index('id="sign-up"') < page.index("And then?") < page.index("Good to know")


def test_html_in_the_words_shows_as_it_was_typed_and_a_script_never_runs(make_site: MakeSite, folder: Path) -> None:
    (folder / "landing.md").write_text("<script>alert(1)</script>\n\nA <b>fold</b> [x](javascript:alert(1))\n")
    page = page_of(make_site, folder)
    assert "&lt;script&gt;alert(1)" in page and "&lt;b&gt;fold" in page
    assert "<script>alert" not in page and 'href="#">x</a>' in page


def test_a_picture_beside_the_lessons_and_a_helpline_are_found(make_site: MakeSite, folder: Path) -> None:
    with (folder / "course.toml").open("a") as toml:
        toml.write('helpline_url = "https://help.example.org"\n')
    (folder / "landing.md").write_text('![A crane](crane.png) [Help]({{ links.helpline or "https://x.example" }})\n')
    page = page_of(make_site, folder)
    assert 'src="/media/origami/crane.png"' in page and '<a href="https://help.example.org">Help</a>' in page


def test_a_change_of_the_words_shows_at_once(make_site: MakeSite, folder: Path) -> None:
    client = browser(make_site(COURSE_DIR=str(folder)))
    assert "Cranes" not in client.get("/").text
    (folder / "landing.md").write_text("## Cranes\n")
    assert "<h2>Cranes</h2>" in client.get("/").text


def test_a_first_lesson_that_is_broken_takes_only_the_little_mail_away(make_site: MakeSite, folder: Path) -> None:
    (folder / "01-one.md").write_text(LESSON.replace("First", "{{ nothing.at.all }}"))
    page = page_of(make_site, folder)
    assert '<form class="card"' in page and "Day one, shortened" not in page


# Its faults.


@pytest.mark.parametrize(
    ("text", "line", "rule", "message"),
    [
        ("", 1, "empty", "there is nothing in it"),
        ("---\na: 1\n---\n## A\n", 1, "front-matter", "it needs no front matter"),
        ("## A\n\n# B\n", 3, "heading", "begin headings with ##"),
        ("## A\n\nSome <b>bold</b>\n", 3, "html", "write Markdown"),
        ("## A\n\n[x](javascript:y)\n", 3, "link", "this link leads nowhere"),
        ("## A\n\n{{ first_nam }}\n", 3, "variable", "did you mean first_name?"),
        ("## A\n\n[me]({{ links.preferences }})\n", 3, "variable", "a stranger has no such link yet"),
        ("## A\n\nThis is **bold\n", 3, "markdown", "this bold text isn't closed"),
    ],
)
def test_each_fault_is_told_with_its_line(folder: Path, text: str, line: int, rule: str, message: str) -> None:
    (folder / "landing.md").write_text(text)
    courses, faults = load_courses(folder)
    told = [*faults, *check_course(courses["origami"])]
    assert [(fault.file.name, fault.line, fault.rule) for fault in told] == [("landing.md", line, rule)]
    assert message in told[0].message


def test_words_in_another_encoding_are_told_and_left_out(make_site: MakeSite, folder: Path) -> None:
    (folder / "landing.md").write_bytes("## Für dich\n".encode("latin-1"))
    courses, faults = load_courses(folder)
    assert courses["origami"].landing == ""
    assert [str(fault) for fault in faults] == [
        f"{folder / 'landing.md'}:1: this line isn't UTF-8; save the file as plain text in UTF-8."
    ]
    assert "Origami" in page_of(make_site, folder)


def test_markdown_links_and_addresses_in_angle_brackets_are_no_html(folder: Path) -> None:
    (folder / "landing.md").write_text("<https://example.org> <ada@example.org> `<b>` 3 < 4 > 2\n")
    assert check_course(load_courses(folder)[0]["origami"]) == []


# The brand.


@pytest.fixture
def branded(tmp_path: Path) -> Iterator[Reader]:
    """Ada reads a course with a colour and a logo, the second of its site."""
    folder = Path(shutil.copytree(COURSES / "mornings", tmp_path / "courses" / "mornings"))
    plain = folder.parent / "evenings"
    plain.mkdir()
    (plain / "course.toml").write_text('slug = "evenings"\ntitle = "Evenings"\n')
    (plain / "01-one.md").write_text(LESSON)
    ada = Reader(tmp_path / "reader", COURSE_DIR=str(folder.parent))
    yield ada
    ada.office.stop()
    ada.site.database.close()


def style_of(client: TestClient, page: str) -> str:
    address = re.search(r'<link rel="stylesheet" href="([^"]+)"', page)
    assert address
    answer = client.get(address[1].replace("&amp;", "&"))
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    return answer.text


def test_a_page_wears_its_course_s_colours_and_logo(branded: Reader) -> None:
    purple = palette("#7b2d8b")
    for path in ("/c/mornings", "/c/mornings/sample", "/c/mornings/form"):
        page = branded.client.get(path).text
        style = style_of(branded.client, page)
        assert f"--accent: {purple.light.accent};" in style and f"--accent: {purple.dark.accent};" in style
        assert '<img src="/media/mornings/logo.png" alt="Three Quiet Mornings">' in page
    assert branded.client.get("/media/mornings/logo.png").headers["content-type"] == "image/png"


def test_a_page_of_the_whole_site_wears_the_first_course_s(branded: Reader) -> None:
    for path in ("/privacy", "/safety", "/lost", "/inbox", "/nothing-here"):
        page = branded.client.get(path).text
        style = style_of(branded.client, page)
        assert f"--accent: {LIGHT.accent};" in style and f"--accent: {DARK.accent};" in style and "<img" not in page


def test_every_page_of_a_reader_wears_the_brand_of_their_course(branded: Reader) -> None:
    branded.client.post("/subscribe", data={"email": "ben@example.org", "course": "mornings"})
    with branded.site.database.reading() as session:
        branded.key = session.scalars(select(Subscription.key).order_by(Subscription.id.desc())).first() or ""
    confirming = urlsplit(branded.links.confirm(branded.key)).path
    pages = [branded.client.get(confirming), branded.client.post(confirming)]
    branded.lives(1)
    mine = next(send for send in branded.world.sends(kind=Kind.LESSON) if send.lesson == "the-first-cup").key
    reading = [urlsplit(link).path for link in (branded.links.answer(mine), branded.links.lesson(mine))]
    pages += map(branded.client.get, [branded.preferences, branded.journal(), branded.export(), *reading])
    pages.append(branded.presses("leave"))
    assert [page.status_code for page in pages] == [200] * 8
    assert all("colour=7b2d8b" in page.text and "/media/mornings/logo.png" in page.text for page in pages)


def test_a_colour_that_is_none_is_painted_in_ours(branded: Reader) -> None:
    for colour in ("red", "12345", "7b2d8b;}body{display:none"):
        style = branded.client.get("/static/style.css", params={"colour": colour})
        assert f"--accent: {LIGHT.accent};" in style.text and style.headers["cache-control"] == "no-cache"
    icon = branded.client.get("/static/icon.svg?colour=7b2d8b").text
    assert palette("#7b2d8b").light.accent in icon and "{" not in icon


def test_the_pages_own_rules_hold_no_colours() -> None:
    rules = (Path(__file__).parents[2] / "web" / "static" / "style.css").read_text().partition("@media print")[0]
    assert not re.search(r"#[0-9a-f]{3,8}\b(?! \{)|rgba?\(|hsl", rules)

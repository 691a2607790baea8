"""Signing up, grown: a start date, a choice of courses, a lesson to read first, and the form on other sites."""

from __future__ import annotations

import html
import re
import shutil
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, expect

from course.settings import ROOT
from course.site import Site
from emails.inbox import LocalInbox
from tests.chromium import in_chromium, served
from tests.web.conftest import MakeSite
from tests.web.people import Person, browser, everybody, words
from tests.web.test_headers import PUBLIC

SLUG = "communication-challenge"
LESSON = """---
subject: One
preheader: p
prompt: And *you*, {{ first_name or 'friend' }}?
sources: ["A book"]
---
# One thing

[Home](https://example.org) <b>{{ course.title }}</b>{% if next_date %}, {{ next_date }}{% endif %}
"""


@pytest.fixture
def two_courses(make_site: MakeSite, tmp_path: Path) -> Site:
    for slug, title, zone in (("mornings", "Mornings", "UTC"), ("evenings", "Evenings & nights", "Asia/Tokyo")):
        folder = tmp_path / "both" / slug
        folder.mkdir(parents=True)
        (folder / "course.toml").write_text(f'slug = "{slug}"\ntitle = "{title}"\nzone = "{zone}"\nhour = 20\n')
        (folder / "01-one.md").write_text(LESSON)
    return make_site(COURSE_DIR=str(tmp_path / "both"))


# A start date.


def test_ada_begins_on_the_date_she_chose(client: TestClient, site: Site) -> None:
    form = {"email": "ada@example.org", "zone": "America/New_York", "hour": "8", "start": "2026-12-24"}
    assert client.post("/subscribe", data=form).status_code == 200
    ada = Person(site, "ada@example.org")
    assert ada.confirms().dates[0] == datetime(2026, 12, 24, 13, tzinfo=UTC)
    assert "Day 1 · Thu 24 December, 08:00" in words(client.get(ada.confirm_link).text)


def test_the_date_is_read_by_the_course_s_clock_and_a_slip_is_told_beside_its_field(
    client: TestClient, site: Site
) -> None:
    for start in ("2026-11-21", "2027-12-24", "24.12.2026"):
        answer = client.post("/subscribe", data={"email": "ada@example.org", "start": start})
        assert answer.status_code == 422
        fault = re.search(r'<p class="fault" id="start-fault">([^<]+)</p>', answer.text)
        assert fault and "Please choose a start date within a year" in fault[1]
        assert f'value="{start}" aria-describedby="start-fault start-hint" aria-invalid="true"' in answer.text
    assert everybody(site) == 0


def test_an_empty_date_is_none(client: TestClient, site: Site) -> None:
    client.post("/subscribe", data={"email": "ada@example.org", "start": ""})
    assert Person(site, "ada@example.org").subscription().not_before is None


# Discreet from the first mail on.


def test_who_asks_for_it_gets_not_even_a_first_email_that_tells_what_it_is_about(
    client: TestClient, site: Site
) -> None:
    client.post("/subscribe", data={"email": "ada@example.org", "discreet": "on"})
    client.post("/subscribe", data={"email": "ben@example.org"})
    assert Person(site, "ada@example.org").subscription().discreet
    assert not Person(site, "ben@example.org").subscription().discreet


def test_after_a_slip_the_wish_for_discretion_is_kept(client: TestClient) -> None:
    page = client.post("/subscribe", data={"email": "ada@", "discreet": "on"}).text
    assert 'name="discreet" checked' in page


def test_the_form_leads_whoever_is_afraid_to_the_page_on_safety(client: TestClient) -> None:
    assert "/safety" in client.get("/").text.partition("<form")[2].partition("</form>")[0]
    assert "/safety" in client.get(f"/c/{SLUG}/form").text.partition("&lt;form")[2]


# A choice of courses.


def test_of_several_courses_one_is_chosen_and_the_page_s_own_is_chosen_already(two_courses: Site) -> None:
    client = browser(two_courses)
    page = client.get("/c/mornings").text
    assert '<option value="mornings" selected>Mornings' in page
    assert '<option value="evenings">Evenings &amp; nights' in page
    client.post("/subscribe", data={"email": "ada@example.org", "course": "evenings"})
    ada = Person(two_courses, "ada@example.org").subscription()
    assert (ada.course, ada.zone, ada.hour) == ("evenings", "Asia/Tokyo", 20)


def test_a_course_alone_offers_no_choice(client: TestClient) -> None:
    page = client.get("/").text
    assert '<select id="course"' not in page and f'<input type="hidden" name="course" value="{SLUG}">' in page


def test_after_a_slip_the_course_stays_chosen(two_courses: Site) -> None:
    page = browser(two_courses).post("/subscribe", data={"email": "ada@", "course": "evenings"}).text
    assert '<option value="evenings" selected>' in page


# A lesson to read first.


def test_a_stranger_reads_a_whole_lesson_first(client: TestClient, site: Site) -> None:
    assert f'href="/c/{SLUG}/sample"' in client.get("/").text
    page, first = client.get(f"/c/{SLUG}/sample"), site.library.first.lessons[0]
    text = words(page.text)
    assert page.status_code == 200 and page.text.count("<h1") == 1
    assert first.title in text and first.prompt in text
    for paragraph in re.findall(r"^[A-Z][\w ]{20,60}", first.body, re.MULTILINE):
        assert paragraph in text
    assert f'href="/c/{SLUG}#sign-up"' in page.text
    assert len(page.content) + len(client.get("/static/style.css").content) < 60_000


def test_the_sample_holds_no_reader_s_link_and_no_open_mark(two_courses: Site) -> None:
    page = browser(two_courses).get("/c/mornings/sample").text
    assert "{{" not in page and "{%" not in page and not re.search(r'href=""', page)
    for door in ("unsubscribe", "confirm", "preferences", "answer", "lesson/", "journal"):
        assert f"/{door}" not in page
    assert "<b>Mornings</b>" in page and "And <em>you</em>, friend?" in page and "A book" in page
    assert '<a href="https://example.org">Home</a>' in page


def test_every_shipped_lesson_would_do_as_a_sample(site: Site) -> None:
    from emails.sample import sample

    course = site.library.first
    found = [sample(course, lesson, "/media/x/") for lesson in course.lessons]
    assert [each.day for each in found] == list(range(1, 12))
    assert not [each for each in found if "{" in each.body + each.prompt or "[[" in each.body]


def test_a_course_that_is_not_there_has_neither_sample_nor_form(client: TestClient) -> None:
    assert client.get("/c/origami/sample").status_code == client.get("/c/origami/form").status_code == 404


def test_a_broken_first_lesson_is_no_open_wound(make_site: MakeSite, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ROOT / "course" / "lessons", tmp_path / "lessons"))
    file = next(folder.glob("01-*.md"))
    file.write_text(file.read_text() + "\n{{ 1 / 0 }}\n")
    answer = browser(make_site(COURSE_DIR=str(folder))).get(f"/c/{SLUG}/sample")
    assert answer.status_code == 500 and str(tmp_path) not in answer.text


# The form on other sites.


class Form(HTMLParser):
    """What a browser makes of a form: where it goes, and its fields with their values."""

    def __init__(self, snippet: str) -> None:
        super().__init__()
        self.action, self.method, self.fields = "", "", dict[str, str]()
        self.tags: set[str] = set()
        self.feed(snippet)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        if tag == "form":
            self.action, self.method = given["action"], given["method"]
        if tag == "input":
            self.fields[given["name"]] = given.get("value", "")


def snippet_of(page: str) -> str:
    """What somebody copies out of the page."""
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert found
    return html.unescape(found[1])


def test_the_form_copied_to_another_site_signs_people_up_there(two_courses: Site) -> None:
    """Another site's page: no cookie of ours, its own Origin, and nothing but the fields of the form."""
    form = Form(snippet_of(browser(two_courses).get("/c/evenings/form").text))
    assert (form.action, form.method) == ("http://127.0.0.1:8000/subscribe", "post")
    assert set(form.fields) == {"course", "email", "name", "website"} and "script" not in form.tags
    elsewhere = browser(two_courses, address="192.0.2.7")
    headers = {"Origin": "https://blog.example.net", "Sec-Fetch-Site": "cross-site"}
    answer = elsewhere.post(
        form.action, data={**form.fields, "email": "ada@example.org", "name": "Ada"}, headers=headers
    )
    assert answer.status_code == 200 and "Check your inbox" in answer.text
    ada = Person(two_courses, "ada@example.org")
    assert ada.is_owed() == ["confirmation"] and ada.subscription().course == "evenings"


def test_the_form_leads_to_the_public_address_and_its_title_cannot_break_out(
    make_site: MakeSite, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(ROOT / "course" / "lessons", tmp_path / "lessons"))
    toml = (folder / "course.toml").read_text()
    (folder / "course.toml").write_text(
        re.sub(r"^title = .*$", "title = '</textarea><script>x</script>'", toml, flags=re.MULTILINE)
    )
    page = browser(make_site(**PUBLIC, COURSE_DIR=str(folder))).get(f"/c/{SLUG}/form").text
    assert "<script>" not in page and page.count("</textarea>") == 1
    snippet = snippet_of(page)
    assert Form(snippet).action == "https://course.example.org/subscribe"
    assert "&lt;/textarea&gt;" in snippet and "<script>" not in snippet


# The zone of the browser.


@in_chromium
def test_the_inbox_takes_up_new_mail_and_leaves_the_focus_alone(site: Site, chromium: Browser) -> None:
    inbox = LocalInbox(site.settings.data_dir / "inbox")
    inbox.keep(b"Subject: The first\n\nHello")
    with served(site) as url:
        page = chromium.new_page()
        page.goto(f"{url}/inbox")
        page.get_by_role("link", name="The first").focus()
        with page.expect_response("**/inbox") as answer:
            pass
        answer.value.finished()
        expect(page.get_by_role("link", name="The first")).to_be_focused()
        inbox.keep(b"Subject: The second\n\nHello")
        expect(page.get_by_role("link", name="The second")).to_be_visible(timeout=20_000)


@pytest.mark.long
@in_chromium
def test_the_zone_of_the_browser_is_chosen_and_without_script_the_course_s(site: Site, chromium: Browser) -> None:
    complaints: list[str] = []
    with served(site) as url:
        for zone, script, chosen in (
            ("Asia/Tokyo", True, "Asia/Tokyo"),
            ("Asia/Calcutta", True, "Asia/Calcutta"),
            ("Asia/Tokyo", False, site.library.first.zone),
        ):
            page = chromium.new_context(timezone_id=zone, java_script_enabled=script).new_page()
            page.on("console", lambda message: complaints.append(message.text))
            page.goto(url)
            assert page.get_by_label("Time zone").input_value() == chosen
        page = chromium.new_context(timezone_id="Asia/Tokyo").new_page()
        page.goto(url)
        page.get_by_label("Time zone").select_option("Europe/Paris")
        page.get_by_label("Email").fill("a@b")
        page.get_by_role("button", name="Sign up").click()
        assert page.get_by_role("heading", level=1).inner_text() == "Almost there"
        assert page.get_by_label("Time zone").input_value() == "Europe/Paris", "what was chosen by hand stays"
    assert complaints == []

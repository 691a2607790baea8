"""Data to take along, lost links, and pages that never act when they are only looked at."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from course.models import DeskReply, InboundEmail, Kind
from emails.receiving import InTray, receive
from tests.emails.letters import letter, reply_address
from tests.web.conftest import MakeSite
from tests.web.mailbox import DOORS
from tests.web.people import Person, browser, words
from tests.web.reader import Reader

RUTH = "ruth@author.example"
TOLD_AT_ONCE = {"ANSWERS_TO": RUTH, "ANSWERS_WHEN": "at_once"}


def every_page(reader: Reader) -> list[str]:
    """Every page that some link leads this reader to."""
    asks = [f"{reader.preferences}?ask={what}" for what in ("leave", "restart", "delete")]
    lesson = reader.browser(2)
    mine = [reader.preferences, reader.calendar, reader.export(), f"{reader.export()}?format=json", reader.journal()]
    return [
        *(mine + asks),
        *(f"{reader.journal()}?format=text", reader.answer(2), lesson, f"{lesson}/html", f"{lesson}/html?alone=1"),
        *(reader.address_link(True), reader.address_link(False), "/lost", "/privacy", "/safety"),
    ]


def writes_back(reader: Reader, text: str) -> None:
    """The author replies to what told them of ada's answer, and it reaches her."""
    to = reply_address(reader.site, reader.world.sends(kind=Kind.SUMMARY)[-1].key)
    receive(reader.site, letter(text, to, RUTH, "<1@ruth.example>"), RUTH, [to])
    InTray(reader.site).look(threading.Event())
    reader.lives(0)


def test_looking_never_acts(reader: Reader, readers_dump: Callable[[], list[str]]) -> None:
    reader.lives(2)
    reader.client.post(reader.answer(2), data={"text": "At dinner"})
    reader.presses("address", address="new@example.org")
    before = readers_dump()
    for path in every_page(reader):
        for _ in range(3):
            assert reader.client.get(path).status_code == reader.client.head(path).status_code == 200, path
    for action in ("pause", "next", "leave", "delete"):
        reader.client.get(f"{reader.preferences}?action={action}&sure=yes")
    assert readers_dump() == before


@pytest.mark.parametrize("reader", [TOLD_AT_ONCE], indirect=True)
def test_no_link_of_any_mail_acts_by_itself(reader: Reader, readers_dump: Callable[[], list[str]]) -> None:
    """The whole course, with every other mail that people can cause, opened by a scanner three times."""
    course = reader.world.course
    patient = replace(course, nudge_days=(1, 2), wait_for_answer_days=4)
    reader.site.library.courses[course.slug] = patient
    reader.lives(1.5)
    to = reply_address(reader.site, reader.lesson(1).key)
    receive(reader.site, letter("help", to), reader.email, [to])
    InTray(reader.site).look(threading.Event())
    reader.client.post(reader.answer(1), data={"text": "At dinner"})
    reader.lives(0)
    writes_back(reader, "Thank you.")
    for action in ("again", "links", "address"):
        reader.presses(action, address="new@example.org")
    reader.client.post("/subscribe", data={"email": reader.email})
    reader.world.apply("ben@example.org")
    reader.key, ada = reader.world.join("cleo@example.org"), reader.key
    reader.presses("leave")
    reader.key = ada
    reader.lives(50)
    assert {send.kind for send in reader.world.sends(state="sent")} == set(Kind), "every kind of mail was sent"
    mails = reader.client.app.state.inbox.messages(100)  # type: ignore[attr-defined]
    urls = {link.url for mail in mails for link in mail.links} | {url for mail in mails for url in in_headers(mail.raw)}
    ours = {url for url in urls if url.startswith(reader.site.settings.site_url)}
    assert {url.split("/")[3] for url in ours} - {"c"} == {door.split("/")[1] for door in DOORS}
    before = readers_dump()
    for url in sorted(ours) * 3:
        assert reader.client.get(url).status_code == reader.client.head(url).status_code == 200, url
    assert readers_dump() == before


def in_headers(raw: bytes) -> list[str]:
    """The addresses that a mail program finds in a mail's head."""
    head = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0].replace(b"\n ", b" ")
    return re.findall(r"<(https?:[^>]+)>", head.decode("ascii"))


def test_pages_about_a_reader_are_neither_kept_nor_found(reader: Reader) -> None:
    reader.lives(2)
    reader.presses("address", address="new@example.org")
    for path in every_page(reader)[:-3]:
        headers = reader.client.get(path).headers
        assert headers["cache-control"] == "no-store" and headers["x-robots-tag"] == "noindex", path
        policy = headers["content-security-policy"]
        assert "unsafe-inline" not in policy or policy.startswith("sandbox;")
        assert headers["referrer-policy"] == "no-referrer" and headers["x-content-type-options"] == "nosniff"


def test_ada_downloads_everything_that_is_kept_about_her(reader: Reader) -> None:
    reader.lives(2)
    reader.client.post(reader.answer(1), data={"text": "“Because” <b>"})
    reader.presses("save", hour="9", discreet="on")
    answer = reader.client.get(f"{reader.export()}?format=json")
    assert answer.headers["content-disposition"] == 'attachment; filename="my-data.json"'
    data = answer.json()
    assert data == reader.client.get(reader.export(), headers={"Accept": "application/json"}).json()
    assert data["person"]["email"] == reader.email and data["person"]["first_name"] == "Ada"
    assert data["settings"] | {"hour": 9, "discreet": True, "zone": "Europe/Berlin"} == data["settings"]
    assert data["consent"]["confirmed_at"] == "2027-03-01T06:00:00+00:00" and data["consent"]["asked_at"]
    assert [mail["kind"] for mail in data["mails"] if mail["state"] == "sent"] == ["lesson", "welcome", "lesson"]
    answers = {entry["lesson"]: entry["answers"] for entry in data["questions"]}
    assert [each["text"] for each in answers["why-you-want-to-hear-it"]] == ["“Because” <b>"]
    assert len(data["calendar"]) == 9


@pytest.mark.parametrize("reader", [TOLD_AT_ONCE], indirect=True)
def test_what_the_author_wrote_is_in_it_and_their_address_is_not(reader: Reader) -> None:
    reader.lives(1)
    reader.client.post(reader.answer(1), data={"text": "At dinner"})
    reader.lives(0.25)
    writes_back(reader, "Thank you.")
    data = reader.client.get(f"{reader.export()}?format=json")
    entry = next(each for each in data.json()["questions"] if each["answers"])
    assert [each["text"] for each in (*entry["answers"], *entry["written_back"])] == ["At dinner", "Thank you."]
    page = reader.client.get(reader.export(), headers={"Accept": "text/html"})
    assert re.search(r"At dinner .* Thank you\. They wrote back: Tue 2 March 2027, 1\d:", words(page.text))
    assert "Your answers, told to whoever runs this course sent Tue 2 March 2027, 07:00" in words(page.text)
    assert "What they wrote back sent Tue 2 March 2027, 13:00" in words(page.text)
    journal, text = reader.client.get(reader.journal()), reader.client.get(f"{reader.journal()}?format=text")
    assert re.search(r"At dinner .* They wrote back Thank you\. Tue 2 March, 1\d:", words(journal.text))
    assert re.search(r"They wrote back, Tue 2 March, 1\d:\d\d\nThank you\.", text.text)
    assert not any("ruth" in each.text.lower() for each in (data, page, journal, text))
    reader.client.post(reader.preferences, data={"action": "delete", "sure": "yes"})
    with reader.site.database.reading() as session:
        assert session.query(DeskReply).count() == session.query(InboundEmail).count() == 0


def test_her_data_opens_for_a_week_and_from_no_page(reader: Reader) -> None:
    """A lesson that is passed on leads to the preferences, and those must not lead on to what she wrote."""
    reader.lives(1)
    pages = (reader.preferences, f"{reader.preferences}?ask=delete", reader.browser(1), reader.answer(1))
    assert not any("/export/" in reader.client.get(page).text for page in pages)
    assert reader.client.get(reader.export(age=7)).status_code == 200
    expired = reader.client.get(reader.export(age=8))
    assert expired.status_code == 410 and 'action="/lost"' in expired.text


def test_no_number_or_key_of_ours_is_in_it(reader: Reader) -> None:
    reader.lives(2)
    reader.client.post(reader.answer(1), data={"text": "x"})
    data = reader.client.get(f"{reader.export()}?format=json").text
    rows = [reader.key, *(send.key for send in reader.world.sends())]
    assert not any(key in data for key in rows)
    assert not {name for name in _names(json.loads(data)) if name == "id" or name.endswith(("_id", "key"))}


def test_what_is_kept_about_ben_is_not_in_it(reader: Reader) -> None:
    reader.world.join("ben@example.org", "Asia/Tokyo", 8, "Ben")
    assert "ben" not in reader.client.get(f"{reader.export()}?format=json").text.lower()


def test_the_same_can_be_read_as_a_page(reader: Reader) -> None:
    reader.lives(1)
    reader.client.post(reader.answer(1), data={"text": "<script>alert(1)</script>"})
    page = reader.client.get(reader.export(), headers={"Accept": "text/html,application/json"}).text
    assert "First name Ada" in words(page) and "Confirmed Mon 1 March 2027, 07:00" in words(page)
    assert f'href="{reader.preferences}"' in page
    assert "<script" not in page and "&lt;script&gt;alert(1)" in page


def test_the_page_of_her_data_is_for_reading(reader: Reader) -> None:
    """In her own time, in order and in words; the file has every name of ours."""
    reader.lives(2)
    reader.client.post(reader.answer(1), data={"text": "At dinner"})
    reader.presses("again")
    reader.presses("pause")
    page = reader.sees(reader.export())
    assert "Times are yours: Europe/Berlin." in page and "UTC" not in page
    assert "Where you are On hold" in page and "Last lesson Day 2: What silence protects" in page
    assert "Day 3: Share the good, too on hold" in page and "Lessons to come" not in page
    assert "A lesson once more (What silence protects) to come Wed 3 March 2027, 07:00" in page
    assert "On every day" in page and "Email at 07:00, Europe/Berlin" in page
    mails = page[page.index("Emails to you") :]
    order = ["The question whether", "Welcome sent Mon 1 March", "Day 1: Why you want to hear it sent Tue 2 March"]
    assert [mails.index(each) for each in order] == sorted(mails.index(each) for each in order)
    assert not re.search("communication-challenge|what-silence|lost_link|Bytes|Tries|Quote no|Not before", page)


def test_lost_links_come_by_mail(reader: Reader) -> None:
    reader.lives(1)
    sent = reader.client.post("/lost", data={"email": " ADA@example.org "})
    assert sent.status_code == 200 and "Check your inbox" in sent.text
    assert reader.world.sends(kind="lost_link")[0].state == "due"
    reader.lives(0)
    mail = reader.client.app.state.inbox.messages(1)[0]  # type: ignore[attr-defined]
    paths = [re.sub(r"^https?://[^/]+", "", link.url) for link in mail.links]
    assert reader.preferences in paths and reader.journal() in paths
    assert "Your journal" in reader.sees(reader.journal())


def test_the_page_tells_nobody_who_subscribes(reader: Reader) -> None:
    everyone = (reader.email, "stranger@example.org")
    assert len({reader.client.post("/lost", data={"email": email}).content for email in everyone}) == 1
    assert len(reader.world.sends(kind="lost_link")) == 1


def test_nobody_is_flooded_with_links(reader: Reader) -> None:
    reader.lives(1)
    for _ in range(8):
        reader.client.post("/lost", data={"email": reader.email})
        reader.presses("links")
        reader.lives(0)
    assert len(reader.world.sends(kind="lost_link")) <= 2


def test_the_page_of_ones_own_mails_the_links_to_its_own_address(reader: Reader) -> None:
    for _ in range(2):
        assert "Your links are on their way to your own mailbox." in words(reader.presses("links").text)
    assert [send.recipient for send in reader.world.sends(kind="lost_link")] == [""]


def test_when_no_more_links_are_mailed_the_page_says_so_and_when_they_may_be_asked_for(reader: Reader) -> None:
    reader.presses("links")
    reader.lives(0.25)
    reader.presses("links")
    reader.lives(0.25)
    told = reader.presses("links")
    assert told.status_code == 200 and "You may ask again in about 12 hours." in words(told.text)
    assert "in your mailbox already" in words(told.text) and len(reader.world.sends(kind="lost_link")) == 2
    reader.lives(0.5)
    assert "on their way" in words(reader.presses("links").text)
    assert len(reader.world.sends(kind="lost_link")) == 3


@pytest.mark.parametrize("typed", ["", "ada@", "a" * 300 + "@example.org"])
def test_what_is_no_address_is_told_beside_its_field(reader: Reader, typed: str) -> None:
    refused = reader.client.post("/lost", data={"email": typed})
    assert refused.status_code == 422 and 'aria-describedby="email-fault" aria-invalid="true"' in refused.text
    assert f'value="{typed}"' in refused.text


def test_asking_for_links_counts_as_a_sign_up(make_site: MakeSite) -> None:
    client = browser(make_site(SIGNUP_PER_IP_HOUR="2"))
    assert client.post("/subscribe", data={"email": "ada@example.org"}).status_code == 200
    assert client.post("/lost", data={"email": "ada@example.org"}).status_code == 200
    assert client.post("/lost", data={"email": "ada@example.org"}).status_code == 429


def test_who_has_not_confirmed_gets_no_links(client: TestClient, ada: Person) -> None:
    client.post("/lost", data={"email": ada.email})
    assert ada.is_owed() == ["confirmation"]


def _names(data: Any) -> set[str]:
    if isinstance(data, dict):
        return {*data, *(name for value in data.values() for name in _names(value))}
    return {name for value in data for name in _names(value)} if isinstance(data, list) else set()

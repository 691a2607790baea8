"""The sign-up page: what it says, what it takes, and how it answers a slip."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from course.clock import real_now
from course.models import Subscriber, SubscriptionState
from course.site import Site
from course.suppressions import suppress
from tests.web.conftest import MakeSite
from tests.web.people import Person, browser, everybody, words

ADA = {"email": "ada@example.org", "name": "Ada", "zone": "Asia/Kolkata", "hour": "21"}


def test_a_stranger_reads_what_it_is_and_who_it_is_not_for(client: TestClient, site: Site) -> None:
    page = words(client.get("/").text)
    assert "The 11-Day Communication Challenge" in page
    assert "One lesson a day, for eleven days" in page
    assert "Nothing is ever sent to your partner" in page
    assert "it isn't your fault, and opening up more isn't the answer" in page
    assert 'When the answer is "not now"' in page
    assert f'href="{site.library.first.helpline_url}"' in client.get("/").text


def test_the_page_offers_the_courses_hour_and_zone_and_every_city(make_site: MakeSite, tmp_path: Path) -> None:
    page = browser(make_site(COURSE_DIR=str(_copy(tmp_path / "one", zone="America/New_York", hour=19)))).get("/").text
    assert '<option value="19" selected>19:00' in page
    assert page.count('<option value="America/New_York" selected>New York') == 1
    assert '<option value="America/Argentina/Buenos_Aires">Argentina, Buenos Aires' in page
    assert page.count("<option value=") > 400
    for old in ("Asia/Calcutta", "Australia/North", "Australia/LHI", "America/Argentina/ComodRivadavia"):
        assert f'"{old}"' not in page, "one name for each city"


@pytest.mark.parametrize("zone", ["UTC", "Asia/Calcutta"])
def test_a_zone_that_is_no_city_of_today_stands_above_them_once(make_site: MakeSite, tmp_path: Path, zone: str) -> None:
    page = browser(make_site(COURSE_DIR=str(_copy(tmp_path / "one", zone=zone, hour=19)))).get("/").text
    assert page.count(f'"{zone}"') == page.count(f'<option value="{zone}" selected>{zone}') == 1


def test_the_whole_page_weighs_less_than_60_kb_and_is_one_document_one_style_sheet_and_an_icon(
    client: TestClient,
) -> None:
    page = client.get("/")
    needed = re.findall(r'(?:<link rel="\w+"[^>]* href|src)="([^"]+)"', page.text)
    assert [path.partition("?")[0] for path in needed] == ["/static/style.css", "/static/icon.svg"]
    assert sum(len(part.content) for part in [page, *map(client.get, needed)]) < 60_000


def test_ada_signs_up_and_is_owed_a_confirmation(client: TestClient, site: Site) -> None:
    answer = client.post("/subscribe", data=ADA)
    ada = Person(site, "ada@example.org")
    assert answer.status_code == 200
    assert "Check your inbox" in answer.text and 'href="/inbox"' in answer.text
    assert ada.is_owed() == ["confirmation"]
    assert (ada.subscription().zone, ada.subscription().hour) == ("Asia/Kolkata", 21)


def test_only_an_address_is_needed(client: TestClient, site: Site) -> None:
    assert client.post("/subscribe", data={"email": "ada@example.org", "name": "", "zone": ""}).status_code == 200
    found = Person(site, "ada@example.org").subscription()
    assert (found.zone, found.hour) == (site.library.first.zone, site.library.first.hour)


def test_the_answer_tells_nobody_who_subscribes(
    client: TestClient, site: Site, signs_up: Callable[..., Person]
) -> None:
    people = [signs_up(name) for name in ("Ada", "Ben", "Cleo", "Dan")]
    for person in people[1:]:
        person.confirms()
    client.post(people[2].unsubscribe_link)
    with site.database.writing() as session:
        dan = session.get_one(Subscriber, people[3].subscription().subscriber_id)
        suppress(session, site.settings.secret_key, dan, "hard bounce", real_now())
    everyone = [person.email for person in people] + ["new@example.org"]
    answers = {client.post("/subscribe", data={"email": email}).content for email in everyone}
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("email", "ada@", "This doesn't look like an email address"),
        ("email", "", "email address"),
        ("name", "see www.example.com", "Please give just a first name"),
        ("zone", "Mars/Olympus", "We don't know this time zone"),
        ("hour", "24", "Please choose an hour from 0 to 23"),
        ("hour", "²", "Please choose an hour from 0 to 23"),
    ],
)
def test_ben_makes_a_slip_and_reads_beside_the_field_what_to_mend(
    client: TestClient, site: Site, field: str, value: str, sentence: str
) -> None:
    answer = client.post("/subscribe", data={**ADA, field: value})
    assert answer.status_code == 422
    fault = re.search(rf'<p class="fault" id="{field}-fault">([^<]+)</p>', answer.text)
    assert fault and sentence in words(fault[1])
    assert re.search(rf'id="{field}"[^>]* aria-describedby="{field}-fault[^>]* aria-invalid="true"', answer.text)
    assert everybody(site) == 0


def test_what_was_typed_is_kept(client: TestClient) -> None:
    page = client.post("/subscribe", data={**ADA, "email": 'ada@"><b>'}).text
    assert 'value="ada@&#34;&gt;&lt;b&gt;"' in page and 'value="Ada"' in page
    assert '<option value="Asia/Kolkata" selected>' in page and '<option value="21" selected>' in page


def test_a_course_that_is_not_there_is_told_too(client: TestClient) -> None:
    answer = client.post("/subscribe", data={**ADA, "course": "origami"})
    assert answer.status_code == 422 and "There is no such course here" in answer.text


def test_a_bot_that_fills_every_field_gets_the_same_page_and_nothing_happens(client: TestClient, site: Site) -> None:
    bots = client.post("/subscribe", data={**ADA, "website": "https://example.com"})
    assert everybody(site) == 0
    assert bots.content == client.post("/subscribe", data=ADA).content


def test_a_form_on_another_site_is_taken_in_both_encodings(client: TestClient, site: Site) -> None:
    foreign = {"Origin": "https://blog.example.net", "Referer": "https://blog.example.net/"}
    assert client.post("/subscribe", data=ADA, headers=foreign).status_code == 200
    parts = {"email": (None, "ben@example.org"), "name": (None, "Ben")}
    assert client.post("/subscribe", files=parts, headers=foreign).status_code == 200
    assert everybody(site) == 2


def test_what_is_no_form_is_refused(client: TestClient, site: Site) -> None:
    broken = {"Content-Type": "multipart/form-data; boundary=x"}
    assert client.post("/subscribe", json=ADA).status_code == 422
    assert client.post("/subscribe").status_code == 422
    assert client.post("/subscribe", content=b"--y", headers=broken).status_code == 422
    assert client.post("/subscribe", files={"email": ("x.txt", b"ada@example.org")}).status_code == 422
    assert client.post("/subscribe", data={**ADA, "name": "a" * 20_000}).status_code == 413
    assert client.post("/subscribe", content=(b"a" * 5_000 for _ in range(5))).status_code in (413, 422)
    assert everybody(site) == 0


@pytest.mark.parametrize(
    "charset", ["punycode", "undefined", "idna", "unicode_escape", "utf-7", "hex", "nonsense", "\0"]
)
def test_a_form_in_a_charset_of_pythons_own_breaks_nothing(client: TestClient, charset: str) -> None:
    part = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    form = part.format("email", "ada@example.org") + part.format("name", "\\ud800 +2AA-") + "--x--\r\n"
    headers = {"Content-Type": f"multipart/form-data; boundary=x; charset={charset}"}
    assert client.post("/subscribe", content=form.encode(), headers=headers).status_code in (200, 422)


def test_from_one_address_ten_an_hour_may_sign_up(site: Site) -> None:
    client = browser(site)
    for number in range(10):
        client.post("/subscribe", data={"email": "a slip"})
        assert client.post("/subscribe", data={"email": f"ada{number}@example.org"}).status_code == 200
    refused = client.post("/subscribe", data={"email": "ben@example.org"})
    assert refused.status_code == 429 and 3500 < int(refused.headers["retry-after"]) <= 3600
    assert "in about 60 minutes" in words(refused.text)
    assert everybody(site) == 10


@pytest.mark.parametrize(
    ("first", "second", "one_client"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("fe80::1%eth0", "fe80::2", True),
    ],
)
def test_ipv6_counts_by_its_64(make_site: MakeSite, first: str, second: str, one_client: bool) -> None:
    site = make_site(SIGNUP_PER_IP_HOUR="1")
    app = browser(site, address=first)
    assert app.post("/subscribe", data=ADA).status_code == 200
    other = TestClient(app.app, client=(second, 1))
    assert other.post("/subscribe", data=ADA).status_code == (429 if one_client else 200)


def test_a_limit_of_0_lifts_it(make_site: MakeSite) -> None:
    client = browser(make_site(SIGNUP_PER_IP_HOUR="0"))
    answers = {client.post("/subscribe", data={"email": f"a{n}@example.org"}).status_code for n in range(15)}
    assert answers == {200}


def test_of_two_courses_the_front_page_shows_the_first_and_leads_to_the_other(
    make_site: MakeSite, tmp_path: Path
) -> None:
    _copy(tmp_path / "both" / "a", slug="first", title="First steps")
    _copy(tmp_path / "both" / "b", slug="second", title="Second & last")
    site = make_site(COURSE_DIR=str(tmp_path / "both"))
    client = browser(site)
    assert '<a href="/c/second">Second &amp; last</a>' in client.get("/").text
    assert "<h1>Second &amp; last</h1>" in client.get("/c/second").text
    assert client.get("/c/third").status_code == 404
    client.post("/subscribe", data={**ADA, "course": "second"})
    assert Person(site, ADA["email"]).subscription().course == "second"


def test_a_course_without_a_helpline_says_nothing_of_partners(make_site: MakeSite, tmp_path: Path) -> None:
    folder = _copy(tmp_path / "plain", helpline_url="")
    (folder / "landing.md").unlink()
    page = browser(make_site(COURSE_DIR=str(folder))).get("/").text
    assert "afraid" not in page and "partner" not in page.partition('id="days"')[0]


def test_a_suppressed_person_gets_no_mail(client: TestClient, site: Site, ben: Person) -> None:
    ben.changes(state=SubscriptionState.SUPPRESSED)
    assert client.post("/subscribe", data={"email": ben.email}).status_code == 200


def _copy(folder: Path, **values: str | int) -> Path:
    """The shipped course with other values in its course.toml."""
    shipped = Path(__file__).parents[2] / "course" / "lessons"
    shutil.copytree(shipped, folder)
    toml = (folder / "course.toml").read_text()
    for key, value in values.items():
        given = f'"{value}"' if isinstance(value, str) else value
        toml = re.sub(rf"^{key} = .*$", f"{key} = {given}", toml, flags=re.MULTILINE)
    (folder / "course.toml").write_text(toml)
    return folder

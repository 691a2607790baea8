"""A reader's whole side of the course in a real browser, with script and without, and by keyboard alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from emails.inbox import LocalInbox
from emails.inbox_mail import InboxMail
from tests.chromium import IN_CHROMIUM, free_port, until_listening
from tests.servers import Processes

pytestmark = IN_CHROMIUM

TOKYO = ZoneInfo("Asia/Tokyo")
WAIT = 60_000
LATE = timedelta(hours=5)
"""A day lasts ten seconds, so that a second's wait for the relay is over two hours late."""
CALENDAR_LINE = re.compile(r"Day (\d+) · \w{3} (\d+) (\w+), (\d\d):(\d\d)")
DAY_OF = re.compile(r"^Day (\d+) of 11", re.MULTILINE)


@dataclass
class Copy:
    """The site as `course run` brings it up, a day lasting ten seconds."""

    url: str
    inbox: LocalInbox
    processes: Processes

    def lessons(self) -> dict[int, InboxMail]:
        """The lessons that came, by their day."""
        found = ((DAY_OF.search(mail.text), mail) for mail in self.inbox.messages(100))
        return {int(match[1]): mail for match, mail in found if match}


@dataclass
class Ada:
    """A reader in front of a browser, who notes down the calendar whenever a page shows it.

    `page` is her mail, `mine` her own page, `address` its link.
    """

    copy: Copy
    page: Page
    mine: Page = field(init=False)
    address: str = field(init=False)
    promised: dict[int, datetime] = field(default_factory=dict)
    checked: set[int] = field(default_factory=set)

    def opens(self, subject: str) -> None:
        """A mail in the inbox, once it has come; the list looks again by itself."""
        self.page.goto(f"{self.copy.url}/inbox")
        self.page.locator(".mails").get_by_role("link", name=subject).first.click(timeout=WAIT)

    def follows(self, path: str) -> Page:
        """A link of the mail that is open, to a page in a new tab."""
        with self.page.expect_popup() as opened:
            self.page.locator(f'nav a[href*="/{path}/"], p a.button[href*="/{path}/"]').first.click()
        return opened.value

    def notes(self, page: Page) -> None:
        """What the calendar on a page promises from now on."""
        shown = CALENDAR_LINE.findall(page.locator("main").inner_text())
        for day, date, month, hour, minute in shown:
            read = f"{date} {month} {_year_of(month)} {hour}:{minute} +0900"
            self.promised[int(day)] = datetime.strptime(read, "%d %B %Y %H:%M %z")

    def checks(self) -> None:
        """Each lesson that came since the last time came when the calendar last shown had said."""
        for day, mail in self.copy.lessons().items():
            if day not in self.checked and day in self.promised and mail.date:
                late = mail.date - self.promised[day]
                assert timedelta(minutes=-1) <= late <= LATE, (day, self.promised[day], mail.date)
                self.checked.add(day)

    def presses(self, page: Page, button: str, said: str) -> None:
        """A button; the page that follows says what came of it, and when the next ones come."""
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_role("status")).to_contain_text(said)
        self.notes(page)
        self.checks()


def _year_of(month: str) -> int:
    """The story takes a few weeks of a copy's time, which begins now."""
    now = datetime.now(TOKYO)
    return now.year + (month == "January" and now.month == 12)


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Copy]:
    port, door = free_port(), free_port()
    processes = Processes(tmp_path, CLOCK_SPEED="8640", INBOUND_LISTEN=f"127.0.0.1:{door}")
    run = processes.start("run", "--port", str(port))
    try:
        until_listening(port, run)
        assert run.poll() is None, processes.output()
        inbox = LocalInbox(Path(processes.environ["DATA_DIR"]) / "inbox")
        yield Copy(f"http://127.0.0.1:{port}", inbox, processes)
        assert processes.stop(run) in (0, -15)
    finally:
        processes.end()


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def context(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A phone in Tokyo."""
    context = chromium.new_context(
        java_script_enabled=request.param,
        timezone_id="Asia/Tokyo",
        viewport={"width": 375, "height": 720},
        accept_downloads=True,
    )
    yield context
    context.close()


@pytest.mark.slow
def test_ada_lives_her_course(copy: Copy, context: BrowserContext) -> None:
    ada = Ada(copy, context.new_page())
    signs_up(ada)

    ada.opens("Why you want to hear it")
    ada.mine = mine = ada.follows("preferences")
    ada.address = mine.url
    mine.get_by_label("Send it at").select_option("20")
    ada.presses(mine, "Save", "Saved.")

    ada.opens("What silence protects")
    ada.checks()
    ada.page.get_by_label("Reply from ada@example.org").fill("Once, at dinner. I was protecting the evening.")
    ada.page.get_by_role("button", name="Send the reply").press("Enter")  # a click may fall into the frame still
    expect(ada.page.get_by_role("status")).to_contain_text("Sent, as ada@example.org would")
    answer = ada.follows("answer")
    answer.get_by_role("textbox").fill("And again on Sunday.")
    answer.get_by_role("button", name="Keep my answer").click()
    expect(answer.get_by_role("heading", level=1)).to_have_text("Kept")

    pauses_resumes_and_takes_one_early(ada)
    reads_and_edits_her_journal(ada)
    downloads_her_data(ada)
    ada.opens("Feelings don't travel alone")
    leaves(ada)
    assert ada.checked >= {1, 2, 3, 4}


def signs_up(ada: Ada) -> None:
    """In Tokyo's zone; the page after the button shows when each lesson comes."""
    ada.page.goto(ada.copy.url)
    ada.page.get_by_label("Email").fill("ada@example.org")
    ada.page.get_by_label("Time zone").select_option("Asia/Tokyo")
    ada.page.get_by_role("button", name="Sign up").click()
    ada.opens("Please confirm")
    confirming = ada.follows("confirm")
    confirming.get_by_role("button").click()
    expect(confirming.get_by_role("listitem")).to_have_count(11)
    ada.notes(confirming)
    assert min(ada.promised.values()).hour == 7


def pauses_resumes_and_takes_one_early(ada: Ada) -> None:
    mine = ada.mine
    mine.reload()
    ada.notes(mine)
    later = min(ada.promised[day] for day in ada.promised if day not in ada.copy.lessons()) + timedelta(days=3)
    mine.get_by_label("First day on which email may come again").fill(f"{later:%Y-%m-%d}")
    ada.presses(mine, "Pause", "On hold. The next lesson comes")
    coming = max(ada.copy.lessons()) + 1
    assert ada.promised[coming].date() == later.date()
    ada.presses(mine, "Go on", "Welcome back.")
    assert ada.promised[coming] < later
    ada.presses(mine, "Send the next one now", "It’s on its way to you.")
    ada.opens("Share the good")


def reads_and_edits_her_journal(ada: Ada) -> None:
    """Its link comes by mail; both answers stand in it."""
    mine = ada.mine
    mine.get_by_role("button", name="Email me my journal and my data").click()
    expect(mine.get_by_role("status")).to_contain_text("Your links are on their way")
    ada.notes(mine)
    ada.opens("Your links")
    journal = ada.follows("journal")
    expect(journal.locator(".words")).to_have_text(
        ["Once, at dinner. I was protecting the evening.", "And again on Sunday."]
    )
    second = journal.get_by_role("article").nth(1)
    second.get_by_text("Change or delete").click()
    second.get_by_label("Your words").fill("And again on Monday.")
    second.get_by_role("button", name="Save").click()
    expect(journal.get_by_role("status")).to_have_text("Changed.")
    expect(journal.locator(".words").nth(1)).to_have_text("And again on Monday.")


def downloads_her_data(ada: Ada) -> None:
    """By the other link of the mail that led to the journal."""
    ada.opens("Your links")
    kept = ada.follows("export")
    with kept.expect_download() as download:
        kept.get_by_role("link", name="Download it as a file (JSON)").click()
    data = json.loads(download.value.path().read_text())
    written = [answer["text"] for question in data["questions"] for answer in question["answers"]]
    assert written == ["Once, at dinner. I was protecting the evening.", "And again on Monday."]
    assert data["settings"]["zone"] == "Asia/Tokyo" and data["settings"]["hour"] == 20


def leaves(ada: Ada) -> None:
    """One last mail, and none after it."""
    mine = ada.mine
    mine.goto(ada.address)
    mine.get_by_role("link", name="Unsubscribe").click()
    mine.get_by_role("button", name="Yes, unsubscribe me").click()
    expect(mine.get_by_role("status")).to_contain_text("You’re unsubscribed")
    ada.checks()
    ada.page.goto(f"{ada.copy.url}/inbox")
    expect(ada.page.get_by_role("link", name="You’re unsubscribed")).to_be_visible(timeout=WAIT)
    status = json.loads(ada.copy.processes.call("status", "--json").stdout)
    assert status["subscriptions"]["left"] == 1 and status["sends"]["due"] == 0


@pytest.mark.long
def test_sign_up_and_preferences_work_by_keyboard_alone(copy: Copy, chromium: Browser) -> None:
    context = chromium.new_context(timezone_id="Asia/Tokyo")
    page = context.new_page()
    page.goto(copy.url)
    reach(page, page.get_by_label("Email"))
    page.keyboard.type("ada@example.org")
    reach(page, page.get_by_role("button", name="Sign up"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your inbox")
    ada = Ada(copy, page)
    ada.opens("Please confirm")
    confirming = ada.follows("confirm")
    reach(confirming, confirming.get_by_role("button"))
    confirming.keyboard.press("Enter")
    expect(confirming.locator("body")).to_contain_text("Day 11")
    ada.opens("Welcome")
    changes_by_keyboard(ada.follows("preferences"))
    context.close()


def changes_by_keyboard(page: Page) -> None:
    reach(page, page.get_by_label("Send it at"))
    page.keyboard.type("20")
    reach(page, page.get_by_label("Sunday"))
    page.keyboard.press("Space")
    reach(page, page.get_by_label("Discreet mode"))
    page.keyboard.press("Space")
    reach(page, page.get_by_role("button", name="Save"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    expect(page.get_by_label("Sunday")).not_to_be_checked()
    expect(page.get_by_label("Discreet mode")).to_be_checked()
    expect(page.get_by_label("Send it at")).to_have_value("20")
    reach(page, page.get_by_role("link", name="Unsubscribe"))
    page.keyboard.press("Enter")
    reach(page, page.get_by_role("button", name="Yes, unsubscribe me"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("You’re unsubscribed")


def reach(page: Page, target: Locator) -> None:
    """Tab until the target has the focus, which must be seen."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if target.evaluate("each => each === document.activeElement"):
            outline = target.evaluate("each => getComputedStyle(each).outlineStyle")
            assert outline != "none"
            return
    raise AssertionError(f"{target} can't be reached by the Tab key")

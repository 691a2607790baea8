"""One reader's journey in a real browser, without script: sign up, confirm, read to the end, leave."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from course.loading import load_courses
from course.settings import ROOT
from tests.chromium import IN_CHROMIUM, free_port, until_listening
from tests.servers import Processes

pytestmark = IN_CHROMIUM


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 375, "height": 720})
    yield context.new_page()
    context.close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """The site as `course run` brings it up, a day lasting two seconds; its address."""
    port = free_port()
    processes = Processes(tmp_path, CLOCK_SPEED="43200")
    run = processes.start("run", "--port", str(port))
    try:
        until_listening(port, run)
        assert run.poll() is None, processes.output()
        yield f"http://127.0.0.1:{port}"
        assert processes.stop(run) in (0, -15)
    finally:
        processes.end()


@pytest.mark.long
def test_ada_signs_up_confirms_and_gets_the_whole_course(site: str, page: Page) -> None:
    page.goto(site)
    page.get_by_label("Email").fill("ada@example.org")
    page.get_by_label("First name").fill("Ada")
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your inbox")

    page.goto(f"{site}/inbox")
    page.get_by_role("link", name=re.compile("Please confirm")).click(timeout=10_000)
    frame = page.locator("iframe")
    box = frame.bounding_box()
    assert box and box["width"] == 375, "on a phone a mail is as wide as the screen"
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Yes, send me the course").click()
    page = opened.value
    page.get_by_role("button", name=re.compile("confirm|begin|start", re.IGNORECASE)).click()
    expect(page.locator("body")).to_contain_text("Day 11")

    course = load_courses(ROOT / "course" / "lessons")[0]["communication-challenge"]
    files = [file for file in (course.welcome, *course.lessons, course.completion) if file]
    last = files[-1].subject
    page.goto(f"{site}/inbox")
    expect(page.get_by_role("link", name=re.compile(re.escape(last)))).to_be_visible(timeout=90_000)
    subjects = page.locator("main a").all_inner_texts()
    got = [subject for subject in map(str.strip, reversed(subjects)) if any(f.subject in subject for f in files)]
    assert len(got) == 13
    lessons = [subject for subject in got if files[0].subject not in subject]  # day 1 may fall due with the welcome
    assert all(file.subject in subject for file, subject in zip(files[1:], lessons, strict=True))

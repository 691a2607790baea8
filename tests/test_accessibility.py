"""Every mail and every page: axe finds nothing, body text is easy to read by day and by night, and nothing is heavy."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from emails.palette import EASY, READABLE
from tests.chromium import IN_CHROMIUM
from tests.gallery import Gallery, hang

pytestmark = [*IN_CHROMIUM, pytest.mark.long]

OF_PAGES_ALONE = ("region", "landmark-one-main")
"""Rules about landmarks, which a mail has not: its program's window has."""
LOOK = """async (rules) => {
  const within = {exclude: [["optgroup"]]};  // the hundreds of time zones in a closed list
  const told = (nodes) => nodes.map((node) => ({html: node.html, ...node.any[0]?.data}));
  const options = {...rules, iframes: false, selectors: false, resultTypes: ["violations", "passes"]};
  const result = await axe.run(within, options);
  return {
    found: result.violations.map((rule) => ({rule: rule.id, nodes: told(rule.nodes)})),
    seen: told(result.passes.find((rule) => rule.id === "color-contrast").nodes),
  };
}"""
"""axe's findings, and every text whose contrast it measured."""
CONTRAST = {"runOnly": ["color-contrast"]}
"""All that depends on the scheme."""
BODY_TEXT = re.compile(r"<(?:p|li|dd|blockquote)(?: class=\"(?:lead|words|question)\")?(?: style=\"[^\"]*\")?>")


@pytest.fixture(scope="module")
def hung(tmp_path_factory: pytest.TempPathFactory) -> Gallery:
    return hang(tmp_path_factory.mktemp("gallery"))


@pytest.fixture
def page(chromium: Browser, hung: Gallery) -> Iterable[Page]:
    page = chromium.new_page(viewport={"width": 375, "height": 720}, reduced_motion="reduce")
    page.route("**/*", hung.answer)
    yield page
    page.close()


def test_axe_finds_nothing_in_any_mail_or_page_their_words_are_easy_to_read_and_pages_weigh_little(
    page: Page, hung: Gallery
) -> None:
    """One test, since all of them are made anew in every process that has one."""
    looks_well(page, hung, hung.mails, OF_PAGES_ALONE)
    looks_well(page, hung, hung.pages)
    weighs_little(page, hung)


def weighs_little(page: Page, hung: Gallery) -> None:
    """The sign-up page is two requests, and every page with its style less than 60 kB."""
    hung.asked.clear()
    hung.open(page, "sign-up")
    page.wait_for_load_state("networkidle")
    needed = [path.partition("?")[0] for path in hung.asked]
    assert [path for path in needed if path != "/static/icon.svg"] == ["/gallery/sign-up", "/static/style.css"]
    for file in hung.pages.values():
        shared = re.findall(rb'<link rel="stylesheet" href="([^"]+)"', file.content)
        styles = [hung.files[path.decode().replace("&amp;", "&")] for path in shared]
        assert len(file.content) + sum(len(style.content) for style in styles) < 60_000
        assert "unsafe" not in file.policy


def looks_well(page: Page, hung: Gallery, names: Iterable[str], without: Iterable[str] = ()) -> None:
    everything = {"rules": {rule: {"enabled": False} for rule in without}}
    found: list[Any] = []
    for name in names:
        hung.open(page, name)
        page.evaluate(Axe().axe_script)
        for scheme, rules in (("light", everything), ("dark", CONTRAST)):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            told = page.evaluate(LOOK, rules)
            found += [(name, scheme, each) for each in [*told["found"], *hard_to_read(told["seen"])]]
    assert found == []


def hard_to_read(texts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Text below the contrast that it is owed: more for body text than for hints and buttons."""
    owed = [(EASY if BODY_TEXT.match(text["html"]) else READABLE, text) for text in texts if "contrastRatio" in text]
    assert any(least == EASY for least, _ in owed), "there is body text in everything"
    return [text for least, text in owed if text["contrastRatio"] < least]

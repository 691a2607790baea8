"""Headings: one title, and no level left out, so that a reader who hears them can find the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from course.content import Fault
from emails.linting.checked import Checked
from emails.linting.tree import Element

UNDERLINED = re.compile(r"^[^\s#>|].*[.,;:…][ \t]*\n(-+|=+)[ \t]*$", re.MULTILINE)
LEVEL = re.compile(r"h([1-6])")


def order(checked: Checked) -> Iterator[Fault]:
    """The title comes first and once; what follows goes one level down at a time."""
    headings = [each for each in checked.body.document.elements if LEVEL.fullmatch(each.tag)]
    titles = [each for each in headings if each.tag == "h1"]
    if headings[:1] != titles[:1]:
        yield _fault(checked, headings, titles[0] if titles else headings[0], "put the title above all other headings.")
    for title in titles[1:]:
        yield _fault(checked, headings, title, "a lesson has one title; write this heading with ##.")
    for above, heading in pairwise(headings):
        if _level(heading) > _level(above) + 1 and above not in titles[1:]:
            deeper = _level(above) + 1
            message = f"this heading jumps from level {_level(above)} to {_level(heading)}; write {'#' * deeper}."
            yield _fault(checked, headings, heading, message)


def underlined(checked: Checked) -> Iterator[Fault]:
    """A rule below a line of text makes a heading of it; a heading ends without a full stop."""
    source = checked.body.source
    for found in UNDERLINED.finditer(source.text):
        line = source.line + source.text.count("\n", 0, found.end())
        if not any(fault.line == line - 1 for fault in order(checked)):  # that tells it already
            message = f"{found[1]} right below a text makes a heading of it; put a blank line between."
            yield checked.fault(line, "heading", message)


def _level(heading: Element) -> int:
    return int(heading.tag[1])


def _fault(checked: Checked, headings: list[Element], heading: Element, message: str) -> Fault:
    source = checked.body.source
    same = [each for each in headings if each.text == heading.text]
    words = r"[\W_]+".join(map(re.escape, re.findall(r"[^\W_]+", heading.text)))
    line = source.line_matching(rf'^[ >]*(?:#|<h\d|!!!.*").*?{words}', same.index(heading))
    return checked.fault(line or source.line_saying(heading.text), "heading", message)

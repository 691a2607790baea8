"""Markdown that wasn't understood, and so would stay in the mail as it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from course.content import Fault
from emails.linting.checked import Checked


@dataclass(frozen=True)
class Leftover:
    """Markdown that wasn't understood: `shown` finds it in the HTML's text, `typed` in the file."""

    shown: str
    typed: str
    message: str


LEFTOVERS = (
    Leftover(
        r"\*\*",
        r"^(?:[^*\n]*\*\*[^*\n]*\*\*)*[^*\n]*(\*\*)[^*\n]*$",
        "this bold text isn't closed; put ** before and after it.",
    ),
    Leftover(r"\]\(", r"(\]\()[^)\n]*$", "this link isn't closed; write it as [text](https://…)."),
    Leftover(r"^!!!", r"(^!!!)", 'this isn\'t a box; write !!! challenge "Title" with a blank line before it.'),
    Leftover(
        r"^\[box\]\s*\[/box\]", r"(^!!!)[^\n]*\n+(?! {4}|\n)", "this box is empty; indent its text by four spaces."
    ),
    Leftover(r"^[-*] ", r"\S\n([-*] )", "this list needs a blank line before it."),
    Leftover(r"^\|(?:[ |:-]|&[mn]dash;)*$", r"^(\|[ |:-]*-[ |:-]*)$", "a table isn't shown in a mail; write a list."),
    Leftover(r"[}%]\}", r"([}%]\})", "this closes a variable that isn't opened; write {{ … }} or {% … %}."),
)


def leftovers(checked: Checked) -> Iterator[Fault]:
    """Marks of Markdown in what readers see."""
    shown = _shown(checked.html[0])
    for leftover in LEFTOVERS:
        if re.search(leftover.shown, shown, re.MULTILINE):
            yield checked.fault(_line_of(checked, leftover.typed), "markdown", leftover.message)


def _shown(html: str) -> str:
    """The text that readers see, without code, items of lists that are lists, and with boxes marked."""
    html = re.sub(r"<(code|pre)\b.*?</\1>", "", html, flags=re.DOTALL)
    html = re.sub(r'<div class="admonition[^>]*>\s*<h2[^>]*>.*?</h2>', "[box]", html)
    return re.sub(r"<[^>]*>", "", html.replace("</div>", "[/box]").replace("<li>", " "))


def _line_of(checked: Checked, typed: str) -> int:
    lesson = checked.lesson
    found = re.search(typed, lesson.body, re.MULTILINE)
    return lesson.body_line + lesson.body.count("\n", 0, found.start(1)) if found else lesson.body_line

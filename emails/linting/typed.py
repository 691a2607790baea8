"""What readers see of a text, and on which line its author typed it.

Before Markdown is read, each line is signed with a private character that stands for its number, where that changes
nothing. So any passage of what comes out can be led back to its line, and code is told from what only looks like it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

from emails.slots import Slots

FIRST, LAST = 0xE000, 0xF8FE
SIGN = re.compile(f"[{chr(FIRST)}-{chr(LAST)}]")
ESCAPED = re.compile(r"\\[\\`*_{}\[\]()>#+.!~-]")
MEANT = "\uf8ff"
"""Stands for a mark that the author wants to be seen, and so wrote with a backslash."""
ALONE = re.compile(r"\s*(?:```|~~~|!!! ?[\w -]+(?:\"\")?$|\[[^\]]+\]:|:?$)")
"""Lines that mean something else with a sign on them: fences, boxes without a title, definitions."""
AT_END = re.compile(r"[\w.,;:?!…”’»\])][ \t]*$")
LAST_WORD = re.compile(r".*[^\W_](?![^<\n]*>)(?![^\[\n]*\])")
BOX, END_OF_BOX, LINK, END_OF_LINK = "\x01", "\x02", "\x03", "\x04"
"""What stands in a reader's text for the ends of boxes and of links."""


@dataclass(frozen=True)
class Shown:
    """A text as readers see it, signed; `line` is where it begins in its file."""

    text: str
    line: int

    def line_at(self, place: int) -> int:
        """The file's line on which the author typed what stands at this place of the text."""
        before = list(SIGN.finditer(self.text, 0, place))
        if before and "\n" not in self.text[before[-1].end() : place]:
            return self.line + ord(before[-1][0]) - FIRST
        after = SIGN.search(self.text, place)
        if after:
            return self.line + ord(after[0]) - FIRST - self.text.count("\n", place, after.start())
        return self.line + (ord(before[-1][0]) - FIRST if before else 0)

    def without(self, pattern: re.Pattern[str]) -> Shown:
        """The text without what a rule has told already."""
        return Shown(pattern.sub(lambda found: _signs(found[0]), self.text), self.line)


def shown(text: str, line: int, render: Callable[[str, Slots], str]) -> Shown:
    """What readers see of a text that begins on this line; no code, and without what was meant to be seen."""
    html = render(_signed(ESCAPED.sub(MEANT, SIGN.sub("", text))), Slots())
    html = re.sub(r"<(code|pre)\b.*?</\1>", lambda found: _signs(found[0]), html, flags=re.DOTALL)
    html = re.sub(
        r'<div class="admonition[^>]*>\s*<h2[^>]*>.*?</h2>', lambda found: BOX + "".join(SIGN.findall(found[0])), html
    )
    html = re.sub(r"<a\b([^>]*)>(.*?)</a>", rf"{LINK}\2<\1>{END_OF_LINK}", html, flags=re.DOTALL)
    html = html.replace("</div>", END_OF_BOX).replace("<li>", " ")
    return Shown(unescape(re.sub(r"<[^>]*>", lambda found: _signs(found[0]), html)), line)


def seen(text: str) -> str:
    """A passage of what is shown, without our own signs."""
    return re.sub(f"[{chr(FIRST)}-{MEANT}{BOX}-{END_OF_LINK}]", "", text)


def _signed(text: str) -> str:
    """Each line with its sign, which doesn't stand within a variable; such a one may run over several lines."""
    slots, number, lines = Slots(), 0, []
    for line in slots.aside(text).split("\n"):
        lines.append(slots.back(_sign(line, chr(min(FIRST + number, LAST)))))
        number += 1 + slots.back(line).count("\n")
    return "\n".join(lines)


def _sign(line: str, sign: str) -> str:
    if ALONE.match(line):
        return line
    if AT_END.search(line):
        end = len(line.rstrip())
        return line[:end] + sign + line[end:]
    word = LAST_WORD.match(line)
    return line[: word.end()] + sign + line[word.end() :] if word else line


def _signs(hidden: str) -> str:
    """What stays of a passage that isn't shown: its lines."""
    return "".join(each for each in hidden if each == "\n" or SIGN.match(each))

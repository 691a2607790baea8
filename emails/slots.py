"""Keeps Jinja's marks safe while Markdown and the CSS inliner work on the text around them.

Markdown bends quotes inside `{{ … }}`, and rendering Jinja first would let a reader's name bring
Markdown of its own. So each mark is put aside as one private-use character and put back at the end.
"""

from __future__ import annotations

import re

MARK = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
VALUES, BLOCKS, END = 0xF0000, 0xF8000, 0xFFFFD
PRIVATE = re.compile(f"[{chr(VALUES)}-{chr(END)}]")
VALUE = re.compile(f"[{chr(VALUES)}-{chr(BLOCKS - 1)}]")
BLOCK = f"[{chr(BLOCKS)}-{chr(END)}]"
LONELY_BLOCKS = re.compile(rf"<p>\s*({BLOCK}(?:\s*{BLOCK})*)\s*</p>")


class Slots:
    """The marks of one mail."""

    def __init__(self) -> None:
        self._marks: dict[str, str] = {}

    def aside(self, text: str) -> str:
        """The text with one private-use character for each mark; marks put aside before stay so."""
        return MARK.sub(lambda match: self._put(match[0]), text)

    def back(self, text: str) -> str:
        """The text with its marks again; a foreign private-use character is dropped."""
        return PRIVATE.sub(lambda match: self._marks.get(match[0], ""), text)

    def _put(self, mark: str) -> str:
        base = VALUES if mark.startswith("{{") else BLOCKS
        character = chr(base + len(self._marks))
        self._marks[character] = mark
        return character


def unwrap_blocks(html: str) -> str:
    """Take `{% if … %}` on a line of its own out of the paragraph that Markdown made of it."""
    return LONELY_BLOCKS.sub(r"\1", html)

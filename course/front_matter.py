"""The lines between two rows of hyphens at the head of a Markdown file: what they say, and on which line."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Collection
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from course.spelling import nearest, no_such
from course.unreadable import CURLY, twice, unreadable_yaml

FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
RULER = re.compile(r"^[ \t]*(?:[-–—_=*+]+|\.{3})[ \t]*$", re.MULTILINE)
"""What may have been meant as the three hyphens that end it."""
BLOCK_SIGNS = ("", '"', "'", ">", "|", "[")
"""What begins a value that YAML reads as it stands, or one of several lines."""


class Unreadable(Exception):
    """Front matter that can't be used at all: the file's line, and what to do."""

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        self.message = message
        super().__init__(message)


class FrontMatter:
    """The keys of one file. A key that is nearly right counts as the one that was meant; `slips` tells of it."""

    def __init__(self, source: str = "", known: Collection[str] = ()) -> None:
        """Raises Unreadable."""
        self.slips: list[tuple[int, str, str]] = []
        """Line, rule and sentence of what doesn't keep the file from being used."""
        self.values: dict[str, Any] = {}
        self.body = ""
        self._text = ""
        self._typed: dict[str, str] = {}
        if source:
            self._split(source, known)
            self._load(known)
            self._check_keys(known)

    def line_of(self, key: str, nth: int = 0) -> int:
        """The file's line on which a key stands for the n-th time (0: the first); 1 where it doesn't."""
        found = self._lines_of(key)
        return found[nth] if len(found) > nth else 1

    def items(self, key: str) -> list[tuple[int, str]]:
        """Line and typed text of each item in a list of lines."""
        begin = self.line_of(key)
        below = itertools.takewhile(lambda line: not re.match(r"[\w\"']", line), self._text.split("\n")[begin - 1 :])
        found = ((line, re.match(r" *- +(.*)", text)) for line, text in enumerate(below, begin + 1))
        return [(line, match[1].strip()) for line, match in found if match]

    def typed(self, key: str) -> str:
        """What stands behind a key's colon, as it was typed."""
        found = self._lines_of(key)
        return self._text.split("\n")[found[0] - 2].partition(":")[2].strip() if found else ""

    def _split(self, source: str, known: Collection[str]) -> None:
        match = FRONT_MATTER.match(source)
        if not match:
            raise _not_there(source, known)
        self._text, self.body = match[1], source[match.end() :]
        if not self._text.strip() and _names_key(self.body, known):
            raise Unreadable(2, "the front matter ends where it begins; take one of the two lines --- out.")
        if re.match(r"---[ \t]*\n", self.body):
            line = self._text.count("\n") + 3
            self.slips.append((line, "front-matter", "the front matter has ended above; take this line --- out."))

    def _load(self, known: Collection[str]) -> None:
        try:
            self.values = YAMLHandler().load(self._text) or {}
        except (yaml.YAMLError, ValueError) as error:  # the latter for a date that there isn't, like 2027-02-30
            line, message = unreadable_yaml(self._text, error, known)
            raise Unreadable(line + 1, message) from None
        if not isinstance(self.values, dict):
            raise Unreadable(2, 'the front matter has no keys; write lines like subject: "…".')

    def _check_keys(self, known: Collection[str]) -> None:
        for key in [key for key in self.values if key not in known]:
            near = nearest(str(key), {*known} - self.values.keys())
            self.slips.append((self.line_of(str(key)), "unknown", no_such("front matter", str(key), known, near)))
            if near:
                self.values[near] = self.values.pop(key)
                self._typed[near] = str(key)
        keys = Counter(re.findall(r"^([\w-]+) *:", self._text, re.MULTILINE))
        self.slips += [(self.line_of(key, 1), "value", twice(key)) for key, times in keys.items() if times > 1]

    def _lines_of(self, key: str) -> list[int]:
        name = re.escape(self._typed.get(key, key))
        found = re.finditer(rf"^ *[\"']?{name}[\"']? *:", self._text, re.MULTILINE)
        return [self._text.count("\n", 0, match.end()) + 2 for match in found]


def misread(typed: str, value: str, example: str) -> str:
    """What to do where a line of text reads otherwise than its author typed it; "" where it doesn't.

    Without quotes, YAML leaves out what it takes for a comment or a mark; curly quotes are none to it.
    """
    if len(typed) > 1 and typed[0] in CURLY and typed[-1] in CURLY:
        return f"these quotes are curly, and readers would see them; write straight ones: {example}."
    if typed[:1] not in BLOCK_SIGNS and not value.startswith(typed):
        return f"only {value!r} is read of this line; put the text in quotes: {example}."
    return ""


def _not_there(source: str, known: Collection[str]) -> Unreadable:
    """Front matter that isn't there, doesn't begin, or doesn't end."""
    first, _, rest = source.partition("\n")
    if first.rstrip() == "---":
        ruler = RULER.search(rest)
        line = rest.count("\n", 0, ruler.start()) + 2 if ruler else 1
        return Unreadable(line, "the front matter isn't closed; end it with a line of three hyphens (---).")
    if _names_key(source, known):
        return Unreadable(1, "the front matter isn't opened; line 1 has to be three hyphens (---) and nothing else.")
    lines = 'subject: "…", preheader: "…" and prompt: "…"'
    return Unreadable(1, f"there is no front matter; begin the file with a line ---, lines {lines}, and a line ---.")


def _names_key(text: str, known: Collection[str]) -> bool:
    """Whether a line begins as one of front matter does."""
    return bool(re.search(rf"^\s*(?:{'|'.join(known)})\s*[:=]", text, re.MULTILINE | re.IGNORECASE))

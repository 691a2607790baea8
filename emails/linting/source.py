"""Where in the file an author typed what the linter complains about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from itertools import islice

CODE = re.compile(
    r"^[ \t]*(`{3,}|~{3,})[^\n]*\n.*?^[ \t]*\1[ \t]*$|(`+)(?:(?!\2)[^\n])+?\2|<!--.*?-->", re.DOTALL | re.MULTILINE
)
BEFORE_A_VALUE = r"(?:(?<=[(<\"'=])|(?<=: ))"
"""What stands before a link's or an attribute's value, in Markdown and in HTML."""
MOST_WORDS = 12
"""By how many words a passage is looked for: enough to tell it from others."""


@dataclass(frozen=True)
class Source:
    """A text of a file, and the file's line on which it begins."""

    text: str
    line: int

    @classmethod
    def of(cls, text: str, line: int) -> Source:
        """Code and comments are blanked out: what stands there is neither link nor markup."""
        return cls(CODE.sub(lambda found: re.sub(r"\S", " ", found[0]), text), line)

    def without(self, code: Iterable[str]) -> Source:
        """The same without these lines, where they are set in: as code is."""
        lines = {line.strip() for line in code}
        set_in = re.compile(r"^(?: {4}|\t).*$", re.MULTILINE)
        return Source(set_in.sub(lambda found: "" if found[0].strip() in lines else found[0], self.text), self.line)

    def line_of(self, typed: str, nth: int = 0) -> int | None:
        """The line where this was typed for the n-th time (0: the first), else for the last time."""
        before = "" if typed.startswith("<") else BEFORE_A_VALUE
        for form in (typed, escape(typed)):
            found = self.line_matching(rf"{before}{re.escape(form)}(?![\w/?&=#%~-])", nth)
            if found:
                return found
        return None

    def line_saying(self, words: str, nth: int = 0) -> int:
        """The line where these words begin, whatever marks stand between them; else the first line."""
        said = re.findall(r"[^\W_]+", words)[:MOST_WORDS]
        for count in range(len(said), 0, -1):
            found = self.line_matching(r"\b" + r"[\W_]+".join(map(re.escape, said[:count])) + r"\b", nth)
            if found:
                return found
        return self.line

    def line_matching(self, pattern: str, nth: int = 0) -> int | None:
        """The line where the n-th match of a pattern begins, else the last match's."""
        found = list(islice(re.finditer(pattern, self.text, re.IGNORECASE | re.MULTILINE), nth + 1))
        return self.line + self.text.count("\n", 0, found[-1].start()) if found else None

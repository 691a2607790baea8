"""The words of a text, for comparing what programs wrapped, bent and linked anew: letters and digits alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from emails.reply_lines import ADDRESS

HOLE = "\ue000"
"""Stands in our texts for what is the reader's: a name, a date."""
GAP = "\ue001"
"""Stands there for what a person wrote and we passed on, however long it is."""
CJK = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
TOKEN = re.compile(rf"[{CJK}]|[^\W_{CJK}]+|{HOLE}|{GAP}")
LINK = re.compile(rf"(?:https?:|www\.|mailto:|cid:)[^\s<>()\[\]]{{1,2000}}|(?<![^\s<(\[]){ADDRESS}", re.IGNORECASE)
OPEN_LINK = re.compile(r"[<(\[](?:https?:|mailto:|[^\s<>()\[\]+/=]{1,40}[+/=])[^\s<>()\[\]]{0,2000}\s*$", re.IGNORECASE)
REST_OF_LINK = re.compile(r"[>\s]*[^\s<>()\[\]]{1,2000}")
"""What a program that breaks long lines leaves of a link on the next one."""


class Word(NamedTuple):
    """A word of an answer, and where it stands."""

    text: str
    line: int
    start: int


def words_of(lines: Iterable[str]) -> Iterator[Word]:
    """Letters and digits without links, marks, and the numbers of lists, in one case and one form."""
    is_open = False
    for number, line in enumerate(lines):
        bare = REST_OF_LINK.sub(_blank, line, count=1) if is_open else line
        is_open = bool(OPEN_LINK.search(line)) or (is_open and not bare.strip())
        bare = LINK.sub(_blank, OPEN_LINK.sub(_blank, bare))
        for found in TOKEN.finditer(bare):
            text = unicodedata.normalize("NFKC", found[0]).casefold()
            if not (text.isdigit() and len(text) <= 2):
                yield Word(text, number, found.start())


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])

"""What a line of an answer can be: marked as quoted, a rule, or words. All other reply_* files build on this."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

Lines = list[str]

LONGEST_LINE = 400
"""Characters in which a line's meaning is looked for; no mail program writes more around an answer."""
ADDRESS = r"[^\s<>@()\[\]]{1,64}@[^\s<>@()\[\]]{1,255}"
URL = re.compile(r"(?:https?://|www\.)[^\s<>]{1,2000}", re.IGNORECASE)
MARK = re.compile(r"\s{0,8}(?:[>＞│┃▌▎]|&gt;|[A-Z]{1,3}>(?=[\s>]|$))|\|(?!.*\|\s*$)")
"""`>` in all its forms, initials before it ("AL>"), and the bar of some programs, unless it is a table's."""
ODD_MARK = re.compile(r"[:}»](?=\s|$)")
"""What some programs write for `>`; it counts where a second line has it too."""
ADORNED = re.compile(r"\s*>>.*<<\s*$")
"""A writer's own arrows."""
FIELD = re.compile(r"[\s>*_]*+[^\W\d_][\w\u0900-\u0e7f .'’()/-]{0,25}\s?\*{0,2}\s?[:：]")
"""A field of a mail's head, in any language."""
RULE = re.compile(r"\s*[-_=*—–─]{5,}\s*$|\s*(?:- ){4,}-?\s*$")


def any_of(words: Iterable[str]) -> str:
    """A pattern that matches one of these."""
    return f"(?:{'|'.join(words)})"


def is_marked(line: str) -> bool:
    """Whether a mail program marked this line as quoted."""
    return bool(MARK.match(line)) and not ADORNED.match(line[:LONGEST_LINE])


def is_rule(line: str) -> bool:
    """Whether this is a line drawn across the text."""
    return bool(RULE.match(line[:LONGEST_LINE]))


def is_said(line: str) -> bool:
    """Whether this line has words that nobody marked."""
    return bool(line.strip()) and not is_marked(line) and not is_rule(line)


def next_said(lines: Lines, number: int) -> str:
    """The first line from here on that isn't blank; "" for none."""
    return next((line for line in lines[number:] if line.strip()), "")


def first_said(lines: Lines) -> int:
    """The number of the first line that nobody marked and that has words; how many lines there are, for none."""
    return next((number for number, line in enumerate(lines) if is_said(line)), len(lines))


def some_below(lines: Lines, number: int, most: int) -> Lines:
    """The lines below this one that aren't blank, stripped; up to one more than `most`."""
    said = (lines[at].strip() for at in range(number + 1, len(lines)) if lines[at].strip())
    return list(islice(said, most + 1))


def without_marked(lines: Lines) -> Lines:
    """What nobody quoted. A lone ">From" is what mailboxes make of "From" at the head of a line."""
    lines = _with_strays(lines)
    odd = {n for n, line in enumerate(lines) if ODD_MARK.match(line)}
    in_run = {n for n in odd if n + 1 in odd or n - 1 in odd}
    done: Lines = []
    for number, line in enumerate(lines):
        if _is_escaped(lines, number):
            done.append(line[1:])
        elif not is_marked(line) and number not in in_run:
            done.append(line)
    return done


def _with_strays(lines: Lines) -> Lines:
    """Programs that wrap what they quote leave links without a mark: those between marked lines get theirs."""
    marked = [is_marked(line) for line in lines]
    return [
        f"> {line}" if not marked[n] and line.strip() and any(marked[n - 1 : n]) and _is_stray(lines, n) else line
        for n, line in enumerate(lines)
    ]


def _is_stray(lines: Lines, number: int) -> bool:
    line = lines[number]
    return len(line) <= LONGEST_LINE and bool(URL.search(line)) and not re.search(r"\w", URL.sub("", line))


def _is_escaped(lines: Lines, number: int) -> bool:
    if not lines[number].startswith(">From "):
        return False
    around = [*lines[max(number - 1, 0) : number], *lines[number + 1 : number + 2]]
    return bool(around) and all(line.strip() and not is_marked(line) for line in around)

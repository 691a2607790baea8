"""What an author probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

NEAR = 0.7
"""How alike two names are (difflib's ratio) before one is taken for the other misspelt."""


def nearest(word: str, known: Iterable[str], near: float = NEAR) -> str:
    """The known name that a word is most like, whatever its capitals; "" where none is near."""
    plain = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(word.casefold(), plain, 1, near)
    return plain[found[0]] if found else ""


def no_such(what: str, word: str, known: Iterable[str], near: str, where: str = "") -> str:
    """The sentence about a name that there isn't: what was meant, else all that there are."""
    hint = f"did you mean {near}?" if near else f"there are {', '.join(sorted(known))}."
    return f"there is no {what} {word!r}{where}; {hint}"

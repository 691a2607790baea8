"""Words without what doesn't change their meaning, so that they can be compared."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 20_000
"""Characters of a text in which anything is looked for."""
ALIKE = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "’": "'", "‘": "'", "´": "'", "`": "'", "〜": "~", "−": "-"})
MARKS = re.compile("[\u0300-\u036f]")


def fold(text: str) -> str:
    """In small letters, without accents, invisible characters and wide forms; each white space one space.

    Accents are often left out where people type in a hurry, and a name's case says nothing.
    Voiced marks of Japanese stay: they make other words.
    """
    wide = unicodedata.normalize("NFKD", text[:LONGEST])[:LONGEST].casefold()
    bare = unicodedata.normalize("NFC", MARKS.sub("", wide)).translate(ALIKE)
    return " ".join("".join(map(_plain, bare)).split())


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    return "-" if category == "Pd" else "" if category == "Cf" else character

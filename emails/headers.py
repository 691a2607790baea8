"""Header lines, folded and encoded by our own rules.

Python's own folding turns long List-Unsubscribe addresses into encoded-words (cpython#85725), loses
spaces in long subjects (cpython#92081), and lets a name become a header (cpython#121650).
"""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

LINE = 76
"""RFC 2047 section 2 for lines with encoded-words; RFC 5322 section 2.1.1 asks for 78 elsewhere."""
ENCODED = 75
"""RFC 2047 section 2: the most characters of one encoded-word."""
FRAME = len("=?utf-8?q??=")
PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
"""RFC 2047 section 5 (3): what Q leaves alone in a phrase, which is also fine in a subject."""
JOINERS = "\u200c\u200d"
"""Format characters that belong to words and emoji."""


@lru_cache(maxsize=1024)
def one_line(text: str, most: int) -> str:
    """Text fit for a header: single spaces, no control or format characters, at most so long."""
    return " ".join("".join(map(_harmless, text[: most * 4])).split())[:most].rstrip()


@lru_cache(maxsize=1024)
def text_header(name: str, text: str) -> str:
    """An unstructured header (Subject), with its CRLF."""
    words = text.split(" ")
    if _readable(text) and all(len(word) < LINE - len(name) - 2 for word in words):
        return folded(name, words)
    return folded(name, encoded_words(text, len(name) + 2))


@lru_cache(maxsize=1024)
def phrase_header(name: str, phrase: str, bracketed: str) -> str:
    """A phrase and something in angle brackets (From, List-Id), with its CRLF."""
    words = _phrase(phrase, len(name) + 2) if phrase else []
    return folded(name, [*words, f"<{bracketed}>"])


def folded(name: str, parts: list[str]) -> str:
    """A header whose parts stand one space apart, broken only between them (RFC 5322 section 2.2.3)."""
    lines = [f"{name}:"]
    for part in parts:
        if len(lines[-1]) + 1 + len(part) > LINE and lines != [f"{name}:"]:
            lines.append("")
        lines[-1] += f" {part}"
    return "\r\n".join(lines) + "\r\n"


def encoded_words(text: str, used: int) -> list[str]:
    """RFC 2047 encoded-words, broken between words where they fit; the first shares its line with
    `used` characters. A reader's program joins them again without the spaces between them, so the
    spaces of the text stand inside."""
    mark, encode = min((("q", _q), ("b", _b)), key=lambda kind: len(kind[1](text)))
    chunks, room = [""], LINE - used - FRAME
    for piece in _pieces(text, encode):
        if chunks[-1] and len(encode(chunks[-1] + piece)) > room:
            chunks.append("")
            room = ENCODED - FRAME
        chunks[-1] += piece
    return [f"=?utf-8?{mark}?{encode(chunk)}?=" for chunk in chunks]


def _harmless(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf":
        return character if character in JOINERS else ""
    return " " if category[0] == "Z" or category in ("Cc", "Cs", "Co") else character


def _readable(text: str) -> bool:
    """Whether it may stand as it is: ASCII, and nothing that a reader would take for an encoded-word."""
    return text.isascii() and text.isprintable() and "=?" not in text


def _phrase(phrase: str, used: int) -> list[str]:
    if _readable(phrase):
        quoted = re.sub(r'(["\\])', r"\\\1", phrase)
        return f'"{quoted}"'.split(" ")
    return encoded_words(phrase, used)


def _pieces(text: str, encode: Callable[[str], str]) -> list[str]:
    """Words with the space that follows; the characters of one too long for an encoded-word."""
    words = re.findall(r"[^ ]+ ?|^ ", text)
    most = LINE - 20 - FRAME
    return [piece for word in words for piece in ([word] if len(encode(word)) <= most else word)]


def _q(text: str) -> str:
    return "".join(chr(byte) if byte in PLAIN else "_" if byte == 32 else f"={byte:02X}" for byte in text.encode())


def _b(text: str) -> str:
    return base64.b64encode(text.encode()).decode()

"""Raw mail to parts, headers and text, whatever somebody made it of.

Bounds come first, then Python's compat32: policy.default took 12.7 s and 6 GB for 420 kB of
encoded-words, and nesting a thousand deep raises RecursionError in both. What lies beyond a
bound is left out, so that the beginning can still be read.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses
from itertools import islice

MOST_LINES = 250_000
MOST_KEPT_LINES = 60_000
"""Without the attachments."""
MOST_BYTES = 2_000_000
MOST_HEADER_LINES = 2000
MOST_PARTS = 500
DEEPEST = 40
LONGEST_RUN = 1000
"""Lines of base64 in a row that are read: an attachment holds no words."""
MOST_COMMENTS = 20
"""Brackets in an address header; Python follows each one deeper."""
LONGEST_HEADER = 4096
"""Characters of one header that are looked at."""
WIDER = {
    "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932", "big5": "cp950",
    "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis_620": "cp874",
}  # fmt: skip
"""What programs mean that name a charset and write one that holds more (WHATWG Encoding, section 4.2)."""
BASE64_LINE = re.compile(rb"[A-Za-z0-9+/]{60,}={0,2}\r?")
PART = re.compile(rb"^--", re.MULTILINE)
NEST = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.MULTILINE | re.IGNORECASE)
NOT_FOR_MAIL = frozenset({"idna", "punycode", "raw_unicode_escape", "unicode_escape"})
"""Codecs that Python has and no mail program writes; some take time that grows with the square."""
LATIN = frozenset({"ascii", "iso8859-1"})
"""What is declared by programs that don't know; windows-1252 holds both."""


def parse(raw: bytes) -> Message:
    """The message within the bounds; never raises."""
    return BytesParser().parsebytes(_bounded(raw.removeprefix(codecs.BOM_UTF8)))


def header(message: Message, name: str) -> str:
    """One header decoded, in one line and bounded; "" where it isn't there."""
    return decoded(next(iter(_values(message, name)), ""))


def decoded(value: str) -> str:
    """A header's text without encoded-words (RFC 2047); as it stands where they can't be read."""
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        pieces = [(value, None)]
    text = "".join(piece if isinstance(piece, str) else to_text(piece, charset or "") for piece, charset in pieces)
    return " ".join(text.split())


def addresses(message: Message, *names: str) -> list[str]:
    """The addresses in some headers, bounded."""
    values = [value for name in names for value in _values(message, name)[:10]]
    flat = [value if value.count("(") <= MOST_COMMENTS else value.replace("(", " ") for value in values]
    return [address for _, address in getaddresses(flat) if address]


def readable_parts(message: Message, preferred: str) -> list[tuple[str, str]]:
    """Kind ("plain", "html") and text of each part that was written, not attached, in their order.

    Of several forms of the same text the preferred one, where it has words.
    """
    if message.get_content_maintype() == "message" or message.get_content_disposition() == "attachment":
        return []
    if message.is_multipart():
        found = [readable_parts(part, preferred) for part in parts_of(message)]
        if message.get_content_subtype() == "alternative":
            wanted = (parts for parts in found if any(kind == preferred for kind, _ in parts))
            return next(wanted, next(filter(None, found), []))
        return [part for parts in found for part in parts]
    text = part_text(message) if holds_words(message) else ""
    return [(message.get_content_subtype(), text)] if text.strip() else []


def holds_words(part: Message) -> bool:
    """Whether a part that holds no others was written, and in a form that is read."""
    if part.get_content_disposition() == "attachment" or part.get_filename():
        return False
    return part.get_content_type() in ("text/plain", "text/html")


def parts_of(message: Message) -> list[Message]:
    """What a multipart holds. Of any other the payload isn't asked for: Python would decode it by
    whatever charset it names, a NUL among them, and raise."""
    payload = message.get_payload() if message.is_multipart() else []
    return [part for part in payload if isinstance(part, Message)]


def part_text(part: Message) -> str:
    """A part's text with its soft line breaks undone, line ends LF."""
    payload = part.get_payload(decode=True)
    text = to_text(payload, param(part, "charset")) if isinstance(payload, bytes) else ""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if part.get_content_subtype() == "plain" and param(part, "format").lower() == "flowed":
        return unflowed(text, param(part, "delsp").lower() == "yes")
    return text


def param(part: Message, name: str) -> str:
    """A parameter of a part's Content-Type; "" where there is none, or none that can be read."""
    try:
        value = part.get_param(name, "")
    except (ValueError, LookupError, TypeError):  # odd RFC 2231 values
        return ""
    return value if isinstance(value, str) else str(value[2]) if isinstance(value, tuple) else ""


def to_text(raw: bytes, charset: str) -> str:
    """Bytes as text: by the charset named, else as what they most likely are."""
    name = _codec(charset)
    name = WIDER.get(name, name)
    if not name and not _first_that_fits(raw, "utf-8") and _is_beyond_ascii(raw):
        return raw.decode("ascii", "replace")
    if name in LATIN or not name:
        return _first_that_fits(raw, "utf-8") or raw.decode("cp1252", "replace")
    text = _first_that_fits(raw, name, "utf-8") or raw.decode(name, "replace")
    nothing_fits = name == "utf-8" and "\ufffd" in text and text.replace("\ufffd", "").isascii()
    return raw.decode("cp1252", "replace") if nothing_fits else text


def unflowed(text: str, delsp: bool) -> str:
    """format=flowed with its paragraphs in one line each (RFC 3676 section 4)."""
    done: list[list[str]] = []
    open_depth = None
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ")
        flows = content.endswith(" ") and content != "-- "
        if open_depth != depth or content == "-- ":
            done.append([">" * depth + " " * bool(depth)])
        done[-1].append(content[:-1] if flows and delsp else content)
        open_depth = depth if flows else None
    return "\n".join("".join(pieces) for pieces in done)


def _values(message: Message, name: str) -> list[str]:
    """The bounded values of a header, with letters beyond ASCII where they were sent as they are."""
    found = [value for key, value in message.raw_items() if key.lower() == name.lower()]
    return [to_text(value[:LONGEST_HEADER].encode("utf-8", "surrogateescape"), "") for value in found]


def _bounded(raw: bytes) -> bytes:
    lines = raw.split(b"\n", MOST_LINES)[:MOST_LINES]
    end = next((number for number, line in enumerate(lines) if line in (b"", b"\r")), len(lines))
    lines = lines[: min(end, MOST_HEADER_LINES)] + lines[end:]
    kept = b"\n".join(islice(_without_long_runs(lines), MOST_KEPT_LINES))[:MOST_BYTES]
    for pattern, most in ((PART, MOST_PARTS), (NEST, DEEPEST)):
        kept = _until(kept, pattern, most)
    return kept


def _without_long_runs(lines: list[bytes]) -> Iterator[bytes]:
    run = 0
    for line in lines:
        run = run + 1 if BASE64_LINE.fullmatch(line) else 0
        if run <= LONGEST_RUN:
            yield line


def _until(raw: bytes, pattern: re.Pattern[bytes], most: int) -> bytes:
    for number, match in enumerate(pattern.finditer(raw)):
        if number == most:
            return raw[: match.start()]
    return raw


def _codec(charset: str) -> str:
    """The name of a codec for text; "" where there is none of that name."""
    try:
        name = codecs.lookup(charset.strip().strip("\"'")[:40].removesuffix("-i")).name  # iso-8859-8-i
        b"a".decode(name)  # raises for what turns bytes into bytes, and text into text
    except (LookupError, ValueError):
        return ""
    return "" if name in NOT_FOR_MAIL else name


def _is_beyond_ascii(raw: bytes) -> bool:
    """Whether most of it is no ASCII, so that a guess at a charset of the West would make letters of another script."""
    letters = b"".join(raw.split())
    return 2 * sum(byte > 0x7F for byte in letters) > len(letters)


def _first_that_fits(raw: bytes, *names: str) -> str:
    for name in names:
        try:
            return raw.decode(name)
        except (UnicodeError, ValueError):
            continue
    return ""

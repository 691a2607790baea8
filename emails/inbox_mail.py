"""One mail of the local inbox, taken apart for a page: headers, HTML, text and links.

Parsed with compat32: policy.default takes seconds for some odd headers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from functools import cached_property
from html.parser import HTMLParser

SHOWN = (
    "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "List-Id", "List-Unsubscribe",
    "List-Unsubscribe-Post", "Auto-Submitted", "Return-Path",
)  # fmt: skip
"""The headers that tell how a mail will be treated."""
URL = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]']")

PLAIN_ADDRESS = re.compile(r"[!-;=?-~]{1,64}@[A-Za-z0-9.-]{1,253}")
REPLY_TOKEN = re.compile(r"\+[a-z2-7]{32}@")
MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}>")


@dataclass(frozen=True)
class Link:
    """A web link in a mail and the words it stands on."""

    text: str
    url: str


@dataclass(frozen=True)
class InboxMail:
    """A mail as it lies in the Maildir (line ends LF); `key` is its name there."""

    key: str
    stored: bytes

    @property
    def raw(self) -> bytes:
        """The message as it travelled, line ends CRLF."""
        return self.stored.replace(b"\n", b"\r\n")

    @property
    def subject(self) -> str:
        return self._header("Subject")

    @property
    def sender(self) -> str:
        return self._header("From")

    @property
    def recipient(self) -> str:
        return self._header("To")

    @property
    def delivered_to(self) -> str:
        """The address alone that it was delivered to, in ASCII; empty where none can be read."""
        return _address(str(self._message.get("Delivered-To", "")) or str(self._message.get("To", "")))

    @property
    def reply_to(self) -> str:
        """Where an answer goes that the course will know again; empty where there is no such address."""
        found = _address(str(self._message.get("Reply-To", "")))
        return found if REPLY_TOKEN.search(found) else ""

    @property
    def asks(self) -> bool:
        """Whether it asks for an answer by mail: it names that address in its text, too, or is an answer itself."""
        return bool(self.reply_to) and (self.reply_to in self.text or bool(self._header("In-Reply-To")))

    @property
    def message_id(self) -> str:
        """With its angle brackets; empty where it isn't one."""
        found = str(self._message.get("Message-ID", "")).strip()
        return found if MESSAGE_ID.fullmatch(found) else ""

    @property
    def date(self) -> datetime | None:
        """What the Date header says, None where it can't be read."""
        try:
            return parsedate_to_datetime(self._header("Date"))
        except ValueError:
            return None

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Name and readable value of those headers of SHOWN that it has."""
        return [(name, value) for name in SHOWN if (value := self._header(name))]

    @property
    def html(self) -> str:
        return self._part("text/html")

    @property
    def text(self) -> str:
        return self._part("text/plain")

    @property
    def links(self) -> list[Link]:
        """Each web link of the mail once, in its order; from the text where it has no HTML."""
        return links_of(self.html) if self.html else _once(Link(url, url) for url in URL.findall(self.text))

    @cached_property
    def _message(self) -> Message:
        return message_from_bytes(self.stored)

    def _header(self, name: str) -> str:
        return _readable(str(self._message.get(name, "")))

    def _part(self, kind: str) -> str:
        """The first part of this type, decoded; empty where there is none."""
        part = next((part for part in self._message.walk() if part.get_content_type() == kind), None)
        payload = part.get_payload(decode=True) if part else b""
        raw = payload if isinstance(payload, bytes) else b""
        try:
            return raw.decode((part and part.get_content_charset()) or "utf-8", "replace")
        except LookupError:
            return raw.decode("utf-8", "replace")


def _address(header: str) -> str:
    """The bare address of a header, empty where it holds anything that can't be written to plainly."""
    found = parseaddr(" ".join(header.split()))[1]
    return found if PLAIN_ADDRESS.fullmatch(found) else ""


def links_of(html: str) -> list[Link]:
    """Each web link of an HTML document once, in its order."""
    reader = _Links()
    reader.feed(html)
    reader.close()
    return _once(reader.links)


def _once(links: Iterable[Link]) -> list[Link]:
    first: dict[str, Link] = {}
    for link in links:
        first.setdefault(link.url, link)
    return list(first.values())


def _readable(value: str) -> str:
    """A header without folding and encoded-words (RFC 2047); as it stands where they are broken."""
    flat = " ".join(value.split())
    try:
        return str(make_header(decode_header(flat)))
    except (HeaderParseError, LookupError, ValueError):
        return flat


class _Links(HTMLParser):
    """Collects the web links of an HTML document."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[Link] = []
        self._url = ""
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            url = (dict(attrs).get("href") or "").strip()
            self._url, self._words = url if url.startswith(("http://", "https://")) else "", []

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._url:
            words = " ".join("".join(self._words).split())
            self.links.append(Link(words or self._url, self._url))
            self._url = ""

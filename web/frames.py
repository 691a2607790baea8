"""A mail shown inside a page: in a frame that shuts it in, with its links listed outside, where they're awake."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

from emails.inbox_mail import Link

SLEEPING_LINKS = "<style>a{pointer-events:none!important}</style>"
"""The frame opens no links; without this a click would leave an error in it."""
FADED_LINKS = SLEEPING_LINKS + "<style>a{opacity:.55!important}</style>"
"""So that nobody presses the button in the frame in place of the one above it."""
UNSEEN = re.compile(r"<(head|style|title)\b.*?</\1>|<!--.*?-->", re.DOTALL)
BLOCK = re.compile(r"<(?:p|h[1-6]|li|tr|blockquote)\b")
BASE, A_LETTER, A_BLOCK, AN_IMAGE = 175, 0.78, 25, 240
"""Pixels, measured on the narrowest phone (320 wide), where a mail is the tallest."""


def height_of(html: str) -> int:
    """About how tall a mail is on a phone: a frame of that height isn't a second thing to scroll."""
    seen = UNSEEN.sub(" ", html)
    letters = len(" ".join(unescape(re.sub(r"<[^>]+>", " ", seen)).split()))
    return round(BASE + A_LETTER * letters + A_BLOCK * len(BLOCK.findall(seen)) + AN_IMAGE * seen.count("<img"))


def listed(links: list[Link], site_url: str) -> list[Link]:
    """Links taken out of their sentences: with a capital, and with the host where they lead elsewhere."""
    return [Link(_named(link, urlsplit(site_url).netloc), link.url) for link in links]


def _named(link: Link, ours: str) -> str:
    host = urlsplit(link.url).netloc
    if link.text == link.url or host in link.text:
        return link.text
    name = link.text[:1].upper() + link.text[1:]
    return name if host == ours else f"{name} ({host.removeprefix('www.')})"

"""A mail shown inside a page: in a frame that shuts it in, with its links listed outside, where they're awake.

A frame can't grow with what is in it, and no script may measure it. So the page lays the mail's words out once more,
unseen, by the mails' own style sheet, and the frame lies over that and is as tall, whatever the width and the fonts.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from emails.features import ELEMENTS
from emails.inbox_mail import Link
from emails.look import mail_style

SLEEPING_LINKS = "<style>a{pointer-events:none!important}</style>"
"""The frame opens no links; without this a click would leave an error in it."""
FADED_LINKS = SLEEPING_LINKS + "<style>a{opacity:.55!important}</style>"
"""So that nobody presses the button in the frame in place of the one above it."""
MEASURES = frozenset(
    ("align", "alt", "border", "cellpadding", "cellspacing", "class", "colspan", "dir", "height", "lang", "rowspan")
) | {"src", "start", "type", "valign", "width"}
"""The attributes that decide how much room there is taken. No page of ours may have a style of its own in it."""
UNSEEN = frozenset({"style", "title", "script"})
TITLE = "h1"
"""A page has one title, so the mail's is laid out as a block of this class."""


def outline_style() -> str:
    """The style sheet for outlines. Colours take no room, so all courses share it."""
    return re.sub(rf"\b{TITLE}\b", f":where(.{TITLE})", mail_style(""))


def outline(html: str) -> Markup:
    """A mail's HTML without all that does anything or leads anywhere: what takes as much room as the mail."""
    writer = _Outline()
    writer.feed(html)
    writer.close()
    return Markup("").join(writer.parts)


class _Outline(HTMLParser):
    """Keeps the words, and the elements that a mail may have; everything is escaped anew."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[Markup] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in UNSEEN
        if tag == TITLE:
            self.parts.append(Markup('<div class="{}">').format(TITLE))
        elif tag in ELEMENTS:
            kept = [Markup(' {}="{}"').format(name, value or "") for name, value in attrs if name in MEASURES]
            self.parts.append(Markup("<{}{}>").format(tag, Markup("").join(kept)))

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in UNSEEN
        if tag in ELEMENTS:
            self.parts.append(Markup("</{}>").format("div" if tag == TITLE else tag))

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(escape(data))


def listed(links: list[Link], site_url: str) -> list[Link]:
    """Links taken out of their sentences: with a capital, and with the host where they lead elsewhere."""
    return [Link(_named(link, urlsplit(site_url).netloc), link.url) for link in links]


def _named(link: Link, ours: str) -> str:
    host = urlsplit(link.url).netloc
    if link.text == link.url or host in link.text:
        return link.text
    name = link.text[:1].upper() + link.text[1:]
    return name if host == ours else f"{name} ({host.removeprefix('www.')})"

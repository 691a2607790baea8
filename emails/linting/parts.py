"""A mail's two parts, HTML and text: they say the same and lead to the same places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from course.content import Fault
from emails.linting.checked import Checked
from emails.linting.tree import Document, Element, read_html

SHARE = 0.98
"""How many of the words must stand in both."""
TARGET = re.compile(r"\((?:https?:|tel:)[^\s()]*(?:\([^\s()]*\)[^\s()]*)*\)|\([^\s()@]+@[^\s()]+\)")
"""A link's address behind its words, as the text part writes it."""
ADDRESS = re.compile(r"https?://[^\s()]+(?:\([^\s()]*\)[^\s()]*)*")


@dataclass(frozen=True)
class Difference:
    """What stands in one part alone, and the share of all words that stands in both."""

    share: float
    words: list[str]
    links: list[str]

    @property
    def small(self) -> bool:
        return self.share >= SHARE and not self.links


def difference(html: str, text: str) -> Difference:
    """Hold the two parts of a mail against each other; the order of words doesn't count."""
    document = read_html(html)
    seen = _words("\n".join(document.blocks(_unseen)))
    read = _words(TARGET.sub(" ", text))
    share = (seen & read).total() / max(seen.total(), read.total(), 1)
    return Difference(share, [*(seen - read), *(read - seen)], _lonely_links(document, text))


def agree(checked: Checked) -> Iterator[Fault]:
    """Who reads the text part, or has it read aloud, misses nothing."""
    found = difference(checked.mail.html, checked.mail.text)
    if found.links:
        message = (
            f"the link to {found.links[0]} stands in one part of the mail only; write it as [text]({found.links[0]})."
        )
        yield checked.fault(_line(checked, found.links[0]), "parts", message)
    elif not found.small:
        message = (
            f"{1 - found.share:.0%} of the words stand only in the HTML or only in the text, from {found.words[0]!r} on"
        )
        line = checked.body.source.line_saying(found.words[0])
        yield checked.fault(line, "parts", f"{message}; write them as plain Markdown.")


def _line(checked: Checked, link: str) -> int:
    return checked.body.source.line_of(link) or checked.lesson.body_line


def _unseen(element: Element) -> bool:
    """The preheader is hidden and read all the same: in the inbox."""
    return element.hidden and not any("preheader" in each.classes for each in element.upwards())


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


def _lonely_links(document: Document, text: str) -> list[str]:
    """Addresses that only one part leads to; a mail address without its ?subject."""
    places = {
        _place(each.attributes["href"]) for each in document.elements if each.attributes.get("href", "#")[:1] != "#"
    }
    rest = text
    for place in sorted(places, key=len, reverse=True):
        rest = rest.replace(place, "")
    typed = [address for address in ADDRESS.findall(rest) if address not in document.elements[0].text]
    return sorted(place for place in places if place not in text) + typed


def _place(link: str) -> str:
    return link[len("mailto:") :].partition("?")[0] if link.startswith("mailto:") else link

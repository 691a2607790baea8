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
ADDRESS = re.compile(r"https?://[^\s()]+(?:\([^\s()]*\)[^\s()]*)*")


@dataclass(frozen=True)
class Difference:
    """What stands in one part alone or more often, and the share of all words that stands in both."""

    share: float
    words: list[str]
    links: list[str]

    @property
    def small(self) -> bool:
        return self.share >= SHARE and not self.links


def difference(html: str, text: str) -> Difference:
    """Hold the two parts of a mail against each other; the order of words doesn't count."""
    document = read_html(html)
    read = " ".join(_without_numbers(text, document).split())
    links = [each for each in document.elements if each.attributes.get("href", "#")[:1] != "#"]
    seen, said = _words("\n".join(document.blocks(_unseen))), _words(_without_addresses(read, links))
    share = (seen & said).total() / max(seen.total(), said.total(), 1)
    places = {_place(link) for link in links}
    words = sorted([*(seen - said), *(said - seen)], key=lambda word: word in seen and word in said)
    return Difference(share, words, _lonely(places, document, read))


def agree(checked: Checked) -> Iterator[Fault]:
    """Who reads the text part, or has it read aloud, misses nothing."""
    found = difference(checked.mail.html, checked.mail.text)
    source = checked.body.source
    if found.links:
        link = found.links[0]
        message = f"the link to {link} stands in one part of the mail alone; write it as [text]({link})."
        yield checked.fault(source.line_of(link) or source.line, "parts", message)
    elif not found.small:
        share, word = 1 - found.share, found.words[0]
        message = (
            f"{share:.0%} of the words stand in one of HTML and text alone, such as {word!r}; write plain Markdown."
        )
        yield checked.fault(source.line_saying(word), "parts", message)


def _unseen(element: Element) -> bool:
    """The preheader is hidden and read all the same: in the inbox. A logo's text is the course's title."""
    around = {name for each in element.upwards() for name in each.classes}
    return "logo" in around or (element.hidden and "preheader" not in around)


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


def _without_numbers(text: str, document: Document) -> str:
    """The text without the numbers of lists, which HTML leaves to the program that shows it."""
    numbered = any(each.tag == "ol" for each in document.elements)
    return re.sub(r"^ *\d+\. ", "", text, flags=re.MULTILINE) if numbered else text


def _without_addresses(read: str, links: list[Element]) -> str:
    """The text without what it writes behind the words of a link, or in their place where it has none."""
    for link in links:
        for place in (_target(link).removeprefix("mailto:"), _place(link)):
            typed = re.escape(f"({place})") if link.text.strip() else rf"(?<!\S){re.escape(place)}(?!\S)"
            read = re.sub(typed, " ", read)
    return read


def _lonely(places: set[str], document: Document, read: str) -> list[str]:
    """Addresses that only one part leads to."""
    rest = read
    for place in sorted(places, key=len, reverse=True):
        rest = rest.replace(place, "")
    typed = [address for address in ADDRESS.findall(rest) if address not in document.elements[0].text]
    return sorted(place for place in places if place not in read) + typed


def _target(link: Element) -> str:
    return " ".join(link.attributes["href"].split())


def _place(link: Element) -> str:
    """Where a link leads; a mail address without its ?subject."""
    target = _target(link)
    return target[len("mailto:") :].partition("?")[0] if target.startswith("mailto:") else target

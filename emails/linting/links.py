"""Where links lead: to somewhere, for every reader, and from words that tell where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from course.content import Fault
from course.errors import NotFound
from course.media import SOURCES, media_file
from emails.linting.checked import Checked, Piece
from emails.linting.tree import Element
from emails.slots import MARK

SCHEMES = ("http", "https", "mailto", "tel")
HOST = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]+\]", re.IGNORECASE)
MAILBOX = re.compile(r"[^\s@,;<>()]+@(?:[^\W_][\w-]*\.)+[^\W\d_][\w-]+")
BARE = re.compile(r"(?:www\.[\w.-]+|[\w.-]+\.(?:com|org|net|edu|gov|info|io|de|uk|eu))(?:[/?#:]\S*)?", re.IGNORECASE)
"""What an author meant as a web address."""
VAGUE = frozenset({"here", "this link", "click", "link", "this", "more", "read more", "this page"})
"""Words that tell nobody where a link leads. ("Click here" is told in any case: spam.py.)"""


def targets(checked: Checked) -> Iterator[Fault]:
    """A link leads to a web address, a mail address, a file beside the lessons or a place in the lesson."""
    for piece, link in links_of(checked):
        target = link.attributes["href"]
        wrong = _wrong_target(checked, target)
        if wrong:
            yield checked.fault(piece.line_of(link), "link", wrong)
        elif not link.text.strip() and not _has_picture(piece, link):
            message = f"the link to {target} has no words; write [where it leads]({target})."
            yield checked.fault(piece.line_of(link), "link", message)


def labels(checked: Checked) -> Iterator[Fault]:
    """Strict: the words of a link tell where it leads, to those who hear a list of links, too."""
    for piece, link in links_of(checked):
        label = " ".join(link.text.lower().split()).strip(".!»›> ")
        if label in VAGUE:
            message = f"the link {link.text.strip()!r} doesn't tell where it leads; name the place."
            yield checked.fault(piece.line_of(link), "label", message)


def unsafe(checked: Checked) -> Iterator[Fault]:
    """Strict: whoever sits on the way reads what goes over plain http."""
    for piece, link in links_of(checked):
        target = link.attributes["href"]
        if target.lower().startswith("http://"):
            message = f"{target} can be read on its way; write https:// if the site has it."
            yield checked.fault(piece.line_of(link), "http", message)


def links_of(checked: Checked) -> Iterator[tuple[Piece, Element]]:
    for piece in checked.pieces:
        yield from ((piece, each) for each in piece.document.elements if each.tag == "a" and "href" in each.attributes)


def wrong_name(checked: Checked, target: str) -> str:
    """What is wrong with a target that ought to name a file beside the lessons; "" where it is there."""
    if target.startswith("/"):
        if checked.on_page:
            return ""
        return f"a mail knows no site for {target}; write the whole address, or the name of a file beside the lessons."
    if "\\" in target:
        return f"write / where {target} has \\."
    name = unquote(re.split("[?#]", target)[0])
    try:
        media_file(checked.course, name)
    except NotFound:
        if MAILBOX.fullmatch(target):
            return f"{target} is taken for a file's name; write mailto:{target}."
        if re.search(r"https?\W*//", target):
            return f"{target} is no web address; write one like https://example.org/page."
        if BARE.fullmatch(target):
            return f"{target} is taken for a file's name; write https://{target}."
        if name.lower().endswith(SOURCES):
            return f"readers can't open {name}; name the lesson by its title instead."
        return f"there is no file {name!r} beside the lessons; put it there, or mend the name."
    return ""


def _wrong_target(checked: Checked, target: str) -> str:
    if target.startswith("{"):  # a variable that holds a whole address
        return ""
    target = MARK.sub("x", target)
    if not target.strip() or target == "#":
        return "this link leads nowhere; write where it leads."
    if re.search("[“”„‘’]", target):
        return "the quotes around this address are curly; take them out, or write straight ones."
    if re.search(r"\s", target):
        return f"the address {target!r} has a space in it; take it out, or write %20."
    if target.startswith("#"):
        return _wrong_anchor(checked, target[1:])
    scheme, colon, _ = target.partition(":")
    if colon and re.fullmatch(r"[a-z][a-z0-9+.-]*", scheme, re.IGNORECASE) and not BARE.fullmatch(target):
        return _wrong_address(scheme.lower(), target)
    return wrong_name(checked, target)


def _wrong_anchor(checked: Checked, name: str) -> str:
    elements = checked.body.document.elements
    names = {each.attributes.get(key) for each in elements for key in ("id", "name")}
    if unquote(name) in names:
        return ""
    if checked.on_page:
        return f"this page has no place called {name!r}; write a web address, or take the link out."
    return f'no place in this lesson has id="{name}"; add one, or take the link out.'


def _wrong_address(scheme: str, target: str) -> str:
    if scheme not in SCHEMES:
        return f"{scheme}: doesn't work in mail; link to a page with https://."
    mailboxes = unquote(target[len("mailto:") :].partition("?")[0]).split(",")
    if scheme == "mailto" and not all(map(MAILBOX.fullmatch, mailboxes)):
        return f"{target} is no mail address; write mailto:name@example.org."
    if scheme in ("http", "https") and not _is_web_address(target):
        return f"{target} is no web address; write one like https://example.org/page."
    return ""


def _is_web_address(target: str) -> bool:
    try:
        parts = urlsplit(target)
        return "://" in target and bool(HOST.fullmatch(parts.hostname or "")) and (parts.port or 1) > 0
    except ValueError:  # a port that is no number, half a bracket
        return False


def _has_picture(piece: Piece, link: Element) -> bool:
    return any(each.tag == "img" and link in each.upwards() for each in piece.document.elements)

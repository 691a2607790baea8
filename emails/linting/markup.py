"""HTML and CSS that would break in some mail program: whatever emails/features.py doesn't list."""

from __future__ import annotations

import re
from collections.abc import Iterator

from course.content import Fault
from emails.features import (
    ATTRIBUTES,
    DISPLAYS,
    ELEMENTS,
    FRAME,
    FRAME_ATTRIBUTES,
    MEDIA,
    PROPERTIES,
    VALUES,
)
from emails.linting.checked import Checked
from emails.linting.tree import Document, Element, declarations, read_html


def features(checked: Checked) -> Iterator[Fault]:
    """Only HTML and CSS that works in every mail program that we care for."""
    for piece in checked.pieces:
        for element in piece.document.elements[1:]:
            for message in _of_author(element):
                yield checked.fault(piece.line_of(element), "feature", message)


def balance(checked: Checked) -> Iterator[Fault]:
    """What is opened is closed: else Markdown takes the rest of the lesson for HTML."""
    for piece in checked.pieces:
        for element in piece.document.unclosed:
            if element.tag in ELEMENTS:
                message = f"this <{element.tag}> isn't closed; end it with </{element.tag}>."
                yield checked.fault(piece.line_of(element), "html", message)
        for nth, tag in enumerate(piece.document.unopened):
            line = piece.source.line_matching(rf"</{tag}\b", nth) or piece.source.line
            yield checked.fault(line, "html", f"this </{tag}> closes nothing; take it out, or write <{tag}> before it.")


def foreign_in(mail: str) -> list[str]:
    """What a whole mail, made of our own templates, holds beyond the list."""
    document = read_html(mail)
    framed = [_foreign(each, ELEMENTS | FRAME, FRAME_ATTRIBUTES | {*ATTRIBUTES}) for each in document.elements[1:]]
    return [message for found in framed for message in found] + list(_in_sheets(document))


def _of_author(element: Element) -> Iterator[str]:
    """What is told once for an element isn't told for its attributes, nor for what stands in it."""
    around = element.parent
    if around and any(each.tag and each.tag not in ELEMENTS for each in around.upwards()):
        return
    yield from _foreign(element, ELEMENTS, ATTRIBUTES)


def _foreign(element: Element, elements: dict[str, str], attributes: frozenset[str] | dict[str, str]) -> Iterator[str]:
    if element.tag not in elements:
        yield f"<{element.tag}> doesn't work in mail; take it out."
        return
    for name in element.attributes:
        if name not in attributes:
            yield f"{name}= doesn't work in every mail program; take it out."
    yield from _in_style(element.attributes.get("style", ""))


def _in_style(css: str) -> Iterator[str]:
    for name, value in declarations(css):
        if name not in PROPERTIES:
            yield f"{name} doesn't work in every mail program; take it out of the style."
        elif any(function in value for function in VALUES) or (name == "display" and value.split()[0] not in DISPLAYS):
            yield f"{name}: {value} doesn't work in every mail program; write a plain value."


def _in_sheets(document: Document) -> Iterator[str]:
    for sheet in (each.text for each in document.elements if each.tag == "style"):
        for rule, asked in re.findall(r"@([\w-]+)([^{;]*)", sheet):
            if rule != "media" or not set(re.findall(r"\(\s*([\w-]+)", asked)) <= set(MEDIA):
                yield f"@{rule}{asked.rstrip()} isn't on the list."
        for css in re.findall(r"\{([^{}]*)\}", sheet):
            yield from _in_style(css)

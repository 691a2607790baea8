"""The author's own colours: can they be read, on what they stand on, by day and by night?

A mail has two schemes, and an author's style holds in both, but for what our dark style sheet insists on. So a colour
without a background stands on dark paper at night, and a background without a colour carries each scheme's own ink.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from course.content import Course, Fault
from emails.linting.checked import Checked
from emails.linting.colour_names import COLOURS
from emails.linting.tree import Element
from emails.palette import EASY, READABLE, Palette, Tones, contrast, palette
from emails.variables import key_line

HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})(?![0-9a-f])")
RGB = re.compile(r"rgb\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*\)")
NAME = re.compile(r"(?<![\w#-])[a-z]+(?![\w(-])")
HEADINGS = frozenset({"h1", "h2", "h3"})


def colours(checked: Checked) -> Iterator[Fault]:
    """Text in the author's colours is readable in both schemes (WCAG 2.2, 1.4.3)."""
    yield from _told(checked, 1.0, READABLE, "contrast")


def easy_colours(checked: Checked) -> Iterator[Fault]:
    """Strict: text that is read at length stands out more (WCAG 2.2, 1.4.6)."""
    yield from _told(checked, READABLE, EASY, "easy-contrast")


def brand(course: Course) -> Iterator[Fault]:
    """A brand colour that couldn't be read on light paper is told, with the shade that stands in for it."""
    colour, light = course.brand.colour, palette(course.brand.colour).light
    if colour and light.accent != colour:
        figure = min(contrast(colour, ground) for ground in light.grounds)
        file = course.folder / "course.toml"
        why = f"colour {colour} has a contrast of {figure:.1f} on light ground, where {READABLE} can be read"
        message = f"{why}; mails use {light.accent} instead, so write that, or a darker one."
        yield Fault(file, key_line(file, "colour"), "contrast", message)


def colour_in(value: str) -> str | None:
    """The first colour in a CSS value or an attribute, as `#rrggbb`; None for none that can be told."""
    value = value.lower()
    if found := HEX.search(value):
        digits = found[0][1:]
        return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))
    if found := RGB.search(value):
        return "#" + "".join(f"{min(int(part), 255):02x}" for part in found.groups())
    return next((COLOURS[name] for name in NAME.findall(value) if name in COLOURS), None)


def _told(checked: Checked, above: float, least: float, rule: str) -> Iterator[Fault]:
    """The worst contrast between `above` and `least` that each of the author's own colours makes."""
    tones = palette(checked.course.brand.colour)
    for piece in checked.pieces:
        texts = [each for each in piece.document.elements[1:] if each.own.strip() and not each.hidden]
        pairs = [pair for each in texts for pair in _pairs(each, tones) if rule == "contrast" or not _is_heading(each)]
        for setter in dict.fromkeys(pair.setter for pair in pairs if pair.setter):
            worst = min((pair for pair in pairs if pair.setter is setter), key=lambda pair: pair.contrast)
            if above <= worst.contrast < least:
                message = f"{worst}; {least:g} is needed, so set color and background to a pair that has it."
                yield checked.fault(piece.line_of(setter), rule, message)


@dataclass(frozen=True)
class _Colour:
    """`#rrggbb`, and the element on which the author set it; None where it is ours."""

    value: str
    setter: Element | None = None


@dataclass(frozen=True)
class _Pair:
    """Text on its ground in one scheme, and the innermost element on which the author set one of the two."""

    ink: str
    ground: str
    scheme: str
    setter: Element | None

    @property
    def contrast(self) -> float:
        return contrast(self.ink, self.ground)

    def __str__(self) -> str:
        return f"{self.ink} on {self.ground} has a contrast of {self.contrast:.1f} in {self.scheme} mode"


def _pairs(element: Element, tones: Palette) -> Iterator[_Pair]:
    for scheme, its in (("light", tones.light), ("dark", tones.dark)):
        dark = scheme == "dark"
        ink = next(filter(None, (_ink(each, its, dark) for each in element.upwards())))
        ground = next(filter(None, (_ground(each, its, dark) for each in element.upwards())))
        setters = (ink.setter, ground.setter)
        setter = next((each for each in element.upwards() if each in setters), None)
        yield _Pair(ink.value, ground.value, scheme, setter)


def _ink(element: Element, its: Tones, dark: bool) -> _Colour | None:
    """The colour of text that is set on this very element: by the author, else by our style sheet."""
    ours = {"": its.ink, "a": its.accent, **dict.fromkeys(HEADINGS, its.strong)}.get(element.tag)
    ours = its.quiet if "subtitle" in element.classes else ours
    typed = element.style.get("color") or (element.attributes.get("color", "") if element.tag == "font" else "")
    return _chosen(element, typed, ours, dark)


def _ground(element: Element, its: Tones, dark: bool) -> _Colour | None:
    """What text in this very element stands on, where it has a ground of its own."""
    ours = {"": its.paper}.get(element.tag, its.card if "admonition" in element.classes else None)
    style = element.style
    typed = style.get("background-color") or style.get("background") or element.attributes.get("bgcolor", "")
    return _chosen(element, typed, ours, dark)


def _chosen(element: Element, typed: str, ours: str | None, dark: bool) -> _Colour | None:
    """At night our style sheet insists on its own colours where it has some, unless the author insists, too."""
    value = colour_in(typed)
    if value and not (dark and ours and "!important" not in typed):
        return _Colour(value, element)
    return _Colour(ours) if ours else None


def _is_heading(element: Element) -> bool:
    return any(each.tag in HEADINGS for each in element.upwards())

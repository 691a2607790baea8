"""The look that mails and pages share: one palette, one choice of fonts, the same box, question and button.

Mails have it in plain pixels and colours, since mail programs know neither variables nor logical sides;
pages in variables, and in sizes that grow with the letters that a reader has chosen.
"""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

from emails.filling import fill
from emails.palette import Tones, as_variables, palette

SANS = '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
SERIF = '"Iowan Old Style", Charter, Georgia, "Times New Roman", serif'
FONTS = {"sans": SANS, "serif": SERIF}
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
"""Languages whose lines begin on the right."""
LESSON = ":where(.lesson) "
"""Where a page shows a lesson; without weight of its own, so that the rules of its parts win as in a mail."""
ROOT_PIXELS = 16
"""A browser's own size of letters, which is 1rem."""


def mail_style(colour: str, mirrored: bool = False) -> str:
    """The style sheet of mails in a brand's colour, to be written into their elements; `mirrored` for right to left."""
    colours, sides = palette(colour), ("right", "left") if mirrored else ("left", "right")
    given = _measures(colours.light, *sides, "px", 1) | {"mount": colours.light, "within": ""}
    return fill("style.css", given | {"dark": colours.dark})


def page_style(colour: str, own: str) -> str:
    """The style sheet of pages in a brand's colour: variables, the pages' own rules, and what they share with mails."""
    colours, fonts = palette(colour), f"--sans: {SANS}; --serif: {SERIF};"
    variables = f":root {{ color-scheme: light dark; {fonts} {as_variables(colours.light)} }}\n"
    dark = f"@media (prefers-color-scheme: dark) {{ :root {{ {as_variables(colours.dark)} }} }}\n"
    shared = _measures(_VARIABLES, "inline-start", "inline-end", "rem", ROOT_PIXELS)
    return variables + dark + own + fill("shared.css", shared | {"mount": colours.light, "within": LESSON})


def right_to_left(locale: str) -> bool:
    """Whether lines in this language begin on the right."""
    return re.split("[-_]", locale.lower())[0] in RIGHT_TO_LEFT


def _measures(tones: Tones, start: str, end: str, unit: str, pixels: int) -> dict[str, Any]:
    """What the rules are filled with; `size(20)` is what looks like 20 pixels, so many of which make one unit."""
    return FONTS | {"light": tones, "start": start, "end": end, "size": lambda number: f"{number / pixels:g}{unit}"}


_VARIABLES = Tones(**{field.name: f"var(--{field.name.replace('_', '-')})" for field in fields(Tones)})
"""A scheme whose colours the browser looks up."""

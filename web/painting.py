"""The style sheets and the icon in the colours of a brand. Their address changes with what is in them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from course.content import COLOUR
from emails.look import page_style
from emails.palette import palette
from web.frames import outline_style

STATIC = Path(__file__).parent / "static"
STYLE, ICON, OUTLINE = "style.css", "icon.svg", "outline.css"
PAINTED = (STYLE, ICON, OUTLINE)


@dataclass(frozen=True)
class Painted:
    """A file in one brand's colours."""

    content: bytes
    version: str


@lru_cache(maxsize=256)
def paint(name: str, colour: str = "") -> Painted:
    """One of PAINTED for a brand colour (`#rrggbb`); in our own for "" and for what is no colour."""
    brand = colour.lower() if COLOUR.fullmatch(colour) else ""
    content = (outline_style() if name == OUTLINE else _filled(name, brand)).encode()
    return Painted(content, hashlib.sha256(content).hexdigest()[:12])


def _filled(name: str, brand: str) -> str:
    """STYLE or ICON, which lie in static/."""
    text = (STATIC / name).read_text(encoding="utf-8")
    return page_style(brand, text) if name == STYLE else text.replace("{accent}", palette(brand).light.accent)


def painted_address(name: str, colour: str) -> str:
    """Where a page finds it, below the site's own path. The colour is named, so that any process can paint it."""
    brand = f"&colour={colour.removeprefix('#')}" if colour else ""
    return f"/static/{name}?v={paint(name, colour).version}{brand}"

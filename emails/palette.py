"""The colours of mails and pages, light and dark, made from one brand colour so that all stay readable.

Contrast is WCAG 2.2's (success criteria 1.4.3 and 1.4.6): 4.5 to 1 for text, 7 for the body's.
"""

from __future__ import annotations

from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass, fields, replace
from functools import lru_cache

READABLE = 4.5
"""The least contrast of any text with its ground (WCAG level AA)."""
EASY = 7.0
"""The least contrast of body text (WCAG level AAA)."""
STEPS = 100


@dataclass(frozen=True)
class Tones:
    """One scheme: what text stands on (paper, card, field), and what stands there; `#rrggbb` each."""

    paper: str
    card: str
    field: str
    ink: str
    strong: str
    quiet: str
    line: str
    edge: str
    accent: str
    on_accent: str
    fault: str

    @property
    def grounds(self) -> tuple[str, ...]:
        """What text may stand on."""
        return self.paper, self.card, self.field


LIGHT = Tones(
    paper="#fbf9f5",
    card="#f1ebdf",
    field="#ffffff",
    ink="#2c2b28",
    strong="#1f1e1c",
    quiet="#645f56",
    line="#e2dbcd",
    edge="#857e72",
    accent="#1d5f63",
    on_accent="#ffffff",
    fault="#a3282b",
)
DARK = Tones(
    paper="#1b1d1e",
    card="#26292a",
    field="#1b1d1e",
    ink="#dcd8d0",
    strong="#f3efe7",
    quiet="#a8a398",
    line="#3a3d3e",
    edge="#85827b",
    accent="#8fc9c6",
    on_accent="#102022",
    fault="#ff9d94",
)


@dataclass(frozen=True)
class Palette:
    """Both schemes of a course."""

    light: Tones
    dark: Tones


@lru_cache(maxsize=256)
def palette(colour: str = "") -> Palette:
    """The palette of a brand colour (`#rrggbb`), shaded where it couldn't be read; without one, our own."""
    return Palette(_branded(LIGHT, colour), _branded(DARK, colour)) if colour else Palette(LIGHT, DARK)


def readable(colour: str, grounds: tuple[str, ...], least: float = READABLE) -> str:
    """The nearest shade of a colour, in hue and strength alike, that can be read on all these grounds."""
    hue, lightness, strength = rgb_to_hls(*_parts(colour))
    end = 0.0 if luminance(grounds[0]) > 0.5 else 1.0
    for step in range(STEPS + 1):
        moved = lightness + (end - lightness) * step / STEPS
        shade = colour if not step else _hex(hls_to_rgb(hue, moved, strength))
        if all(contrast(shade, ground) >= least for ground in grounds):
            break
    return shade


def contrast(one: str, other: str) -> float:
    """How far two colours (`#rrggbb`) stand apart: 1 for the same, 21 for black on white."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white), as WCAG defines it."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def as_variables(tones: Tones) -> str:
    """The colours as CSS custom properties, for pages; mail programs don't know them."""
    return " ".join(f"--{field.name.replace('_', '-')}: {getattr(tones, field.name)};" for field in fields(tones))


def _branded(tones: Tones, colour: str) -> Tones:
    accent = readable(colour.lower(), tones.grounds)
    on_accent = max(LIGHT.on_accent, DARK.on_accent, key=lambda ink: contrast(ink, accent))
    return replace(tones, accent=accent, on_accent=on_accent)


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _hex(parts: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)

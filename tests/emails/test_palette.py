"""Whatever colour an author names, everything can be read in light and in dark."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emails.palette import DARK, EASY, LIGHT, READABLE, Palette, Tones, contrast, palette, readable

colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrast_is_the_one_of_wcag(one: str, other: str, ratio: float) -> None:
    """Values of the examples that WebAIM and the W3C give."""
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize("tones", [LIGHT, DARK])
def test_body_text_is_easy_to_read_and_all_text_readable(tones: Tones) -> None:
    for ground in tones.grounds:
        assert min(contrast(tones.ink, ground), contrast(tones.strong, ground)) >= EASY
        assert min(contrast(text, ground) for text in (tones.quiet, tones.accent, tones.fault)) >= READABLE
    assert contrast(tones.on_accent, tones.accent) >= READABLE


@given(colours)
def test_any_brand_colour_stays_readable(colour: str) -> None:
    for tones in (palette(colour).light, palette(colour).dark):
        assert min(contrast(tones.accent, ground) for ground in tones.grounds) >= READABLE
        assert contrast(tones.on_accent, tones.accent) >= READABLE


@given(colours)
def test_a_colour_that_can_be_read_stays_as_it_is(colour: str) -> None:
    shade = readable(colour, LIGHT.grounds)
    fine = min(contrast(colour, ground) for ground in LIGHT.grounds) >= READABLE
    assert (shade == colour) == fine
    assert readable(shade, LIGHT.grounds) == shade


def test_without_a_colour_the_course_has_ours() -> None:
    assert palette() == Palette(LIGHT, DARK)

"""Colours and markup: what can be read by day and by night, and what works in every mail program."""

from __future__ import annotations

import pytest

from course.content import Brand
from course.site import Site
from emails.composing import Composer
from emails.linting.contrast import brand, colour_in
from emails.linting.markup import foreign_in
from emails.palette import DARK, LIGHT, contrast, palette
from tests.emails.linted import Linter
from tests.emails.mails import every_job, part

# Colours.


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('<span style="color: #777">x</span>', f"#777777 on {DARK.paper} has a contrast of 3.8 in dark mode"),
        ('<span style="color: red">x</span>', f"#ff0000 on {LIGHT.paper} has a contrast of 3.8 in light mode"),
        ('<span style="color: rgb(0, 0, 255)">x</span>', f"on {DARK.paper} has a contrast of 2.0 in dark mode"),
        ('<font color="navy">x</font>', "in dark mode"),
        ('<p style="background: #fff">x</p>', f"{DARK.ink} on #ffffff has a contrast of 1.4 in dark mode"),
        ('<table><tr><td bgcolor="black">x</td></tr></table>', f"{LIGHT.ink} on #000000"),
        (
            '<p style="background: #eee; color: #222">Go <a href="https://example.org">there</a></p>',
            f"{DARK.accent} on",
        ),
        ('<p style="background: #222; color: #eee"><span style="color: #555">x</span></p>', "#555555 on #222222"),
        ('<p style="color: #888; background: #fff">x <b>and</b> <i>y</i></p>', "#888888 on #ffffff"),
        ('<div style="background: white"><h2>Two</h2></div>', f"{DARK.strong} on #ffffff"),
        ('<h2 style="color: #333 !important">Two</h2>', f"#333333 on {DARK.paper}"),
    ],
)
def test_a_colour_that_cannot_be_read_is_told_once_with_the_figure(linter: Linter, text: str, says: str) -> None:
    (fault,) = linter.faults(f"One.\n\n{text}\n\nTwo.")
    assert (fault.line, fault.rule, says in fault.message) == (12, "contrast", True), fault


@pytest.mark.parametrize(
    "text",
    [
        '<span style="color: #1f1e1c; background: #f1ebdf">x</span>',
        '<p style="color: white; background-color: #222">x <b>y</b></p>',
        '<span style="color: #808080"> </span>',
        '<p style="font-weight: bold; border: 1px solid red">x</p>',
        '<h2 style="color: #333">At night the style sheet insists.</h2>',
        '<a href="https://example.org" style="color: #333">here and there</a>',
        '<span style="color: inherit; background: transparent">x</span>',
        '<p style="display: none; color: #777">x</p>',
        '`<span style="color: #777">x</span>`',
    ],
)
def test_colours_that_can_be_read_are_left_alone(linter: Linter, text: str) -> None:
    assert linter.told(text) == []


def test_two_colours_are_told_on_their_own_lines(linter: Linter) -> None:
    grey = '<span style="color: #777">x</span>'
    assert linter.told(f"{grey}\n\n{grey}") == [(1, "contrast"), (3, "contrast")]


def test_colours_under_seven_to_one_are_told_when_strict(linter: Linter) -> None:
    pale = '<p style="color: #666; background: #fff">x</p>'
    assert linter.told(pale) == []
    (fault,) = linter.faults(pale, strict=True)
    assert (fault.rule, "5.7" in fault.message) == ("easy-contrast", True)
    assert linter.told('<h2 style="color: #666 !important; background: #fff">x</h2>', strict=True) == []
    assert linter.told(pale.replace("#666", "#777"), strict=True) == [(1, "contrast")]


@pytest.mark.parametrize(
    ("value", "colour"),
    [
        ("#FFF", "#ffffff"),
        ("#1d5f63 !important", "#1d5f63"),
        ("rgb(29, 95, 99)", "#1d5f63"),
        ("rgb(29 95 99)", "#1d5f63"),
        ("no-repeat RebeccaPurple", "#663399"),
        ("transparent", None),
        ("#12345", None),
        ("", None),
    ],
)
def test_colours_are_read_as_css_writes_them(value: str, colour: str | None) -> None:
    assert colour_in(value) == colour


def test_a_brand_colour_that_is_shaded_is_told_with_its_shade(linter: Linter) -> None:
    (fault,) = linter.faults(toml='[brand]\ncolour = "#e0b020"')
    shade = palette("#e0b020").light.accent
    figure = min(contrast("#e0b020", ground) for ground in LIGHT.grounds)
    assert (fault.file.name, fault.line, fault.rule) == ("course.toml", 4, "contrast")
    assert f"{figure:.1f}" in fault.message and shade in fault.message
    assert linter.faults(toml=f'[brand]\ncolour = "{shade}"') == []


def test_a_course_without_a_brand_has_nothing_to_tell(site: Site) -> None:
    assert site.library.first.brand == Brand()
    assert list(brand(site.library.first)) == []


# Markup.


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('<video src="tea.mp4" controls><source src="tea.webm"></video>', "<video>"),
        ('<audio src="tea.mp3"></audio>', "<audio>"),
        ('<form action="https://example.org"><input name="a"><button>Go</button></form>', "<form>"),
        ("<script>go()</script>", "<script>"),
        ("<style>p { color: red }</style>", "<style>"),
        ('<iframe src="https://example.org"></iframe>', "<iframe>"),
        ('<svg width="9"><path d="M0 0"/></svg>', "<svg>"),
        ('<link rel="stylesheet" href="https://example.org/font.css">', "<link>"),
        ('<p onclick="go()">x</p>', "onclick="),
        ('<p background="tea.png">x</p>', "background="),
        ("<p hidden>x</p>", "hidden="),
        ('<p style="position: fixed">x</p>', "position"),
        ('<p style="float: left">x</p>', "float"),
        ('<p style="display: grid">x</p>', "display: grid"),
        ('<p style="margin: var(--gap)">x</p>', "margin: var(--gap)"),
        ('<p style="width: calc(50% - 1px)">x</p>', "width: calc"),
        ('<p style="background: url(tea.png)">x</p>', "background: url"),
    ],
)
def test_markup_that_breaks_somewhere_is_told_once(linter: Linter, text: str, says: str) -> None:
    (fault,) = linter.faults(f"One.\n\n{text}\n\nTwo.")
    assert (fault.line, fault.rule, says in fault.message) == (12, "feature", True), fault


@pytest.mark.parametrize(
    "text",
    [
        '<p style="text-align: center; margin: 0 auto; border-radius: 4px">x</p>',
        '<table role="presentation" cellpadding="0"><tr><td colspan="2" align="center">x</td></tr></table>',
        '<div id="x" class="box" lang="fr" dir="ltr" title="x">x</div>',
        "H<sub>2</sub>O, <kbd>Ctrl</kbd>, <small>x</small>, <abbr title='x y'>x</abbr>, <s>y</s><br>z",
        "`<video>` and <!-- <video> --> and 1 < 2",
        "- one\n- two\n\n1. one\n\n> quoted\n\n***\n\n    code <video>",
    ],
)
def test_markup_that_works_is_left_alone(linter: Linter, text: str) -> None:
    assert linter.told(text) == []


def test_no_mail_of_ours_needs_more_than_is_accepted(site: Site, composer: Composer) -> None:
    for each in every_job(site):
        assert foreign_in(part(composer.compose(each), "html")) == [], each.kind


def test_a_template_that_needed_more_would_be_found() -> None:
    sheet = "<style>@import 'x'; .a { position: fixed } @media (hover) { .b { gap: 1px } }</style>"
    found = foreign_in(f"<html><head>{sheet}</head><body><video></video><p style='float: left'>x</p></body></html>")
    assert len(found) == 6

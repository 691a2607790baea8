"""Links and pictures: what is told, on which line, and what is left alone."""

from __future__ import annotations

import pytest

from tests.emails.linted import PROMPT, Linter


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[x]()", "leads nowhere"),
        ("[x](#)", "leads nowhere"),
        ('<a href="">x</a>', "leads nowhere"),
        ("[x](https://)", "no web address"),
        ("[x](https:/example.org)", "no web address"),
        ("[x](https://example)", "no web address"),
        ("[x](https://example.org:port/)", "no web address"),
        ("[x](http://localhost:8000/)", "no web address"),
        ("[x](htp://example.org)", "htp: doesn't work in mail"),
        ("[x](javascript:go)", "javascript: doesn't work in mail"),
        ("[x](ftp://example.org/x)", "ftp: doesn't work in mail"),
        ("[x](www.example.org)", "write https://www.example.org"),
        ("[x](example.com/page)", "write https://example.com/page"),
        ("[x](https://example.org/a b)", "has a space in it"),
        ("[x](<a b.pdf>)", "has a space in it"),
        ("[x](/about)", "knows no site for /about"),
        ("[x](nowhere.pdf)", "there is no file 'nowhere.pdf'"),
        ("[x](../course.toml)", "readers can't open ../course.toml"),
        ("[x](01-one.md)", "name the lesson by its title"),
        ("[x](.hidden)", "there is no file '.hidden'"),
        ("[x](mailto:ada)", "no mail address"),
        ("[x](mailto:)", "no mail address"),
        ("[](https://example.org)", "has no words"),
        ('<a href="https://example.org"> </a>', "has no words"),
        ("[x](#below)", 'id="below"'),
        ("[x][site]\n\n[site]: www.example.org", "write https://www.example.org"),
    ],
)
def test_a_link_that_leads_nowhere_is_told_once(linter: Linter, text: str, says: str) -> None:
    linter.file(".hidden")
    (fault,) = linter.faults(f"Read {text}\n\nand go on.")
    assert (fault.rule, says in fault.message) == ("link", True), fault


@pytest.mark.parametrize(
    "text",
    [
        "[x](https://example.org)",
        "<https://example.org/a?b=1&c=2>",
        "[x](https://en.wikipedia.org/wiki/Tea_(meal))",
        "[x](https://münchen.de/ä?x=1#z)",
        "[x](https://127.0.0.1:8443/)",
        "[x](HTTPS://EXAMPLE.ORG)",
        "[x](mailto:ada@example.org)",
        "[x](mailto:ada@example.org?subject=Hello%20there)",
        "[x](mailto:ada@example.org,ben@example.org)",
        "Write to <ada@example.org>.",
        "[x](tel:+4930123456)",
        "[x](card.pdf) and [y](card.pdf#page=2), [z](my%20card.pdf), [w](extra/card.pdf)",
        '[x](#below)\n\n<p id="below">Below.</p>',
        '[x](#below)\n\n<a name="below">Below</a>',
        "[x]({{ links.preferences }})",
        '[x]({{ links.helpline or "https://example.org" }})',
        "[x](https://example.org/?day={{ day }})",
        "[*x*](https://example.org)",
        "[![A cup of tea](tea.png)](https://example.org)",
        "Write `[x](www.example.org)` to link.",
        "<!-- [x](www.example.org) -->",
        "Go to example.org/x or /about if you like.",
        "It is [https://example.org](https://example.org) or so.",
        "It is `https://example.org`.\n\n    www.example.org",
    ],
)
def test_a_sound_link_is_left_alone(linter: Linter, text: str) -> None:
    for name in ("card.pdf", "my card.pdf", "extra/card.pdf", "tea.png"):
        linter.file(name)
    assert linter.told(text) == []


def test_each_of_several_links_is_told_on_its_own_line(linter: Linter) -> None:
    text = (
        "`[c](www.example.org)` [a](https://www.example.org)\n[b](www.example.org)\n\n- [c](www.example.org)\n- [d](/x)"
    )
    assert linter.told(text) == [(2, "link"), (4, "link"), (5, "link")]


def test_links_in_the_front_matter_are_looked_at_too(linter: Linter) -> None:
    assert linter.told(prompt="What does [this](/x) say?") == [(PROMPT, "link")]
    sources = 'sources:\n  - "Ada (2018), [here](https://example.org)."\n  - "Ben (2019), [there](/ben)."\n'
    (fault,) = linter.faults(more=sources)
    assert (fault.line, fault.rule) == (7, "link")


@pytest.mark.parametrize("label", ["here", "This link", "**here**", "Read more »", "click"])
def test_a_label_that_tells_nothing_is_told_when_strict(linter: Linter, label: str) -> None:
    text = f"Tea is warm, read [{label}](https://example.org)."
    assert linter.told(text) == []
    assert linter.told(text, strict=True) == [(1, "label")]


def test_a_label_that_says_where_is_left_alone_when_strict(linter: Linter) -> None:
    assert (
        linter.told("[The list is here](https://example.org) and [hereafter](https://example.org)", strict=True) == []
    )


def test_plain_http_is_told_when_strict(linter: Linter) -> None:
    assert linter.told("[Tea](http://example.org)") == []
    assert linter.told("[Tea](http://example.org)", strict=True) == [(1, "http")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("![A cup](nowhere.png)", "there is no file 'nowhere.png'"),
        ("![A cup](tea.svg)", "not every mail program shows tea.svg"),
        ("![A cup](tea.webp)", "not every mail program shows tea.webp"),
        ("![A cup](large.png)", "large.png has 1.00 MB"),
        ("![A cup](https://example.org/tea.png)", "tells its host who reads"),
        ("![A cup](//example.org/tea.png)", "tells its host who reads"),
        ("![A cup](/tea.png)", "knows no site for /tea.png"),
        ("![A cup](data:image/png;base64,AAAA)", "written into the text"),
        ('<img alt="A cup">', "has no file"),
    ],
)
def test_a_picture_that_is_not_shown_is_told_once(linter: Linter, text: str, says: str) -> None:
    for name in ("tea.svg", "tea.webp"):
        linter.file(name)
    linter.file("large.png", 1_000_001)
    (fault,) = linter.faults(text)
    assert (fault.line, fault.rule, says in fault.message) == (10, "picture", True), fault


@pytest.mark.parametrize("alt", ["", " ", "tea", "tea.png", "Tea.PNG", "my-tea"])
def test_a_picture_that_says_nothing_is_told_once(linter: Linter, alt: str) -> None:
    name = "my-tea.png" if alt == "my-tea" else "tea.png"
    linter.file(name)
    assert linter.told(f"Now:\n\n![{alt}]({name})") == [(3, "alt")]
    assert linter.told(f'Now:\n\n<p><img src="{name}" alt="{alt}"></p>') == [(3, "alt")]


def test_a_picture_without_alt_is_told_once_even_as_a_link(linter: Linter) -> None:
    linter.file("tea.png")
    assert linter.told('<img src="tea.png">') == [(1, "alt")]
    assert linter.told("[![](tea.png)](https://example.org)") == [(1, "alt")]


def test_pictures_beside_the_lessons_are_left_alone(linter: Linter) -> None:
    linter.file("Tea.JPG", 1_000_000)
    linter.file("extra/two cups.gif")
    assert linter.told("![Tea in a cup](Tea.JPG)\n\n![Two cups, one of them empty](extra/two%20cups.gif)") == []

"""What HTML and CSS may stand in our mails: all that our templates use, and what an author may add.

Each name with what happens where a mail program doesn't know it ("" where all that we care for do: Gmail, Outlook on
Windows, Apple Mail, Yahoo, Samsung). What isn't here breaks a mail somewhere, or is cut out of it: video, audio, forms,
scripts, frames, svg, position, flex, grid, float, CSS variables, fonts from elsewhere. `make bench-mail` holds this
list against what caniemail.com measured.
"""

from __future__ import annotations

ELEMENTS = {
    **dict.fromkeys(("p", "div", "span", "br", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "blockquote", "pre"), ""),
    **dict.fromkeys(("a", "img", "strong", "b", "em", "i", "u", "s", "del", "ins", "sub", "sup", "small", "code"), ""),
    **dict.fromkeys(("ul", "ol", "li", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"), ""),
    "dl": "", "dt": "", "dd": "",
    "abbr": "the text stays, without the long form on hover",
    "cite": "the text stays, upright", "q": "the text stays, perhaps without its quotes",
    "kbd": "the text stays, in the font around it", "mark": "the text stays, without a background",
    "font": "", "center": "", "strike": "", "big": "", "tt": "",
}  # fmt: skip
"""Elements within a lesson."""

FRAME = {
    "html": "", "head": "", "meta": "", "title": "", "body": "a div of the same look stands inside it",
    "style": "the look is written into the elements too; dark mode and the small screen's sizes are lost",
}  # fmt: skip
"""Elements that only our templates use."""

ATTRIBUTES = {
    "href": "", "src": "", "alt": "", "width": "", "height": "", "title": "", "id": "a link to it leads to the top",
    "name": "", "class": "the look is written into the elements too", "style": "",
    "lang": "a voice may guess the language",
    "dir": "", "role": "a table may be read out as one", "aria-hidden": "a voice may tell of empty cells",
    "aria-label": "the text is read instead", "align": "", "valign": "", "bgcolor": "", "border": "",
    "cellpadding": "", "cellspacing": "", "colspan": "", "rowspan": "", "scope": "", "headers": "",
    "color": "", "face": "", "size": "", "start": "", "type": "", "value": "",
    "target": "a link opens where the program likes", "rel": "", "cite": "", "datetime": "",
}  # fmt: skip
"""Attributes of those elements."""

FRAME_ATTRIBUTES = frozenset({"charset", "name", "content", "lang", "dir"})
"""Attributes of html, head and meta."""

PROPERTIES = {
    **dict.fromkeys(("color", "font-size", "font-weight", "font-style", "font-family", "line-height"), ""),
    "text-align": "",
    **dict.fromkeys(("letter-spacing", "text-decoration", "text-transform", "text-indent", "vertical-align"), ""),
    **{f"{name}{side}": "" for name in ("margin", "padding") for side in ("", "-top", "-right", "-bottom", "-left")},
    **{f"border{side}": "" for side in ("", "-top", "-right", "-bottom", "-left", "-color", "-style", "-width")},
    "background-color": "", "background": "only a colour is meant",
    "border-collapse": "", "border-spacing": "cells stand closer", "border-radius": "corners are square",
    "width": "", "height": "the content's own height holds", "display": "",
    "max-width": "the table around the page gives the width in Outlook, and pictures have their own",
    "max-height": "the preheader is hidden by display: none already",
    "overflow": "the preheader is hidden by display: none already",
    "opacity": "the preheader is hidden by display: none already",
    "box-sizing": "the page is wider by its padding, inside the table that Outlook gets",
    "overflow-wrap": "a very long word is cut at the edge", "word-break": "a very long word is cut at the edge",
    "word-wrap": "", "white-space": "lines break as usual", "list-style": "the usual bullets", "list-style-type": "",
    "direction": "", "font": "", "table-layout": "columns take the room that their text wants",
    "color-scheme": "the program chooses its own dark colours",
    "-webkit-text-size-adjust": "only Apple's programs need it",
}  # fmt: skip
"""CSS properties, in style attributes and in our style sheet."""

VALUES = ("url(", "var(", "calc(", "min(", "max(", "clamp(", "gradient(", "expression(")
"""What no value may hold: it makes programs drop the declaration, or all of them."""
DISPLAYS = frozenset({"none", "block", "inline", "inline-block", "table", "table-row", "table-cell", "list-item"})
MEDIA = ("prefers-color-scheme", "max-width")
"""What our style sheet asks about the reader's screen; a program that doesn't know it shows the light, wide look."""

"""What HTML and CSS may stand in our mails: all that our templates use, and what an author may add.

Each name with what happens where a mail program doesn't know it ("" where all that we care for do: Gmail, Outlook on
Windows, Apple Mail, Yahoo, Samsung). What isn't here breaks a mail somewhere, or is cut out of it: video, audio, forms,
scripts, frames, svg, position, flex, grid, float, CSS variables, fonts from elsewhere. `make bench-mail` holds this
list against what caniemail.com measured.
"""

from __future__ import annotations

STRUCK = "the text stays, without its line"
LISTS = "plain lists work; reversed ones and skipped numbers don't"
LOOK = "the look is written into the elements too; dark mode and the small screen's sizes are lost"
HIDDEN = "the preheader shows above the text: one grey line more"
SIZES = "our sizes are in pixels, which all know"
BOXES = "Outlook keeps the space of table cells and paragraphs; the button is smaller there"
BORDERS = "ours are a few pixels, around blocks; a line may end with its text"
PLACES = "left, right and positive values work; start, end and negative ones don't"
BREAKS = "a very long word is cut at the edge"

ELEMENTS = {
    **dict.fromkeys(("p", "div", "span", "br", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "blockquote", "pre"), ""),
    **dict.fromkeys(("a", "img", "strong", "b", "em", "i", "u", "ins", "sub", "sup", "small", "code"), ""),
    **dict.fromkeys(("s", "del", "strike"), STRUCK),
    **dict.fromkeys(("ul", "ol", "li", "dl", "dt", "dd"), LISTS),
    **dict.fromkeys(("table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"), ""),
    "abbr": "the text stays, without the long form on hover",
    "cite": "the text stays, upright",
    "q": "the text stays, perhaps without its quotes",
    "kbd": "the text stays, in the font around it",
    "mark": "the text stays, without a background",
    **dict.fromkeys(("font", "center", "big", "tt"), ""),
}
"""Elements within a lesson."""

FRAME = {
    "html": "",
    "head": "",
    "meta": "",
    "title": "",
    "body": "a div of the same look stands inside it",
    "style": LOOK,
}
"""Elements that only our templates use."""

ATTRIBUTES = {
    **dict.fromkeys(("href", "src", "alt", "title", "name", "style", "align", "valign", "bgcolor", "border"), ""),
    **dict.fromkeys(("cellpadding", "cellspacing", "colspan", "rowspan", "scope", "headers", "rel", "cite"), ""),
    **dict.fromkeys(("color", "face", "size", "start", "type", "value", "datetime"), ""),
    **dict.fromkeys(("width", "height"), "pixels work; Outlook reckons a picture's percentage by the file"),
    "id": "a link to it leads to the top",
    "class": LOOK,
    "lang": "a voice may guess the language",
    "dir": "stands on a div around all, and the sides are written out, too",
    "role": "a table may be read out as one",
    "aria-hidden": "a voice may tell of empty cells",
    "aria-label": "the text is read instead",
    "target": "a link opens where the program likes",
}
"""Attributes of those elements."""

FRAME_ATTRIBUTES = frozenset({"charset", "name", "content", "lang", "dir"})
"""Attributes of html, head and meta."""

PROPERTIES = {
    **dict.fromkeys(("color", "background-color", "font-style", "font-family", "font", "vertical-align"), ""),
    **dict.fromkeys(("border-collapse", "list-style-type"), ""),
    **{f"margin{side}": PLACES for side in ("", "-top", "-right", "-bottom", "-left")},
    "text-align": PLACES,
    **{f"padding{side}": BOXES for side in ("", "-top", "-right", "-bottom", "-left")},
    **{f"border{side}": BORDERS for side in ("", "-top", "-right", "-bottom", "-left", "-color", "-style", "-width")},
    **dict.fromkeys(("max-height", "overflow", "opacity"), "display: none hides the preheader already"),
    **dict.fromkeys(("overflow-wrap", "word-break", "word-wrap"), BREAKS),
    **dict.fromkeys(("font-size", "line-height", "letter-spacing"), SIZES),
    "font-weight": "normal and bold work everywhere",
    "text-decoration": "plain underlines work; wavy and coloured ones don't",
    "text-transform": "the letters stay as they're typed",
    "text-indent": PLACES,
    "background": "only a colour is meant",
    "border-spacing": "cells stand closer",
    "border-radius": "corners are square",
    "width": "Outlook knows it on tables and cells alone; the rest takes the room it has",
    "height": "the content's own height holds; the logo and the bar have attributes, too",
    "display": "none, block, inline and table work; the others aren't on the list",
    "max-width": "the table around the page gives the width in Outlook, and pictures have their own",
    "box-sizing": "the page is wider by its padding, inside the table that Outlook gets",
    "white-space": "lines break as usual",
    "list-style": "the usual bullets",
    "direction": "the dir attribute says it, too",
    "table-layout": "columns take the room that their text wants",
    "color-scheme": "the program chooses its own dark colours",
    "-webkit-text-size-adjust": "only Apple's programs need it",
}
"""CSS properties, in style attributes and in our style sheet."""

VALUES = ("url(", "var(", "calc(", "min(", "max(", "clamp(", "gradient(", "expression(")
"""What no value may hold: it makes programs drop the declaration, or all of them."""
DISPLAYS = frozenset({"none", "block", "inline", "inline-block", "table", "table-row", "table-cell", "list-item"})
MEDIA = ("prefers-color-scheme", "max-width")
"""What our style sheet asks about the reader's screen; a program that doesn't know it shows the light, wide look."""

OTHERS = {
    "html-mailto-links": "the address stands in the text part, and replying does the same",
    "html-anchor-links": "a link within the mail leads to its top",
    "html-meta-color-scheme": "the style sheet says it, too",
    "html-comments": "",
    "html-doctype": "the look needs none",
    "css-display-none": HIDDEN,
    "css-important": "needed in dark mode alone",
    "css-at-media": LOOK,
    "css-at-media-prefers-color-scheme": "the light look, or the program's own dark colours",
    "css-selector-adjacent-sibling": "the distances are written into the elements too",
    "css-rgb": "written with commas it works; ours are #rrggbb",
    **dict.fromkeys(("css-unit-em", "css-unit-px", "css-unit-percent", "image-png", "image-jpg"), ""),
    "image-gif": "Outlook shows the first picture of a moving one",
}
"""What else our mails rely on, by caniemail.com's names."""

"""Markdown that wasn't understood, and so would stay in the mail as it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from course.content import Fault
from emails.linting.checked import Checked
from emails.linting.typed import BOX, END_OF_BOX, END_OF_LINK, LINK, SIGN, Shown, seen, shown
from emails.rendering import body_html, inline_html
from emails.slots import PRIVATE, Slots
from emails.variables import nearest_variable

TARGET = r"(?:(?:https?://|www\.|mailto:)[^\s()]+|[^\s()]+\.(?:pdf|png|jpe?g|gif|html?|com|org|net))"
"""What an author means as the target of a link."""
URL = re.compile(
    r"(?<![\w@./=-])(?:https?://[^\W_]|www\.[\w-]+\.\w)"
    rf"[^\s<>{PRIVATE.pattern[1:-1]}{LINK}{END_OF_LINK}]*(?![^{LINK}{END_OF_LINK}]*{END_OF_LINK})",
    re.IGNORECASE,
)
"""An address that isn't the words of a link."""
BRACES = re.compile(
    rf"(?<![{{$])\{{\s*([^\W\d][\w. {SIGN.pattern[1:-1]}-]*?)(?:\s+or\s[^{{}}\n]*|\s*\|[^{{}}\n]*)?\s*\}}(?!\}})"
)
"""Words in single braces, perhaps with what to fall back on."""
BROKEN = re.compile("\ufffd|â€[\u0080-\uffff]?|Ã[\u0080-\u00bf]|Â[\u00a0-\u00bf]")
"""UTF-8 that was read as something else, or the other way round."""
STRAY = re.compile(r"\}\}|%\}|#\}")


@dataclass(frozen=True)
class Leftover:
    """What is found in a text as readers see it, and what to do: $0 is the passage, $1 and $2 are parts of it.

    `once`: the first is told for all.
    """

    pattern: re.Pattern[str]
    message: str
    once: bool = False


def _leftover(pattern: str, message: str, once: bool = False) -> Leftover:
    return Leftover(re.compile(pattern, re.MULTILINE), message, once)


INSIDE_HTML = "Markdown isn't read inside HTML; write all of it in HTML, or take the HTML out."
LEFTOVERS = (
    _leftover(r"<!(?:--|[–—])", "this comment isn't closed; end it with -->."),
    _leftover(r"^[^\S\n]*```.*", "this code isn't closed; end it with a line of ```."),
    _leftover(r"`(?=\w)", "this code isn't closed; put ` before and after it."),
    _leftover(
        rf"\[\^[^\]\s]+\]|{LINK}\^[^{END_OF_LINK}]*",
        "footnotes don't work in a mail; write the note into the text, or under sources.",
        once=True,
    ),
    _leftover(rf"\(([^()\n]+)\)\[({TARGET})\]", "the brackets of this link are swapped; write [$1]($2)."),
    _leftover(rf"\[[^\[\]\n]+\]\({TARGET}\)", INSIDE_HTML),
    _leftover(
        rf"\[([^\[\]\n]+)\](?:[^\S\n]+|{SIGN.pattern}?[^\S\n]*\n[^\S\n]*)\(({TARGET})\)",
        "a link has no space between ] and (; write [$1]($2).",
    ),
    _leftover(r"!\[\[([^\[\]|\n]+)[^\[\]\n]*\]\]", "double brackets show no picture; write ![what is to be seen]($1)."),
    _leftover(
        rf"^!(?=[^\S\n]+{LINK})", "a picture has no space between ! and [; write ![what it shows](its-name.png)."
    ),
    _leftover(r"\[\[([^\[\]\n]+)\]\]", "double brackets make no link; write [$1](https://…)."),
    _leftover(
        r"(?<![\w\]])(?!\[\d+\]\[\d+\])\[([^\[\]\n]+)\]\[([^\[\]\n]*)\]",
        "nothing says where this link leads; write [$1](https://…).",
    ),
    _leftover(r"\]\([^\n]*", "this link isn't closed; write it as [text](https://…)."),
    _leftover(
        r"^[^\S\n]*\[[ xX]?\][^\S\n].*(?:\s*\n\s*\[[ xX]?\][^\S\n].*)*",
        "a box to tick doesn't work in a mail; write a plain list.",
    ),
    _leftover(r"~~(?=\S)[^\n]+?~~", "~~ doesn't strike words out here; write <s>…</s>, or leave them out."),
    _leftover(r"==(?=\S)[^\n=]+?==", "== doesn't mark words here; write **bold** instead."),
    _leftover(
        r"^(?:!!!|!![^\S\n]*\w+[^\S\n]*[\"“«]).*",
        'this isn\'t a box yet; write !!! challenge "Title", and begin each line of its text with four spaces.',
    ),
    _leftover(
        rf"{BOX}[\s{SIGN.pattern[1:-1]}]*{END_OF_BOX}",
        "this box is empty; begin each line of its text with four spaces.",
    ),
    _leftover(
        rf"\*\*[^\S\n][^*\n]*\*\*|\*\*[^*\n]+[^\S\n]{SIGN.pattern}?\*\*",
        "take out the spaces inside the stars: **bold**.",
    ),
    _leftover(r"(\*\*?)[^\s*](?:[^*\n]*[^\s*])?\1", INSIDE_HTML),
    _leftover(r"\*\*(?=\S)|(?<=\S)\*\*", "this bold text isn't closed; put ** before and after it."),
    _leftover(
        r"(?<![\w*/.:#?=&-])([*_])(?=[^\W\d_])",
        "this emphasis isn't closed; put $1 before and after it, or write \\$1 for the sign itself.",
    ),
    _leftover(r"^[^\S\n]*#{1,6}[^\S\n]*\S.*", "a heading begins on the left; take out what stands before #."),
    _leftover(r"^[•·].*(?:\n+[•·].*)*", "write - and a space before each item of a list, and a blank line above it."),
    _leftover(r"^[-*+]\u00a0.*(?:\n+[-*+]\u00a0.*)*", "what follows - is no ordinary space; type it anew."),
    _leftover(
        r"^(-|1\.)(?=[^\W\d_]).*\n(?:-|2\.)(?=[^\W\d_]).*(?:\n.*\S.*)*",
        "write a space after $1 and a blank line above the list.",
    ),
    _leftover(r"^[-*+][^\S\n].*(?:\n.*\S.*)*", "this list needs a blank line before it."),
    _leftover(
        r"^1[.)][^\S\n].*(?:\n.*\S.*)*?\n2[.)][^\S\n].*(?:\n.*\S.*)*",
        "this list needs a blank line before it, and numbers like 1. and 2.",
    ),
    _leftover(r"^(?=.*\|)[|\s:–—-]*[-–—][|\s:–—-]*$", "a table isn't shown in a mail; write a list."),
)


def leftovers(checked: Checked) -> Iterator[Fault]:
    """Marks of Markdown, of variables and of broken letters in what readers see."""
    lesson, course = checked.lesson, checked.course

    def body(text: str, slots: Slots) -> str:
        return body_html(course, replace(lesson, body=text), slots)

    def inline(text: str, slots: Slots) -> str:
        return inline_html(text, course, slots)

    if not checked.body.document.unclosed:  # told by itself: it makes HTML of all that follows
        yield from _left(checked, shown(lesson.body, lesson.body_line, body))
    for text, line in checked.lines():
        yield from _left(checked, shown(text, line, inline))
    yield from _in_subject(checked, Shown(lesson.subject, checked.key_line("subject")))


def _left(checked: Checked, text: Shown) -> Iterator[Fault]:
    for leftover in LEFTOVERS:
        found = list(leftover.pattern.finditer(text.text))
        for match in found[:1] if leftover.once else found:
            message = leftover.message.replace("$1", _group(match, 1)).replace("$2", _group(match, 2))
            yield checked.fault(text.line_at(match.start()), "markdown", message)
        text = text.without(leftover.pattern) if found else text
    for match in URL.finditer(text.text):
        url = seen(match[0]).rstrip(".,;:!?»”’\"'").removesuffix("" if "(" in match[0] else ")")
        whole = url if "://" in url else f"https://{url}"
        yield checked.fault(text.line_at(match.start()), "link", f"{url} is no link as it stands; write <{whole}>.")
    yield from _in_plain(checked, text)


def _in_subject(checked: Checked, text: Shown) -> Iterator[Fault]:
    """A subject is plain text: Markdown isn't read in it."""
    html = inline_html(text.text, checked.course, Slots())
    if re.search(r"<(?:strong|em|code|a|img)\b", html):
        yield checked.fault(text.line, "markdown", "a subject shows Markdown as it is typed; write plain words.")
    yield from _in_plain(checked, text)


def _in_plain(checked: Checked, text: Shown) -> Iterator[Fault]:
    """What is wrong in any text, Markdown or not."""
    plain = Slots().aside(text.text)
    for match in STRAY.finditer(plain):
        message = f"{match[0]} closes a variable that isn't opened; take it out, or write {{{{ … }}}} around the name."
        yield checked.fault(text.line_at(match.start()), "markdown", message)
    for match in BRACES.finditer(plain):
        near = nearest_variable(re.sub(r"[ -]+", "_", seen(match[1])))
        if near:
            message = f"a variable has two braces on each side; write {{{{ {near} }}}}."
            yield checked.fault(text.line_at(match.start()), "variable", message)
    broken = BROKEN.search(plain)
    if broken:
        message = f"the letters {seen(broken[0])!r} are broken; type them anew, and save the file as UTF-8."
        yield checked.fault(text.line_at(broken.start()), "encoding", message)


def _group(match: re.Match[str], number: int) -> str:
    return seen(match[number]) if match.re.groups >= number else ""

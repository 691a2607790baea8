"""What pages show of a course: its own words (OWN_WORDS), and a bit of its first lesson as a mail."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from course.content import Course, Fault, Lesson
from emails.rendering import text_html
from emails.sample import Sample, for_nobody, sample
from emails.slots import PRIVATE, Slots
from emails.variables import lesson_faults

RULE = "<hr />"
FOREIGN = re.compile(rf'\bhref="(?!https?:|mailto:|tel:|[/#?{PRIVATE.pattern[1:-1]}])[^"]*"', re.IGNORECASE)
"""A link that a page wouldn't follow, or shouldn't."""
PARAGRAPH = re.compile(r"<p>.*?</p>", re.DOTALL)
BOX = re.compile(r'<h2 class="admonition-title">(.*?)</h2>\s*(<p>.*?</p>)', re.DOTALL)
OPENING = 200
"""Characters of the lesson that are shown at least, in whole paragraphs."""
PITFALLS = (
    (r"^# ", "heading", "the page has its title already; begin headings with ##."),
    (r"^[^`\n]*(<[a-zA-Z/!][^<>\n]*>)", "html", "HTML shows here as it is typed; write Markdown."),
    (r"\blinks\.(?:preferences|unsubscribe)\b", "variable", "a stranger has no such link yet; take it out."),
    (r"\]\(\s*(?:javascript|data|vbscript|file):", "link", "this link leads nowhere; write [text](https://…)."),
)
"""What to look for, line by line; the rule, and what to do."""
AUTOLINK = re.compile(r"<(https?://|mailto:|[^<>@\s]+@)[^<>\s]*>")


@dataclass(frozen=True)
class Words:
    """The course's own words for a page, from before the file's first rule and after it; either may be empty."""

    before: Markup
    after: Markup


@dataclass(frozen=True)
class Excerpt:
    """What is shown of a lesson; `box` is the title and the first paragraph of its first box, if there is one."""

    lesson: Sample
    opening: tuple[Markup, ...]
    box: tuple[Markup, ...]


@lru_cache(maxsize=64)
def own_words(course: Course, name: str, media: str) -> Words:
    """One of OWN_WORDS as HTML, parted at its first rule (`---`); `media` comes before files beside it.

    Raises LessonBroken.
    """
    slots = Slots()
    html = FOREIGN.sub('href="#"', text_html(course.words(name), course, slots, raw=False))
    html = re.sub(r'<h2 (class="admonition-title")>(.*?)</h2>', r"<h3 \1>\2</h3>", html)
    html = re.sub(r"<(/?)h1>", r"<\1h2>", html)
    before, _, after = for_nobody(course, as_lesson(course, name), slots.back(html), media).partition(RULE)
    return Words(before.strip(), after.strip())


def excerpt(course: Course, lesson: Lesson, media: str) -> Excerpt:
    """The beginning of a lesson, its box and its question. Raises LessonBroken."""
    whole = sample(course, lesson, media)
    opening = PARAGRAPH.findall(re.split(r"<(?:h2|div|blockquote|ul|ol|table|pre)\b", whole.body, maxsplit=1)[0])
    box = BOX.search(whole.body)
    enough = next((n for n in range(1, len(opening)) if len("".join(opening[:n])) >= OPENING), len(opening))
    return Excerpt(whole, _markup(opening[:enough]), _markup(box.groups()) if box else ())


def words_faults(course: Course, name: str) -> list[Fault]:
    """What is wrong with one of OWN_WORDS, with its real lines."""
    if not course.words(name):
        return []
    found = lesson_faults(course, as_lesson(course, name))
    for number, line in enumerate(course.words(name).splitlines(), 1):
        plain = AUTOLINK.sub("", line)
        told = [(rule, message) for look, rule, message in PITFALLS if re.search(look, plain)]
        found += [Fault(course.folder / name, number, rule, message) for rule, message in told]
    return found


def as_lesson(course: Course, name: str) -> Lesson:
    """One of OWN_WORDS in the shape that faults are looked for in: text of a file, without anything to answer."""
    return Lesson(0, name, course.folder / name, "", "", "", False, (), course.words(name), 1)


def _markup(pieces: Iterable[str]) -> tuple[Markup, ...]:
    """Pieces of HTML that was filled in already."""
    return tuple(map(Markup, pieces))

"""What Markdown takes for something else than its author meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from course.content import Fault
from emails.linting.checked import Checked

INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029]")
"""What word processors leave behind; a mail may be cut off there."""
SENTENCE = re.compile(r"[^\W\d_a-z][^{}<>=;$\\]*[.!?…。！？][\"”’»)]*")
WORDS_OF_A_SENTENCE = 6
UNQUOTED = re.compile(r"^[ \t]*!!! ?[\w-]+(?: +[\w-]+)+ *$", re.MULTILINE)


def invisible(checked: Checked) -> Iterator[Fault]:
    """Characters that nobody sees and that some mail program stumbles over."""
    lesson = checked.lesson
    for found in INVISIBLE.finditer(lesson.body):
        line = lesson.body_line + lesson.body.count("\n", 0, found.start())
        message = f"an invisible character (U+{ord(found[0]):04X}) stands in this line; type the line anew."
        yield checked.fault(line, "encoding", message)


def indented(checked: Checked) -> Iterator[Fault]:
    """A sentence that is set in as in a book becomes code."""
    lesson = checked.lesson
    for block in (each for each in checked.body.document.elements if each.tag == "pre"):
        first = block.text.strip().split("\n")[0].strip()
        sentence = SENTENCE.fullmatch(first) and len(first.split()) >= WORDS_OF_A_SENTENCE
        typed = re.search(rf"^(?: {{4}}|\t)[ \t]*{re.escape(first)}", lesson.body, re.MULTILINE)
        if sentence and typed:
            line = lesson.body_line + lesson.body.count("\n", 0, typed.start())
            yield checked.fault(line, "markdown", "four spaces or a tab make code of this; take them out.")


def boxes(checked: Checked) -> Iterator[Fault]:
    """Words behind a box's name that aren't quoted are no title."""
    source = checked.body.source
    for found in UNQUOTED.finditer(source.text):
        kind, title = found[0].replace("!!!", "").strip().split(maxsplit=1)
        line = source.line + source.text.count("\n", 0, found.start())
        yield checked.fault(line, "markdown", f'a box\'s title stands in quotes: !!! {kind} "{title}".')

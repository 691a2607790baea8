"""How a lesson reads: its grade, the length of its sentences and of the whole."""

from __future__ import annotations

from collections.abc import Iterator

from course.content import Fault
from emails.linting.checked import Checked
from emails.reading import grade, sentences, words

HIGHEST_GRADE = 8.0
"""Kincaid's grade: what somebody of thirteen reads without effort, and everybody else late in the evening."""
LONGEST_SENTENCE = 30
LONGEST_LESSON = 600
"""Words: about three minutes."""


def level(checked: Checked) -> Iterator[Fault]:
    """English lessons ask for no more than eight years of school; the formula is made for English alone."""
    found = grade(checked.prose)
    if checked.course.locale.lower().startswith("en") and round(found, 1) > HIGHEST_GRADE:
        longest = max(_sentences(checked), key=lambda sentence: len(words(sentence)))
        message = f"this lesson reads at grade {found:.1f}; {HIGHEST_GRADE:g} is the most, so shorten its sentences"
        line = checked.body.source.line_saying(longest)
        yield checked.fault(line, "grade", f"{message}, this one of {len(words(longest))} words first.")


def long_sentences(checked: Checked) -> Iterator[Fault]:
    """Strict: a sentence that is read in one breath."""
    for sentence in _sentences(checked):
        if len(words(sentence)) > LONGEST_SENTENCE:
            message = f"this sentence has {len(words(sentence))} words; make two of it."
            yield checked.fault(checked.body.source.line_saying(sentence), "sentence", message)


def length(checked: Checked) -> Iterator[Fault]:
    """Strict: a lesson that is read before the coffee is cold."""
    count = sum(len(words(block)) for block in checked.prose)
    if count > LONGEST_LESSON:
        message = f"this lesson has {count} words; keep it under {LONGEST_LESSON}."
        yield checked.fault(checked.lesson.body_line, "length", message)


def _sentences(checked: Checked) -> list[str]:
    return [sentence for block in checked.prose for sentence in sentences(block)]

"""What only rendering finds wrong in a course: variables, Markdown that stayed as typed, mails too large."""

from __future__ import annotations

import re
from dataclasses import dataclass

from course.content import Course, Fault, Lesson
from course.errors import LessonBroken
from emails.landing import as_lesson, landing_faults
from emails.rendering import body_html, compile_mail, kind_of
from emails.slots import Slots
from emails.variables import FALLBACK, course_faults, lesson_faults, made_up

LARGEST = 40_000
"""Bytes of HTML. Gmail clips at 102 kB, and a lesson is a short mail."""


@dataclass(frozen=True)
class Leftover:
    """Markdown that wasn't understood: `shown` finds it in the HTML's text, `typed` in the file."""

    shown: str
    typed: str
    message: str


LEFTOVERS = (
    Leftover(
        r"\*\*",
        r"^(?:[^*\n]*\*\*[^*\n]*\*\*)*[^*\n]*(\*\*)[^*\n]*$",
        "this bold text isn't closed; put ** before and after it.",
    ),
    Leftover(r"\]\(", r"(\]\()[^)\n]*$", "this link isn't closed; write it as [text](https://…)."),
    Leftover(r"^!!!", r"(^!!!)", 'this isn\'t a box; write !!! challenge "Title" with a blank line before it.'),
    Leftover(
        r"^\[box\]\s*\[/box\]", r"(^!!!)[^\n]*\n+(?! {4}|\n)", "this box is empty; indent its text by four spaces."
    ),
    Leftover(r"^[-*] ", r"\S\n([-*] )", "this list needs a blank line before it."),
    Leftover(r"[}%]\}", r"([}%]\})", "this closes a variable that isn't opened; write {{ … }} or {% … %}."),
)


def check_course(course: Course) -> list[Fault]:
    """Every fault that rendering the lessons finds, with the file's real line; [] where all is well.

    A lesson that couldn't even be read is left out: load_courses told its fault.
    """
    parts = (course.welcome, *course.lessons, course.completion)
    lessons = [lesson for lesson in parts if lesson and not lesson.fault]
    found = [fault for lesson in lessons for fault in _check(course, lesson)]
    found += _leftovers(course, as_lesson(course)) if course.landing else []
    return sorted([*course_faults(course), *landing_faults(course), *found])


def _check(course: Course, lesson: Lesson) -> list[Fault]:
    found = lesson_faults(course, lesson)
    if all(fault.rule == FALLBACK for fault in found):
        found += _leftovers(course, lesson)
        found += _whole(course, lesson)
    return found


def _leftovers(course: Course, lesson: Lesson) -> list[Fault]:
    shown = _shown(body_html(course, lesson, Slots()))
    return [
        Fault(lesson.file, _line_of(lesson, leftover.typed), "markdown", leftover.message)
        for leftover in LEFTOVERS
        if re.search(leftover.shown, shown, re.MULTILINE)
    ]


def _shown(html: str) -> str:
    """The text that readers see, without code, items of lists that are lists, and with boxes marked."""
    html = re.sub(r"<(code|pre)\b.*?</\1>", "", html, flags=re.DOTALL)
    html = re.sub(r'<div class="admonition[^>]*>\s*<h2[^>]*>.*?</h2>', "[box]", html)
    return re.sub(r"<[^>]*>", "", html.replace("</div>", "[/box]").replace("<li>", " "))


def _line_of(lesson: Lesson, typed: str) -> int:
    found = re.search(typed, lesson.body, re.MULTILINE)
    return lesson.body_line + lesson.body.count("\n", 0, found.start(1)) if found else lesson.body_line


def _whole(course: Course, lesson: Lesson) -> list[Fault]:
    """The mail as a whole, for a reader with a long name."""
    reader = made_up(course, lesson.day, "M" * 60, "Wed 23:00")
    try:
        rendered = compile_mail(course, kind_of(course, lesson), lesson).render(reader)
    except LessonBroken as error:
        return [Fault(lesson.file, 1, "mail", str(error).removeprefix(f"{lesson.file}:1: "))]
    size = len(rendered.html.encode())
    if size > LARGEST:
        return [Fault(lesson.file, 1, "size", f"this makes {size} bytes of HTML; keep it under {LARGEST}.")]
    return []

"""`course check`: the rules in the order in which a reader meets what they're about. docs/checking.md explains each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from course.content import Course, Fault, Lesson
from course.errors import LessonBroken
from emails.landing import as_lesson, landing_faults
from emails.linting import contrast, headings, inbox, links, markup, parts, pictures, prose, slips, spam
from emails.linting.checked import Checked
from emails.linting.leftovers import leftovers
from emails.variables import FALLBACK, course_faults, lesson_faults

LARGEST = 40_000
"""Bytes of HTML. Gmail clips at 102 kB, and a lesson is a short mail."""

UNFILLED = frozenset({"variable", "jinja"})
"""Rules of a text whose variables can't be filled in: what comes of it can't be looked at."""

Rule = Callable[[Checked], Iterator[Fault]]
CourseRule = Callable[[Course], Iterator[Fault]]


def size(checked: Checked) -> Iterator[Fault]:
    """A mail that Gmail shows whole."""
    found = len(checked.mail.html.encode())
    if found > LARGEST:
        yield checked.fault(1, "size", f"this makes {found} bytes of HTML; keep it under {LARGEST}.")


OF_COURSES: tuple[CourseRule, ...] = (contrast.brand, pictures.logo, inbox.twins)
OF_LESSONS: tuple[Rule, ...] = (
    inbox.subject,
    inbox.preheader,
    spam.inbox,
    headings.order,
    headings.underlined,
    leftovers,
    slips.invisible,
    slips.indented,
    slips.boxes,
    spam.body,
    prose.level,
    links.targets,
    pictures.files,
    pictures.texts,
    markup.balance,
    markup.features,
    contrast.colours,
    inbox.prompt,
    parts.agree,
    size,
)
OF_LANDING: tuple[Rule, ...] = (
    headings.order,
    headings.underlined,
    leftovers,
    spam.body,
    slips.invisible,
    slips.indented,
    links.targets,
    pictures.files,
    pictures.texts,
)
"""What holds for LANDING, too, beside the rules of its own (emails/landing.py)."""
OF_STYLE: tuple[Rule, ...] = (
    inbox.loud,
    prose.long_sentences,
    prose.length,
    links.labels,
    links.unsafe,
    contrast.easy_colours,
)
"""What `--strict` adds."""
OF_LANDING_STYLE: tuple[Rule, ...] = (links.labels, links.unsafe)


def check_course(course: Course, strict: bool = False) -> list[Fault]:
    """Every fault that only rendering the lessons finds, with the file's real line; [] where all is well.

    A lesson that couldn't even be read is left out: load_courses told its fault.
    """
    parts = (course.welcome, *course.lessons, course.completion)
    lessons = [lesson for lesson in parts if lesson and not lesson.fault]
    found = [*_check_landing(course, strict), *(fault for rule in OF_COURSES for fault in rule(course))]
    if faults := course_faults(course):  # no mail can be put together
        return sorted({*found, *faults, *(fault for lesson in lessons for fault in lesson_faults(course, lesson))})
    return sorted({*found, *(fault for lesson in lessons for fault in _check(course, lesson, strict))})


def _check_landing(course: Course, strict: bool) -> list[Fault]:
    """LANDING, where there is one; a line that its own rules tell isn't told for the same once more."""
    found = landing_faults(course)
    if not course.landing or any(fault.rule in UNFILLED for fault in found):
        return found
    page = Checked(course, as_lesson(course), on_page=True)
    rules = OF_LANDING + (OF_LANDING_STYLE if strict else ())
    told = {(fault.line, fault.rule) for fault in found}
    more = [fault for rule in rules for fault in rule(page)]
    return [*found, *(fault for fault in more if (fault.line, fault.rule) not in told)]


def _check(course: Course, lesson: Lesson, strict: bool) -> list[Fault]:
    """A lesson whose variables can't be filled in is told for that alone: nobody gets to see the rest."""
    found = lesson_faults(course, lesson)
    if any(fault.rule != FALLBACK for fault in found):
        return found
    checked = Checked(course, lesson)
    try:
        checked.mail  # noqa: B018 (made once, here, since it may fail)
    except LessonBroken as error:
        return [*found, checked.fault(1, "mail", str(error).removeprefix(f"{lesson.file}:1: "))]
    rules = OF_LESSONS + (OF_STYLE if strict else ())
    return [*found, *(fault for rule in rules for fault in rule(checked))]

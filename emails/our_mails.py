"""What answers quote: the text of every mail that carries a lesson, or words, with holes for what isn't ours."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from course.content import Course
from course.errors import LessonBroken
from course.models import Kind
from course.site import Library
from emails.filling import QUIET
from emails.rendering import compile_mail, kind_of
from emails.reply_ours import OurMails
from emails.reply_tokens import GAP, HOLE
from emails.variables import made_up

log = logging.getLogger(__name__)


def our_mails(library: Library) -> OurMails:
    """The mails of all courses as they are now; one that was edited since it was sent is still known by the rest."""
    return OurMails([QUIET, *(text for course in library.courses.values() for text in _texts(course))])


def _texts(course: Course) -> Iterator[str]:
    """Discreet mails differ in their first line alone, which is QUIET."""
    yield from (text for kind in (Kind.SUMMARY, Kind.DESK_REPLY) for text in _letters(course, kind))
    for lesson in (course.welcome, *course.lessons, course.completion):
        if lesson is not None:
            try:
                mail = compile_mail(course, kind_of(course, lesson), lesson)
                for words in ("", HOLE):
                    filled = made_up(course, lesson.day, HOLE, HOLE, words) | {"first_date": HOLE}
                    own = filled | {"kept_on": words, "sooner": bool(words)}
                    yield mail.render(own).text.replace("\n\n", f"\n\n{HOLE}\n\n", 1)  # where HTML has pictures
            except LessonBroken as error:
                log.debug("%s Nobody gets it, so nobody quotes it.", error)


def _letters(course: Course, kind: Kind) -> Iterator[str]:
    """A mail that passes on what somebody wrote."""
    letter = {"text": GAP, "at": HOLE, "from_other": False, "attached": ""}
    own = dict.fromkeys(("reader", "lesson_title", "question"), HOLE)
    filled = made_up(course, 0, HOLE) | own | {"letters": [letter], "answered_subject": "", "follows": False}
    try:
        yield compile_mail(course, kind, None).render(filled).text
    except LessonBroken as error:
        log.debug("%s Nobody gets it, so nobody quotes it.", error)

"""A mail in the browser, for whoever rather reads there or lost the mail.

The page is the reader's own; its address stands in their mail alone. Still, a page is shared more
easily than a mail. So what leads to all that is kept about the reader (preferences, journal) and
to their days (the calendar) stays in the mail; Unsubscribe and the answer stay here, too.
"""

from __future__ import annotations

from dataclasses import dataclass

from course.content import Course, Lesson
from course.reading import sent_mail
from course.site import Site
from course.tokens import LESSON, sign
from emails.composing import Composer


@dataclass(frozen=True)
class LessonPage:
    """One mail of a course as a document of its own (`html`), and the reader's other mails so far.

    `others` holds title, day and LESSON token of each; day 0 is the welcome.
    """

    course: Course
    title: str
    html: str
    day: int
    others: tuple[tuple[str, int, str], ...]


def lesson_page(site: Site, composer: Composer, token: str) -> LessonPage:
    """The page behind a LESSON token. Raises TokenError, NotFound or LessonBroken."""
    job, so_far = sent_mail(site, token)
    page = composer.page(job)
    others = [(_title(sent.lesson), sent.lesson.day, _token(site, sent.send_key)) for sent in so_far]
    elsewhere = tuple(other for other in others if other[1] != page.lesson.day)
    return LessonPage(page.course, _title(page.lesson), page.html, page.lesson.day, elsewhere)


def _title(lesson: Lesson) -> str:
    """The heading, unless variables stand in it."""
    titles = (lesson.title, lesson.subject)
    return next((title for title in titles if "{" not in title), f"Day {lesson.day}")


def _token(site: Site, send_key: str) -> str:
    return sign(site.settings.secret_key, LESSON, send_key)

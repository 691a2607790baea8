"""What there is to read: lessons in the browser, files beside them, and how the site treats its readers."""

from __future__ import annotations

import mimetypes
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse, HTMLResponse

from course.content import SAFETY, Course
from course.media import media_file
from emails.browser import LessonPage, lesson_page
from emails.inbox_mail import links_of
from emails.landing import own_words
from web.frames import SLEEPING_LINKS, listed, outline
from web.headers import MAIL_POLICY, content_policy
from web.pages import Pages, PagesHere, SiteHere, readable

router = APIRouter()

A_DAY = "public, max-age=86400"


def _lesson(token: str, request: Request, site: SiteHere) -> LessonPage:
    return lesson_page(site, request.app.state.composer, token)


LessonHere = Annotated[LessonPage, Depends(_lesson)]


@router.get("/lesson/{token}")
def lesson(token: str, found: LessonHere, site: SiteHere, pages: PagesHere) -> HTMLResponse:
    policy = {"Content-Security-Policy": content_policy(frames="'self'")}
    links = listed(links_of(found.html), site.settings.site_url)
    shown: dict[str, Any] = {"lesson": found, "token": token, "mail_links": links, "outline": outline(found.html)}
    return pages.page("lesson.html", headers=policy, course=found.course, **shown)


@router.get("/lesson/{token}/html")
def html(found: LessonHere, alone: bool = False) -> HTMLResponse:
    """The mail itself, shut in by the browser: in the frame, or `alone`, where its links are awake."""
    headers = {"Content-Security-Policy": MAIL_POLICY, "X-Frame-Options": "SAMEORIGIN"}
    return HTMLResponse(found.html if alone else found.html + SLEEPING_LINKS, headers=headers)


@router.get("/media/{slug}/{name:path}")
def media(slug: str, name: str, site: SiteHere) -> FileResponse:
    path = media_file(site.library.course(slug), name)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return FileResponse(path, media_type=kind, headers={"Cache-Control": A_DAY})


@router.get("/privacy")
def privacy(pages: PagesHere) -> HTMLResponse:
    return pages.page("privacy.html")


@router.get("/safety")
def safety(site: SiteHere, pages: PagesHere) -> HTMLResponse:
    return _safety(pages, site.library.first)


@router.get("/c/{slug}/safety")
def safety_of(slug: str, site: SiteHere, pages: PagesHere) -> HTMLResponse:
    return _safety(pages, site.library.course(slug))


def _safety(pages: Pages, course: Course) -> HTMLResponse:
    """Each course's own words, where it has some: what may frighten depends on what it asks for."""
    words = readable(own_words, course, SAFETY, pages.media(course))
    return pages.page("safety.html", course=course, words=words)

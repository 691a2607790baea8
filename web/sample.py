"""What may be taken along from a course before signing up: a lesson to read, the form to embed."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from emails.sample import sample
from web.pages import PagesHere, SiteHere

router = APIRouter(prefix="/c/{slug}")


@router.get("/sample")
def read_first(slug: str, site: SiteHere, pages: PagesHere) -> HTMLResponse:
    """The first lesson, as it comes by mail."""
    course = site.library.course(slug)
    return pages.page("sample.html", course=course, lesson=sample(course, course.lessons[0], pages.media(course)))


@router.get("/form")
def form(slug: str, site: SiteHere, pages: PagesHere) -> HTMLResponse:
    """The form for another site: plain HTML, without script, token or picture."""
    course = site.library.course(slug)
    snippet = pages.text("snippet.html", course=course, site_url=site.settings.site_url)
    return pages.page("embed.html", course=course, snippet=snippet)

"""What a reader may take along: their calendar and their data."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from course.export import export
from course.signup import standing
from course.tokens import CALENDAR, EXPORT, PREFERENCES
from web.calendar import to_ics
from web.kept import in_words
from web.pages import PagesHere, SiteHere

router = APIRouter()


@router.get("/calendar/{token}.ics")
def calendar(token: str, request: Request, site: SiteHere) -> Response:
    """A feed to subscribe to; with `?download`, a file."""
    content = to_ics(standing(site, CALENDAR, token), site.settings.mail_domain, site.clock.now())
    way = "attachment" if "download" in request.query_params else "inline"
    headers = {"Content-Disposition": f'{way}; filename="calendar.ics"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


@router.get("/export/{token}")
def data(token: str, request: Request, site: SiteHere, pages: PagesHere) -> Response:
    """A page to read; JSON for `?format=json` or who accepts only that."""
    found = export(site, token)
    wanted = request.query_params.get("format") or request.headers.get("accept", "")
    if wanted.startswith(("json", "application/json")):
        headers = {"Content-Disposition": 'attachment; filename="my-data.json"'}
        return JSONResponse(found, headers=headers)
    course = site.library.find(found["course"]["name"])
    mine = pages.token_of(PREFERENCES, standing(site, EXPORT, token).key)
    return pages.page("export.html", course=course, kept=in_words(found, course, site.clock), mine=mine)

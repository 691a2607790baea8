"""The sign-up page and its form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from course.content import LANDING, Course
from course.errors import BadInput
from course.schedule import zone_names
from course.signup import read_application, subscribe
from course.site import Library
from emails.addresses import read_address
from emails.landing import excerpt, own_words
from web.forms import Fields
from web.headers import content_policy
from web.limiting import too_many
from web.pages import Pages, PagesHere, SiteHere, days_of, readable, zone_groups, zone_place, zone_script_hash

router = APIRouter()

GUESSES_ZONE = {"Content-Security-Policy": content_policy(script=zone_script_hash())}
"""Of the pages with the form: the script in it finds the browser's zone; the form is the same without it."""


@router.get("/")
def front(site: SiteHere, pages: PagesHere) -> HTMLResponse:
    return _sign_up_page(pages, site.library, site.library.first)


@router.get("/c/{slug}")
def course(slug: str, site: SiteHere, pages: PagesHere) -> HTMLResponse:
    return _sign_up_page(pages, site.library, site.library.course(slug))


@router.post("/subscribe")
def sign_up(request: Request, form: Fields, site: SiteHere, pages: PagesHere) -> HTMLResponse:
    """The same page for every address; who fills the field that people don't see is a machine."""
    if form.get("website"):
        return _check_inbox(pages, site.library, form)
    try:
        application = read_application(site, read_address(form.get("email", "")), form)
    except BadInput as error:
        return _form_again(pages, site.library, form, error)
    if refused := too_many(request, pages):
        return refused
    subscribe(site, application)
    return _check_inbox(pages, site.library, form)


def _check_inbox(pages: Pages, library: Library, form: Mapping[str, str]) -> HTMLResponse:
    return pages.page("check.html", course=_course(library, form))


def _sign_up_page(pages: Pages, library: Library, course: Course) -> HTMLResponse:
    media = pages.media(course)
    values: dict[str, Any] = {
        "others": [other for other in library.courses.values() if other.slug != course.slug],
        "days": days_of(course.lessons),
        "words": readable(own_words, course, LANDING, media),
        "mail": readable(excerpt, course, course.lessons[0], media),
    }
    return pages.page("signup.html", headers=GUESSES_ZONE, **values, **_form(library, course, {}))


def _form_again(pages: Pages, library: Library, form: Mapping[str, str], error: BadInput) -> HTMLResponse:
    """What was typed is kept, and the one thing to mend stands beside its field."""
    values = _form(library, _course(library, form), form, {error.field: str(error)})
    return pages.page("form_again.html", 422, GUESSES_ZONE, **values)


def _course(library: Library, form: Mapping[str, str]) -> Course:
    """The course that a form names, else the first."""
    return library.find(form.get("course", "").strip()) or library.first


def _form(
    library: Library, course: Course, typed: Mapping[str, str], faults: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """What the form's template needs."""
    zone = typed.get("zone", "").strip()
    hour = typed.get("hour", "").strip()
    return {
        "course": course,
        "courses": list(library.courses.values()),
        "typed": {name: typed.get(name, "") for name in ("email", "name", "zone", "start", "discreet")},
        "faults": faults or {},
        "zone": zone if zone in zone_names() else course.zone,
        "hour": int(hour) if hour in map(str, range(24)) else course.hour,
        "zones": zone_groups(),
        "place": zone_place,
    }

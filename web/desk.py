"""The author's desk, behind a password: how readers fare, what they answered, what wants a look.

Where no DESK_PASSWORD is set there is no desk, and all its addresses are 404. Each form carries a
token of its session's, so that no page elsewhere can press its button.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from course.errors import NotFound
from course.site import Site
from course.stats import funnel, latest_answers, trouble
from web.forms import Fields
from web.pages import Pages, PagesHere, SiteHere
from web.sessions import DOOR, LIVES, LOCK_MINUTES, SEAT, Lock, Sessions

ANSWERS, MAILS = 30, 20
"""How many of the latest are shown."""
WRONG = "That isn't the password."
CLOSED = f"Too many wrong passwords came from your network. Please try again in {LOCK_MINUTES} minutes."
AGAIN = "This page was open for too long. Please try once more."


def _sessions(request: Request) -> Sessions:
    found = Sessions(request.app.state.site.settings)
    if not found.are_there:
        raise NotFound("There is no desk here. Who runs this site can open it with DESK_PASSWORD.")
    return found


SessionsHere = Annotated[Sessions, Depends(_sessions)]

router = APIRouter(prefix="/desk")


@router.get("")
def desk(request: Request, sessions: SessionsHere, site: SiteHere, pages: PagesHere) -> HTMLResponse:
    seat = sessions.id_of(SEAT, _cookie(request, SEAT))
    return _at_the_desk(site, pages, sessions.form_token(seat)) if seat else _door(request, sessions, pages)


@router.post("/sign-in")
def sign_in(request: Request, form: Fields, sessions: SessionsHere, site: SiteHere, pages: PagesHere) -> Response:
    """With a fresh session, whatever was there before."""
    door, lock, client = sessions.id_of(DOOR, _cookie(request, DOOR)), _lock(request), _client(request)
    if not (door and sessions.is_form_of(door, form.get("token", ""))):
        return _door(request, sessions, pages, AGAIN, 403)
    if lock.is_closed(client):
        return _door(request, sessions, pages, CLOSED, 429)
    if not sessions.opens(form.get("password", "")):
        lock.count_wrong(client)
        return _door(request, sessions, pages, CLOSED if lock.is_closed(client) else WRONG, 403)
    return _set(site, _to_the_desk(site), SEAT, sessions.open(SEAT))


@router.post("/sign-out")
def sign_out(request: Request, form: Fields, sessions: SessionsHere, site: SiteHere) -> Response:
    seat = sessions.id_of(SEAT, _cookie(request, SEAT))
    if seat and not sessions.is_form_of(seat, form.get("token", "")):
        raise HTTPException(403)
    return _set(site, _to_the_desk(site), SEAT, "")


def _at_the_desk(site: Site, pages: Pages, token: str) -> HTMLResponse:
    lessons = {
        (slug, lesson.slug): lesson for slug, course in site.library.courses.items() for lesson in course.lessons
    }
    return pages.page(
        "desk.html",
        token=token,
        courses=funnel(site),
        answers=latest_answers(site, ANSWERS),
        lessons=lessons,
        trouble=trouble(site, MAILS),
    )


def _door(request: Request, sessions: Sessions, pages: Pages, fault: str = "", status: int = 200) -> HTMLResponse:
    """The form to sign in, with a cookie and a token that belong together."""
    cookie = sessions.open(DOOR)
    page = pages.page("desk_door.html", status, fault=fault, token=sessions.form_token(sessions.id_of(DOOR, cookie)))
    _set(request.app.state.site, page, DOOR, cookie)
    return page


def _to_the_desk(site: Site) -> Response:
    """303: the browser goes on by GET, so that going back sends no password again (RFC 9110 section 15.4.4)."""
    return RedirectResponse(f"{_base(site)}/desk", 303)


def _set(site: Site, answer: Response, place: str, value: str) -> Response:
    """Set a cookie that no script reads and no other site sends along; an empty one is taken away."""
    answer.set_cookie(
        place,
        value,
        max_age=int(LIVES[place].total_seconds()) if value else 0,
        path=f"{_base(site)}/desk",
        secure=site.settings.site_url.startswith("https:"),
        httponly=True,
        samesite="strict",
    )
    return answer


def _cookie(request: Request, place: str) -> str:
    return request.cookies.get(place, "")


def _lock(request: Request) -> Lock:
    lock: Lock = request.app.state.desk_lock
    return lock


def _client(request: Request) -> str:
    return request.client.host if request.client else ""


def _base(site: Site) -> str:
    return urlsplit(site.settings.site_url).path

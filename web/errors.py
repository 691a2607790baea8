"""What goes wrong, as a calm page that says what to do next."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from course.errors import BadInput, CourseError, DatabaseError, NotFound, TokenError, TokenExpired
from web.headers import security_headers
from web.pages import Pages

log = logging.getLogger(__name__)

TITLES = {
    404: "There's nothing here",
    405: "That doesn't work here",
    410: "This link is too old",
    413: "That was too long",
    422: "We couldn't read that",
    429: "A short break, please",
    500: "Something went wrong on our side",
    503: "We'll be back in a moment",
}
ADVICE = {
    404: "The address may be mistyped, or the page has moved.",
    405: "This page can't be used in that way. The front page is a good place to start again.",
    413: "Please send less at once.",
    422: "Please use the form on the front page.",
    500: "It's not you, and nothing you sent is half done. Please try again in a minute.",
    503: "Our records can't be reached just now. Nothing is lost; please try again in a minute.",
}
STATUS: tuple[tuple[type[CourseError], int], ...] = (
    (TokenExpired, 410),
    (TokenError, 404),
    (NotFound, 404),
    (BadInput, 422),
)
"""The status of errors that are a reader's to mend; the first that fits."""
CONFIRM = "/confirm/"
DOORS = (
    CONFIRM, "/unsubscribe/", "/preferences/", "/lesson/", "/answer/", "/journal/", "/calendar/", "/export/",
    "/address/",
)  # fmt: skip
"""Paths that links in mails lead to."""
TOO_LATE = "Confirmation links work for seven days. Sign up once more, and a fresh one comes by email."

Handler = Callable[[Request, Any], Coroutine[Any, Any, Response]]


def error_handlers() -> dict[int | type[Exception], Handler]:
    return {
        HTTPException: _http,
        RequestValidationError: _unreadable,
        CourseError: _told,
        DatabaseError: _away,
        Exception: _broken,
    }


def error_page(request: Request, status: int, advice: str = "", headers: dict[str, str] | None = None) -> Response:
    """The page for a status; `advice` says what to do where the status alone doesn't."""
    pages: Pages = request.app.state.pages
    path = request.url.path
    link = path.startswith(DOORS) and status in (404, 410)
    fresh = link and not path.startswith(CONFIRM)
    if status == 410 and not fresh:
        advice = TOO_LATE
    title = "This link doesn't work" if link and status == 404 else TITLES.get(status, HTTPStatus(status).phrase)
    words = {"title": title, "advice": advice or ADVICE.get(status, "")}
    return pages.page("error.html", status, headers, link=link, fresh=fresh, status_code=status, **words)


async def _http(request: Request, error: HTTPException) -> Response:
    status = 422 if error.status_code == 400 else error.status_code  # 400: Starlette's for a form it can't parse
    headers = dict(error.headers or {})
    if status == 405:
        headers["Allow"] = ", ".join(_methods(request))
    return error_page(request, status, headers=headers)


async def _unreadable(request: Request, _error: RequestValidationError) -> Response:
    return error_page(request, 422)


async def _told(request: Request, error: CourseError) -> Response:
    status = next((status for kind, status in STATUS if isinstance(error, kind)), 500)
    if status == 500:
        log.error("%s", error)
    return error_page(request, status, str(error) if status in (404, 410, 422) else "")


async def _away(request: Request, error: DatabaseError) -> Response:
    log.error("%s", error)
    return error_page(request, 503, headers={"Retry-After": "60"})


async def _broken(request: Request, _error: Exception) -> Response:
    """Starlette answers this outside all middleware, so the headers are added here; it logs the error itself."""
    app: FastAPI = request.app
    https = app.state.site.settings.site_url.startswith("https:")
    return error_page(request, 500, headers=security_headers(request.url.path, https))


def _methods(request: Request) -> list[str]:
    """Every method that this path takes (RFC 9110 section 15.5.6); HEAD goes wherever GET does."""
    routes = [route for route in request.app.state.routes if route.matches(request.scope)[0] is not Match.NONE]
    found = {method for route in routes for method in getattr(route, "methods", None) or ()}
    return sorted(found | ({"HEAD"} if "GET" in found else set()))

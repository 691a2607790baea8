"""The doors that links in mails lead to: confirm and unsubscribe. GET asks, POST acts."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from course.models import SubscriptionState
from course.signup import Standing, confirm, leave, standing
from course.tokens import CONFIRM, UNSUBSCRIBE
from web.forms import IsOneClick
from web.pages import Pages, PagesHere, SiteHere, days_to_come

router = APIRouter()

RUNNING = (SubscriptionState.ACTIVE, SubscriptionState.PAUSED, SubscriptionState.STALLED)


@router.get("/confirm/{token}")
def ask_to_confirm(token: str, site: SiteHere, pages: PagesHere) -> HTMLResponse:
    return _confirm_page(pages, standing(site, CONFIRM, token))


@router.post("/confirm/{token}")
def confirm_now(token: str, site: SiteHere, pages: PagesHere) -> HTMLResponse:
    return _confirm_page(pages, confirm(site, token))


@router.get("/unsubscribe/{token}")
def ask_to_leave(token: str, site: SiteHere, pages: PagesHere) -> HTMLResponse:
    found = standing(site, UNSUBSCRIBE, token)
    is_open = found.state in (*RUNNING, SubscriptionState.PENDING)
    return pages.page("unsubscribe.html", standing=found) if is_open else _ended(pages, found)


@router.post("/unsubscribe/{token}")
def leave_now(token: str, one_click: IsOneClick, site: SiteHere, pages: PagesHere) -> HTMLResponse:
    """At once (RFC 8058). Only who pressed our own button is owed a goodbye: a mail program's reader asked for none."""
    return _ended(pages, leave(site, UNSUBSCRIBE, token, goodbye=not one_click))


def _confirm_page(pages: Pages, found: Standing) -> HTMLResponse:
    if found.state == SubscriptionState.PENDING:
        return pages.page("confirm.html", standing=found)
    if found.state in RUNNING:
        return pages.page("confirmed.html", standing=found, days=days_to_come(found))
    return _ended(pages, found)


def _ended(pages: Pages, found: Standing) -> HTMLResponse:
    return pages.page("ended.html", standing=found)

"""The doors that links in mails lead to: confirm and unsubscribe. GET asks, POST acts."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from course.models import OPEN_STATES, SubscriptionState
from course.signup import Standing, confirm, leave, standing
from course.site import Site
from course.tokens import CONFIRM, UNSUBSCRIBE
from web.forms import AsksForLinks, IsOneClick
from web.lost import mail_own_links
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
    return _ask(pages, found) if found.state in OPEN_STATES else _ended(pages, found, token)


@router.post("/unsubscribe/{token}")
def leave_now(token: str, one_click: IsOneClick, links: AsksForLinks, site: SiteHere, pages: PagesHere) -> HTMLResponse:
    """At once (RFC 8058). Only who pressed our own button is owed a goodbye: a mail program's reader asked for none."""
    if links and not one_click:
        return _links(site, pages, token)
    return _ended(pages, leave(site, UNSUBSCRIBE, token, goodbye=not one_click), token)


def _ask(pages: Pages, found: Standing) -> HTMLResponse:
    return pages.page("unsubscribe.html", standing=found)


def _links(site: Site, pages: Pages, token: str) -> HTMLResponse:
    """A lesson that was passed on leads here, too: so the way to what the reader wrote goes by mail."""
    found = standing(site, UNSUBSCRIBE, token)
    if found.state in OPEN_STATES:
        return _ask(pages, found)
    found, told = mail_own_links(site, pages, found.key)
    return _ended(pages, found, told=told)


def _confirm_page(pages: Pages, found: Standing) -> HTMLResponse:
    if found.state == SubscriptionState.PENDING:
        return pages.page("confirm.html", standing=found)
    if found.state in RUNNING:
        return pages.page("confirmed.html", standing=found, days=days_to_come(found))
    return _ended(pages, found)


def _ended(pages: Pages, found: Standing, token: str = "", told: str = "") -> HTMLResponse:
    """`token` is that of a link to unsubscribe, by which whoever left may ask for their links."""
    mailable = token if found.confirmed else ""
    return pages.page("ended.html", standing=found, token=mailable, told=told)

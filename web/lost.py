"""Links that were lost, and addresses that change."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from course.errors import BadInput
from course.mailing import mail_links, send_links
from course.moving import agree, asked
from course.signup import Standing
from course.site import Site
from course.tokens import PREFERENCES
from emails.addresses import read_address
from web.forms import Fields
from web.limiting import too_many
from web.pages import Pages, PagesHere, SiteHere

router = APIRouter()


@router.get("/lost")
def ask(pages: PagesHere) -> HTMLResponse:
    return pages.page("lost.html", typed="", faults={})


@router.post("/lost")
def lost(request: Request, form: Fields, site: SiteHere, pages: PagesHere) -> HTMLResponse:
    """The same page for every address; it counts as a sign-up against who asks too often."""
    typed = form.get("email", "")
    try:
        address = read_address(typed)
    except BadInput as error:
        return pages.page("lost.html", 422, typed=typed, faults={error.field: str(error)})
    if refused := too_many(request, pages):
        return refused
    send_links(site, address)
    return pages.page("lost_sent.html")


def mail_own_links(site: Site, pages: Pages, key: str) -> tuple[Standing, str]:
    """Mail the reader of a subscription their links, and say what came of it. Whose page asks doesn't
    matter: they go to the reader's own address. Raises BadInput where none may go."""
    found, wait = mail_links(site, pages.token_of(PREFERENCES, key))
    if not wait:
        return found, "Your links are on their way to your own mailbox."
    return found, (
        "Your links are in your mailbox already, perhaps among the spam: we email them twice a day at most. "
        f"You may ask again in {_about(wait)}."
    )


def _about(wait: timedelta) -> str:
    minutes = max(1, -(-wait // timedelta(minutes=1)))
    if minutes < 100:
        return f"{minutes} minute{'' if minutes == 1 else 's'}"
    return f"about {round(minutes / 60)} hours"


@router.get("/address/{token}")
def ask_to_agree(token: str, site: SiteHere, pages: PagesHere) -> HTMLResponse:
    return pages.page("address.html", standing=asked(site, token), agreed=False)


@router.post("/address/{token}")
def agree_now(token: str, site: SiteHere, pages: PagesHere) -> HTMLResponse:
    return pages.page("address.html", standing=agree(site, token), agreed=True)

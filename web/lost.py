"""Links that were lost, and addresses that change."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from course.errors import BadInput
from course.moving import agree, asked
from course.signup import send_links
from emails.addresses import read_address
from web.forms import Fields
from web.limiting import too_many
from web.pages import PagesHere, SiteHere

router = APIRouter()


@router.get("/lost")
def ask(pages: PagesHere) -> HTMLResponse:
    return pages.page("lost.html", typed="", faults={})


@router.post("/lost")
def mail_links(request: Request, form: Fields, site: SiteHere, pages: PagesHere) -> HTMLResponse:
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


@router.get("/address/{token}")
def ask_to_agree(token: str, site: SiteHere, pages: PagesHere) -> HTMLResponse:
    return pages.page("address.html", standing=asked(site, token), agreed=False)


@router.post("/address/{token}")
def agree_now(token: str, site: SiteHere, pages: PagesHere) -> HTMLResponse:
    return pages.page("address.html", standing=agree(site, token), agreed=True)

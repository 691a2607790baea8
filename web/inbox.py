"""The local inbox as a page: mail as its reader would see it. Only for who sits at this machine."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from markupsafe import Markup, escape

from course.errors import BadInput, NotFound
from course.settings import is_loopback
from course.site import Site
from emails.inbox import LocalInbox
from emails.inbox_mail import URL, InboxMail
from emails.inbox_reply import reply_to, send
from web.forms import Fields
from web.frames import FADED_LINKS, listed, outline
from web.headers import MAIL_POLICY, content_policy
from web.pages import Pages, PagesHere, SiteHere, day_line, shows_inbox

PAGE = 50
"""Mails on one page of the list."""


def _inbox(request: Request) -> LocalInbox:
    """The inbox. NotFound unless client and Host are both of this machine: a page elsewhere whose
    name was made to point here (DNS rebinding) sends its own name as Host."""
    site: Site = request.app.state.site
    client = request.client.host if request.client else ""
    if not (shows_inbox(site) and is_loopback(client) and is_loopback(_host(request))):
        raise NotFound("There is no such page here.")
    inbox: LocalInbox = request.app.state.inbox
    return inbox


def _mail(key: str, inbox: InboxHere) -> InboxMail:
    mail = inbox.get(key)
    if mail is None:
        raise NotFound("This mail isn't in the local inbox (any more).")
    return mail


InboxHere = Annotated[LocalInbox, Depends(_inbox)]
MailHere = Annotated[InboxMail, Depends(_mail)]

LOOKS_AGAIN = {"Content-Security-Policy": content_policy(script="'self'", connect="'self'")}

router = APIRouter(prefix="/inbox")


@router.get("")
def mails(inbox: InboxHere, pages: PagesHere, before: str = "") -> HTMLResponse:
    found = inbox.messages(PAGE + 1, before or None)
    older = found[PAGE - 1].key if len(found) > PAGE else ""
    return pages.page("inbox.html", headers=LOOKS_AGAIN, mails=found[:PAGE], older=older, newest=not before, when=_when)


@router.get("/{key}")
def mail(mail: MailHere, site: SiteHere, pages: PagesHere) -> HTMLResponse:
    return _mail_page(site, pages, mail)


@router.post("/{key}/answer")
def answer(request: Request, mail: MailHere, form: Fields, site: SiteHere, pages: PagesHere) -> HTMLResponse:
    """Reply to this mail as its reader would: over SMTP, to where mail from outside is taken."""
    if not mail.asks or request.headers.get("sec-fetch-site", "none") == "cross-site":
        raise NotFound("This mail can't be answered from here.")
    text = form.get("text", "")
    try:
        send(reply_to(mail, text, site.clock.now()), site.settings.inbound_listen)
    except BadInput as error:
        return _mail_page(site, pages, mail, text, str(error))
    return _mail_page(site, pages, mail, done=True)


@router.get("/{key}/html")
def html(mail: MailHere) -> HTMLResponse:
    """Shut in by the browser: no scripts, no forms, nothing from elsewhere."""
    headers = {"Content-Security-Policy": MAIL_POLICY, "X-Frame-Options": "SAMEORIGIN"}
    return HTMLResponse(mail.html + FADED_LINKS, headers=headers)


@router.get("/{key}/raw")
def raw(mail: MailHere) -> Response:
    headers = {"Content-Disposition": 'inline; filename="mail.eml"'}
    return Response(mail.raw, media_type="text/plain", headers=headers)


def _mail_page(
    site: Site, pages: Pages, mail: InboxMail, typed: str = "", fault: str = "", done: bool = False
) -> HTMLResponse:
    policy = {"Content-Security-Policy": content_policy(frames="'self'")}
    links = listed(mail.links, site.settings.site_url)
    urgent = [link for link in links if "/confirm/" in link.url]
    others = [link for link in links if link not in urgent]
    shown = {"mail": mail, "urgent": urgent, "others": others, "text": with_links(mail.text), "when": _when}
    shown["outline"] = outline(mail.html)
    answer = {"typed": typed, "faults": {"text": fault} if fault else {}, "done": done}
    return pages.page("mail.html", 422 if fault else 200, policy, **shown, **answer)


def with_links(text: str) -> Markup:
    """Plain text with its web addresses as links."""
    parts, end = [], 0
    for match in URL.finditer(text):
        link = Markup('<a href="{0}" target="_blank" rel="noopener noreferrer">{0}</a>').format(match[0])
        parts += [escape(text[end : match.start()]), link]
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])


def _when(mail: InboxMail) -> str:
    return f"{day_line(mail.date, 'UTC')} UTC" if mail.date else ""


def _host(request: Request) -> str:
    try:
        return urlsplit("//" + request.headers.get("host", "")).hostname or ""
    except ValueError:
        return ""

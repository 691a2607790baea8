"""Answering on a private page instead of by mail, and the journal of one's answers."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from course.errors import BadInput
from course.replies import Answer, Journal, Question, WrittenBack, answer, delete, edit, journal, question
from course.signup import standing
from course.site import Site
from course.tokens import PREFERENCES
from web.forms import Fields
from web.lost import mail_own_links
from web.pages import Pages, PagesHere, SiteHere, day_line

router = APIRouter()


@router.get("/answer/{token}")
def asked(token: str, site: SiteHere, pages: PagesHere) -> HTMLResponse:
    return _question(pages, question(site, token))


@router.post("/answer/{token}")
def answered(token: str, form: Fields, site: SiteHere, pages: PagesHere) -> HTMLResponse:
    if form.get("action") == "links":
        return _links(site, pages, token)
    text = form.get("text", "")
    try:
        kept = answer(site, token, text)
    except BadInput as error:
        return _question(pages, question(site, token), text, {error.field: str(error)})
    own: dict[str, Any] = {"token": token, "told": "", "next_date": _next_date(pages, site, kept)}
    return pages.page("answered.html", course=kept.course, **own)


def _links(site: Site, pages: Pages, token: str) -> HTMLResponse:
    """The way to what the reader wrote goes by mail: a lesson that was passed on leads here, too."""
    asked = question(site, token)
    _, told = mail_own_links(site, pages, asked.subscription_key)
    return pages.page("answered.html", course=asked.course, token=token, told=told, next_date="")


@router.get("/journal/{token}")
def look(token: str, request: Request, site: SiteHere, pages: PagesHere) -> Response:
    """A page; with `?format=text`, a file."""
    found = journal(site, token)
    if request.query_params.get("format") == "text":
        headers = {"Content-Disposition": 'attachment; filename="my-answers.txt"'}
        return Response(as_text(found), media_type="text/plain; charset=utf-8", headers=headers)
    return _journal(pages, found)


@router.post("/journal/{token}")
def change(token: str, form: Fields, site: SiteHere, pages: PagesHere) -> HTMLResponse:
    """`action` edit or delete, of the answer whose key is `reply`."""
    key, text = form.get("reply", ""), form.get("text", "")
    try:
        if form.get("action") == "delete":
            return _journal(pages, delete(site, token, key), done="Deleted.")
        return _journal(pages, edit(site, token, key, text), done="Changed.")
    except BadInput as error:
        return _journal(pages, journal(site, token), typed={key: text}, faults={key: str(error)})


def as_text(found: Journal) -> str:
    """The journal as plain text: each question that was answered, and what was written, by whom."""
    parts = [found.course_title]
    for entry in (entry for entry in found.entries if entry.exchange):
        parts.append(f"{_heading(entry.day, entry.title)}\n{entry.question}")
        parts += [f"{_by(each)}{day_line(each.written_at, found.zone)}\n{each.text}" for each in entry.exchange]
    return "\n\n".join(parts) + "\n"


def _by(each: Answer | WrittenBack) -> str:
    return "They wrote back, " if isinstance(each, WrittenBack) else ""


def _heading(day: int, title: str) -> str:
    return f"Day {day}: {title}" if day else title


def _question(pages: Pages, asked: Question, typed: str = "", faults: dict[str, str] | None = None) -> HTMLResponse:
    status = 422 if faults else 200
    return pages.page("answer.html", status, course=asked.course, asked=asked, typed=typed, faults=faults or {})


def _journal(
    pages: Pages,
    found: Journal,
    done: str = "",
    typed: dict[str, str] | None = None,
    faults: dict[str, str] | None = None,
) -> HTMLResponse:
    status = 422 if faults else 200
    mine = pages.token_of(PREFERENCES, found.subscription_key)
    own: dict[str, Any] = {"journal": found, "mine": mine, "done": done, "typed": typed or {}, "faults": faults or {}}
    return pages.page("journal.html", status, course=found.course, **own)


def _next_date(pages: Pages, site: Site, kept: Question) -> str:
    """When the next lesson comes, empty where none does."""
    found = standing(site, PREFERENCES, pages.token_of(PREFERENCES, kept.subscription_key))
    return day_line(found.dates[0], found.zone) if found.dates else ""

"""A reader's own page: where they are, what comes when, and everything that they can change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from course.errors import BadInput
from course.preferences import RUNNING, act
from course.schedule import WEEKDAYS
from course.signup import Standing, send_links, standing
from course.site import Site
from course.tokens import PREFERENCES
from emails.addresses import read_address
from emails.dates import WEEKDAYS as DAY_NAMES
from web.forms import Fields, Weekdays
from web.pages import Pages, PagesHere, SiteHere, days_to_come, zone_groups

router = APIRouter()

ASKED_TWICE = ("leave", "restart", "delete")
"""What a page of its own asks once more, before its button does it."""
LINKS = "links"
"""The action that mails fresh links to the reader's own address."""


@router.get("/preferences/{token}")
def look(token: str, site: SiteHere, pages: PagesHere, ask: str = "") -> HTMLResponse:
    found = standing(site, PREFERENCES, token)
    if ask in ASKED_TWICE:
        return pages.page("sure.html", standing=found, token=token, ask=ask)
    return _page(pages, found, token)


@router.post("/preferences/{token}")
def change(token: str, form: Fields, weekdays: Weekdays, site: SiteHere, pages: PagesHere) -> HTMLResponse:
    """What is done shows at once in the calendar on the same page; a slip, beside its field."""
    try:
        found = _act(site, token, form, weekdays)
    except BadInput as error:
        typed = {**form, "days": weekdays}
        return _page(pages, standing(site, PREFERENCES, token), token, typed, {error.field: str(error)})
    if found is None:
        return pages.page("deleted.html")
    return _page(pages, found, "", done=form.get("action") or "save")


def _act(site: Site, token: str, form: Mapping[str, str], weekdays: list[str] | None) -> Standing | None:
    if form.get("action") == LINKS:
        found = standing(site, PREFERENCES, token)
        send_links(site, found.email)
        return found
    return act(site, token, form, weekdays, _new_address(form))


def _new_address(form: Mapping[str, str]) -> str:
    """The address typed, where one is asked for. Raises BadInput for its own field."""
    if form.get("action") != "address":
        return ""
    try:
        return read_address(form.get("address", ""))
    except BadInput as error:
        raise BadInput("address", str(error)) from error


def _page(
    pages: Pages,
    found: Standing,
    token: str,
    typed: Mapping[str, Any] | None = None,
    faults: Mapping[str, str] | None = None,
    done: str = "",
) -> HTMLResponse:
    """`token` is empty after a change: beginning again led to a subscription with another link."""
    values: dict[str, Any] = {
        "standing": found,
        "running": found.state in RUNNING,
        "days": days_to_come(found),
        "wishes": _wishes(found, typed or {}),
        "faults": faults or {},
        "done": done,
        "token": token or pages.token_of(PREFERENCES, found.key),
        "zones": zone_groups(),
        "names": list(zip(WEEKDAYS, DAY_NAMES, strict=True)),
    }
    return pages.page("preferences.html", 422 if faults else 200, **values)


def _wishes(found: Standing, typed: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the fields: what was typed, else what counts."""
    days = typed.get("days")
    return {
        "hour": typed.get("hour") or str(found.hour),
        "zone": typed.get("zone") or found.zone,
        "days": found.weekdays if days is None else days,
        "quote": typed["quote"] == "on" if "quote" in typed else found.quote,
        "discreet": typed["discreet"] == "on" if "discreet" in typed else found.discreet,
        "until": typed.get("until", ""),
        "address": typed.get("address", ""),
    }

"""A reader's own page: where they are, what comes when, and everything that they can change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from course.errors import BadInput
from course.preferences import RUNNING, act
from course.schedule import WEEKDAYS, load_zone
from course.signup import Standing, standing
from course.site import Site
from course.tokens import PREFERENCES
from emails.addresses import read_address
from emails.dates import WEEKDAYS as DAY_NAMES
from web.forms import Fields, Weekdays
from web.lost import mail_own_links
from web.pages import Day, Pages, PagesHere, SiteHere, days_of, days_to_come, zone_groups

router = APIRouter()

ASKED_TWICE = ("leave", "restart", "delete")
"""What a page of its own asks once more, before its button does it."""
LINKS = "links"
"""The action that mails their links to the reader's own address."""


@router.get("/preferences/{token}")
def look(token: str, site: SiteHere, pages: PagesHere, ask: str = "") -> HTMLResponse:
    found = standing(site, PREFERENCES, token)
    if ask in ASKED_TWICE:
        return pages.page("sure.html", standing=found, token=token, ask=ask)
    return _page(site, pages, found, token)


@router.post("/preferences/{token}")
def change(token: str, form: Fields, weekdays: Weekdays, site: SiteHere, pages: PagesHere) -> HTMLResponse:
    """What is done shows at once in the calendar on the same page; a slip, beside its field."""
    try:
        found, told = _act(site, pages, token, form, weekdays)
    except BadInput as error:
        typed = {**form, "days": weekdays}
        return _page(site, pages, standing(site, PREFERENCES, token), token, typed, {error.field: str(error)})
    if found is None:
        return pages.page("deleted.html")
    return _page(site, pages, found, "", done=form.get("action") or "save", told=told)


def _act(
    site: Site, pages: Pages, token: str, form: Mapping[str, str], weekdays: list[str] | None
) -> tuple[Standing | None, str]:
    """Where they stand then, and what is told where it isn't the same each time."""
    if form.get("action") == LINKS:
        return mail_own_links(site, pages, standing(site, PREFERENCES, token).key)
    return act(site, token, form, weekdays, _new_address(form)), ""


def _new_address(form: Mapping[str, str]) -> str:
    """The address typed, where one is asked for. Raises BadInput for its own field."""
    if form.get("action") != "address":
        return ""
    try:
        return read_address(form.get("address", ""))
    except BadInput as error:
        raise BadInput("address", str(error)) from error


def _page(
    site: Site,
    pages: Pages,
    found: Standing,
    token: str,
    typed: Mapping[str, Any] | None = None,
    faults: Mapping[str, str] | None = None,
    done: str = "",
    told: str = "",
) -> HTMLResponse:
    """`token` is empty after a change: beginning again led to a subscription with another link."""
    now = site.clock.now()
    on_its_way = bool(found.dates) and found.dates[0] <= now
    values: dict[str, Any] = {
        "standing": found,
        "now": now,
        "running": found.state in RUNNING,
        "days": _days(found, on_its_way),
        "on_its_way": on_its_way,
        "following": _following(found),
        "wishes": _wishes(found, typed or {}),
        "faults": faults or {},
        "done": done,
        "told": told,
        "token": token or pages.token_of(PREFERENCES, found.key),
        "zones": zone_groups(),
        "names": list(zip(WEEKDAYS, DAY_NAMES, strict=True)),
    }
    return pages.page("preferences.html", 422 if faults else 200, **values)


def _days(found: Standing, on_its_way: bool) -> list[Day]:
    """What comes when; what is due now is on its way."""
    days = days_to_come(found)
    return [replace(days[0], date=f"{days[0].date} · on its way"), *days[1:]] if on_its_way else days


def _following(found: Standing) -> Day | None:
    """The lesson after the last one sent, whether or not it has a date."""
    lessons = found.course.lessons if found.course else ()
    return next((day for day in days_of(lessons) if day.number > found.position), None)


def _until(found: Standing) -> str:
    return str(found.paused_until.astimezone(load_zone(found.zone)).date()) if found.paused_until else ""


def _wishes(found: Standing, typed: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the fields: what was typed, else what counts."""
    days = typed.get("days")
    return {
        "hour": typed.get("hour") or str(found.hour),
        "zone": typed.get("zone") or found.zone,
        "days": found.weekdays if days is None else days,
        "quote": typed["quote"] == "on" if "quote" in typed else found.quote,
        "discreet": typed["discreet"] == "on" if "discreet" in typed else found.discreet,
        "away": typed["away"] == "on" if "away" in typed else found.hold_when_away,
        "until": typed.get("until", _until(found)),
        "address": typed.get("address", ""),
    }

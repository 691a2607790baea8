"""What a browser sends: a form, or the empty or one-click body of a button."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
MOST_FIELDS = 50
LINKS = b"action=links"
ONE_CLICK = b"list-unsubscribe"


async def _items(request: Request) -> list[tuple[str, str]]:
    """The text fields of a form, in their order. Anything else than a form is 422."""
    if request.headers.get("content-type", FORM_TYPES[0]).partition(";")[0].strip().lower() not in FORM_TYPES:
        raise HTTPException(422)
    try:
        async with request.form(max_files=0, max_fields=MOST_FIELDS) as form:
            return [(name, _whole(value)) for name, value in form.multi_items() if isinstance(value, str)]
    except ValueError:  # from a charset that Python knows and no browser names
        raise HTTPException(422) from None


def _whole(text: str) -> str:
    """Without half characters, which no database takes and no page can show."""
    return text.encode("utf-8", "replace").decode()


def _fields(items: Annotated[list[tuple[str, str]], Depends(_items)]) -> dict[str, str]:
    """The last of each name: a box that isn't checked leaves the hidden field before it standing."""
    return dict(items)


def _weekdays(items: Annotated[list[tuple[str, str]], Depends(_items)]) -> list[str] | None:
    """The days that are checked, none of them where the form has no such boxes."""
    found = [value for name, value in items if name == "weekdays"]
    return [day for day in found if day] if found else None


async def _is_one_click(request: Request) -> bool:
    """Whether a mail program unsubscribes for its reader (RFC 8058 section 3.2), in either form encoding."""
    return ONE_CLICK in (await request.body()).lower()


async def _asks_for_links(request: Request) -> bool:
    """Whether the button was that for links by mail, on a page whose other button sends nothing at all."""
    return LINKS in await request.body()


Fields = Annotated[dict[str, str], Depends(_fields)]
Weekdays = Annotated[list[str] | None, Depends(_weekdays)]
AsksForLinks = Annotated[bool, Depends(_asks_for_links)]
IsOneClick = Annotated[bool, Depends(_is_one_click)]

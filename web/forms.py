"""What a browser sends: a form, or the empty or one-click body of a button."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
MOST_FIELDS = 50
ONE_CLICK = b"list-unsubscribe"


async def _fields(request: Request) -> dict[str, str]:
    """The text fields of a form, the last of each name. Anything else than a form is 422."""
    if request.headers.get("content-type", FORM_TYPES[0]).partition(";")[0].strip().lower() not in FORM_TYPES:
        raise HTTPException(422)
    async with request.form(max_files=0, max_fields=MOST_FIELDS) as form:
        return {name: value for name, value in form.multi_items() if isinstance(value, str)}


async def _is_one_click(request: Request) -> bool:
    """Whether a mail program unsubscribes for its reader (RFC 8058 section 3.2), in either form encoding."""
    return ONE_CLICK in (await request.body()).lower()


Fields = Annotated[dict[str, str], Depends(_fields)]
IsOneClick = Annotated[bool, Depends(_is_one_click)]

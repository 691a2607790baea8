"""Raw mail over the web: for a provider's inbound hook, or a mail server elsewhere."""

from __future__ import annotations

import asyncio
import hmac
import logging

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from course.errors import DatabaseError
from emails.kinds import NULL_SENDER
from emails.receiving import receive_bare
from emails.telling import Telling
from web.headers import RAW_MAIL_PATH
from web.pages import SiteHere

router = APIRouter()
"""Part of the site only where INBOUND_SECRET is set."""
log = logging.getLogger(__name__)
telling = Telling(log)

RETRY_SECONDS = 60


@router.post(RAW_MAIL_PATH)
async def inbound(request: Request, site: SiteHere) -> JSONResponse:
    """The raw message as body, of whatever type. 200 once it is kept; 503 where whoever brings it tries again."""
    if not _knows(request, site.settings.inbound_secret):
        return _refused(401, "Send INBOUND_SECRET as Authorization: Bearer.", {"WWW-Authenticate": "Bearer"})
    try:
        raw = await request.body()
    except HTTPException as error:
        return _refused(error.status_code, f"The mail is larger than {site.settings.inbound_max_bytes} bytes.")
    except ClientDisconnect:
        return _refused(400, "Only a part of the mail came.")
    if not raw:
        return _refused(400, "Send the raw mail as the body.")
    return await _keep(request, site, raw)


async def _keep(request: Request, site: SiteHere, raw: bytes) -> JSONResponse:
    try:
        key = await asyncio.to_thread(receive_bare, site, raw, *_envelope(request))
    except (DatabaseError, OSError) as error:
        telling.once(f"Mail from the web can't be kept now, senders try again later: {error}")
        return _refused(503, "The mail can't be kept now; send it again later.", {"Retry-After": str(RETRY_SECONDS)})
    return JSONResponse({"kept": key})


def _knows(request: Request, secret: str) -> bool:
    scheme, _, told = request.headers.get("authorization", "").partition(" ")
    # Starlette reads header bytes as latin-1
    return scheme.lower() == "bearer" and hmac.compare_digest(told.strip().encode("latin-1"), secret.encode())


def _envelope(request: Request) -> tuple[str, list[str]]:
    """Sender and recipients where the bringer says them; "" and none otherwise."""
    said = request.headers.get("x-envelope-from", "").strip()
    to = ",".join(request.headers.getlist("x-envelope-to")).split(",")
    recipients = [address for each in to if (address := each.strip("<> "))]
    return said and (said.strip("<> ") or NULL_SENDER), recipients


def _refused(status: int, sentence: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"error": sentence}, status, headers)

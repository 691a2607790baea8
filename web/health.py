"""Is the site well: for load balancers and watchers."""

from __future__ import annotations

import logging

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from course.models import Anchor
from web.pages import SiteHere

router = APIRouter()
log = logging.getLogger(__name__)


@router.get("/healthz")
def healthz(site: SiteHere) -> JSONResponse:
    """200 where the database answers, else 503."""
    try:
        with site.database.reading() as session:
            session.get(Anchor, 1)
    except Exception:  # whatever keeps it from answering, the site isn't well
        log.exception("The database doesn't answer")
        return JSONResponse({"status": "the database doesn't answer"}, 503)
    return JSONResponse({"status": "ok"})

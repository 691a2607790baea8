"""The style sheet and the icon. Read once; their address changes with their content."""

from __future__ import annotations

import mimetypes

from fastapi import APIRouter, Response

from course.errors import NotFound
from web.pages import FOLDER, static_version

router = APIRouter()

FILES = {path.name: path.read_bytes() for path in (FOLDER / "static").iterdir() if path.is_file()}


@router.get("/static/{name}")
def file(name: str, v: str = "") -> Response:
    if name not in FILES:
        raise NotFound("There is no such file here.")
    keep = "public, max-age=31536000, immutable" if v == static_version() else "no-cache"
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(FILES[name], media_type=kind, headers={"Cache-Control": keep})

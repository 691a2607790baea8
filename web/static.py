"""The style sheets, the icon and the inbox's script. Read once; their address changes with their content."""

from __future__ import annotations

import mimetypes

from fastapi import APIRouter, Response

from course.errors import NotFound
from web.pages import static_version
from web.painting import PAINTED, STATIC, paint

router = APIRouter()

FILES = {path.name: path.read_bytes() for path in STATIC.iterdir() if path.is_file()}


@router.get("/static/{name}")
def file(name: str, v: str = "", colour: str = "") -> Response:
    if name not in FILES and name not in PAINTED:
        raise NotFound("There is no such file here.")
    painted = paint(name, f"#{colour}") if name in PAINTED else None
    version, content = (painted.version, painted.content) if painted else (static_version(), FILES[name])
    keep = "public, max-age=31536000, immutable" if v == version else "no-cache"
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(content, media_type=kind, headers={"Cache-Control": keep})

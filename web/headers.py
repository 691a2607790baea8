"""What holds for every answer: security headers, HEAD as GET, and a bound on what is sent to us."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_POLICY = (
    "default-src 'none'; {own}style-src 'self'; img-src 'self'; frame-src {frames}; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Without unsafe-inline. form-action is about the forms on our pages; those on others' reach us all the same."""
OPEN_PATHS = ("/c/", "/static/", "/media/")
OPEN_PAGES = ("/", "/privacy", "/safety")
"""What may be indexed and kept; everything else is about one person."""
MAIL_POLICY = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
"""Of a mail's own HTML, shut in by the browser: no scripts, no forms, nothing from elsewhere."""
BODY_LIMIT = 16_384
"""Bytes of the largest form."""
WRITING_PATHS = ("/answer/", "/journal/", "/inbox/")
WRITING_LIMIT = 300_000
"""Where people write at length: 20,000 characters may be twelve bytes each in a form."""
RAW_MAIL_PATH = "/webhooks/inbound"


def content_policy(frames: str = "'none'", **own: str) -> str:
    """The Content-Security-Policy of a page that may hold these frames, and that `script` or `connect` allow more."""
    return CONTENT_POLICY.format(frames=frames, own="".join(f"{kind}-src {what}; " for kind, what in own.items()))


def security_headers(path: str, https: bool) -> dict[str, str]:
    """The headers of an answer to this path."""
    found = {
        "Content-Security-Policy": content_policy(),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
    }
    if https:
        found["Strict-Transport-Security"] = "max-age=31536000"
    if path not in OPEN_PAGES and not path.startswith(OPEN_PATHS):
        found |= {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
    return found


class SecurityHeaders:
    """Adds the security headers that an answer doesn't have of its own."""

    def __init__(self, app: ASGIApp, https: bool) -> None:
        self.app = app
        self.https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in security_headers(scope["path"], self.https).items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, sending)


class HeadAsGet:
    """Answers HEAD as GET without the body (RFC 9110 section 9.3.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def bare(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        is_head = scope["type"] == "http" and scope["method"] == "HEAD"
        await self.app({**scope, "method": "GET"} if is_head else scope, receive, bare if is_head else send)


class BodyLimit:
    """Reads no more of a request than its path may hold; beyond that it is 413."""

    def __init__(self, app: ASGIApp, mail: int) -> None:
        self.app = app
        self.mail = mail
        """Bytes of the largest mail."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        taken, limit = 0, self.mail if scope.get("path") == RAW_MAIL_PATH else _body_limit(scope)

        async def bounded() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit or _announced(scope) > limit:
                raise HTTPException(413)
            return message

        await self.app(scope, bounded if scope["type"] == "http" else receive, send)


def _body_limit(scope: Scope) -> int:
    return WRITING_LIMIT if scope.get("path", "").startswith(WRITING_PATHS) else BODY_LIMIT


def _announced(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else 0

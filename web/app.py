"""The site as one ASGI application: routes, headers, error pages, and what starts and stops with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI

from course.site import Site
from emails.composing import Composer
from emails.inbox import LocalInbox
from web import answers, data, desk, doors, health, lost, preferences, reading, sample, signup, static, webhooks
from web import inbox as inbox_pages
from web.errors import error_handlers
from web.headers import BodyLimit, HeadAsGet, SecurityHeaders
from web.limiting import SignupLimit
from web.pages import Pages
from web.sessions import Lock

PARTS = (signup, sample, desk, doors, preferences, reading, answers, data, lost, inbox_pages, static, health, webhooks)


def _nothing() -> None:
    """Nothing runs beside the site."""


def create_app(
    site: Site,
    on_start: Callable[[], None] = _nothing,
    on_stop: Callable[[], None] = _nothing,
    inbox: LocalInbox | None = None,
) -> FastAPI:
    """The whole site. `on_start` and `on_stop` run with it, each in a thread.

    `inbox` is what /inbox shows; by default the one in DATA_DIR.
    """
    app = FastAPI(
        openapi_url=None,
        redirect_slashes=False,  # its redirect would be made from the Host header
        lifespan=_lifespan(on_start, on_stop),
        exception_handlers=error_handlers(),
    )
    app.state.site = site
    app.state.pages = Pages(site)
    app.state.signup_limit = SignupLimit(site.settings.signup_per_ip_hour)
    app.state.desk_lock = Lock()
    app.state.composer = Composer(site)
    app.state.inbox = inbox or LocalInbox(site.settings.data_dir / "inbox")
    _add_routes(app)
    app.add_middleware(BodyLimit, mail=site.settings.inbound_max_bytes)
    app.add_middleware(HeadAsGet)
    app.add_middleware(SecurityHeaders, https=site.settings.site_url.startswith("https:"))
    return app


def _add_routes(app: FastAPI) -> None:
    secret = app.state.site.settings.inbound_secret
    routers = [part.router for part in PARTS if part is not webhooks or secret]
    for router in routers:
        app.include_router(router)
    app.state.routes = [route for router in routers for route in router.routes]


def _lifespan(
    on_start: Callable[[], None], on_stop: Callable[[], None]
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await asyncio.to_thread(on_start)
        try:
            yield
        finally:
            await asyncio.to_thread(on_stop)

    return lifespan

"""How many sign-ups one network address may send an hour: real time, kept in memory."""

from __future__ import annotations

import ipaddress
import math
import time

from fastapi import Request
from fastapi.responses import HTMLResponse
from limits import RateLimitItemPerHour
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from web.pages import Pages


class SignupLimit:
    """A moving window of an hour for each client; `per_hour` 0 lifts it."""

    def __init__(self, per_hour: int) -> None:
        self._item = RateLimitItemPerHour(per_hour) if per_hour else None
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def seconds_to_wait(self, client: str) -> int:
        """Count one more sign-up: 0 where it may pass, else the seconds until one may again."""
        key = network(client)
        if self._item is None or self._limiter.hit(self._item, key):
            return 0
        return max(1, math.ceil(self._limiter.get_window_stats(self._item, key).reset_time - time.time()))


def too_many(request: Request, pages: Pages) -> HTMLResponse | None:
    """Count one more request that causes a mail; the page that asks for a break where there were too many."""
    limit: SignupLimit = request.app.state.signup_limit
    wait = limit.seconds_to_wait(request.client.host if request.client else "")
    if not wait:
        return None
    return pages.page("too_many.html", 429, {"Retry-After": str(wait)}, minutes=-(-wait // 60))


def network(client: str) -> str:
    """What counts as one client: an IPv4 address, an IPv6 /64 (who has one address there has them all)."""
    try:
        address = ipaddress.ip_address(client.partition("%")[0])
    except ValueError:
        return client
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or ipaddress.ip_network((int(address), 64), strict=False))
    return str(address)

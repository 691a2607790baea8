"""Who sits at the author's desk: signed cookies, and a lock for who guesses.

A cookie holds when it ends, a random id, and a MAC over both and the password: it ends by itself,
when the password changes, and when its SECRET_KEY is taken out of the list. Nothing is kept here.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime, timedelta

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter

from course.clock import real_now
from course.errors import TokenError
from course.settings import Settings
from course.tokens import is_token_for, new_key, sign, verify
from web.limiting import network

DOOR, SEAT, FORM = "desk-door", "desk-seat", "desk-form"
"""Before signing in, afterwards, and the field that each form of either carries."""
LIVES = {DOOR: timedelta(hours=1), SEAT: timedelta(hours=12)}
SECONDS = re.compile(r"[0-9]{1,12}")
WRONG_ONES = 5
LOCK_MINUTES = 15


class Sessions:
    """The sessions of one site."""

    def __init__(self, settings: Settings) -> None:
        self._secrets = settings.secret_key
        self._password = settings.desk_password

    @property
    def are_there(self) -> bool:
        return bool(self._password)

    def open(self, place: str, now: datetime | None = None) -> str:
        """A cookie for the door or for a seat, with a new id."""
        ends = int(((now or real_now()) + LIVES[place]).timestamp())
        return f"{ends}.{sign(self._secrets, self._purpose(place, ends), new_key())}"

    def id_of(self, place: str, cookie: str) -> str:
        """The id in a cookie that still holds; "" for any other."""
        ends, _, token = cookie.partition(".")
        if not SECONDS.fullmatch(ends) or int(ends) <= real_now().timestamp():
            return ""
        try:
            return verify(self._secrets, self._purpose(place, int(ends)), token)
        except TokenError:
            return ""

    def form_token(self, session_id: str) -> str:
        """What a form of this session carries; a page elsewhere can't know it."""
        return sign(self._secrets, FORM, session_id)

    def is_form_of(self, session_id: str, token: str) -> bool:
        return token[: len(session_id)] == session_id and is_token_for(self._secrets, FORM, token)

    def opens(self, password: str) -> bool:
        """Compared in constant time, whatever its length."""
        given, right = (hashlib.sha256(text.encode()).digest() for text in (password, self._password))
        return hmac.compare_digest(given, right)

    def _purpose(self, place: str, ends: int) -> str:
        return f"{place}:{ends}:{self._password}"


class Lock:
    """Closes the door to one network address for a while after wrong passwords: real time, kept in memory."""

    def __init__(self) -> None:
        storage = MemoryStorage()
        self._wrong, self._closed = MovingWindowRateLimiter(storage), FixedWindowRateLimiter(storage)
        self._guesses = RateLimitItemPerMinute(WRONG_ONES, LOCK_MINUTES, namespace="wrong")
        self._lock = RateLimitItemPerMinute(1, LOCK_MINUTES, namespace="closed")

    def is_closed(self, client: str) -> bool:
        return not self._closed.test(self._lock, network(client))

    def count_wrong(self, client: str) -> None:
        """One more wrong password; the fifth within 15 minutes closes the door for 15."""
        key = network(client)
        self._wrong.hit(self._guesses, key)
        if not self._wrong.test(self._guesses, key):
            self._wrong.clear(self._guesses, key)
            self._closed.hit(self._lock, key)

"""Signed tokens: the proof, in a link or an address, that its holder got our mail.

A token is 32 lower-case base32 characters: the 80-bit key of a row and an 80-bit MAC over
purpose and key. It holds no slack bits, survives lower-casing, and fits a local part
(RFC 5321 section 4.5.3.1.1: 64 octets). Keys are random, never made from row ids, because
SQLite hands ids out again and a restored backup repeats them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from datetime import date, timedelta

from course.errors import TokenError, TokenExpired

KEY_LENGTH = 16
"""Characters of a row's key: 80 bits in base32."""

CONFIRM, UNSUBSCRIBE, REPLY = "confirm", "unsubscribe", "reply"
PREFERENCES, CALENDAR, EXPORT = "preferences", "calendar", "export"
LESSON, ANSWER, JOURNAL, ADDRESS_OLD, ADDRESS_NEW = "lesson", "answer", "journal", "address-old", "address-new"
"""What a token is for; one made for another purpose is refused."""
DATED = (JOURNAL, EXPORT)
"""Purposes whose links expire: they lead to what a reader wrote, and a lesson may be passed on."""

_TOKEN = re.compile(r"[A-Za-z2-7]{32}")
_CUT = "This link isn't complete. Please copy the whole of it from the mail."
_FOREIGN = "This link isn't one of ours. Please open it from the mail again."


def new_key() -> str:
    """A fresh random row key, 16 characters of [a-z2-7]."""
    return base64.b32encode(secrets.token_bytes(10)).decode().lower()


def sign(secrets_: tuple[str, ...], purpose: str, key: str) -> str:
    """The token for a row's key; the first secret signs."""
    return key + _mac(secrets_[0], purpose, key)


def verify(secrets_: tuple[str, ...], purpose: str, token: str) -> str:
    """The row key inside a token that one of the secrets signed for this purpose.

    Raises TokenError for anything else.
    """
    if not _TOKEN.fullmatch(token):  # before lowering, which makes a k of a Kelvin sign
        raise TokenError(_CUT)
    token = token.lower()
    key, mac = token[:KEY_LENGTH], token[KEY_LENGTH:]
    good = [hmac.compare_digest(mac, _mac(secret, purpose, key)) for secret in secrets_]
    if not any(good):
        raise TokenError(_FOREIGN)
    return key


def is_token_for(secrets_: tuple[str, ...], purpose: str, token: str) -> bool:
    """Whether a token was signed for this purpose."""
    try:
        verify(secrets_, purpose, token)
    except TokenError:
        return False
    return True


def sign_dated(secrets_: tuple[str, ...], purpose: str, key: str, today: date) -> str:
    """A token that tells its day, so that it can expire; as short as the others."""
    return sign(secrets_, _dated(purpose, today), key)


def verify_dated(secrets_: tuple[str, ...], purpose: str, token: str, today: date, days: int) -> str:
    """The row key inside a token signed within the last `days` days.

    Raises TokenExpired for one that was signed within a year before, TokenError for anything else,
    such as one without a day, which would never expire.
    """
    for age in range(-1, 365):  # the clock of the machine that signed it may be a little ahead
        if is_token_for(secrets_, _dated(purpose, today - timedelta(days=age)), token):
            if age > days:
                raise TokenExpired("This link has expired. A fresh one comes by mail.")
            return token.lower()[:KEY_LENGTH]
    raise TokenError(_FOREIGN if _TOKEN.fullmatch(token) else _CUT)


def digest(secret: str, text: str) -> str:
    """A keyed hash of personal text (an address), 64 hex characters."""
    return hmac.new(secret.encode(), b"digest:" + text.encode(), hashlib.sha256).hexdigest()


def _dated(purpose: str, day: date) -> str:
    return f"{purpose}:{day.isoformat()}"


def _mac(secret: str, purpose: str, key: str) -> str:
    raw = hmac.new(secret.encode(), f"{purpose}:{key}".encode(), hashlib.sha256).digest()
    return base64.b32encode(raw[:10]).decode().lower()

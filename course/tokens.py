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

from course.errors import TokenError

KEY_LENGTH = 16
"""Characters of a row's key: 80 bits in base32."""

CONFIRM, UNSUBSCRIBE, REPLY = "confirm", "unsubscribe", "reply"
"""What a token is for; one made for another purpose is refused."""

_TOKEN = re.compile(r"[A-Za-z2-7]{32}")


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
        raise TokenError("This link isn't complete. Please copy the whole of it from the mail.")
    token = token.lower()
    key, mac = token[:KEY_LENGTH], token[KEY_LENGTH:]
    good = [hmac.compare_digest(mac, _mac(secret, purpose, key)) for secret in secrets_]
    if not any(good):
        raise TokenError("This link isn't one of ours. Please open it from the mail again.")
    return key


def digest(secret: str, text: str) -> str:
    """A keyed hash of personal text (an address), 64 hex characters."""
    return hmac.new(secret.encode(), b"digest:" + text.encode(), hashlib.sha256).hexdigest()


def _mac(secret: str, purpose: str, key: str) -> str:
    raw = hmac.new(secret.encode(), f"{purpose}:{key}".encode(), hashlib.sha256).digest()
    return base64.b32encode(raw[:10]).decode().lower()

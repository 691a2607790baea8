"""The links and addresses that a mail carries, each with its signed token."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from urllib.parse import quote, urlsplit, urlunsplit

from course.errors import SettingsError
from course.settings import Settings
from course.tokens import (
    ADDRESS_NEW,
    ADDRESS_OLD,
    ANSWER,
    CALENDAR,
    CONFIRM,
    EXPORT,
    JOURNAL,
    KEY_LENGTH,
    LESSON,
    PREFERENCES,
    REPLY,
    UNSUBSCRIBE,
    is_token_for,
    sign,
    sign_dated,
)
from emails.addresses import ascii_domain

LOCAL_PART = 64
"""RFC 5321 section 4.5.3.1.1: the most octets before the @."""
TOKEN = 2 * KEY_LENGTH


class Links:
    """Links and addresses of one site, by the keys of subscriptions and Sends.

    Raises SettingsError where MAIL_DOMAIN or REPLY_ADDRESS can't carry them.
    """

    def __init__(self, settings: Settings) -> None:
        self._secrets = settings.secret_key
        self._site = _ascii_url(settings.site_url)
        self.domain = _domain("MAIL_DOMAIN", settings.mail_domain)
        self._reply, self._leave, self._host = "reply+", "unsubscribe+", self.domain
        if settings.reply_address:
            mailbox, _, host = settings.reply_address.rpartition("@")
            self._reply, self._leave = f"{mailbox}+", f"{mailbox}+unsubscribe-"
            self._host = _domain("REPLY_ADDRESS", host)
        signed = {"reply+", "unsubscribe+", self._reply.lower(), self._leave.lower()}
        self._signed = sorted(signed, key=len, reverse=True)
        if len(self._leave) + TOKEN > LOCAL_PART:
            raise SettingsError(["REPLY_ADDRESS: at most 19 characters may stand before the @, so that tags fit."])

    def confirm(self, subscription_key: str) -> str:
        return f"{self._site}/confirm/{self._token(CONFIRM, subscription_key)}"

    def unsubscribe(self, subscription_key: str) -> str:
        return f"{self._site}/unsubscribe/{self._token(UNSUBSCRIBE, subscription_key)}"

    def preferences(self, subscription_key: str) -> str:
        return f"{self._site}/preferences/{self._token(PREFERENCES, subscription_key)}"

    def calendar(self, subscription_key: str) -> str:
        return f"{self._site}/calendar/{self._token(CALENDAR, subscription_key)}.ics"

    def export(self, subscription_key: str, today: date) -> str:
        """All that is kept about the reader; works for a week."""
        return f"{self._site}/export/{sign_dated(self._secrets, EXPORT, subscription_key, today)}"

    def journal(self, subscription_key: str, today: date) -> str:
        """The reader's answers; works for a week."""
        return f"{self._site}/journal/{sign_dated(self._secrets, JOURNAL, subscription_key, today)}"

    def lesson(self, send_key: str) -> str:
        """The mail in the browser."""
        return f"{self._site}/lesson/{self._token(LESSON, send_key)}"

    def answer(self, send_key: str) -> str:
        """Answering on a page instead of by mail."""
        return f"{self._site}/answer/{self._token(ANSWER, send_key)}"

    def address(self, send_key: str, old: bool) -> str:
        """Where one of two addresses says yes to the change that this mail asks about."""
        return f"{self._site}/address/{self._token(ADDRESS_OLD if old else ADDRESS_NEW, send_key)}"

    def signup(self, course: str) -> str:
        return f"{self._site}/c/{course}"

    def media(self, course: str) -> str:
        """What the name of a file beside the lessons is put after."""
        return f"{self._site}/media/{course}/"

    def reply_address(self, send_key: str) -> str:
        """Where an answer to this Send goes."""
        return f"{self._reply}{self._token(REPLY, send_key)}@{self._host}"

    def unsubscribe_address(self, subscription_key: str) -> str:
        """A mail to it, whatever it says, ends the subscription (RFC 2369 section 3.2)."""
        return f"{self._leave}{self._token(UNSUBSCRIBE, subscription_key)}@{self._host}"

    def is_forged(self, address: str) -> bool:
        """Whether it has the form of an address of ours, and a token that none of our secrets signed.

        The domain doesn't count: a server before us may have put another in its place.
        """
        local = address.rpartition("@")[0]
        before = next((before for before in self._signed if local.lower().startswith(before)), "")
        token = local[len(before) :]
        if not before or len(token) != TOKEN:
            return False
        return not any(is_token_for(self._secrets, purpose, token) for purpose in (REPLY, UNSUBSCRIBE))

    def message_id(self, send_key: str) -> str:
        """Without the angle brackets; stays the same over every attempt."""
        return f"{send_key}@{self.domain}"

    def list_id(self, course: str) -> str:
        """RFC 2919 section 2, without the angle brackets."""
        return f"{course}.{self.domain}"

    def _token(self, purpose: str, key: str) -> str:
        return _sign(self._secrets, purpose, key)


_sign = lru_cache(maxsize=256)(sign)
"""One mail carries its unsubscribe token three times."""


def _domain(setting: str, domain: str) -> str:
    try:
        return ascii_domain(domain)
    except ValueError:
        raise SettingsError([f"{setting}: {domain!r} is no domain; give one like example.org."]) from None


def _ascii_url(url: str) -> str:
    """The site's address as it may stand in a header: A-labels and percent-encoding."""
    if url.isascii():
        return url
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    host = _domain("SITE_URL", parts.hostname or "")
    return urlunsplit((parts.scheme, host + port, quote(parts.path, safe="/%"), "", ""))

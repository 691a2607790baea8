"""All settings, read once from the environment and `.env` into one frozen object."""

from __future__ import annotations

import contextlib
import difflib
import ipaddress
import os
import re
import secrets
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import parseaddr
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

from dotenv import dotenv_values
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from course.certificates import Certificate
from course.errors import SettingsError
from course.mailbox import Mailbox, parse_mailbox

NAMES = (
    "DATA_DIR",
    "DATABASE_URL",
    "BROKER_URL",
    "SITE_URL",
    "SECRET_KEY",
    "SMTP_URL",
    "MAIL_FROM",
    "MAIL_DOMAIN",
    "REPLY_ADDRESS",
    "INBOUND_LISTEN",
    "INBOUND_MAX_BYTES",
    "INBOUND_PER_SENDER_MINUTE",
    "INBOUND_SECRET",
    "INBOUND_TLS_CERT",
    "INBOUND_TLS_KEY",
    "IMAP_URL",
    "COURSE_DIR",
    "SIGNUP_PER_IP_HOUR",
    "IN_DOUBT",
    "ANSWERS_TO",
    "ANSWERS_WHEN",
    "DESK_PASSWORD",
    "CLOCK_START",
    "CLOCK_SPEED",
)
"""Every setting there is; `.env.example` is held equal to this."""

_Number = TypeVar("_Number", int, float)

ROOT = Path(__file__).resolve().parent.parent
DOTENV = ROOT / ".env"
DEFAULT_SITE = "http://127.0.0.1:8000"
DEFAULT_LISTEN = "127.0.0.1:8025"
MAY_BE_EMPTY = frozenset({"INBOUND_LISTEN"})
"""Settings for which an empty value says something else than none."""
DOMAIN = re.compile(r"[^\W_]+(?:(?:\.|-+)[^\W_]+)*")
LOCAL_PART = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
LEAST_SECRET = 16
"""Characters of what a program must know to bring mail over the web."""
WEAK_SECRETS = frozenset({"changeme", "change-me", "secret", "secret-key", "password", "please-change-me"})


@dataclass(frozen=True)
class Relay:
    """Where mail is handed over."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    implicit_tls: bool = False
    require_tls: bool = False
    connections: int = 4

    @property
    def loopback(self) -> bool:
        return is_loopback(self.host)


@dataclass(frozen=True)
class Listen:
    """Where mail from outside is taken; `chosen` is False where nobody asked for this very port."""

    host: str
    port: int
    lmtp: bool = False
    chosen: bool = field(default=True, compare=False)


@dataclass(frozen=True)
class Settings:
    """What the environment says; field names are the settings' in lower case."""

    data_dir: Path
    database_url: str = field(repr=False)
    broker_url: str = field(repr=False)
    site_url: str
    secret_key: tuple[str, ...] = field(repr=False)
    relay: Relay | None
    from_name: str
    from_address: str
    mail_domain: str
    reply_address: str
    inbound_listen: Listen | None
    inbound_max_bytes: int
    inbound_per_sender_minute: int
    inbound_secret: str = field(repr=False)
    inbound_tls: Certificate | None
    mailbox: Mailbox | None
    course_dir: Path
    signup_per_ip_hour: int
    in_doubt: str
    answers_to: str
    answers_when: str
    desk_password: str = field(repr=False)
    clock_start: datetime | None
    clock_speed: float

    @property
    def local_inbox(self) -> bool:
        """True where mail stays on this machine, in DATA_DIR/inbox."""
        return self.relay is None

    @property
    def public(self) -> bool:
        """True where SITE_URL is not a loopback host."""
        return not is_loopback(urlsplit(self.site_url).hostname or "")


def load_settings(environ: Mapping[str, str] | None = None, dotenv: Path | None = None) -> Settings:
    """Read every setting; the environment wins over the `.env` file. Given an environment, nothing
    else is read but the file that is named.

    Raises SettingsError with all faults at once.
    """
    if environ is None:
        environ, dotenv = os.environ, dotenv or DOTENV
    return _Reader(_gather(environ, dotenv)).settings()


def demo_settings(settings: Settings) -> Settings:
    """The same on a fast clock in a place of its own: nothing of a real site is touched or mailed."""
    folder = settings.data_dir / "demo"
    relay = settings.relay if settings.relay and settings.relay.loopback else None
    return replace(
        settings,
        data_dir=folder,
        database_url=_sqlite_url(folder),
        broker_url="",
        site_url=settings.site_url if not settings.public else DEFAULT_SITE,
        relay=relay,
        inbound_secret="",
        mailbox=None,
        clock_start=None,
        clock_speed=4320.0,
    )


def is_loopback(host: str) -> bool:
    """True for localhost, 127.0.0.0/8 and ::1."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _sqlite_url(folder: Path) -> str:
    return f"sqlite:///{folder / 'course.db'}"


def _gather(environ: Mapping[str, str], dotenv: Path | None) -> dict[str, str]:
    """Both sources in one dict; an empty value counts as missing, but for the few that may be empty."""
    from_file = {k: v or "" for k, v in dotenv_values(dotenv).items()} if dotenv else {}
    merged = {**from_file, **environ}
    return {name: value.strip() for name, value in merged.items() if value.strip() or name in MAY_BE_EMPTY}


class _Reader:
    """Reads one setting after another and keeps every fault."""

    def __init__(self, values: dict[str, str]) -> None:
        self.values = values
        self.faults = [*_misspelt(values)]

    def settings(self) -> Settings:
        data_dir = Path(self.text("DATA_DIR", "data")).expanduser().absolute()
        site_url = self.site_url()
        public = not is_loopback(urlsplit(site_url).hostname or "")
        from_name, from_address = self.mail_from()
        result = Settings(
            data_dir=data_dir,
            database_url=self.database_url(data_dir),
            broker_url=self.broker_url(),
            site_url=site_url,
            secret_key=self.secret_key(public),
            relay=self.relay(public),
            from_name=from_name,
            from_address=from_address,
            mail_domain=self.mail_domain(from_address),
            reply_address=self.reply_address(),
            inbound_listen=self.inbound_listen(),
            inbound_max_bytes=self.number("INBOUND_MAX_BYTES", 10_000_000, int, 1000),
            inbound_per_sender_minute=self.number("INBOUND_PER_SENDER_MINUTE", 10, int, 0),
            inbound_secret=self.inbound_secret(),
            inbound_tls=self.inbound_tls(),
            mailbox=self.mailbox(),
            course_dir=Path(self.text("COURSE_DIR", str(ROOT / "course" / "lessons"))).expanduser().absolute(),
            signup_per_ip_hour=self.number("SIGNUP_PER_IP_HOUR", 10, int, 0),
            in_doubt=self.choice("IN_DOUBT", ("resend", "hold")),
            answers_to=self.answers_to(),
            answers_when=self.choice("ANSWERS_WHEN", ("daily", "at_once")),
            desk_password=self.desk_password(public),
            clock_start=self.instant("CLOCK_START"),
            clock_speed=self.number("CLOCK_SPEED", 1.0, float, 0.001),
        )
        if self.faults:
            raise SettingsError(self.faults)
        if not result.secret_key:
            return replace(result, secret_key=(_kept_secret(data_dir),))
        return result

    def fault(self, message: str) -> None:
        self.faults.append(message)

    def text(self, name: str, default: str = "") -> str:
        """The value, or that of the file NAME_FILE points to."""
        if name in self.values or f"{name}_FILE" not in self.values:
            return self.values.get(name, default)
        path = Path(self.values[f"{name}_FILE"])
        try:
            return path.read_text().strip() or default
        except (OSError, UnicodeDecodeError) as error:
            self.fault(f"{name}_FILE: {path} can't be read ({type(error).__name__}); name a readable file.")
            return default

    def number(self, name: str, default: _Number, kind: Callable[[str], _Number], least: int | float) -> _Number:
        raw = self.text(name)
        try:
            value: _Number | None = kind(raw) if raw else default
        except ValueError:
            value = None
        if value is None or not least <= value < 1e9:
            self.fault(f"{name}: {raw!r} won't do; give a number of at least {least}.")
            return default
        return value

    def choice(self, name: str, options: tuple[str, ...]) -> str:
        raw = self.text(name, options[0])
        if raw not in options:
            self.fault(f"{name}: {raw!r} won't do; give one of {', '.join(options)}.")
        return raw

    def instant(self, name: str) -> datetime | None:
        raw = self.text(name)
        if not raw:
            return None
        try:
            value = datetime.fromisoformat(raw)
        except ValueError:
            value = None
        if value is None or value.tzinfo is None:
            self.fault(f"{name}: {raw!r} won't do; give ISO 8601 with an offset, like 2027-03-01T06:00+00:00.")
            return None
        return value

    def database_url(self, data_dir: Path) -> str:
        url = self.text("DATABASE_URL") or _sqlite_url(data_dir)
        if url.startswith(("postgres://", "postgresql://")):
            url = "postgresql+psycopg://" + url.partition("://")[2]
        known = url.startswith(("sqlite:///", "postgresql+psycopg://")) and url != "sqlite:///"
        if not known or not _readable(url):
            self.fault(
                "DATABASE_URL: give sqlite:///path/to/course.db or postgresql+psycopg://user:password@host/name."
            )
        return url

    def broker_url(self) -> str:
        url = self.text("BROKER_URL")
        if url and not url.startswith(("redis://", "rediss://", "amqp://", "amqps://")):
            self.fault("BROKER_URL: give redis://host:6379/0 or amqp://user:password@host//, or leave it out.")
        return url

    def site_url(self) -> str:
        url = self.text("SITE_URL", DEFAULT_SITE).rstrip("/")
        if not _is_site(url):
            self.fault(f"SITE_URL: {url!r} won't do; give the site's address, like https://course.example.org.")
            return DEFAULT_SITE
        return url

    def secret_key(self, public: bool) -> tuple[str, ...]:
        keys = tuple(key.strip() for key in self.text("SECRET_KEY").split(",") if key.strip())
        weak = [key for key in keys if len(key) < 32 or key.lower() in WEAK_SECRETS or len(set(key)) < 8]
        if public and not keys:
            self.fault("SECRET_KEY: a public site needs one; make it with: openssl rand -hex 32")
        elif public and weak:
            self.fault("SECRET_KEY: too short or too simple; make a better one with: openssl rand -hex 32")
        return keys

    def relay(self, public: bool) -> Relay | None:
        url = self.text("SMTP_URL")
        if not url:
            if public:
                self.fault("SMTP_URL: a public site needs a mail relay, like smtp://user:password@mail.example.org:587")
            return None
        try:
            relay = parse_relay(url)
        except ValueError as error:
            self.fault(f"SMTP_URL: {error}; give smtp://user:password@host:587 or smtps://user:password@host:465.")
            return None
        return relay

    def desk_password(self, public: bool) -> str:
        password = self.text("DESK_PASSWORD")
        if public and password and (len(password) < 12 or len(set(password)) < 5):
            self.fault("DESK_PASSWORD: too short or too simple; make a better one with: openssl rand -base64 18")
        return password

    def inbound_secret(self) -> str:
        secret = self.text("INBOUND_SECRET")
        if secret and len(secret) < LEAST_SECRET:
            self.fault(
                f"INBOUND_SECRET: give at least {LEAST_SECRET} characters; make a better one with: openssl rand -hex 32"
            )
        return secret

    def inbound_tls(self) -> Certificate | None:
        """Both or neither, readable, and each fitting the other."""
        names = ("INBOUND_TLS_CERT", "INBOUND_TLS_KEY")
        paths = [Path(text).expanduser().absolute() if (text := self.text(name)) else None for name in names]
        for name, other, path, partner in zip(names, names[::-1], paths, paths[::-1], strict=True):
            if partner and not path:
                self.fault(f"{name}: set it too; {other} alone is of no use.")
            elif path and not os.access(path, os.R_OK):
                self.fault(f"{name}: {path} can't be read; name a readable file in PEM.")
        chain, key = paths
        certificate = Certificate(chain, key) if chain and key else None
        return certificate if certificate and self.is_sound(certificate) else None

    def is_sound(self, certificate: Certificate) -> bool:
        try:
            certificate.context()
        except ssl.SSLError as error:
            self.fault(
                "INBOUND_TLS_KEY: it isn't the key of INBOUND_TLS_CERT, has a password, or one of the two isn't PEM"
                f" ({error.reason})."
            )
        except OSError:
            return False  # told by name already
        return True

    def mailbox(self) -> Mailbox | None:
        url = self.text("IMAP_URL")
        if not url:
            return None
        try:
            mailbox = parse_mailbox(url)
        except ValueError as error:
            self.fault(f"IMAP_URL: {error}; give imaps://user:password@host/folder.")
            return None
        if not mailbox.tls and not is_loopback(mailbox.host):
            self.fault("IMAP_URL: imap:// would send the password without TLS; give imaps://user:password@host/folder.")
        return mailbox

    def mail_from(self) -> tuple[str, str]:
        raw = self.text("MAIL_FROM", "Course <course@localhost>")
        name, address = parseaddr(raw)
        local, _, domain = address.rpartition("@")
        if not local or not domain or not address.isascii() or any(c.isspace() for c in address):
            self.fault(f"MAIL_FROM: {raw!r} won't do; give a name and an address, like Course <course@example.org>.")
        return name, address

    def mail_domain(self, from_address: str) -> str:
        raw = self.text("MAIL_DOMAIN", from_address.rpartition("@")[2]).lower()
        if raw and not DOMAIN.fullmatch(raw):
            self.fault(f"MAIL_DOMAIN: {raw!r} won't do; give a domain alone, like example.org.")
        return raw

    def reply_address(self) -> str:
        raw = self.text("REPLY_ADDRESS")
        if raw and (raw.count("@") != 1 or "+" in raw or not raw.isascii() or raw[0] == "@" or raw[-1] == "@"):
            self.fault(f"REPLY_ADDRESS: {raw!r} won't do; give a mailbox that takes +tags, like answers@example.org.")
        return raw

    def answers_to(self) -> str:
        """With its domain as mails that come in have it: in Unicode."""
        raw = self.text("ANSWERS_TO")
        local, _, domain = raw.rpartition("@")
        if raw and not (LOCAL_PART.fullmatch(local) and DOMAIN.fullmatch(domain)):
            self.fault(f"ANSWERS_TO: {raw!r} won't do; give one address alone, like ada@example.org.")
            return ""
        return f"{local}@{_in_unicode(domain.lower())}" if raw else ""

    def inbound_listen(self) -> Listen | None:
        raw = self.text("INBOUND_LISTEN", DEFAULT_LISTEN)
        if not raw:
            return None
        try:
            return replace(parse_listen(raw), chosen="INBOUND_LISTEN" in self.values)
        except ValueError:
            self.fault(f"INBOUND_LISTEN: {raw!r} won't do; give host:port, lmtp://host:port or nothing.")
            return None


def parse_listen(text: str) -> Listen:
    """A Listen from host:port, smtp://host:port or lmtp://host:port. Raises ValueError."""
    parts = urlsplit(text if "://" in text else f"smtp://{text}")
    if parts.scheme not in ("smtp", "lmtp") or not parts.hostname or parts.port is None:
        raise ValueError("no address to listen on")
    if parts.path.strip("/") or parts.query or parts.username:
        raise ValueError("more than an address")
    return Listen(parts.hostname, parts.port, parts.scheme == "lmtp")


def parse_relay(url: str) -> Relay:
    """A Relay from smtp://user:password@host:587?tls=required&connections=4 or smtps://….

    Raises ValueError with a clause that names the fault.
    """
    parts = urlsplit(url)
    options = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("it names no relay")
    if unknown := sorted(set(options) - {"tls", "connections"}):
        raise ValueError(f"there is no option {unknown[0]!r}")
    if options.get("tls", "required") != "required":
        raise ValueError("tls can only be 'required'")
    connections = options.get("connections", "4")
    if not connections.isdigit() or not 1 <= int(connections) <= 100:
        raise ValueError("connections is a number from 1 to 100")
    implicit = parts.scheme == "smtps"
    try:
        port = parts.port or (465 if implicit else 587)
    except ValueError:  # its own message would show a piece of the password
        raise ValueError("its port is no number (write / ? # @ in a password as %2F %3F %23 %40)") from None
    return Relay(
        host=parts.hostname,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        implicit_tls=implicit,
        require_tls="tls" in options,
        connections=int(connections),
    )


def _misspelt(values: Mapping[str, str]) -> list[str]:
    """Names that are almost, but not quite, a setting's."""
    known = {*NAMES, *(f"{name}_FILE" for name in NAMES)}
    faults = []
    for name in values:
        close = [] if name in known else difflib.get_close_matches(name.upper(), NAMES, 1, 0.86)
        if close:
            faults.append(f"{name}: there is no such setting; did you mean {close[0]}?")
    return faults


def _in_unicode(domain: str) -> str:
    try:
        return domain.encode("ascii").decode("idna")
    except UnicodeError:  # it is already
        return domain


def _is_site(url: str) -> bool:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 (raises where it is no number)
    except ValueError:
        return False
    known = parts.scheme in ("http", "https") and bool(parts.hostname)
    return known and not (parts.query or parts.fragment or any(c.isspace() for c in url))


def _readable(url: str) -> bool:
    try:
        make_url(url)
    except (ArgumentError, ValueError):
        return False
    return True


def _kept_secret(data_dir: Path) -> str:
    """The secret of a local site, made once and kept readable for its owner alone."""
    path = data_dir / "secret_key"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            fresh = path.with_name(f".secret_key.{secrets.token_hex(4)}")
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_hex(32))
            with contextlib.suppress(FileExistsError):
                os.link(fresh, path)  # only one of several starting processes wins
            fresh.unlink()
        return path.read_text().strip()
    except OSError as error:
        raise SettingsError([f"DATA_DIR: {data_dir} can't be written ({error.strerror}); name another."]) from error

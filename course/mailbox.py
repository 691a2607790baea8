"""A mailbox that is looked into: its address, and how far it was read."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from course.tokens import new_key


@dataclass(frozen=True)
class Mailbox:
    """A folder at an IMAP server."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    tls: bool = True

    def __str__(self) -> str:
        return f"{self.user} at {self.host}:{self.port}, {self.folder}"


def parse_mailbox(url: str) -> Mailbox:
    """A Mailbox from imaps://user:password@host:993/folder. Raises ValueError with a clause that names the fault."""
    parts = urlsplit(url)
    if parts.scheme not in ("imap", "imaps") or not parts.hostname:
        raise ValueError("it names no mailbox")
    if parts.query or parts.fragment:
        raise ValueError("it goes on behind the folder (write ? # in a password as %3F %23)")
    if not parts.username or not parts.password:
        raise ValueError("it lacks user or password")
    tls = parts.scheme == "imaps"
    try:
        port = parts.port or (993 if tls else 143)
    except ValueError:  # its own message would show a piece of the password
        raise ValueError("its port is no number (write / ? # @ in a password as %2F %3F %23 %40)") from None
    folder = unquote(parts.path.strip("/")) or "INBOX"
    return Mailbox(parts.hostname, port, unquote(parts.username), unquote(parts.password), folder, tls)


class Bookmark:
    """How far a mailbox was read: a small file.

    It only saves work. One that is lost, or that belongs to another mailbox or UIDVALIDITY (RFC 3501
    section 2.3.1.1), means reading again from the first mail; what is kept already isn't kept twice.
    """

    def __init__(self, path: Path, mailbox: Mailbox) -> None:
        self._path = path
        self._mailbox = str(mailbox)

    def read(self, validity: int) -> int:
        """The last UID that is kept; 0 for none."""
        try:
            found = json.loads(self._path.read_text())
            fits = (found["mailbox"], found["uidvalidity"]) == (self._mailbox, validity)
            return int(found["uid"]) if fits else 0
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return 0

    def write(self, validity: int, uid: int) -> None:
        fresh = self._path.with_name(f".{self._path.name}.{new_key()}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump({"mailbox": self._mailbox, "uidvalidity": validity, "uid": uid}, file)
        fresh.replace(self._path)

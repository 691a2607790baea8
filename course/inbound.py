"""Raw mail: kept before anything else is done with it, and let go when its reader says so.

A mail over 256 kB is a file in DATA_DIR/raw, written and synced with its folder before its row.
So a row never points at nothing; a file whose row never came is tidied away.
"""

from __future__ import annotations

import os
import time
from base64 import b32encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Select, and_, delete, func, or_, select
from sqlalchemy.orm import Session

from course.clock import real_now
from course.models import InboundEmail, InboundState, Subscriber, Subscription
from course.site import Site
from course.tokens import new_key

SMALL = 256 * 1024
"""Bytes up to which a mail lies in its row."""
LONGEST_ADDRESS = 320
LONGEST_LIST = 20_000
ORPHAN_SECONDS = 3600
"""A file this old without a row won't get one any more."""


@dataclass(frozen=True)
class Attachment:
    """What is kept of a file that came with a mail: its name, and its size in bytes."""

    name: str
    size: int

    def __str__(self) -> str:
        return f"{self.name} ({max(1, round(self.size / 1000)):,} kB)"


def attachments_of(mail: InboundEmail | None) -> tuple[Attachment, ...]:
    """What is kept of the files that came with a mail; none where there is no mail."""
    return tuple(Attachment(**each) for each in mail.attachments) if mail else ()


@dataclass(frozen=True)
class Kept:
    """A raw mail that waits to be understood; `sender` is "<>" for a report, "" where nobody said."""

    id: int
    sender: str
    recipients: tuple[str, ...]
    raw: bytes


def keep(site: Site, raw: bytes, sender: str, recipients: Iterable[str]) -> str:
    """Store a mail as it came; its key. Once this returns, nothing of it is lost.

    Raises DatabaseError or OSError where it can't be kept now.
    """
    key = new_key()
    _insert(site, key, raw, sender, recipients)
    return key


def keep_once(site: Site, raw: bytes, sender: str, recipients: Iterable[str]) -> bool:
    """The same for a mail that may have been kept before, byte for byte; whether it is new."""
    key = b32encode(sha256(raw).digest()[:10]).decode().lower()
    with site.database.reading() as session:
        if session.scalar(select(InboundEmail.id).where(InboundEmail.key == key)):
            return False
    return _insert(site, key, raw, sender, recipients)


def _insert(site: Site, key: str, raw: bytes, sender: str, recipients: Iterable[str]) -> bool:
    """False where a row with this key was there already."""
    file = new_key() if len(raw) > SMALL else ""
    if file:
        _write(_folder(site), file, raw)
    row = {
        "key": key,
        "received_at": real_now(),
        "envelope_from": storable(sender)[:LONGEST_ADDRESS],
        "recipients": "\n".join(" ".join(storable(to).split()) for to in recipients)[:LONGEST_LIST],
        "size": len(raw),
        "raw": None if file else raw,
        "file": file,
    }
    with site.database.writing() as session:
        fresh = session.execute(site.database.insert_new(InboundEmail).values(row).returning(InboundEmail.id)).first()
    return fresh is not None


def waiting(site: Site, limit: int) -> Sequence[int]:
    """The ids of mails that nobody has looked at, oldest first."""
    query = select(InboundEmail.id).where(InboundEmail.state == InboundState.NEW)
    with site.database.reading() as session:
        return session.scalars(query.order_by(InboundEmail.id).limit(limit)).all()


def fetch(site: Site, mail_id: int) -> Kept | None:
    """A waiting mail with its bytes; None where somebody else was faster. Raises OSError."""
    with site.database.reading() as session:
        mail = session.get(InboundEmail, mail_id)
        if mail is None or mail.state != InboundState.NEW:
            return None
        raw = (_folder(site) / mail.file).read_bytes() if mail.raw is None else mail.raw
        return Kept(mail.id, mail.envelope_from, tuple(mail.recipients.split("\n")), raw)


def copies_of(mail: InboundEmail) -> Select[int]:
    """The ids of other mails with its Message-ID in the same subscription; none where it has no Message-ID."""
    return select(InboundEmail.id).where(
        InboundEmail.message_id == mail.message_id,
        InboundEmail.message_id != "",
        InboundEmail.subscription_id == mail.subscription_id,
        InboundEmail.id != mail.id,
    )


def give_up(site: Site, mail_id: int, reason: str) -> None:
    """A mail that can't be read is kept for people to see, and isn't looked at again."""
    with site.database.writing() as session:
        mail = session.get(InboundEmail, mail_id, with_for_update=True)
        if mail is not None and mail.state == InboundState.NEW:
            mail.state, mail.reason = InboundState.FAILED, reason


def wipe(mail: InboundEmail) -> list[str]:
    """Take all that somebody wrote out of a mail whose row stays; files to remove once that is committed."""
    mail.text, mail.subject, mail.attachments = "", "", []
    return replace_raw(mail, b"")


def replace_raw(mail: InboundEmail, raw: bytes) -> list[str]:
    """Keep less of a mail than came; files to remove once that is committed."""
    files = [mail.file] if mail.file else []
    mail.raw, mail.file = raw, ""
    return files


def erase_mails(session: Session, subscriber: Subscriber) -> list[str]:
    """Delete a person's mails; files to remove once that is committed.

    No subscription holds one that nobody has looked at yet, or that couldn't be read: those are
    theirs by the sender alone.
    """
    theirs = select(Subscription.id).where(Subscription.subscriber_id == subscriber.id)
    loose = (InboundEmail.subscription_id.is_(None), func.lower(InboundEmail.envelope_from) == subscriber.email_key)
    gone = delete(InboundEmail).where(or_(InboundEmail.subscription_id.in_(theirs), and_(*loose)))
    return [file for file in session.scalars(gone.returning(InboundEmail.file)).all() if file]


def remove_files(site: Site, files: Iterable[str]) -> None:
    """Remove raw mails from the disk; one that is gone already is fine."""
    for name in files:
        (_folder(site) / name).unlink(missing_ok=True)


def tidy(site: Site) -> int:
    """Remove files without a row: of mails that were never acknowledged, and of people erased; how many."""
    old = time.time() - ORPHAN_SECONDS
    names = {path.name for path in _folder(site).glob("*") if path.stat().st_mtime < old}
    if not names:
        return 0
    with site.database.reading() as session:
        known = set(session.scalars(select(InboundEmail.file).where(InboundEmail.file != "")))
    remove_files(site, names - known)
    return len(names - known)


def storable(text: str) -> str:
    """Text that every database takes: no NUL, no half characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _folder(site: Site) -> Path:
    return site.settings.data_dir / "raw"


def _write(folder: Path, name: str, raw: bytes) -> None:
    """On the disk, with the folder's own entry, when this returns."""
    fresh = not folder.is_dir()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    _sync(folder)
    if fresh:
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)

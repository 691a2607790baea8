"""A mailbox with all that its owner got and sent, and how three mail programs put that together.

None of the three asks for more than the headers: Gmail for what a mail refers to and the same subject; Apple Mail and
Thunderbird for what it refers to alone (the algorithm of jwz.org/doc/threading.html); Outlook for the subject without
what stands before it, where no Thread-Index is.
"""

from __future__ import annotations

import email
import email.policy
import re
import textwrap
from collections.abc import Callable, Hashable, Iterable
from email.message import EmailMessage

from course.models import InboundEmail
from emails.inbox import LocalInbox
from tests.correspondents import comes_in
from tests.world import World

PREFIX = re.compile(r"^(?:(?:re|aw|fwd?|wg|sv)(?:\[\d+\])?:\s*)+", re.IGNORECASE)
OUTLOOKS_PREFIX = re.compile(r"^(?:\w{1,3}: )+")


class Mailbox:
    """Somebody's mail program: what came, and what they replied."""

    def __init__(self, world: World, address: str, host: str) -> None:
        self.world, self.address, self.host = world, address, host
        self.inbox = LocalInbox(world.site.settings.data_dir / "inbox")
        self.sent: list[EmailMessage] = []

    def got(self, subject: str = "") -> list[EmailMessage]:
        """With this subject, the newest first."""
        mine = [mail for mail in self.inbox.messages(200) if mail.recipient == self.address]
        return [parsed(mail.raw) for mail in mine if subject in mail.subject]

    def all(self) -> list[EmailMessage]:
        return [*self.got(), *self.sent]

    def replies(self, words: str, to: EmailMessage, prefix: str = "Re: ", sender: str = "") -> InboundEmail:
        """As mail programs do, with the whole mail quoted beneath; what became of it."""
        mail = EmailMessage()
        mail["From"], mail["To"] = sender or self.address, str(to["Reply-To"])
        subject = str(to["Subject"])
        mail["Subject"] = subject if subject.startswith(prefix) else prefix + subject
        mail["Message-ID"] = f"<{len(self.sent) + 1}.{self.address.partition('@')[0]}@{self.host}>"
        mail["In-Reply-To"] = str(to["Message-ID"])
        mail["References"] = " ".join(filter(None, (to["References"], to["Message-ID"])))
        quoted = textwrap.indent(text_of(to), "> ", lambda _: True)
        mail.set_content(f"{words}\n\nOn Tue, 2 Mar 2027 at 08:00, {to['From']} wrote:\n\n{quoted}")
        self.sent.append(mail)
        raw = mail.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        return comes_in(self.world, raw, self.address, to["Reply-To"].addresses[0].addr_spec)


def parsed(raw: bytes) -> EmailMessage:
    found = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def text_of(mail: EmailMessage, subtype: str = "plain") -> str:
    body = mail.get_body((subtype,))
    assert body is not None
    content: str = body.get_content()
    return content.replace("\r\n", "\n")


def whole(mail: EmailMessage) -> str:
    """Every header and both parts, decoded."""
    heads = "\n".join(f"{name}: {value}" for name, value in mail.items())
    return "\n\n".join((heads, text_of(mail), text_of(mail, "html")))


def refers_to(mail: EmailMessage) -> list[str]:
    return f"{mail['References'] or ''} {mail['In-Reply-To'] or ''}".split()


def gmail(mails: Iterable[EmailMessage]) -> list[set[str]]:
    return _joined(mails, lambda mail: PREFIX.sub("", str(mail["Subject"])))


def apple_mail(mails: Iterable[EmailMessage]) -> list[set[str]]:
    return _joined(mails, lambda _: "")


def outlook(mails: Iterable[EmailMessage]) -> list[set[str]]:
    topics: dict[str, set[str]] = {}
    for mail in mails:
        assert "Thread-Index" not in mail
        topics.setdefault(OUTLOOKS_PREFIX.sub("", str(mail["Subject"])).casefold(), set()).add(mail["Message-ID"])
    return list(topics.values())


PROGRAMS: dict[str, Callable[[Iterable[EmailMessage]], list[set[str]]]] = {
    "Gmail": gmail,
    "Apple Mail": apple_mail,
    "Outlook": outlook,
}


def _joined(mails: Iterable[EmailMessage], topic: Callable[[EmailMessage], Hashable]) -> list[set[str]]:
    """Message-IDs of mails that refer to each other, or to one that isn't here, and have the same topic."""
    threads: list[tuple[Hashable, set[str], set[str]]] = []
    for mail in mails:
        known, mine = {mail["Message-ID"], *refers_to(mail)}, {str(mail["Message-ID"])}
        near = [each for each in threads if each[0] == topic(mail) and each[1] & known]
        threads = [each for each in threads if each not in near]
        threads.append((topic(mail), known.union(*(each[1] for each in near)), mine.union(*(each[2] for each in near))))
    return [mine for _, _, mine in threads]

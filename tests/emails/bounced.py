"""Reports as servers of many kinds write them, each made up for the tests."""

from __future__ import annotations

from dataclasses import dataclass

ADA, BEN = "ada@else.example", "ben@other.example"
LETTER = (
    "Received: from course.test by relay.example; Thu, 4 Mar 2027 07:00:12 +0000\r\n"
    "Message-ID: <one@course.test>\r\nFrom: course@course.test\r\nTo: ada@else.example\r\n"
    "Subject: Day 1\r\nMIME-Version: 1.0\r\n\r\nGood morning.\r\n"
)
"""The mail that came back."""


@dataclass(frozen=True)
class Report:
    """A mail, and what it says: (address, kind, hard, reason) of each recipient."""

    raw: bytes
    says: tuple[tuple[str, str, bool, str], ...]


def notice(
    text: str, subject: str = "Delivery failure", sender: str = "MAILER-DAEMON@relay.example", **more: str
) -> bytes:
    """A report in plain text; more headers by their names with _ for -."""
    headers = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in more.items())
    body = text.replace("\r\n", "\n").replace("\n", "\r\n")
    return f"From: {sender}\r\nTo: back@course.test\r\nSubject: {subject}\r\n{headers}\r\n{body}".encode()


def dsn(
    *groups: str, text: str = "It didn't work.", status_type: str = "message/delivery-status", encoding: str = ""
) -> bytes:
    """A report with a delivery status (RFC 3464), one group of fields a recipient."""
    blocks = "\r\n\r\n".join(["Reporting-MTA: dns; relay.example", *(group.replace("\n", "\r\n") for group in groups)])
    coded = f"Content-Transfer-Encoding: {encoding}\r\n" if encoding else ""
    return (
        "From: MAILER-DAEMON@relay.example\r\nTo: back@course.test\r\nSubject: Delivery report\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
        f"--b\r\nContent-Type: {status_type}\r\n{coded}\r\n{blocks}\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\n{LETTER}--b--\r\n"
    ).encode()


def group(address: str = ADA, action: str = "failed", status: str = "5.0.0", answer: str = "", more: str = "") -> str:
    lines = [f"Final-Recipient: rfc822; {address}", f"Action: {action}", f"Status: {status}", more]
    return "\n".join(line for line in [*lines, answer and f"Diagnostic-Code: smtp; {answer}"] if line)


def feedback(fields: str, head: str = LETTER, report_type: str = "report; report-type=feedback-report") -> bytes:
    """An abuse report in ARF (RFC 5965)."""
    return (
        f"From: fbl@provider.example\r\nTo: abuse@course.test\r\nSubject: FW: Day 1\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: multipart/{report_type}; boundary=b\r\n\r\n--b\r\n\r\nSomebody pressed the button.\r\n"
        f"--b\r\nContent-Type: message/feedback-report\r\n\r\n{fields}\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\n{head}--b--\r\n"
    ).encode()


GONE = ((ADA, "failed", True, "no such user"),)
UNSURE = ((ADA, "failed", False, "unknown"),)
FULL = ((ADA, "failed", False, "full"),)
CLOSED = ((ADA, "failed", True, "takes no mail"),)
BOTH = (*GONE, (BEN, "failed", False, "full"))
COMPLAINED = ((ADA, "complaint", False, "abuse"),)
UTF_8 = "text/plain; charset=utf-8"
LATE = ((ADA, "delayed", False, ""),)

NOTICES = {
    "an address alone on its line": Report(
        notice(f"Your letter came back, it was not delivered.\n\n    {ADA}\n\nNo such user lives here.\n"), GONE
    ),
    "an address and a colon": Report(
        notice(f"The letter can't be delivered to:\n\n<{ADA}>:\nthe mailbox is full\n"),
        FULL,
    ),
    "an address after a colon": Report(notice(f"Mail system error.\nUnknown user: {ADA}\n"), GONE),
    "an address in a sentence": Report(
        notice(f"We were unable to deliver what you wrote to {ADA}, for there is no such user.\n"), GONE
    ),
    "a dialogue": Report(
        notice(f"Delivery failed, what was said:\n>>> RCPT TO:<{ADA}>\n<<< 550 <{ADA}>: user unknown\n"), GONE
    ),
    "a dialogue about the sender": Report(
        notice(f"Delivery to <{ADA}> failed, what was said:\n>>> MAIL FROM:<back@course.test>\n<<< 550 user unknown\n"),
        UNSURE,
    ),
    "an answer of which nobody says what it answers": Report(
        notice(f"Delivery failed.\n{ADA}\nThe host else.example said: 550 user unknown\n"), UNSURE
    ),
    "an answer in brackets": Report(
        notice(f"These addresses had errors in delivery, mail not delivered:\n{ADA} [User unknown]\n"), UNSURE
    ),
    "a mail given back below": Report(
        notice(f"Undelivered: {ADA}\n550 5.1.1 no such user\n\n----- Original message -----\n\n{LETTER}"), GONE
    ),
    "the reason below the line": Report(
        notice(
            f"Undeliverable, sorry.\n\n{ADA}\n\n--- original message follows ---\n\nno such user (#5.1.1)\n\n{LETTER}"
        ),
        GONE,
    ),
    "nobody named but in the mail given back": Report(notice(f"Your mail could not be delivered.\n\n{LETTER}"), UNSURE),
    "two of them": Report(
        notice(f"Delivery failed.\n\n<{ADA}>:\n550 5.1.1 unknown user\n\n<{BEN}>:\n552 5.2.2 over quota\n"),
        BOTH,
    ),
    "a wrapped answer that begins with another address": Report(
        notice(
            f"Delivery failed.\n\n  {ADA}\n    after MAIL FROM:<x@y.example>: 550\n    <x@y.example>: sender rejected\n"
        ),
        ((ADA, "failed", False, "sender"),),
    ),
    "an alias behind the address": Report(
        notice(f"Delivery failed.\n  inner@else.example\n    (generated from {ADA})\n    no such user\n"), GONE
    ),
    "the header that Exim writes": Report(notice("Delivery failed, sorry.\n", X_Failed_Recipients=ADA), UNSURE),
    "a warning": Report(
        notice(
            f"Still trying, it has not yet been delivered:\n\n  {ADA}\n\nIt will be retried.\n",
            subject="Warning: delayed",
        ),
        LATE,
    ),
    "a warning that gives up": Report(
        notice(
            f"It was delayed, and now we have given up: permanent error.\n\n  {ADA}\n", subject="Mail not delivered"
        ),
        UNSURE,
    ),
    "HTML alone": Report(
        notice(
            f'<html><style>p {{}}</style><p>Your message to <a href="mailto:{ADA}">Ada</a> couldn\'t be delivered.</p>'
            "<p>550 5.1.10 not found by SMTP address lookup</p></html>",
            Content_Type="text/html",
        ),
        CLOSED,
    ),
    "Japanese": Report(
        notice(
            f"送信先のメールボックスが一杯です。\n\n{ADA}\n",
            subject="メールエラー通知",
            Content_Type=UTF_8,
        ),
        FULL,
    ),
    "Russian": Report(
        notice(f"Письмо не доставлено:\n{ADA}\nТакой пользователь не найден\n", Content_Type=UTF_8),
        GONE,
    ),
    "by a machine that isn't a server": Report(
        notice(
            f"This could not be delivered to: <{ADA}>\nOver quota.\n",
            sender="no-reply@else.example",
            subject="Mail error",
        ),
        FULL,
    ),
    "a form of its own sender, with the mail given back": Report(
        notice(
            f"Your letter could not be delivered to {ADA}: 550 5.1.1 unknown user\n\n{LETTER}",
            sender="gate@else.example",
            subject="Day 1",
        ),
        GONE,
    ),
}
"""Without a delivery status: told by their words."""

STATUSES = {
    "gone": Report(dsn(group(status="5.1.1")), GONE),
    "two": Report(dsn(group(status="5.1.1"), group(BEN, status="5.2.2")), BOTH),
    "no empty line between": Report(dsn(group(status="5.1.1") + "\n" + group(BEN, status="5.2.2")), BOTH),
    "late": Report(dsn(group(action="delayed", status="4.4.1")), LATE),
    "arrived": Report(
        dsn(group(action="relayed (to something old)", status="2.1.9")), ((ADA, "delivered", False, ""),)
    ),
    "an action in capitals with a comment": Report(dsn(group(action="Failed (badly)", status="5.1.1")), GONE),
    "no action": Report(dsn(f"Final-Recipient: rfc822; {ADA}\nStatus: 4.2.0"), LATE),
    "the address written to before it was forwarded": Report(
        dsn(group("inner@other.example", status="5.1.1", more=f"Original-Recipient: rfc822;{ADA}")), GONE
    ),
    "a route": Report(dsn(group(f"@hub.example:{ADA}", status="5.1.1")), GONE),
    "a path instead of an address": Report(
        dsn(group("/var/mail/ada", status="5.2.2"), text=f"To {ADA} it could not be delivered."), FULL
    ),
    "a path and nobody in the words": Report(dsn(group("/var/mail/ada", status="5.2.2")), FULL),
    "Unicode (RFC 6533)": Report(
        dsn(
            "Final-Recipient: utf-8; \\x{c4}da@else.example\nAction: failed\nStatus: 5.1.1",
            status_type="message/global-delivery-status",
        ),
        (("Äda@else.example", "failed", True, "no such user"),),
    ),
    "as text": Report(dsn(group(status="5.1.1"), status_type="text/plain"), GONE),
    "the answer's code where the report's says nothing": Report(dsn(group(answer="550 5.1.1 unknown")), GONE),
    "an answer that names the address": Report(dsn(group(answer=f"550 <{ADA}>: User unknown")), GONE),
    "an answer that doesn't": Report(dsn(group(answer="550 : User unknown")), UNSURE),
    "the command in the words": Report(
        dsn(
            group(answer="550 User unknown"), text=f"<{ADA}>: said: 550 User unknown (in reply to RCPT\n    TO command)"
        ),
        GONE,
    ),
    "a comment behind the code": Report(dsn(group(status="5.0.0 (that host does not accept mail)")), CLOSED),
    "cut for privacy": Report(
        dsn(group("a...@else.example", status="5.1.1"), text="Sorry.").replace(b"To: ada@else.example\r\n", b""), ()
    ),
}
"""With one."""

FEEDBACK = {
    "who complained": Report(feedback(f"Feedback-Type: abuse\r\nOriginal-Rcpt-To: <{ADA}>\r\n"), COMPLAINED),
    "hidden, but the mail given back tells": Report(feedback("Feedback-Type: abuse\r\n"), COMPLAINED),
    "hidden": Report(
        feedback("Feedback-Type: abuse\r\n", "Subject: Day 1\r\n\r\nHi\r\n"), (("", "complaint", False, "abuse"),)
    ),
    "another type": Report(
        feedback(f"Feedback-Type: opt-out\r\nRemoval-Recipient: {ADA}\r\n"), ((ADA, "complaint", False, "opt-out"),)
    ),
    "not declared as a report": Report(
        feedback(f"Feedback-Type: abuse\r\nOriginal-Rcpt-To: {ADA}\r\n", report_type="mixed"), COMPLAINED
    ),
    "Outlook.com's own form": Report(
        (
            "From: staff@provider.example\r\nSubject: complaint about message from 192.0.2.1\r\n"
            f"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n"
            f"\r\nX-HmXmrOriginalRecipient: {ADA}\r\n{LETTER}--b--\r\n"
        ).encode(),
        COMPLAINED,
    ),
}
"""Complaints."""

"""Mails put together from the pieces of which real and hostile ones consist."""

from __future__ import annotations

import random

from hypothesis import strategies as st

from tests.emails.bounced import ADA, BEN, FEEDBACK, LETTER, NOTICES, STATUSES, dsn, notice
from tests.emails.servers import SERVERS

REPORTS = [report.raw for group in (NOTICES, STATUSES, FEEDBACK, SERVERS) for report in group.values()]
NAMES = [
    "From",
    "To",
    "Cc",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Return-Path",
    "Auto-Submitted",
    "Precedence",
    "Content-Type",
    "Content-Transfer-Encoding",
    "X-Failed-Recipients",
    "List-Unsubscribe-Post",
    "Delivered-To",
    "X-Autoreply",
    "Reply-To",
]
VALUES = [
    "",
    "<>",
    ADA,
    f"Ada <{ADA}>",
    "MAILER-DAEMON@x.example",
    "=?utf-8?b?w4Q=?= <a@b>",
    "((((",
    '"',
    "<<<",
    ",,,",
    "\0",
    "no",
    "auto-replied",
    "bulk",
    "Undelivered mail",
    "Re: Day 1",
    "multipart/report; report-type=delivery-status; boundary=b",
    "multipart/mixed; boundary=b",
    "message/delivery-status",
    "message/rfc822",
    "text/html; charset=utf-7",
    "text/plain; charset=\0",
    "text/plain; charset*=x'y'%ff",
    "base64",
    "quoted-printable",
    "x-uuencode",
    "\udcff",
    "text/plain; format=flowed; delsp=yes",
    "message/feedback-report",
    "message/global-delivery-status",
]
LINES = [
    "",
    "--b",
    "--b--",
    f"<{ADA}>: 550 5.1.1 no such user",
    f"  {ADA}",
    f"Final-Recipient: rfc822; {ADA}",
    "Action: failed",
    "Action: delayed",
    "Status: 5.1.1",
    "Diagnostic-Code: smtp; 550 x",
    "Content-Type: message/delivery-status",
    "Content-Type: message/rfc822",
    "Content-Transfer-Encoding: base64",
    "Feedback-Type: abuse",
    ">>> RCPT TO:<a@b.example>",
    "----- Original message -----",
    "could not be delivered to",
    "a@b@c",
    "@",
    "@@@@",
    "\0\0",
    "\udc80\udcff",
    "ä 聞",
    "<a href='mailto:",
    '{"notificationType": "Bounce", "bounce": {"bouncedRecipients": [{"emailAddress": "a@b.example"}]}}',
    "Reporting-MTA: dns; x",
    "On 1 May 2027, Ada wrote:",
    "> quoted",
    "-- ",
    "Original-Recipient: utf-8; \\x{110000}\\x{d800}@x",
    "=41=",
    "550 " * 50,
]

headers = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(VALUES) | st.text(max_size=40)), max_size=12)
lines = st.lists(st.sampled_from(LINES) | st.text(max_size=60), max_size=40)
edits = st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 60), st.binary(max_size=20)), max_size=6)


@st.composite
def built(draw: st.DrawFn) -> bytes:
    """Any headers over any lines."""
    head = [f"{name}: {value}" for name, value in draw(headers)]
    ending = draw(st.sampled_from(["\r\n", "\n", "\r"]))
    return ending.join([*head, "", *draw(lines)]).encode("utf-8", "surrogatepass")


@st.composite
def bent(draw: st.DrawFn) -> bytes:
    """A report in which some bytes are others."""
    raw = draw(st.sampled_from(REPORTS))
    for start, length, piece in draw(edits):
        raw = raw[:start] + piece + raw[start + length :]
    return raw


OURS = ("back@course.test", "course@course.test", "one@course.test")
DAEMONS = ("MAILER-DAEMON@relay.example", "postmaster@relay.example", "postmaster@else.example")
SAID = (
    "{}", "<{}>", "  {}", "<{}>:",
    "Addressed to: {}", "It came from: {}", "Recipient: [SMTP:{}]", "550 <{}>... User unknown",
    "'{}' on 3/4",
    "Your mail to {} could not be delivered.", "RCPT TO:<{}>", ">>> MAIL FROM:<{}>", "MAIL FROM:<{}> rejected",
    "For help ask {}.", "Failed address: {}", "    (generated from {})", "(expanded from: <{}>)", "Its sender: {}",
    "for <{}>; Thu, 4 Mar", "message-id=<{}>", "rfc822; {}", "收件人（{}）", "Original address: {}",
    "{}: 550 5.1.1 no",
)  # fmt: skip
FIELD_LINES = ("Final-Recipient: rfc822; {}", "Original-Recipient: rfc822;{}", "X-Actual-Recipient: {}")
somebody = st.sampled_from([ADA, BEN, *OURS, *DAEMONS])
sayings = st.lists(st.builds(str.format, st.sampled_from(SAID), somebody), min_size=1, max_size=8)
fields = st.lists(st.builds(str.format, st.sampled_from(FIELD_LINES), st.sampled_from([ADA, BEN])), max_size=3)


@st.composite
def notices(draw: st.DrawFn) -> bytes:
    """A server's words about several people, us and itself among them, perhaps with a delivery status."""
    text, named = "\n".join(["It could not be delivered.", *draw(sayings)]), draw(fields)
    given_back = f"\n----- Original message -----\n\n{LETTER}"
    return dsn(*named, text=text) if named else notice(text + given_back)


odd_mails = built() | bent() | st.binary(max_size=300)


def seeds(count: int, seed: int) -> list[bytes]:
    """The same by a plain generator, for a fuzzer that begins with something."""
    chance = random.Random(seed)
    made = []
    for _ in range(count):
        head = [f"{chance.choice(NAMES)}: {chance.choice(VALUES)}" for _ in range(chance.randrange(8))]
        body = [chance.choice(LINES) for _ in range(chance.randrange(30))]
        made.append("\r\n".join([*head, "", *body]).encode("utf-8", "surrogatepass"))
    return [*REPORTS, LETTER.encode(), *made]

"""What reports say about whom."""

from __future__ import annotations

import base64
import json

import pytest

from course.models import InboundKind
from emails.bounces import ReportedRecipient, reported
from emails.kinds import kind_of
from emails.parsing import parse
from tests.emails.bounced import (
    ADA,
    COMPLAINED,
    FEEDBACK,
    GONE,
    LATE,
    LETTER,
    NOTICES,
    STATUSES,
    Report,
    dsn,
    group,
    notice,
)


def says(raw: bytes) -> tuple[tuple[str, str, bool, str], ...]:
    return tuple((each.address, each.kind, each.hard, each.reason) for each in kind_of(parse(raw), "")[1])


@pytest.mark.parametrize("report", [*NOTICES.values(), *STATUSES.values()], ids=[*NOTICES, *STATUSES])
def test_a_report_says_who_failed_and_why(report: Report) -> None:
    kind = InboundKind.DELIVERED if any(each[1] == "delivered" for each in report.says) else InboundKind.BOUNCE
    assert (kind_of(parse(report.raw), "")[0], says(report.raw)) == (kind, report.says)


@pytest.mark.parametrize("report", FEEDBACK.values(), ids=FEEDBACK)
def test_a_complaint_says_who_complained(report: Report) -> None:
    assert (kind_of(parse(report.raw), "")[0], says(report.raw)) == (InboundKind.COMPLAINT, report.says)


def test_somebody_who_takes_a_mail_out_of_spam_does_not_complain() -> None:
    raw = FEEDBACK["who complained"].raw.replace(b"Feedback-Type: abuse", b"Feedback-Type: not-spam")
    assert kind_of(parse(raw), "")[0] is not InboundKind.COMPLAINT


def test_a_global_status_may_be_encoded() -> None:
    fields = base64.encodebytes(f"Reporting-MTA: dns; x\n\n{group(status='5.1.1')}\n".encode()).decode()
    raw = dsn(status_type="message/global-delivery-status", encoding="base64")
    raw = raw.replace(b"Reporting-MTA: dns; relay.example", fields.encode())
    assert says(raw) == GONE


def test_an_encoded_status_with_bytes_that_were_never_encoded_is_read_as_far_as_it_goes() -> None:
    raw = dsn(f"Subject: \xff\n\n{group(status='5.1.1')}\n\n\xff=41\xff", encoding="quoted-printable")
    assert says(raw.replace(b"\xc3\xbf", b"\xff")) == GONE


def test_a_status_whose_fields_name_a_charset_of_nothing_is_read() -> None:
    raw = dsn(group(status="5.1.1"), "Content-Type: text/plain; charset=\0\nna\xefve")
    assert says(raw) == GONE
    raw = raw.replace(b"message/delivery-status", b"message/global-delivery-status")
    assert says(raw) == GONE


@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize(
    ("report", "kind", "said"),
    [
        (
            {"bounce": {"bouncedRecipients": [{"emailAddress": ADA, "action": "failed", "status": "5.1.1"}]}},
            "bounce",
            GONE,
        ),
        ({"bounce": {"bouncedRecipients": [{"emailAddress": ADA, "action": "delayed"}]}}, "bounce", LATE),
        (
            {"complaint": {"complainedRecipients": [{"emailAddress": ADA}]}},
            "complaint",
            COMPLAINED,
        ),
        ({"delivery": {"recipients": [ADA]}}, "delivered", ((ADA, "delivered", False, ""),)),
        ({"bounce": {"bouncedRecipients": [None, 1, {"emailAddress": "x"}]}}, "auto", ()),
        ({"bounce": []}, "auto", ()),
    ],
)
def test_a_provider_may_report_in_json(report: dict[str, object], kind: str, said: object, wrapped: bool) -> None:
    told = {"notificationType": "x", **report}
    body = json.dumps({"Type": "Notification", "Message": json.dumps(told)} if wrapped else told)
    raw = notice(f"{body}\n\n--\nTo stop these …", sender="no-reply@cloud.example", subject="Notification")
    assert (str(kind_of(parse(raw), "")[0]), says(raw)) == (kind, said)


def test_a_list_s_own_address_is_not_who_failed() -> None:
    letter = LETTER.replace("Subject:", f"List-Post: <mailto:{ADA}>\r\nSubject:")
    raw = notice(f"It could not be delivered.\n\n{letter}")
    assert kind_of(parse(raw), "") == (InboundKind.BOUNCE, ())


def test_who_is_asked_for_help_and_who_sent_it_are_not_who_failed() -> None:
    raw = notice(f"Not delivered. Ask <postmaster@relay.example>, or back@course.test.\n\n  {ADA}\n")
    assert [each[0] for each in says(raw)] == [ADA]


def test_an_address_is_named_once() -> None:
    raw = dsn(group(status="5.1.1"), group(ADA.upper(), status="5.1.1"))
    assert len(reported(parse(raw))) == 1


def test_a_report_tells_its_best_code() -> None:
    raw = dsn(group(answer="550 5.2.2 mailbox full"))
    assert reported(parse(raw)) == (ReportedRecipient(ADA, "failed", False, "5.2.2", "full"),)


def test_a_boundary_that_never_comes_leaves_the_text() -> None:
    raw = dsn(group(status="5.1.1")).replace(b'boundary="b"', b'boundary="lost"')
    assert says(raw) == GONE

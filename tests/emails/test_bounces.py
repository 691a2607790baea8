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
from tests.emails.servers import SERVERS


def says(raw: bytes) -> tuple[tuple[str, str, bool, str], ...]:
    return tuple((each.address, each.kind, each.hard, each.reason) for each in kind_of(parse(raw), "")[1])


@pytest.mark.parametrize("report", [*NOTICES.values(), *STATUSES.values()], ids=[*NOTICES, *STATUSES])
def test_a_report_says_who_failed_and_why(report: Report) -> None:
    kind = InboundKind.DELIVERED if any(each[1] == "delivered" for each in report.says) else InboundKind.BOUNCE
    assert (kind_of(parse(report.raw), "")[0], says(report.raw)) == (kind, report.says)


@pytest.mark.parametrize("report", SERVERS.values(), ids=SERVERS)
def test_a_report_in_a_server_s_own_layout_says_the_same(report: Report) -> None:
    assert (kind_of(parse(report.raw), "")[0], says(report.raw)) == (InboundKind.BOUNCE, report.says)


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
    raw = notice(f"We couldn't deliver it. For questions, write to <desk@relay.example>.\n\nIt was for {ADA}, sorry.\n")
    assert [each[0] for each in says(raw)] == [ADA]
    assert says(notice("It could not be delivered. For help contact postmaster@relay.example.\n")) == ()


def test_somebody_whose_address_looks_like_an_office_may_fail() -> None:
    assert [each[0] for each in says(notice("Not delivered:\n\n  help@else.example\n"))] == ["help@else.example"]


def test_who_wrote_to_themselves_may_fail() -> None:
    raw = notice(f"Not delivered:\n\n<{ADA}>: no such user\n\n{LETTER.replace('course@course.test', ADA)}")
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


def test_a_group_that_says_nothing_of_the_action_is_read_by_its_answer_or_its_subject() -> None:
    bare = f"Final-Recipient: rfc822; {ADA}"
    assert says(dsn(f"{bare}\nDiagnostic-Code: smtp; 550 5.1.1 no such user")) == GONE
    assert says(dsn(f"{bare}\nDiagnostic-Code: smtp; 450 later")) == LATE
    assert says(dsn(bare)) == ((ADA, "failed", False, "unknown"),)
    assert says(dsn(bare, text="It was delayed.")) == LATE
    arrived = dsn(bare).replace(b"Subject: Delivery report", b"Subject: Delivered: Day 1")
    assert says(arrived) == ((ADA, "delivered", False, ""),)


def test_an_address_that_says_nothing_more_does_not_hide_what_was_said_of_it() -> None:
    assert says(dsn(group(status="5.1.1"), f"Final-Recipient: rfc822; {ADA}")) == GONE


@pytest.mark.parametrize(
    "field",
    [
        f"rfc822; <{ADA}>", f"RFC822;{ADA}", f"rfc822; '{ADA}'", f"rfc822; {ADA} (Ada)", f"LOCAL;<{ADA}>",
        f"rfc822; Ada Lovelace <{ADA}>", f"rfc822; <mailto:{ADA}>", f"SMTP:{ADA}", f"rfc822;SMTP:{ADA}", ADA,
        f"rfc822; {ADA}.", f"rfc822;;{ADA}", f"rfc822; {ADA};", f"rfc822; {ADA}, {ADA}",
    ],
)  # fmt: skip
def test_an_address_is_found_in_its_field_however_it_is_dressed(field: str) -> None:
    assert says(dsn(f"Final-Recipient: {field}\nAction: failed\nStatus: 5.1.1")) == GONE


def test_an_original_recipient_that_was_coded_on_the_way_is_decoded() -> None:
    raw = dsn(group("x@hub.example", status="5.1.1", more="Original-Recipient: rfc822;ada+2Bday+3D1@else.example"))
    assert says(raw) == (("ada+day=1@else.example", "failed", True, "no such user"),)


def test_a_report_that_lost_its_status_is_a_report() -> None:
    raw = dsn(text=f"<{ADA}>: no such user").replace(b"message/delivery-status", b"text/x-lost")
    raw = raw.replace(b"From: MAILER-DAEMON@relay.example", b"From: it@relay.example")
    assert (kind_of(parse(raw), "")[0], says(raw)) == (InboundKind.BOUNCE, GONE)


def test_a_daemon_that_gives_the_mail_back_without_a_word_reports_a_failure() -> None:
    raw = notice(f"Sorry.\n\n{LETTER}", subject="Day 1")
    assert (kind_of(parse(raw), "")[0], says(raw)) == (InboundKind.BOUNCE, ((ADA, "failed", False, "unknown"),))


def test_we_are_not_who_failed() -> None:
    raw = notice(f"Not delivered:\n\n<one@course.test>\n<course@course.test>\n<{ADA}>\n\n{LETTER}")
    assert [each[0] for each in says(raw)] == [ADA]

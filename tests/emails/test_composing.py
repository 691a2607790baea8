"""One reader's mail, from what delivery hands over to the bytes that travel."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course.errors import LessonBroken, SettingsError
from course.models import Kind
from course.settings import load_settings
from course.site import Site
from course.tokens import CONFIRM, REPLY, UNSUBSCRIBE, verify
from emails.composing import Composer
from emails.links import Links
from tests.emails.mails import every_job, job, part, read

ONCE = ("From", "To", "Subject", "Date", "Message-ID", "Reply-To", "List-Id", "MIME-Version", "Content-Type")
SECRETS = ("0123456789abcdef" * 2,)
FOURTH = ("feelings-dont-travel-alone", 4)
LAST = ("your-honesty-day", 11)


def test_every_mail_is_clean_on_the_wire(site: Site, composer: Composer) -> None:
    for each in every_job(site):
        data = composer.compose(each).data
        assert data.isascii()
        assert b"\n" not in data.replace(b"\r\n", b"")
        assert b"\r" not in data.replace(b"\r\n", b"")
        assert max(map(len, data.split(b"\r\n"))) <= 100
        assert data.endswith(b"--\r\n")


def test_every_mail_has_each_header_once_and_two_parts(site: Site, composer: Composer) -> None:
    for each in every_job(site):
        mail = read(composer.compose(each))
        assert [name for name in ONCE if len(mail.get_all(name, [])) != 1] == []
        assert [p.get_content_type() for p in mail.iter_parts()] == ["text/plain", "text/html"]
        assert not any(p.defects for p in mail.iter_parts())


def test_no_mail_holds_a_mark_or_a_hole(site: Site, composer: Composer) -> None:
    for each in [*every_job(site), *(replace(each, first_name="") for each in every_job(site))]:
        message = composer.compose(each)
        for text in (str(read(message)["Subject"]), part(message, "plain"), part(message, "html")):
            assert not re.search(r"\{\{|\{%|\[\[|\[%|undefined|[\U000f0000-\U000fffff]", text)


def test_adas_fourth_lesson_has_the_headers_it_should(composer: Composer) -> None:
    mail = read(composer.compose(job(Kind.LESSON, *FOURTH)))
    assert str(mail["From"]) == "The Communication Challenge <course@example.org>"
    assert mail["To"] == "ada@example.org"
    assert mail["Date"] == "Mon, 03 May 2027 05:00:00 +0000"
    assert mail["Message-ID"] == "<sendkeysendkeyab@example.org>"
    assert str(mail["List-Id"]).endswith("<communication-challenge.example.org>")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] is None


def test_every_token_in_a_mail_opens_its_own_door(composer: Composer) -> None:
    message = composer.compose(job(Kind.LESSON, *FOURTH))
    mail = read(message)
    page, mailbox = re.findall(r"<([^>]+)>", mail["List-Unsubscribe"])
    assert page.startswith("https://course.example.org/unsubscribe/")
    assert verify(SECRETS, UNSUBSCRIBE, page.rpartition("/")[2]) == "subskeysubskeyab"
    leave = re.fullmatch(r"mailto:unsubscribe\+(\w+)@example\.org\?subject=unsubscribe", mailbox)
    assert leave and verify(SECRETS, UNSUBSCRIBE, leave[1]) == "subskeysubskeyab"
    reply = mail["Reply-To"].addresses[0]
    assert verify(SECRETS, REPLY, reply.username.removeprefix("reply+")) == "sendkeysendkeyab"
    assert part(message, "html").count(page) == part(message, "plain").count(page) == 1


def test_the_confirmation_has_one_link_and_leaves_the_name_out(composer: Composer) -> None:
    message = composer.compose(job(Kind.CONFIRMATION, first_name="Mallory"))
    links = re.findall(r'href="([^"]+)"', part(message, "html"))
    assert len(links) == 1
    assert verify(SECRETS, CONFIRM, links[0].rpartition("/")[2]) == "subskeysubskeyab"
    assert links[0] in part(message, "plain")
    assert b"Mallory" not in message.data
    assert "works for 7 days" in part(message, "plain")


def test_answers_of_a_machine_say_so(site: Site, composer: Composer) -> None:
    said = {each.kind: read(composer.compose(each))["Auto-Submitted"] for each in every_job(site)}
    by_itself = (Kind.CONFIRMATION, Kind.ALREADY_SUBSCRIBED, Kind.GOODBYE, Kind.LOST_LINK, Kind.ADDRESS, Kind.SUMMARY)
    marked = dict.fromkeys(by_itself, "auto-generated") | {Kind.ANSWER_TO_COMMAND: "auto-replied"}
    assert {kind: mark for kind, mark in said.items() if mark} == marked


@pytest.mark.parametrize("theirs", ["<1@ada>", f"<{'x' * 200}@mail.example.org>", "<CA+a/b=c@mail.example.org>"])
def test_what_answers_a_readers_mail_stands_under_it(composer: Composer, theirs: str) -> None:
    message = composer.compose(job(Kind.ANSWER_TO_COMMAND, about="no_words", thread=("lessonkeylessonk", theirs)))
    mail = read(message)
    assert mail["In-Reply-To"] == theirs
    assert mail["References"].split() == ["<lessonkeylessonk@example.org>", theirs]
    assert "write them here" in part(message, "plain") and "write them here" in part(message, "html")


@pytest.mark.parametrize(
    "theirs", ["", "<no end", "two <1@ada> <2@ada>", "<1@a\r\nBcc:x@y>", "<1@a b>", "<é@ada>", "=?utf-8?q?=0D?=", "<>"]
)
def test_an_id_that_fits_no_header_is_left_out(composer: Composer, theirs: str) -> None:
    mail = read(composer.compose(job(Kind.ANSWER_TO_COMMAND, thread=("lessonkeylessonk", theirs))))
    assert mail["In-Reply-To"] == mail["References"] == "<lessonkeylessonk@example.org>"
    assert mail["Bcc"] is None


def test_only_who_is_in_the_course_is_offered_one_click_to_leave(site: Site, composer: Composer) -> None:
    without = {each.kind for each in every_job(site) if not read(composer.compose(each))["List-Unsubscribe"]}
    assert without == {Kind.CONFIRMATION, Kind.GOODBYE, Kind.ADDRESS, Kind.SUMMARY}


def test_goodbye_tells_how_to_begin_again(composer: Composer) -> None:
    message = composer.compose(job(Kind.GOODBYE))
    for subtype in ("plain", "html"):
        assert "https://course.example.org/c/communication-challenge" in part(message, subtype)


def test_each_lesson_says_its_day_and_when_the_next_one_comes(composer: Composer) -> None:
    message = composer.compose(job(Kind.LESSON, *FOURTH))
    for subtype in ("plain", "html"):
        assert part(message, subtype).count("Day 4 of 11 · next: Tue 07:00") == 1


def test_the_last_lesson_promises_no_next_one(composer: Composer) -> None:
    message = composer.compose(job(Kind.LESSON, *LAST))
    for subtype in ("plain", "html"):
        assert "Day 11 of 11" in part(message, subtype)
        assert "next:" not in part(message, subtype)


def test_the_next_date_is_made_anew_at_each_attempt(composer: Composer) -> None:
    late = composer.compose(job(Kind.LESSON, *FOURTH, sending_at=job().sending_at + timedelta(days=2)))
    assert "Day 4 of 11 · next: Thu 07:00" in part(late, "plain")
    chatham = composer.compose(job(Kind.LESSON, *FOURTH, zone="Pacific/Chatham", hour=22))
    assert "next: Tue 22:00" in part(chatham, "plain")


def test_only_lessons_count_days(site: Site, composer: Composer) -> None:
    for each in every_job(site):
        counted = bool(re.search(r"Day\s+\d+\s+of\s+\d+", part(composer.compose(each), "plain")))
        assert counted == (each.kind is Kind.LESSON)


def test_the_welcome_says_when_day_one_comes_and_asks_its_question(site: Site, composer: Composer) -> None:
    message = composer.compose(job(Kind.WELCOME))
    for subtype in ("plain", "html"):
        text = " ".join(part(message, subtype).split())
        assert "Day 1 comes on Tuesday, 4 May 2027, at 07:00 (Europe/Berlin)." in text
        assert "just reply to this email" in text


def test_a_welcome_that_comes_late_doesnt_promise_the_past(composer: Composer) -> None:
    late = job(Kind.WELCOME, sending_at=job().sending_at + timedelta(days=3))
    assert "Day 1 is on its way to you." in part(composer.compose(late), "plain")


def test_lessons_about_hard_things_carry_the_safety_line(site: Site, composer: Composer) -> None:
    for lesson in site.library.first.lessons:
        message = composer.compose(job(Kind.LESSON, lesson.slug, lesson.day))
        for subtype in ("plain", "html"):
            text = part(message, subtype)
            assert ("If their reaction frightens you, stop." in text) == lesson.safety
            assert not lesson.safety or "https://findahelpline.com" in text


def test_a_reader_without_a_name_is_a_friend(composer: Composer) -> None:
    assert "Hello there." in part(composer.compose(job(Kind.WELCOME, first_name="")), "plain")
    assert "Hello there." in part(composer.compose(job(Kind.WELCOME, first_name="undefined")), "plain")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
@given(
    name=st.text(max_size=100)
    | st.sampled_from(["=?utf-8?q?A=0D=0ABcc:_x@x.test?=", "{{ 7*7 }}", "[a](http://x.test)"])
)
def test_no_name_becomes_a_header_or_markup(composer: Composer, name: str) -> None:
    plain, spiked = (
        composer.compose(job(Kind.WELCOME, first_name="")),
        composer.compose(job(Kind.WELCOME, first_name=name)),
    )
    assert read(spiked).keys() == read(plain).keys()
    tags = [re.findall(r"</?\w+", part(message, "html")) for message in (plain, spiked)]
    assert tags[0] == tags[1]
    assert "{{" not in part(spiked, "plain")


def test_markup_in_an_old_row_is_inert(composer: Composer) -> None:
    for name in ("<script>alert(1)</script>", "**bold**", "Ann & Bo", "visit evil.com"):
        html = part(composer.compose(job(Kind.WELCOME, first_name=name)), "html")
        assert "<script" not in html
        assert "<strong>bold" not in html
        assert "evil.com" not in html


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"zone": "Mars/Base"}, "time zone"),
        ({"weekdays": 0}, "weekdays"),
        ({"first_name": "x" * 10_000}, "name"),
        ({"email": "ada@x.test\r\nBcc: b@x.test"}, "address"),
        ({"course": "gone"}, "course"),
        ({"lesson": "gone", "day": 4}, "lesson"),
        ({"sending_at": None}, "Send 7"),
    ],
)
def test_a_damaged_row_is_one_sentence_without_anything_personal(
    composer: Composer, changes: dict[str, object], says: str
) -> None:
    with pytest.raises(LessonBroken, match=says) as broken:
        composer.compose(job(**({"lesson": FOURTH[0], "day": 4} | changes)))  # type: ignore[arg-type]
    assert "\n" not in str(broken.value)
    assert not re.search("Mars|Bcc|xxx|Ada|@", str(broken.value))


def test_a_course_that_lost_its_welcome_is_told(make_site: Callable[..., Site], lessons: Path) -> None:
    (lessons / "00-welcome.md").unlink()
    with pytest.raises(LessonBroken, match="no welcome"):
        Composer(make_site()).compose(job(Kind.WELCOME))


def test_with_a_plain_mailbox_answers_go_there_with_a_tag(make_site: Callable[..., Site]) -> None:
    composer = Composer(make_site(REPLY_ADDRESS="answers@mail.example.org"))
    mail = read(composer.compose(job(Kind.LESSON, *FOURTH)))
    address = mail["Reply-To"].addresses[0]
    assert re.fullmatch(r"answers\+[a-z2-7]{32}", address.username)
    assert address.domain == "mail.example.org"
    assert re.search(r"mailto:answers\+unsubscribe-[a-z2-7]{32}@mail\.example\.org", mail["List-Unsubscribe"])


def test_a_mailbox_too_long_for_tags_is_told_at_once() -> None:
    with pytest.raises(SettingsError, match="REPLY_ADDRESS"):
        Links(load_settings(environ={"REPLY_ADDRESS": "a" * 20 + "@example.org", "SECRET_KEY": "x"}, dotenv=None))


def test_links_of_an_international_site_stand_in_ascii(make_site: Callable[..., Site]) -> None:
    site = make_site(SITE_URL="https://kürse.example:8443/ö", MAIL_DOMAIN="kürse.example")
    mail = read(Composer(site).compose(job(Kind.LESSON, *FOURTH)))
    assert mail["List-Unsubscribe"].startswith("<https://xn--krse-0ra.example:8443/%C3%B6/unsubscribe/")
    assert mail["Message-ID"].endswith("@xn--krse-0ra.example>")


def test_a_recipient_at_an_international_domain_is_written_to(composer: Composer) -> None:
    message = composer.compose(job(Kind.LESSON, *FOURTH, email="ada@bücher.example"))
    assert message.recipient == "ada@xn--bcher-kva.example"
    assert read(message)["To"] == message.recipient


def test_a_sample_goes_to_anybody_and_its_links_lead_nowhere(site: Site, composer: Composer) -> None:
    course = site.library.first
    for lesson in (course.welcome, course.lessons[0], course.completion):
        assert lesson is not None
        message = composer.sample(course, lesson, "author@example.org")
        assert message.recipient == "author@example.org"
        assert str(read(message)["Subject"]) == lesson.subject


def test_many_threads_compose_the_same_mail(site: Site) -> None:
    composer = Composer(site)
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda each: composer.compose(each).data, [job(Kind.LESSON, *FOURTH)] * 64))
    assert len(made) == 1

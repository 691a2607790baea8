"""The mails of a reader who changes their mind: their links, a copy, another address, a quieter inbox."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from course.clock import real_now
from course.models import Kind
from course.site import Site
from course.tokens import (
    ADDRESS_NEW,
    ADDRESS_OLD,
    ANSWER,
    CALENDAR,
    JOURNAL,
    LESSON,
    PREFERENCES,
    UNSUBSCRIBE,
    verify,
    verify_dated,
)
from emails.composing import Composer, Message
from emails.filling import QUIET
from emails.rendering import NEUTRAL
from tests.emails.mails import address_job, every_job, job, part, read, readers_jobs

SECRETS = ("0123456789abcdef" * 2,)
FOURTH = ("feelings-dont-travel-alone", 4)
SEND, SUBSCRIPTION = "sendkeysendkeyab", "subskeysubskeyab"
DOORS = {
    "preferences": (PREFERENCES, SUBSCRIPTION),
    "unsubscribe": (UNSUBSCRIBE, SUBSCRIPTION),
    "calendar": (CALENDAR, SUBSCRIPTION),
    "lesson": (LESSON, SEND),
    "answer": (ANSWER, SEND),
}
LEADS_TO = {
    Kind.WELCOME: {"preferences", "unsubscribe", "calendar", "lesson", "answer"},
    Kind.LESSON: {"preferences", "unsubscribe", "calendar", "lesson", "answer"},
    Kind.COPY: {"preferences", "unsubscribe", "lesson", "answer"},
    Kind.NUDGE_1: {"preferences", "unsubscribe", "lesson", "answer"},
    Kind.NUDGE_2: {"preferences", "unsubscribe", "lesson", "answer"},
    Kind.COMPLETION: {"preferences", "unsubscribe", "lesson", "answer", "journal"},
    Kind.ALREADY_SUBSCRIBED: {"preferences", "unsubscribe", "calendar"},
    Kind.LOST_LINK: {"preferences", "unsubscribe", "lesson", "journal", "export"},
    Kind.CONFIRMATION: {"confirm"},
    Kind.ADDRESS: {"address"},
    Kind.GOODBYE: {"c", "preferences"},
    Kind.ANSWER_TO_COMMAND: {"preferences", "unsubscribe"},
    Kind.SUMMARY: set(),
    Kind.DESK_REPLY: {"preferences", "unsubscribe", "answer"},
}
ALSO_TO = {"no_words": {"answer"}, "delete_refused": {"journal"}}
"""By what a mail is about."""


def links(message: Message) -> dict[str, str]:
    """What the HTML leads to on the site, by the first part of the path; the rest is the token."""
    found = re.findall(r'href="https://course\.example\.org/([a-z]+)/([\w-]+)(?:\.ics)?"', part(message, "html"))
    return dict(found)


def test_each_mail_leads_where_it_should_and_each_link_opens_its_own_door(site: Site, composer: Composer) -> None:
    for each in every_job(site):
        found = links(composer.compose(each))
        assert set(found) == LEADS_TO[each.kind] | ALSO_TO.get(each.about, set()), each
        for door in found.keys() & DOORS.keys():
            purpose, key = DOORS[door]
            assert verify(SECRETS, purpose, found[door]) == key


def test_the_foot_says_what_a_reader_may_do(composer: Composer) -> None:
    message = composer.compose(job(Kind.LESSON, *FOURTH))
    for subtype in ("plain", "html"):
        foot = part(message, subtype).rpartition("Where this comes from")[2]
        for label in ("change the hour or the days, or pause", "Read in the browser", "Your calendar", "Unsubscribe"):
            assert foot.count(label) == 1


def test_a_question_may_be_answered_by_mail_or_on_a_page(composer: Composer) -> None:
    message = composer.compose(job(Kind.LESSON, *FOURTH))
    for subtype in ("plain", "html"):
        text = " ".join(re.sub("<[^>]+>", "", part(message, subtype)).split())
        assert "just reply to this email, or answer on a private page" in text


@pytest.mark.parametrize("kind", [Kind.COMPLETION, Kind.LOST_LINK])
def test_the_journal_opens_for_a_week_from_the_day_of_the_mail(composer: Composer, kind: Kind) -> None:
    message = composer.compose(job(kind))
    assert verify_dated(SECRETS, JOURNAL, links(message)["journal"], real_now().date(), 7) == SUBSCRIPTION
    assert "for 7 days" in " ".join(part(message, "plain").split())


def test_a_course_that_asks_nothing_leads_to_no_journal(site: Site, composer: Composer) -> None:
    course = site.library.first
    silent = tuple(replace(lesson, prompt="") for lesson in course.lessons)
    site.library.courses[course.slug] = replace(course, lessons=silent)
    assert "journal" not in links(composer.compose(job(Kind.COMPLETION)))


def test_a_copy_is_the_lesson_without_its_place_in_the_course(composer: Composer) -> None:
    lesson = composer.compose(job(Kind.LESSON, *FOURTH))
    copy = composer.compose(job(Kind.COPY, about=FOURTH[0]))
    assert read(copy)["Subject"] == read(lesson)["Subject"]
    texts = [
        re.sub(r"Day 4 of 11 · next: Tue 07:00|Your calendar \(.*\)", "", part(m, "plain")) for m in (lesson, copy)
    ]
    assert texts[0].split() == texts[1].split()
    assert not re.search(r"Day \d", part(copy, "html"))


def test_fresh_links_come_without_a_lesson_where_none_was_sent_yet(composer: Composer) -> None:
    message = composer.compose(job(Kind.LOST_LINK, last_mail=""))
    assert set(links(message)) == LEADS_TO[Kind.LOST_LINK] - {"lesson"}
    assert "latest lesson" not in part(message, "plain")


@pytest.mark.parametrize(("about", "purpose"), [("old", ADDRESS_OLD), ("new", ADDRESS_NEW)])
def test_each_address_agrees_by_its_own_link(composer: Composer, about: str, purpose: str) -> None:
    found = links(composer.compose(address_job(about)))
    assert verify(SECRETS, purpose, found["address"]) == SEND


def test_the_old_address_learns_of_the_new_one_only_enough_to_know_it_again(composer: Composer) -> None:
    message = composer.compose(address_job("old"))
    assert message.recipient == "ada@example.org"
    assert "n…@elsewhere.example" in part(message, "plain")
    assert "new@elsewhere.example" not in part(message, "plain")
    assert "everything stays as it is" in part(message, "html")


def test_a_stranger_at_the_new_address_learns_nothing_of_ada(composer: Composer) -> None:
    message = composer.compose(address_job("new"))
    assert message.recipient == "new@elsewhere.example"
    assert not re.search(r"\bada\b|Ada|@example\.org", part(message, "plain") + part(message, "html"))


def test_a_change_that_was_made_meanwhile_leaves_no_hole(composer: Composer) -> None:
    message = composer.compose(replace(address_job("old"), new_email=""))
    assert "sent to another address instead of here" in " ".join(part(message, "plain").split())


def test_in_discreet_mode_no_header_names_course_or_lesson(site: Site, composer: Composer) -> None:
    course = site.library.first
    files = [file for file in (course.welcome, *course.lessons, course.completion) if file]
    told = [course.title, course.slug, course.from_name, *(text for f in files for text in (f.subject, f.slug))]
    for each in readers_jobs(site):
        mail = read(composer.compose(replace(each, discreet=True)))
        heads = "\n".join(f"{name}: {value}" for name, value in mail.items()).casefold()
        assert [text for text in told if text.casefold() in heads] == []
        assert not re.search("challenge|communicat", heads)


def test_in_discreet_mode_every_mail_looks_alike_in_the_inbox(site: Site, composer: Composer) -> None:
    quiet = [composer.compose(replace(each, discreet=True)) for each in readers_jobs(site)]
    assert {(str(read(m)["Subject"]), str(read(m)["From"])) for m in quiet} == {(NEUTRAL, "course@example.org")}
    assert {str(read(m)["List-Id"]) for m in quiet} == {"<notes.example.org>"}
    assert len({read(m)["Feedback-ID"] for m in quiet}) == 1
    for message in quiet:
        assert part(message, "plain").startswith(f"{QUIET}\n\n")
        assert re.search(rf'class="preheader"[^>]*>{re.escape(QUIET)}', part(message, "html"))
        assert "<title>Note</title>" in part(message, "html")


def test_in_discreet_mode_the_lesson_itself_is_the_same(composer: Composer) -> None:
    loud, quiet = (composer.compose(job(Kind.LESSON, *FOURTH, discreet=discreet)) for discreet in (False, True))
    bodies = [part(message, "plain").partition("Day 4 of 11")[2] for message in (loud, quiet)]
    assert bodies[0] and bodies[0] == bodies[1]


def test_a_welcome_promises_the_start_that_was_chosen(composer: Composer) -> None:
    later = job(Kind.WELCOME, not_before=job().sending_at + timedelta(days=10))
    assert "Day 1 comes on Thursday, 13 May 2027, at 07:00" in part(composer.compose(later), "plain")

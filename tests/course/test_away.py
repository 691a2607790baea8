"""What automatic replies tell of an absence, in the words that people use."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.away import back_on, is_absence

LOTS = ("first", "second", "third", "last", "forms", "no_return")
ENOUGH = 0.9
MOST_SECONDS = 0.5
"""Of computing time, for what takes a twentieth of it at most."""


class Mail(NamedTuple):
    """What came in on a day, and the day that it names: a date, "none", or "other" where it is no absence."""

    today: date
    named: str
    subject: str
    text: str


def mails(lot: str) -> list[Mail]:
    lines = (Path(__file__).parent / "absences" / f"{lot}.txt").read_text(encoding="utf-8").splitlines()
    rows = [[part.strip() for part in line.split("|")] for line in lines if line and not line.startswith("#")]
    today = date.fromisoformat(rows[0][1])
    return [Mail(today, named, subject, text.replace("⏎", "\n")) for named, subject, text in rows[1:]]


ALL = [mail for lot in LOTS for mail in mails(lot)]
ABSENCES = [mail for mail in ALL if mail.named != "other"]
OTHERS = [mail for mail in ALL if mail.named == "other"]


def found(mail: Mail) -> str:
    return str(back_on(mail.subject, mail.text, mail.today) or "none")


@pytest.mark.parametrize("lot", LOTS[:-1])
def test_days_of_return_are_found(lot: str) -> None:
    dated = [mail for mail in mails(lot) if mail.named not in ("none", "other")]
    missed = [mail for mail in dated if found(mail) != mail.named]
    assert len(missed) <= len(dated) * (1 - ENOUGH), f"{len(missed)} of {len(dated)} are missed: {missed}"


def test_no_other_day_is_found() -> None:
    assert [(mail, found(mail)) for mail in ABSENCES if found(mail) not in ("none", mail.named)] == []


def test_absences_are_known_as_such() -> None:
    missed = [mail for mail in ABSENCES if not is_absence(mail.subject, mail.text)]
    assert len(missed) <= len(ABSENCES) * (1 - ENOUGH), missed


def test_nothing_else_is_taken_for_an_absence() -> None:
    assert [mail for mail in OTHERS if is_absence(mail.subject, mail.text)] == []


def test_no_day_is_taken_from_what_is_no_absence() -> None:
    assert [mail for mail in OTHERS if found(mail) != "none"] == []


def test_there_are_enough_of_them() -> None:
    assert len(mails("first")) >= 100
    assert sum(len(mails(lot)) for lot in ("second", "third", "last")) >= 60


@pytest.mark.parametrize("lot", LOTS)
def test_mails_in_capitals_wide_letters_or_without_accents_say_the_same(lot: str) -> None:
    wide = {number: number + 0xFEE0 for number in range(ord("0"), ord("9") + 1)}
    for mail in mails(lot):
        same = mail._replace(text=mail.text.translate(wide).replace(" ", "\N{NO-BREAK SPACE}"))
        assert found(same) == found(mail)


@pytest.mark.parametrize(
    ("today", "text", "named"),
    [
        # no year is named: the one that is near
        (date(2027, 12, 20), "I'm away until 3 January.", date(2028, 1, 3)),
        (date(2027, 6, 1), "I'm away until 15 May.", None),
        (date(2027, 6, 1), "I'm away until 20 December.", date(2027, 12, 20)),
        # only days after today, and within a year
        (date(2027, 6, 14), "I'm away until 14 June.", None),
        (date(2027, 6, 13), "I'm away until 14 June.", date(2027, 6, 14)),
        (date(2027, 6, 1), "I'm away until 14 June 2028.", None),
        (date(2027, 6, 1), "I'm away until 1 June 2028.", date(2028, 6, 1)),
        (date(2027, 6, 1), "I'm away until 14 June 2026.", None),
        (date(2028, 2, 1), "I'm away until 29 February.", date(2028, 2, 29)),
        (date(2027, 2, 1), "I'm away until 29 February 2027.", None),
        # two numbers: by the weekday, by what is over 12, by the language, else the sooner
        (date(2027, 6, 1), "I'm away until Tuesday 06/07/2027.", date(2027, 7, 6)),
        (date(2027, 6, 1), "I'm away until Monday 06/07/2027.", date(2027, 6, 7)),
        (date(2027, 6, 1), "I'm away until 06/07/2027.", date(2027, 6, 7)),
        (date(2027, 6, 1), "I'm away until 06/13/2027.", date(2027, 6, 13)),
        (date(2027, 6, 1), "Je suis en congés jusqu'au 06/07/2027.", date(2027, 7, 6)),
        (date(2027, 6, 1), "6/7まで休暇をいただいております。", date(2027, 6, 7)),
        # weekdays: the next one, never the same day
        (date(2027, 6, 7), "I'm away until Monday.", date(2027, 6, 14)),
        (date(2027, 6, 1), "I'm away. I'm in the office Monday to Wednesday.", None),
        # the day of return goes before the last day away, and a second absence before a past one
        (date(2027, 6, 1), "I'm away until 14 June, back on 16 June.", date(2027, 6, 16)),
        (date(2027, 6, 8), "I'm away 1-5 June and 10-14 June.", date(2027, 6, 14)),
        # a first day, somebody else's day, another matter's
        (date(2027, 6, 1), "From 5 June I'm away, back in July.", None),
        (date(2027, 6, 1), "I'm away. Ask Kim, who is back on 3 June.", None),
        (date(2027, 6, 1), "I'm away. The offer is valid until 14 June.", None),
    ],
)
def test_which_day_is_meant(today: date, text: str, named: date | None) -> None:
    assert back_on("", text, today) == named


@pytest.mark.parametrize(
    "text",
    [
        "> I'm out of the office until 14 June.",
        "Got it.\n-- \nOut of office until 14 June",
        "Got it.\n\nKind regards,\nAnn\nOut of office until 14 June",
        "Got it.\n\nOn Mon, 31 May 2027 at 07:00, Ben <ben@example.org> wrote:\nOut of office until 14 June",
        "Got it.\n\n-----Original Message-----\nOut of office until 14 June",
    ],
)
def test_nothing_is_taken_from_what_is_quoted_or_signed(text: str) -> None:
    assert not is_absence("", text)
    assert back_on("Out of office", text, date(2027, 6, 1)) is None


HOSTILE = (
    "1", "1 ", "1/1 ", "1.1.", "june ", "1 de ", "monday ", " ", "until 14 June! ", "6月1日", "\ufdfa", "(月",
    "ich bin ", "i am ", "currently on ", "\n", "\n ", "!", ". A", "abwesend 1/1 - ", "abwesend bis 1.1. bis ",
    "x ", "x\n", "no ", "until the ", "a", "bin " + "a" * 5000, "> ", "-", "- ", "2027-", "from: ",
)  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_takes_no_longer(piece: str) -> None:
    text = (piece * (200_000 // len(piece) + 1))[:200_000]
    begun = time.process_time()
    is_absence(text, text)
    back_on("Out of office", text, date(2027, 6, 1))
    back_on(text, "I am out of office. " + text, date(2027, 6, 1))
    assert time.process_time() - begun < MOST_SECONDS


@given(st.text(), st.text(), st.dates(date(2, 1, 1), date(9990, 1, 1)))
def test_whatever_is_written_a_day_lies_ahead_and_within_a_year(subject: str, text: str, today: date) -> None:
    named = back_on(f"Out of office {subject}", f"I'm back {text}", today)
    assert named is None or 0 < (named - today).days <= 366


@given(st.dates(date(2027, 1, 1), date(2028, 12, 31)), st.integers(1, 200))
def test_every_day_of_the_year_is_read_back(today: date, ahead: int) -> None:
    day = date.fromordinal(today.toordinal() + ahead)
    for written in (
        f"{day:%d.%m.%Y}",
        f"{day:%Y-%m-%d}",
        f"{day.day} {day:%B}",
        f"{day:%A}, {day:%B} {day.day}, {day.year}",
    ):
        assert back_on("", f"I'm out of the office until {written}", today) == day

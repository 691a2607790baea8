"""Which days a text names, and where."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.date_names import MONTHS, SHORT_WEEKDAYS, WEEKDAY_SIGNS, WEEKDAYS, numbered
from course.dates_in_text import Order, Sense, around, coming, find_days
from course.folding import fold

TODAY = date(2027, 6, 1)
JUNE_14 = date(2027, 6, 14)
LANGUAGES = 11


def named(text: str, order: Order = Order.DAY) -> list[tuple[str, date]]:
    folded = fold(text)
    return [(folded[day.start : day.end], day.days[0]) for day in find_days(folded, Sense(TODAY, order, coming))]


@pytest.mark.parametrize(
    "text",
    [
        "14 June", "14th of June", "June 14", "June 14th, 2027", "14 Jun 27", "14-Jun-2027", "Mon, 14 June 2027",
        "14.06.", "14.6.", "14. 6. 2027",
        "14.06.27", "14/06", "14/06/2027", "06/14", "06/14/27", "14-06-2027", "2027-06-14", "2027/6/14", "2027.06.14",
        "14. Juni", "Montag, den 14. Juni 2027",
        "Mo. 14.06.", "Do, 14.06.", "lundi 14 juin", "14 de junio de 2027", "lunes 14 de junio", "14 de junho",
        "14 giugno", "maandag 14 juni",
        "14 czerwca 2027", "14-go czerwca", "14 июня", "14-го июня 2027", "понедельник, 14 июня",
        "14 Haziran Pazartesi", "14:e juni",
        "6月14日", "2027年6月14日", "6月14日(月)", "６月１４日", "14 JUNIO", "14 JUIN",
    ],
)  # fmt: skip
def test_a_day_is_read_in_all_its_forms(text: str) -> None:
    assert named(text) == [(fold(text), JUNE_14)]


@pytest.mark.parametrize(
    "text",
    [
        "06 12 34 56 78", "06.12.34.56.78", "+49 30 1.2.3.4", "555-01-06-2027", "020 7946 0018", "24/7",
        "version 1.2.3", "10:30", "8.30 h", "at 9.15 am",
        "31/31", "32.06.", "00.06.", "14.13.", "31 June", "30 February 2027", "June 31", "2027-13-01", "2027-06-31",
        "99/99/9999", "12.50 €", "5.10 %",
        "20270614", "#14062027", "14061", "June", "summer 2027", "14", "may", "june 10:30", "week 25", "١٤ يونيو",
        "Mondays", "6月", "14日",
    ],
)  # fmt: skip
def test_nothing_else_is_taken_for_a_day(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("1-14 June", ["14 june"]),
        ("June 2 - June 14", ["june 2", "june 14"]),
        ("01.06.-14.06.2027", ["01.06.", "14.06.2027"]),
        ("1/6-14/6", ["1/6", "14/6"]),
        ("from 2 June 2027 to Monday, 14 June 2027", ["2 june 2027", "monday, 14 june 2027"]),
        ("Monday (14 June) or Tuesday", ["monday (14 june", "tuesday"]),
        ("6月2日~6月14日", ["6月2日", "6月14日"]),
        ("6月2日~14日", ["6月2日~14日"]),
        ("Monday 14th, Tuesday 15", ["monday 14th", "tuesday 15"]),
        ("Monday 15, Monday 10.30, Monday 9 am", ["monday", "monday"]),
        ("tomorrow, the day after tomorrow", ["tomorrow", "day after tomorrow"]),
    ],
)
def test_several_days_stand_apart(text: str, days: list[str]) -> None:
    assert [words for words, _ in named(text)] == days


@pytest.mark.parametrize(
    ("order", "days"),
    [
        (Order.DAY, {date(2027, 7, 6)}),
        (Order.MONTH, {date(2027, 6, 7)}),
        (Order.EITHER, {date(2027, 6, 7), date(2027, 7, 6)}),
    ],
)
def test_two_numbers_mean_what_the_language_says(order: Order, days: set[date]) -> None:
    (day,) = find_days("06/07/2027", Sense(TODAY, order, coming))
    assert set(day.days) == days


def test_a_day_without_a_year_is_the_coming_one_or_the_one_around_today() -> None:
    assert coming(6, 1, TODAY) == date(2028, 6, 1)
    assert coming(6, 2, TODAY) == date(2027, 6, 2)
    assert around(5, 1, TODAY) == date(2027, 5, 1)
    assert around(1, 31, TODAY) == date(2028, 1, 31)
    assert around(2, 29, date(2026, 6, 1)) is None


def test_no_name_means_two_things() -> None:
    for lines in (MONTHS, WEEKDAYS, WEEKDAY_SIGNS, SHORT_WEEKDAYS):
        number_of = numbered(lines)
        assert all(number_of[fold(name)] == number for number, line in enumerate(lines) for name in line.split())


def test_every_month_and_weekday_has_its_names() -> None:
    assert len(MONTHS) == 12
    assert len(WEEKDAYS) == len(WEEKDAY_SIGNS) == len(SHORT_WEEKDAYS) == 7
    assert all(len(set(line.split())) >= LANGUAGES for line in (*MONTHS, *WEEKDAYS))


@given(st.text(alphabet="0123456789./-: June月日,MonTu 年", max_size=200))
def test_days_are_found_in_order_and_never_overlap(text: str) -> None:
    folded = fold(text)
    found = find_days(folded, Sense(TODAY, Order.EITHER, coming))
    assert all(0 <= day.start < day.end <= len(folded) and day.days for day in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(st.text(max_size=100))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Ünter \n\t Straße ", "unter strasse"),
        ("MIÉRCOLES", "miercoles"),
        ("Łódź, İzin, ılık", "lodz, izin, ilik"),
        ("ёлка", "елка"),
        ("ｓｔｏｐ　６月", "stop 6月"),
        ("まで が", "まで が"),
        ("s\N{ZERO WIDTH SPACE}to\N{SOFT HYPHEN}p", "stop"),
        ("a\N{NO-BREAK SPACE}b", "a b"),
        ("jusqu’au 1–2", "jusqu'au 1-2"),
    ],
)
def test_folding_leaves_the_words_alone(text: str, folded: str) -> None:
    assert fold(text) == folded

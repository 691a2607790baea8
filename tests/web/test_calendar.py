"""The calendar file: well formed, true when things change, and discreet where that is wished."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from course.content import Course
from course.site import Site
from tests.web.people import Person
from tests.web.reader import Reader
from web.calendar import LINE, to_ics

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def unfolded(content: bytes) -> list[str]:
    """RFC 5545 section 3.1; fails where a line is too long or ends otherwise than in CRLF."""
    lines = content.split(b"\r\n")
    assert lines.pop() == b"" and all(len(line) <= LINE and b"\n" not in line and b"\r" not in line for line in lines)
    return content.decode().replace("\r\n ", "").split("\r\n")[:-1]


def events(content: bytes) -> list[dict[str, str]]:
    """The properties of each event."""
    blocks = re.findall(r"BEGIN:VEVENT\n(.*?)\nEND:VEVENT", "\n".join(unfolded(content)), re.DOTALL)
    return [dict(line.split(":", 1) for line in block.split("\n")) for block in blocks]


def test_ada_subscribes_to_her_lessons(reader: Reader) -> None:
    answer = reader.client.get(reader.calendar)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    lines = unfolded(answer.content)
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"] and lines[-1] == "END:VCALENDAR"
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT6H" in lines
    found = events(answer.content)
    assert [event["DTSTART"] for event in found] == [f"202703{day:02}T060000Z" for day in range(2, 13)]
    assert found[5]["SUMMARY"] == r"Day 6: Ask\, don't guess" and found[5]["DURATION"] == "PT10M"
    assert {event["DTSTAMP"] for event in found} == {"20270301T060000Z"}


def test_the_file_is_the_same_to_keep(reader: Reader) -> None:
    kept = reader.client.get(f"{reader.calendar}?download")
    assert kept.headers["content-disposition"] == 'attachment; filename="calendar.ics"'
    assert kept.content == reader.client.get(reader.calendar).content


def test_an_event_keeps_its_name_while_its_date_moves(reader: Reader) -> None:
    before = events(reader.client.get(reader.calendar).content)
    reader.lives(1)
    reader.presses("save", hour="22")
    reader.presses("pause", until="2027-03-20")
    after = events(reader.client.get(reader.calendar).content)
    assert [event["UID"] for event in after] == [event["UID"] for event in before[1:]]
    assert after[0]["DTSTART"] == "20270320T210000Z"
    assert len({event["UID"] for event in before}) == 11


def test_what_the_calendar_says_is_what_happens(reader: Reader) -> None:
    promised = [event["DTSTART"] for event in events(reader.client.get(reader.calendar).content)]
    reader.lives(15)
    came = [sent for day in range(1, 12) if (sent := reader.lesson(day).sent_at)]
    assert [f"{at:%Y%m%dT%H%M%SZ}" for at in came] == promised


@pytest.mark.parametrize("action", ["pause", "leave"])
def test_where_nothing_comes_the_calendar_is_empty_and_still_one(reader: Reader, action: str) -> None:
    reader.presses(action)
    content = reader.client.get(reader.calendar).content
    assert events(content) == [] and "BEGIN:VTIMEZONE" in unfolded(content)


def test_in_discreet_mode_it_names_neither_course_nor_lesson(reader: Reader, course: Course) -> None:
    reader.presses("save", discreet="on")
    content = reader.client.get(reader.calendar).content.decode()
    titles = [course.title, *(title for lesson in course.lessons for title in (lesson.title, lesson.subtitle))]
    assert {event["SUMMARY"] for event in events(content.encode())} == {"A note for you"}
    assert not any(title in content.replace("\r\n ", "") for title in titles)


def test_no_link_stands_in_it(reader: Reader) -> None:
    content = reader.client.get(reader.calendar).content.decode().replace("\r\n ", "")
    assert "http" not in content and reader.calendar.rpartition("/")[2].removesuffix(".ics") not in content


def test_long_and_odd_titles_are_folded_and_escaped(site: Site, ben: Person, course: Course) -> None:
    odd = replace(course, title="Grüße; 日本語,\\ und\r\nBEGIN:VEVENT \N{PERSON BOWING DEEPLY}" * 5)
    content = to_ics(replace(ben.confirms(), course=odd), "course.test", NOW)
    described = {event["DESCRIPTION"] for event in events(content)}
    flat = odd.title.replace("\r\n", "  ")
    assert described == {flat.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")}
    assert content.count(b"\r\nBEGIN:VEVENT\r\n") == 11

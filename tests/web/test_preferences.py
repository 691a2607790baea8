"""Ada's own page: where she is, what comes when, and each thing that she can change."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from course.models import SubscriptionState
from tests.web.people import words
from tests.web.reader import Reader


def coming(page: str) -> list[str]:
    """The dates of the calendar on a page."""
    return re.findall(r"<b>Day \d+ · ([^<]+)</b>", page)


def test_ada_sees_where_she_is_and_what_comes_when(reader: Reader) -> None:
    reader.lives(4)
    page = reader.client.get(reader.preferences).text
    assert "Day 4 of 11 · next: Sat 6 March, 07:00" in words(page)
    assert "Sent to a…@example.org at 07:00, Europe/Berlin" in words(page)
    assert coming(page) == [f"{day} March, 07:00" for day in
        ("Sat 6", "Sun 7", "Mon 8", "Tue 9", "Wed 10", "Thu 11", "Fri 12")]  # fmt: skip
    assert reader.email not in page


def test_a_new_hour_and_new_days_show_at_once_and_then_happen(reader: Reader) -> None:
    reader.lives(1)
    answer = reader.presses("save", hour="20", zone="Asia/Tokyo", weekdays=["", "mon", "thu"])
    assert answer.status_code == 200 and "Saved. The next lesson comes Thu 4 March, 20:00." in words(answer.text)
    assert coming(answer.text)[:3] == ["Thu 4 March, 20:00", "Mon 8 March, 20:00", "Thu 11 March, 20:00"]
    promised = reader.standing.dates
    reader.lives(40)
    assert tuple(reader.lesson(day).sent_at for day in range(2, 12)) == promised


def test_what_a_form_leaves_out_stays_as_it_is(reader: Reader) -> None:
    reader.presses("save", weekdays=["", "mon"], discreet="on", quote="on")
    reader.presses("save", hour="9")
    kept = reader.standing
    assert (kept.hour, kept.zone, kept.weekdays, kept.discreet, kept.quote) == (
        9, "Europe/Berlin", ("mon",), True, True)  # fmt: skip


def test_the_pages_own_form_can_take_a_tick_away(reader: Reader) -> None:
    reader.presses("save", discreet="on", quote="on")
    page = reader.client.get(reader.preferences).text
    assert re.search(r'name="discreet" checked', page) and re.search(r'name="quote" checked', page)
    for name in ("discreet", "quote"):
        assert re.search(rf'"hidden" name="{name}" value="off">\s*<label><input type="checkbox" name="{name}"', page)
    reader.presses("save", discreet=["off"], quote=["off", "on"])
    assert (reader.standing.discreet, reader.standing.quote) == (False, True)


def test_ada_pauses_until_a_day_and_goes_on_sooner(reader: Reader) -> None:
    reader.lives(1)
    paused = reader.presses("pause", until="2027-03-10")
    assert "On hold. The next lesson comes Wed 10 March, 07:00." in words(paused.text)
    reader.lives(3)
    assert reader.subscription.position == 1
    back = reader.presses("resume")
    assert "Welcome back. The next lesson comes Sat 6 March, 07:00." in words(back.text)
    assert coming(back.text)[0] == "Sat 6 March, 07:00"


def test_a_break_without_an_end_shows_no_dates(reader: Reader) -> None:
    reader.lives(2)
    page = reader.presses("pause").text
    assert "On hold, until you come back." in words(page) and coming(page) == []
    assert "Day 2 of 11 · on hold" in words(page) and "Go on" in words(page)
    assert "Day 3, Share the good, too, waits for you. If you go on now, it comes Thu 4 March, 07:00." in words(page)
    reader.lives(30)
    assert reader.subscription.position == 2


def test_before_day_one_a_hold_counts_no_day(reader: Reader) -> None:
    page = words(reader.presses("pause").text)
    assert "Not begun yet · on hold" in page and "Day 0" not in page
    assert "If you go on now, it comes Tue 2 March, 07:00." in page


def test_the_break_that_is_set_stands_in_its_field(reader: Reader) -> None:
    page = reader.presses("pause", until="2027-03-10").text
    assert 'type="date" value="2027-03-10"' in page and "Not begun yet · on hold · next: Wed 10 March, 07:00" in words(
        page
    )
    assert 'type="date" value="2027-03-10"' in reader.client.get(reader.preferences).text
    assert 'type="date" value=""' in reader.presses("resume").text


def test_on_hold_the_next_one_now_says_that_the_course_goes_on(reader: Reader) -> None:
    reader.lives(2)
    assert "Go on with the next one now" in words(reader.presses("pause").text)
    page = words(reader.presses("next").text)
    assert "It's on its way to you. The one after comes Thu 4 March, 07:00." in page
    assert "Take a break" in page and "Send the next one now" in page


def test_what_is_on_its_way_is_not_said_to_come_next(reader: Reader) -> None:
    """Else the page says two things of one lesson: that it is on its way, and that it's the next to come."""
    reader.lives(2.5)
    for page in (reader.presses("next").text, reader.client.get(reader.preferences).text):
        assert "Day 2 of 11 · the next one is on its way" in words(page) and "next:" not in words(page)
        assert coming(page)[:2] == ["Wed 3 March, 19:00 · on its way", "Fri 5 March, 07:00"]
    reader.lives(0)
    assert "Day 3 of 11 · next: Fri 5 March, 07:00" in reader.sees(reader.preferences)


def test_the_next_one_now_is_once_a_day(reader: Reader) -> None:
    reader.lives(1.1)
    page = reader.presses("next").text
    assert "It's on its way to you. The one after comes Wed 3 March, 07:00." in words(page)
    again = reader.presses("next")
    assert again.status_code == 422 and "You've taken a lesson early today already" in words(again.text)
    reader.lives(0)
    assert reader.subscription.position == 2


def test_the_last_one_comes_again(reader: Reader) -> None:
    assert reader.presses("again").status_code == 422
    reader.lives(1)
    assert "The last lesson is on its way to you once more." in words(reader.presses("again").text)
    reader.lives(0)
    assert reader.got()[-1] == reader.got()[-2]


def test_beginning_again_leads_to_a_page_of_its_own(reader: Reader) -> None:
    reader.lives(3)
    page = reader.presses("restart").text
    assert "You've begun again" in words(page) and "Not begun yet" in words(page)
    forms = set(re.findall(r'action="(/preferences/[^"]+)"', page))
    assert len(forms) == 1 and forms != {reader.preferences}
    assert "Day 1 ·" in reader.sees(forms.pop())
    assert "You're unsubscribed" in reader.sees(reader.preferences)


def test_leaving_is_asked_once_more_and_then_done(reader: Reader) -> None:
    asked = reader.client.get(f"{reader.preferences}?ask=leave").text
    assert "Unsubscribe?" in words(asked) and 'name="action" value="leave"' in asked
    assert "One short goodbye comes by email, to the same mailbox." in words(asked)
    assert reader.subscription.state == SubscriptionState.ACTIVE
    page = words(reader.presses("leave").text)
    assert "You're unsubscribed. Nobody else is told. One short goodbye comes by email." in page
    assert page.count("You're unsubscribed.") == 1 and "Sent to" not in page
    assert "Mail me my journal and my data" in page and "Delete everything about me" in page
    assert "This course isn't running any more" in words(reader.presses("pause").text)
    assert reader.subscription.state == SubscriptionState.LEFT


def test_in_discreet_mode_no_goodbye_is_promised(reader: Reader) -> None:
    reader.presses("save", discreet="on")
    for path in (f"{reader.preferences}?ask=leave", reader.unsubscribe):
        assert "No email will say so." in reader.sees(path)
    assert "goodbye" not in words(reader.presses("leave").text)
    reader.lives(1)
    assert reader.world.sends(kind="goodbye") == []


def test_deleting_leaves_nothing_behind(reader: Reader, readers_dump: Callable[[], list[str]]) -> None:
    reader.lives(2)
    reader.client.post(reader.answer(2), data={"text": "about my mother"})
    assert "download your data" in reader.sees(f"{reader.preferences}?ask=delete")
    pages = [reader.preferences, reader.export(), reader.calendar, reader.journal()]
    pages += [reader.answer(2), reader.browser(2)]
    assert "It's gone" in words(reader.presses("delete").text)
    assert [reader.client.get(page).status_code for page in pages] == [404] * len(pages)
    kept = "\n".join(readers_dump())
    assert reader.email not in kept and "mother" not in kept


def test_an_address_changes_once_both_have_agreed(reader: Reader) -> None:
    page = words(reader.presses("address", address="Ada@New.example").text)
    assert "An email went to each of the two addresses" in page and "You asked for A…@new.example" in page
    old, new = (reader.address_link(old) for old in (True, False))
    assert "send a…@example.org's course to A…@new.example instead" in reader.sees(old)
    assert "One yes is there" in words(reader.client.post(old).text)
    assert reader.standing.email == "ada@example.org"
    assert "That's your new address" in words(reader.client.post(new).text)
    assert reader.standing.email == "Ada@new.example"
    for link in (old, new):
        assert reader.client.get(link).status_code == reader.client.post(link).status_code == 410


@pytest.mark.parametrize(
    ("action", "field", "value", "sentence"),
    [
        ("save", "hour", "24", "Please choose an hour from 0 to 23"),
        ("save", "zone", "Mars/Olympus", "We don't know this time zone"),
        ("save", "weekdays", "", "Please keep at least one day of the week"),
        ("pause", "until", "2027-03-01", "Please choose a date after today"),
        ("pause", "until", "31.5.2027", "Please choose a date after today"),
        ("address", "address", "ada@", "This doesn't look like an email address"),
        ("address", "address", "ADA@example.org", "That's the address we write to already"),
        ("dance", "action", "dance", "We don't know this wish"),
    ],
)
def test_a_slip_is_told_beside_its_field_and_changes_nothing(
    reader: Reader, readers_dump: Callable[[], list[str]], action: str, field: str, value: str, sentence: str
) -> None:
    before = readers_dump()
    answer = reader.presses(**{"action": action, field: value})
    assert answer.status_code == 422
    fault = re.search(rf'<p class="fault" id="{field}-fault">([^<]+)</p>', answer.text)
    assert fault and sentence in words(fault[1])
    assert field == "action" or re.search(rf'aria-describedby="{field}-fault[^>]*aria-invalid="true"', answer.text)
    assert readers_dump() == before


def test_what_was_typed_is_kept_beside_the_slip(reader: Reader) -> None:
    page = reader.presses("save", hour="9", weekdays=["", "tue"], discreet="on", zone="Mars/Olympus").text
    assert '<option value="9" selected>09:00' in page and 'name="discreet" checked' in page
    assert re.findall(r'name="weekdays" value="(\w+)" checked', page) == ["tue"]
    assert 'value="31.5.2027"' in reader.presses("pause", until="31.5.2027").text


def test_a_link_for_something_else_opens_nothing(reader: Reader) -> None:
    token = reader.preferences.rpartition("/")[2]
    for path in ("journal", "answer", "export", "lesson", "address", "confirm"):
        assert reader.client.get(f"/{path}/{token}").status_code == 404
    unknown = reader.client.get("/preferences/abc")
    assert unknown.status_code == 404 and 'action="/lost"' in unknown.text

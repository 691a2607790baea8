"""A mail in its frame: about as tall as it is on a phone."""

from __future__ import annotations

from emails.inbox_mail import Link
from tests.web.reader import Reader
from web.frames import height_of, listed


def test_a_long_mail_has_a_tall_frame_and_a_short_one_a_low_one(reader: Reader) -> None:
    """In Chromium at 320 pixels the lesson of day 2 is 3,500 tall and the mail with links 900."""
    reader.lives(2)
    reader.presses("links")
    reader.lives(0)
    links, lesson = reader.client.app.state.inbox.messages(2)  # type: ignore[attr-defined]
    assert 3_450 < height_of(lesson.html) < 3_900 and 700 < height_of(links.html) < 1_100
    assert f'height="{height_of(lesson.html)}"' in reader.client.get(f"/inbox/{lesson.key}").text
    assert f'height="{height_of(lesson_alone(reader))}"' in reader.client.get(reader.browser(2)).text


def lesson_alone(reader: Reader) -> str:
    return reader.client.get(f"{reader.browser(2)}/html?alone=1").text


def test_what_nobody_sees_adds_nothing() -> None:
    plain = "<body><p>Hello</p></body>"
    hidden = f"<head><title>{'x' * 500}</title></head><!-- {'x' * 500} -->{plain}"
    assert height_of(hidden) == height_of(plain)
    assert height_of(f"{plain}<img>") > height_of(plain)


def test_a_link_out_of_its_sentence_says_where_it_leads() -> None:
    links = [
        Link("answer on a private page", "https://course.example.org/answer/abc"),
        Link("for everyone", "https://www.findahelpline.com/x"),
        Link("findahelpline.com", "https://findahelpline.com"),
        Link("https://lila.help", "https://lila.help"),
    ]
    said = [link.text for link in listed(links, "https://course.example.org/base")]
    assert said == [
        "Answer on a private page",
        "For everyone (findahelpline.com)",
        "findahelpline.com",
        "https://lila.help",
    ]

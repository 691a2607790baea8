"""All that is kept about a reader, in plain words and in their own time, for the page of their data.

The JSON has the same facts under their own names (`course/export.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from course.clock import Clock
from course.content import Course
from course.export import Facts
from course.inbound import Attachment
from course.schedule import WEEKDAYS, load_zone, zone_names
from emails.dates import MONTHS
from emails.dates import WEEKDAYS as DAY_NAMES

STATES = {
    "pending": "Not confirmed yet",
    "active": "Under way",
    "paused": "On hold",
    "stalled": "An email couldn't be sent; we're looking into it",
    "completed": "Finished",
    "left": "Unsubscribed",
    "suppressed": "Ended, because your address takes no email",
}
MAILS = {
    "confirmation": "The question whether you want the course",
    "welcome": "Welcome",
    "completion": "The email after the last lesson",
    "already_subscribed": "A note that you are signed up already",
    "goodbye": "Goodbye",
    "lost_link": "Your links",
    "copy": "A lesson once more",
    "address": "The question about another address",
    "answer_to_command": "A few words on an email of yours",
    "summary": "Your answers, told to whoever runs this course",
    "desk_reply": "What they wrote back",
}
SENDS = {
    "due": "to come",
    "claimed": "on its way",
    "sending": "on its way",
    "sent": "sent",
    "in_doubt": "sent, though we can't be sure that it arrived",
    "failed": "couldn't be sent",
    "cancelled": "not sent",
}
LETTERS = {
    "answer": "An answer",
    "command": "A wish, such as to unsubscribe",
    "auto": "Written by a machine",
    "bounce": "A report that an email didn't arrive",
    "complaint": "A report that an email was called spam",
    "delivered": "A report that an email arrived",
    "unmatched": "An email that belongs to no question of ours",
}

Rows = list[tuple[str, str]]
"""What it is, and what is kept."""


@dataclass(frozen=True)
class Kept:
    """The parts of the page: rows, and one line a mail."""

    zone: str
    person: Rows
    standing: Rows
    settings: Rows
    questions: list[tuple[str, str, list[tuple[str, str]]]]
    """Heading, question, and each answer and word back with what there is to say about it."""
    coming: list[str]
    mails: Rows
    received: list[tuple[str, str, str]]
    """What it is, when it came, and its words."""


class Times:
    """Instants as the reader's own clock shows them: `told` those of the course, `real` those of this machine,
    which differ where the course runs fast."""

    def __init__(self, zone: str, clock: Clock) -> None:
        self.zone = zone if zone in zone_names() else "UTC"
        self._clock = clock

    def told(self, instant: str | None) -> str:
        """Like "Tue 24 November 2026, 07:00"; empty for none."""
        return self._told(datetime.fromisoformat(instant)) if instant else ""

    def real(self, instant: str | None) -> str:
        return self._told(self._clock.at(datetime.fromisoformat(instant))) if instant else ""

    def _told(self, instant: datetime) -> str:
        local = instant.astimezone(load_zone(self.zone))
        return f"{DAY_NAMES[local.weekday()][:3]} {local.day} {MONTHS[local.month - 1]} {local.year}, {local:%H:%M}"


def in_words(facts: Facts, course: Course | None, clock: Clock) -> Kept:
    """The facts of `export`."""
    times = Times(facts["settings"]["zone"], clock)
    return Kept(
        zone=times.zone.replace("_", " "),
        person=_filled(_person(facts["person"], times)),
        standing=_filled(_standing(facts, course, times)),
        settings=_filled(_settings(facts["settings"], times)),
        questions=[_question(each, times) for each in facts["questions"]],
        coming=[times.told(due) for due in facts["calendar"]],
        mails=_mails(facts, course, times),
        received=[_letter(each, times) for each in facts["received"]],
    )


def _filled(rows: Iterable[tuple[str, str]]) -> Rows:
    return [(name, value) for name, value in rows if value]


def _person(facts: Facts, times: Times) -> Iterator[tuple[str, str]]:
    yield "Address", facts["email"]
    yield "First name", facts["first_name"]
    yield "Known here since", times.real(facts["known_since"])
    yield "New address you asked for", facts["new_email"]
    yield "Asked for on", times.real(facts["new_email_asked_at"]) if facts["new_email"] else ""
    yield "No email to you since", times.told(facts["no_mail_since"])
    yield "Because", facts["no_mail_because"]


def _standing(facts: Facts, course: Course | None, times: Times) -> Iterator[tuple[str, str]]:
    here, consent = facts["course"], facts["consent"]
    yield "Course", here["title"] or here["name"]
    yield "Where you are", STATES.get(here["state"], here["state"])
    yield "Why", here["reason"] if here["state"] == "stalled" else ""
    yield "Last lesson", _lesson(here["last_day"], here["last_lesson"], course) if here["last_day"] else "None yet"
    yield "It came", _by(here, facts["settings"], times)
    yield "You last took one early", times.told(here["asked_for_early_at"])
    first, latest = times.real(consent["first_asked_at"]), times.real(consent["asked_at"])
    yield "Signed up", first
    yield "Signed up again", latest if latest != first else ""
    yield "Confirmed", times.told(consent["confirmed_at"])
    yield "Ended", times.told(consent["ended_at"])


def _by(here: Facts, settings: Facts, times: Times) -> str:
    """When the last lesson came; by what zone and hour, where those have been changed since."""
    came, zone, hour = (here[f"last_lesson_{name}"] for name in ("sent_at", "zone", "hour"))
    if not came or (zone, hour) == (settings["zone"], settings["hour"]) or hour is None:
        return times.told(came)
    return f"{times.told(came)} (by {hour:02}:00 in {zone.replace('_', ' ')})"


def _settings(facts: Facts, times: Times) -> Iterator[tuple[str, str]]:
    days = [name for day, name in zip(WEEKDAYS, DAY_NAMES, strict=True) if day in facts["weekdays"]]
    yield "Email at", f"{facts['hour']:02}:00, {facts['zone'].replace('_', ' ')}"
    yield "On", "every day" if len(days) == len(DAY_NAMES) else ", ".join(days)
    yield "Discreet mode", "yes" if facts["discreet"] else "no"
    yield "Your answers may be quoted in emails to you", "yes" if facts["quote"] else "no"
    yield "On hold while an out-of-office reply says that you're away", "yes" if facts["hold_when_away"] else "no"
    yield "No lesson before", times.told(facts["not_before"])
    yield "On hold since", times.told(facts["paused_at"])
    yield "On hold until", times.told(facts["paused_until"])
    yield "An out-of-office reply said that you're away until", times.told(facts["away_until"])


def _question(entry: Facts, times: Times) -> tuple[str, str, list[tuple[str, str]]]:
    title = f"Day {entry['day']}: {entry['title']}" if entry["day"] else entry["title"]
    written = [(answer["written_at"], answer["text"], _about(answer, times)) for answer in entry["answers"]]
    written += [
        (words["written_at"], words["text"], f"They wrote back: {times.told(words['written_at'])}")
        for words in entry["written_back"]
    ]
    exchange = [(text, about) for _, text, about in sorted(written)]
    return title, f"{entry['question']} (asked {times.told(entry['asked_at'])})", exchange


def _about(answer: Facts, times: Times) -> str:
    way = "by email" if answer["by_mail"] else "on the page"
    other = ", from another address than yours" if answer["from_another_address"] else ""
    changed = f", changed {times.told(answer['edited_at'])}" if answer["edited_at"] else ""
    return f"{times.told(answer['written_at'])}, {way}{other}{changed}{_attached(answer)}"


def _attached(facts: Facts) -> str:
    names = ", ".join(str(Attachment(**each)) for each in facts["attachments"])
    return f"; attached and not kept: {names}" if names else ""


def _mails(facts: Facts, course: Course | None, times: Times) -> Rows:
    """In the order in which they went out or will."""
    paused = facts["course"]["state"] == "paused"
    ordered = sorted(facts["mails"], key=lambda mail: (mail["sent_at"] or mail["due_at"], mail["day"] or 0))
    return [(_mail(mail, course), _fate(mail, paused, times, facts["person"]["email"])) for mail in ordered]


def _mail(mail: Facts, course: Course | None) -> str:
    if mail["kind"] == "lesson":
        return _lesson(mail["day"], mail["lesson"], course)
    again = f" ({_title(mail['about'], course)})" if mail["kind"] == "copy" else ""
    return f"{MAILS.get(mail['kind'], mail['kind'])}{again}"


def _fate(mail: Facts, paused: bool, times: Times, own: str) -> str:
    """What became of a mail, or will."""
    held = paused and mail["state"] == "due" and mail["kind"] in ("lesson", "completion")
    state = "on hold" if held else SENDS.get(mail["state"], mail["state"])
    when = "" if held else " " + times.told(mail["sent_at"] or mail["due_at"])
    to = f", to {mail['to']}" if mail["to"] not in ("", own) else ""
    tries = f", after {mail['tries']} tries" if mail["tries"] > 1 else ""
    why = f" ({mail['reason']})" if mail["reason"] and mail["state"] != "cancelled" else ""
    return f"{state}{when}{to}{tries}{why}"


def _letter(mail: Facts, times: Times) -> tuple[str, str, str]:
    what = LETTERS.get(mail["kind"], "Not read yet" if mail["state"] == "new" else "Couldn't be read")
    size = f"{max(1, round(mail['bytes'] / 1000))} kB"
    why = f"; {mail['reason']}" if mail["reason"] else ""
    about = f"{times.real(mail['received_at'])}, from {mail['from'] or 'nobody'}, {size}{why}{_attached(mail)}"
    return what, about, mail["words"]


def _lesson(day: int, slug: str, course: Course | None) -> str:
    return f"Day {day}: {_title(slug, course)}"


def _title(slug: str, course: Course | None) -> str:
    lesson = course.lesson(slug) if course else None
    return lesson.title if lesson else slug

"""The front door's rules: ada and ben sign up, confirm, begin, leave and come back."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from course.clock import real_now
from course.errors import BadInput, NotFound, TokenError, TokenExpired
from course.models import (
    OPEN_STATES,
    Kind,
    Lane,
    Send,
    SendState,
    Subscriber,
    Subscription,
    SubscriptionState,
    Suppression,
)
from course.people import forget
from course.schedule import EVERY_DAY, Pace, calendar, weekday_bits
from course.signup import Application, clean_name, confirm, leave, read_application, standing, subscribe
from course.site import Library, Site
from course.suppressions import suppress
from course.tokens import CONFIRM, REPLY, UNSUBSCRIBE, new_key, sign
from tests.world import START, StoppedClock

ADA, BEN = "ada@example.org", "ben@example.org"
DAY = timedelta(days=1)

both_databases = pytest.mark.both_databases


def sign_up(site: Site, address: str = ADA, **form: str) -> None:
    subscribe(site, read_application(site, address, form))


def subscriptions(site: Site, address: str = ADA) -> list[Subscription]:
    """All of a person's subscriptions, the oldest first."""
    with site.database.reading() as session:
        mine = select(Subscription).join(Subscriber).where(Subscriber.email == address).order_by(Subscription.id)
        found = list(session.scalars(mine))
        session.expunge_all()
        return found


def sends(site: Site, address: str = ADA, **where: object) -> list[Send]:
    """All that a person was ever owed, in the order in which it was planned."""
    keys = [subscription.id for subscription in subscriptions(site, address)]
    with site.database.reading() as session:
        mine = select(Send).where(Send.subscription_id.in_(keys)).filter_by(**where).order_by(Send.id)
        found = list(session.scalars(mine))
        session.expunge_all()
        return found


def owed(site: Site, address: str = ADA) -> list[tuple[str, str]]:
    return [(send.kind, send.state) for send in sends(site, address)]


def token(site: Site, address: str = ADA, purpose: str = CONFIRM) -> str:
    """The link in the newest mail."""
    return sign(site.settings.secret_key, purpose, subscriptions(site, address)[-1].key)


def join(site: Site, address: str = ADA, **form: str) -> None:
    sign_up(site, address, **form)
    confirm(site, token(site, address))


def change(site: Site, model: type[Subscription] | type[Send], **values: object) -> None:
    """What somebody else in the house did to every row."""
    with site.database.writing() as session:
        session.execute(update(model).values(**values))


def all_sent(site: Site) -> None:
    change(site, Send, state=SendState.SENT, next_try_at=None)


def count(site: Site, model: type[Subscriber] | type[Subscription] | type[Send]) -> int:
    with site.database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def at_once(deeds: Sequence[Callable[[], object]]) -> None:
    """All in threads of their own, begun together; a fault in one of them is the test's."""
    together = threading.Barrier(len(deeds))
    faults: list[BaseException] = []

    def do(deed: Callable[[], object]) -> None:
        together.wait()
        try:
            deed()
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=do, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]


def small_course(folder: Path, slug: str, **settings: str) -> None:
    folder.mkdir(parents=True)
    lines = [f'slug = "{slug}"', f'title = "{slug}"', *(f"{key} = {value}" for key, value in settings.items())]
    (folder / "course.toml").write_text("\n".join(lines))
    for day in (1, 2):
        (folder / f"0{day}-day-{day}.md").write_text(f"---\nsubject: {day}\npreheader: p\nprompt: q?\n---\n{slug}\n")


@pytest.fixture
def two_courses(site: Site, tmp_path: Path) -> Site:
    """A course in the mornings, and one on Saturday evenings in Berlin."""
    small_course(tmp_path / "courses" / "a", "mornings")
    small_course(tmp_path / "courses" / "b", "evenings", zone='"Europe/Berlin"', hour="20", weekdays='["sat"]')
    return replace(site, library=Library(tmp_path / "courses"))


# Signing up.


@both_databases
def test_ada_signs_up_and_is_owed_one_confirmation_at_once_before_everybody_else_s_lessons(site: Site) -> None:
    sign_up(site, name="Ada", zone="Europe/Berlin", hour="21")
    [ada] = subscriptions(site)
    assert (ada.state, ada.zone, ada.hour, ada.weekdays) == (SubscriptionState.PENDING, "Europe/Berlin", 21, EVERY_DAY)
    assert (ada.position, ada.confirmed_at) == (0, None)
    [send] = sends(site)
    assert (send.kind, send.state, send.lane) == (Kind.CONFIRMATION, SendState.DUE, Lane.SOMEBODY_WAITS)
    assert send.due_at == send.next_try_at == START


@both_databases
def test_what_ada_left_out_comes_from_the_course(two_courses: Site) -> None:
    sign_up(two_courses, course="evenings", zone=" ", hour="")
    [ada] = subscriptions(two_courses)
    assert (ada.course, ada.zone, ada.hour, ada.weekdays) == ("evenings", "Europe/Berlin", 20, weekday_bits(["sat"]))


@both_databases
def test_ada_who_signs_up_twice_in_a_row_is_owed_one_mail(site: Site) -> None:
    sign_up(site)
    sign_up(site)
    assert owed(site) == [(Kind.CONFIRMATION, SendState.DUE)]


@both_databases
def test_ada_who_signs_up_while_a_worker_has_her_mail_in_hand_is_owed_no_second(site: Site) -> None:
    sign_up(site)
    change(site, Send, state=SendState.CLAIMED)
    sign_up(site)
    assert owed(site) == [(Kind.CONFIRMATION, SendState.CLAIMED)]


@both_databases
def test_ada_who_lost_the_first_mail_gets_a_second_and_then_no_more_that_day(site: Site, clock: StoppedClock) -> None:
    for _ in range(10):
        sign_up(site)
        all_sent(site)
        clock.move(clock.now() + timedelta(hours=2))
    assert [send.run for send in sends(site)] == [1, 2]
    clock.move(START + DAY)
    sign_up(site)
    assert [send.due_at for send in sends(site)] == [START, START + timedelta(hours=2), START + DAY]


@both_databases
def test_two_mails_a_day_are_two_for_all_courses_together(two_courses: Site) -> None:
    for _ in range(3):
        for slug in two_courses.library.courses:
            sign_up(two_courses, course=slug)
            all_sent(two_courses)
    assert len(sends(two_courses)) == 2


@both_databases
def test_two_mails_a_day_are_two_also_with_the_note_that_one_is_subscribed(site: Site, clock: StoppedClock) -> None:
    join(site)
    all_sent(site)
    for _ in range(5):
        sign_up(site)
        change(site, Send, state=SendState.SENT, next_try_at=None)
    assert len(sends(site, kind=Kind.CONFIRMATION)) == len(sends(site, kind=Kind.ALREADY_SUBSCRIBED)) == 1
    clock.move(START + DAY)
    sign_up(site)
    assert len(sends(site, kind=Kind.ALREADY_SUBSCRIBED)) == 2


@both_databases
def test_a_mail_that_was_never_sent_is_not_counted(site: Site) -> None:
    for _ in range(3):
        join(site)
        leave(site, UNSUBSCRIBE, token(site, purpose=UNSUBSCRIBE), goodbye=False)
    sign_up(site)
    assert [(send.kind, send.state) for send in sends(site, state=SendState.DUE)] == [(Kind.CONFIRMATION, "due")]


def test_the_two_mails_are_counted_by_real_days_however_fast_the_clock_runs(site: Site) -> None:
    clock = StoppedClock(real=START, virtual=START, speed=1_000_000.0, hands=[START])
    fast = replace(site, clock=clock)
    for _ in range(5):
        sign_up(fast)
        all_sent(fast)
        clock.move(clock.now() + 30 * DAY)
    assert len(sends(fast)) == 2


@both_databases
def test_a_pending_reader_may_choose_anew_and_an_active_one_only_by_her_own_link(site: Site) -> None:
    sign_up(site, zone="Europe/Berlin", hour="7")
    sign_up(site, zone="Asia/Tokyo", hour="9")
    assert [(s.zone, s.hour) for s in subscriptions(site)] == [("Asia/Tokyo", 9)]
    confirm(site, token(site))
    sign_up(site, zone="UTC", hour="3")
    assert [(s.zone, s.hour) for s in subscriptions(site)] == [("Asia/Tokyo", 9)]


@both_databases
def test_somebody_else_cannot_change_ada_s_name(site: Site) -> None:
    sign_up(site)
    sign_up(site, name="Ada")
    sign_up(site, name="Rude word")
    assert standing(site, CONFIRM, token(site)).first_name == "Ada"


@both_databases
def test_an_address_in_other_capitals_is_the_same_person(site: Site) -> None:
    sign_up(site, "Ada@example.org")
    sign_up(site, "aDA@example.org")
    assert count(site, Subscriber) == count(site, Subscription) == 1
    with site.database.reading() as session:
        assert session.scalars(select(Subscriber.email)).one() == "Ada@example.org", "written as she wrote it"


@both_databases
def test_a_double_click_signs_ada_up_once(site: Site) -> None:
    at_once([lambda: sign_up(site)] * 4)
    assert count(site, Subscriber) == count(site, Subscription) == 1
    assert owed(site) == [(Kind.CONFIRMATION, SendState.DUE)]


# The form.


@pytest.mark.parametrize(
    ("form", "field", "message"),
    [
        ({"zone": "Mars/Olympus"}, "zone", "We don't know this time zone. Please choose one like Europe/Berlin."),
        ({"zone": "../../etc/passwd"}, "zone", "We don't know this time zone. Please choose one like Europe/Berlin."),
        ({"hour": "24"}, "hour", "Please choose an hour from 0 to 23."),
        ({"hour": "-1"}, "hour", "Please choose an hour from 0 to 23."),
        ({"hour": "7.5"}, "hour", "Please choose an hour from 0 to 23."),
        ({"hour": "٧"}, "hour", "Please choose an hour from 0 to 23."),
        ({"hour": "seven"}, "hour", "Please choose an hour from 0 to 23."),
        ({"course": "cooking"}, "course", "There is no such course here. Please choose one from the list."),
        ({"name": "a" * 61}, "name", "Please give a first name of at most 60 letters."),
        ({"name": "Ada <b>"}, "name", "Please give just a first name, or leave it out."),
    ],
)
def test_what_cannot_be_used_is_told_with_its_field(site: Site, form: dict[str, str], field: str, message: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_application(site, ADA, form)
    assert (caught.value.field, str(caught.value)) == (field, message)


def test_hours_are_read_as_people_write_them(site: Site) -> None:
    read = [read_application(site, ADA, {"hour": text}).hour for text in ("0", "07", " 7 ", "23", "")]
    assert read == [0, 7, 7, 23, 7]


def test_a_poorer_form_is_enough(site: Site) -> None:
    assert read_application(site, ADA, {}) == Application(ADA, "", "UTC", 7, site.library.first)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Ada \t Lovelace ", "Ada Lovelace"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("Ada\r\nBcc: eve", "Ada Bcc: eve"),
        ("Ada\u2028\u2029\u0085\u0000Eve", "Ada Eve"),
        ("\u202eadA", "adA"),
        ("O'Brien-Smith", "O'Brien-Smith"),
        ("J. R. R.", "J. R. R."),
        ("St. John", "St. John"),
        ("Md.Karim", "Md.Karim"),
        ("Ada/Ben", "Ada/Ben"),
        ("李小龙", "李小龙"),
        ("🦊", "🦊"),
        ("a" * 60, "a" * 60),
        (" ", ""),
    ],
)
def test_a_name_is_cleaned(written: str, kept: str) -> None:
    assert clean_name(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "http://evil.example",
        "https:evil.example",
        "Ada www.evil.example",
        "evil.com",
        "EVIL.COM",
        "win at casino.xyz now",
        "evil.example",
        "bit.ly/x",
        "t.me",
        "ada@evil.example",
        "=?utf-8?q?A=0D=0ABcc:_evil@x.com?=",
        "<b>Ada</b>",
        "{{ settings }}",
        "[Ada](evil)",
        "//evil",
        "\\\\evil\\share",
    ],
)
def test_a_name_that_holds_a_link_or_code_is_refused(written: str) -> None:
    with pytest.raises(BadInput, match="just a first name"):
        clean_name(written)


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("=?<>{}\r\n\x00\x85\u2028./: "), max_size=80))
@how(max_examples=400)
def test_no_name_can_end_a_line_or_begin_a_header(written: str) -> None:
    try:
        name = clean_name(written)
    except BadInput:
        return
    assert len(name) <= 60
    assert len(name.splitlines()) <= 1
    assert not any(unicodedata.category(letter)[0] == "C" for letter in name)
    assert "=?" not in name and "://" not in name and not set("<>{}[]@") & set(name)
    assert clean_name(name) == name


# Confirming.


@both_databases
def test_ada_confirms_and_is_owed_the_welcome_now_and_day_one_at_her_hour(site: Site) -> None:
    sign_up(site, name="Ada", zone="Europe/Berlin", hour="10")
    all_sent(site)
    shown = confirm(site, token(site))
    day_one = START + timedelta(hours=3)  # 10:00 in Berlin, exactly three hours from now
    assert (shown.state, shown.first_name, shown.zone, shown.hour, shown.position) == (
        SubscriptionState.ACTIVE,
        "Ada",
        "Europe/Berlin",
        10,
        0,
    )
    assert list(shown.dates) == calendar(day_one, Pace("Europe/Berlin", 10), 11)
    [lesson] = sends(site, kind=Kind.LESSON)
    assert (lesson.lesson, lesson.day, lesson.due_at) == ("why-you-want-to-hear-it", 1, day_one)
    assert (lesson.lane, lesson.state, lesson.next_try_at) == (Lane.LESSONS, SendState.DUE, day_one)
    [welcome] = sends(site, kind=Kind.WELCOME)
    assert (welcome.lesson, welcome.lane, welcome.due_at) == ("", Lane.SOMEBODY_WAITS, START)
    [ada] = subscriptions(site)
    assert ada.confirmed_at == START


@both_databases
def test_ben_in_honolulu_begins_on_his_own_next_morning(site: Site) -> None:
    sign_up(site, BEN, zone="Pacific/Honolulu", hour="7")
    shown = confirm(site, token(site, BEN))
    assert shown.dates[0] == datetime(2027, 3, 1, 17, tzinfo=UTC)
    assert shown.dates[-1] == datetime(2027, 3, 11, 17, tzinfo=UTC)


@both_databases
def test_the_dates_shown_begin_with_what_is_planned(site: Site) -> None:
    join(site, hour="7")
    put_off = START + timedelta(days=3, hours=1)
    change(site, Send, due_at=put_off, next_try_at=put_off)
    assert list(standing(site, CONFIRM, token(site)).dates) == calendar(put_off, Pace("UTC", 7), 11)


@both_databases
def test_confirming_again_is_harmless(site: Site, clock: StoppedClock) -> None:
    sign_up(site)
    first = confirm(site, token(site))
    before = owed(site)
    clock.move(START + timedelta(hours=5))
    assert confirm(site, token(site)) == first
    assert owed(site) == before


@both_databases
def test_confirming_twice_at_the_same_moment_begins_one_course(site: Site) -> None:
    sign_up(site)
    link = token(site)
    at_once([lambda: confirm(site, link)] * 4)
    assert sorted(send.kind for send in sends(site)) == [Kind.CONFIRMATION, Kind.LESSON, Kind.WELCOME]


@both_databases
def test_a_confirmation_that_still_waits_is_not_sent_any_more(site: Site) -> None:
    sign_up(site)
    all_sent(site)
    sign_up(site)
    confirm(site, token(site))
    assert [(send.state, send.reason) for send in sends(site, kind=Kind.CONFIRMATION)] == [
        (SendState.SENT, ""),
        (SendState.CANCELLED, "confirmed"),
    ]


@both_databases
def test_consent_and_what_it_causes_stand_or_fall_together(site: Site) -> None:
    sign_up(site)
    change(site, Subscription, zone="Mars/Olympus")  # a poisonous row
    with pytest.raises(ValueError, match="no time zone"):
        confirm(site, token(site))
    assert [s.state for s in subscriptions(site)] == [SubscriptionState.PENDING]
    assert owed(site) == [(Kind.CONFIRMATION, SendState.DUE)]


@both_databases
def test_a_course_without_welcome_begins_with_its_first_lesson(two_courses: Site) -> None:
    join(two_courses, course="evenings")
    assert [send.kind for send in sends(two_courses)] == [Kind.CONFIRMATION, Kind.LESSON]
    saturday = datetime(2027, 3, 6, 19, tzinfo=UTC)
    assert standing(two_courses, CONFIRM, token(two_courses)).dates == (saturday, saturday + 7 * DAY)


@both_databases
def test_a_link_older_than_a_week_has_expired_and_signing_up_again_mends_it(site: Site) -> None:
    sign_up(site)
    change(site, Subscription, asked_at=real_now() - 7 * DAY - timedelta(minutes=1))
    with pytest.raises(TokenExpired, match="sign up once more"):
        standing(site, CONFIRM, token(site))
    with pytest.raises(TokenExpired, match="sign up once more"):
        confirm(site, token(site))
    assert [s.state for s in subscriptions(site)] == [SubscriptionState.PENDING]
    sign_up(site)
    assert confirm(site, token(site)).state == SubscriptionState.ACTIVE


@both_databases
def test_a_link_of_almost_a_week_ago_still_works_and_one_that_was_used_works_for_ever(site: Site) -> None:
    sign_up(site)
    change(site, Subscription, asked_at=real_now() - 7 * DAY + timedelta(minutes=1))
    assert confirm(site, token(site)).state == SubscriptionState.ACTIVE
    change(site, Subscription, asked_at=real_now() - 700 * DAY)
    assert confirm(site, token(site)).state == SubscriptionState.ACTIVE


@both_databases
def test_links_for_another_purpose_or_of_nobody_are_refused(site: Site) -> None:
    sign_up(site)
    for purpose in (UNSUBSCRIBE, REPLY):
        with pytest.raises(TokenError, match="isn't one of ours"):
            confirm(site, token(site, purpose=purpose))
    with pytest.raises(TokenError, match="isn't complete"):
        confirm(site, token(site)[:-1])
    with pytest.raises(NotFound, match="no longer here"):
        confirm(site, sign(site.settings.secret_key, CONFIRM, new_key()))
    assert owed(site) == [(Kind.CONFIRMATION, SendState.DUE)]


# Subscribed already.


@both_databases
@pytest.mark.parametrize("state", [SubscriptionState.ACTIVE, SubscriptionState.PAUSED, SubscriptionState.STALLED])
def test_ada_who_is_under_way_is_told_so_by_mail_and_nothing_else_changes(site: Site, state: str) -> None:
    join(site)
    change(site, Subscription, state=state)
    before = owed(site)
    sign_up(site)
    sign_up(site)
    assert owed(site) == [*before, (Kind.ALREADY_SUBSCRIBED, SendState.DUE)]
    assert sends(site)[-1].lane == Lane.REST
    assert [s.state for s in subscriptions(site)] == [state]


@both_databases
@pytest.mark.parametrize("state", [SubscriptionState.COMPLETED, SubscriptionState.LEFT])
def test_ada_who_is_through_may_begin_anew(site: Site, state: str) -> None:
    join(site)
    all_sent(site)
    change(site, Subscription, state=state)
    sign_up(site, hour="20")
    old, new = subscriptions(site)
    assert (old.state, new.state, new.hour) == (state, SubscriptionState.PENDING, 20)
    assert old.key != new.key
    assert [send.subscription_id for send in sends(site, state=SendState.DUE)] == [new.id]


# Leaving.


@both_databases
def test_ada_leaves_and_is_owed_nothing_but_one_goodbye(site: Site, clock: StoppedClock) -> None:
    join(site)
    clock.move(START + timedelta(hours=1))
    shown = leave(site, UNSUBSCRIBE, token(site, purpose=UNSUBSCRIBE), goodbye=True)
    assert (shown.state, shown.dates) == (SubscriptionState.LEFT, ())
    assert owed(site) == [
        (Kind.CONFIRMATION, SendState.CANCELLED),
        (Kind.LESSON, SendState.CANCELLED),
        (Kind.WELCOME, SendState.CANCELLED),
        (Kind.GOODBYE, SendState.DUE),
    ]
    assert all(send.next_try_at is None for send in sends(site, state=SendState.CANCELLED))
    [goodbye] = sends(site, kind=Kind.GOODBYE)
    assert (goodbye.lane, goodbye.due_at) == (Lane.SOMEBODY_WAITS, clock.now())
    [ada] = subscriptions(site)
    assert (ada.state, ada.reason, ada.ended_at) == (SubscriptionState.LEFT, "left", clock.now())


@both_databases
def test_leaving_again_is_harmless_and_brings_no_second_goodbye(site: Site, clock: StoppedClock) -> None:
    join(site)
    link = token(site, purpose=UNSUBSCRIBE)
    first = leave(site, UNSUBSCRIBE, link, goodbye=True)
    before = owed(site)
    clock.move(START + DAY)
    for goodbye in (True, False, True):
        assert leave(site, UNSUBSCRIBE, link, goodbye) == first
    assert owed(site) == before
    assert subscriptions(site)[0].ended_at == START


@both_databases
def test_one_click_in_a_mail_program_leaves_without_a_goodbye(site: Site) -> None:
    join(site)
    leave(site, UNSUBSCRIBE, token(site, purpose=UNSUBSCRIBE), goodbye=False)
    assert {send.state for send in sends(site)} == {SendState.CANCELLED}


@both_databases
def test_who_never_confirmed_leaves_without_a_mail(site: Site) -> None:
    sign_up(site)
    shown = leave(site, UNSUBSCRIBE, token(site, purpose=UNSUBSCRIBE), goodbye=True)
    assert shown.state == SubscriptionState.LEFT
    assert owed(site) == [(Kind.CONFIRMATION, SendState.CANCELLED)]
    assert confirm(site, token(site)).state == SubscriptionState.LEFT, "her old link doesn't begin it again"


@both_databases
@pytest.mark.parametrize("state", OPEN_STATES)
def test_a_reader_may_leave_from_wherever_she_stands(site: Site, state: str) -> None:
    join(site)
    change(site, Subscription, state=state)
    assert leave(site, UNSUBSCRIBE, token(site, purpose=UNSUBSCRIBE), goodbye=False).state == SubscriptionState.LEFT
    assert {send.state for send in sends(site)} == {SendState.CANCELLED}


@both_databases
def test_who_has_completed_the_course_stays_completed(site: Site) -> None:
    join(site)
    all_sent(site)
    change(site, Subscription, state=SubscriptionState.COMPLETED)
    shown = leave(site, UNSUBSCRIBE, token(site, purpose=UNSUBSCRIBE), goodbye=True)
    assert shown.state == SubscriptionState.COMPLETED
    assert sends(site, kind=Kind.GOODBYE) == []


@both_databases
def test_a_link_to_leave_works_years_later_and_after_the_key_was_changed(site: Site) -> None:
    join(site)
    link = token(site, purpose=UNSUBSCRIBE)
    change(site, Subscription, asked_at=real_now() - 3000 * DAY)
    rotated = replace(site, settings=replace(site.settings, secret_key=("a new key", *site.settings.secret_key)))
    assert leave(rotated, UNSUBSCRIBE, link, goodbye=False).state == SubscriptionState.LEFT


@both_databases
def test_what_is_on_its_way_cannot_be_called_back(site: Site) -> None:
    join(site)
    change(site, Send, state=SendState.SENDING)
    leave(site, UNSUBSCRIBE, token(site, purpose=UNSUBSCRIBE), goodbye=False)
    assert {send.state for send in sends(site)} == {SendState.SENDING}


@both_databases
def test_leaving_wins_over_confirming_at_the_same_moment(site: Site) -> None:
    for number in range(5):
        address = f"ada{number}@example.org"
        sign_up(site, address)
        yes, no = token(site, address), token(site, address, UNSUBSCRIBE)
        at_once([partial(confirm, site, yes), partial(leave, site, UNSUBSCRIBE, no, goodbye=False)])
        assert [s.state for s in subscriptions(site, address)] == [SubscriptionState.LEFT]
        assert sends(site, address, state=SendState.DUE) == []


@both_databases
def test_a_reader_may_leave_even_when_the_course_is_gone(two_courses: Site, tmp_path: Path) -> None:
    join(two_courses, course="mornings")
    (tmp_path / "courses" / "a" / "course.toml").unlink()
    poorer = replace(two_courses, library=Library(tmp_path / "courses"))
    shown = leave(poorer, UNSUBSCRIBE, token(poorer, purpose=UNSUBSCRIBE), goodbye=False)
    assert (shown.state, shown.course, shown.title) == (SubscriptionState.LEFT, None, "this course")


# Two courses.


@both_databases
def test_ada_takes_two_courses_and_leaves_one(two_courses: Site) -> None:
    join(two_courses, course="mornings")
    join(two_courses, course="evenings")
    leave(two_courses, UNSUBSCRIBE, token(two_courses, purpose=UNSUBSCRIBE), goodbye=False)
    assert [(s.course, s.state) for s in subscriptions(two_courses)] == [
        ("mornings", SubscriptionState.ACTIVE),
        ("evenings", SubscriptionState.LEFT),
    ]
    assert count(two_courses, Subscriber) == 1
    [lesson] = sends(two_courses, kind=Kind.LESSON, state=SendState.DUE)
    assert lesson.subscription_id == subscriptions(two_courses)[0].id


# Suppressed.


def suppressed(site: Site, address: str = ADA) -> None:
    """The relay said that nobody lives there."""
    with site.database.writing() as session:
        person = session.scalars(select(Subscriber).where(Subscriber.email == address)).one()
        suppress(session, site.settings.secret_key, person, "550 no such user", site.clock.now())


@both_databases
def test_an_address_that_takes_no_mail_ends_every_course_at_once(two_courses: Site) -> None:
    for slug in two_courses.library.courses:
        join(two_courses, course=slug)
    join(two_courses, BEN)
    suppressed(two_courses)
    assert [(s.state, s.reason) for s in subscriptions(two_courses)] == [("suppressed", "550 no such user")] * 2
    assert {send.state for send in sends(two_courses)} == {SendState.CANCELLED}
    assert subscriptions(two_courses, BEN)[0].state == SubscriptionState.ACTIVE


@both_databases
def test_a_suppressed_address_is_sent_nothing_and_told_nothing(site: Site, clock: StoppedClock) -> None:
    join(site)
    suppressed(site)
    before = owed(site)
    for _ in range(3):
        clock.move(clock.now() + 2 * DAY)
        sign_up(site)
    assert owed(site) == before
    assert len(subscriptions(site)) == 1


@both_databases
def test_a_suppression_outlives_the_person_and_a_new_key(site: Site) -> None:
    join(site)
    suppressed(site)
    forget(site, ADA)
    rotated = replace(site, settings=replace(site.settings, secret_key=("a new key", *site.settings.secret_key)))
    sign_up(rotated, "ADA@example.org")
    sign_up(rotated, BEN)
    assert subscriptions(rotated, "ADA@example.org") == []
    assert owed(rotated, BEN) == [(Kind.CONFIRMATION, SendState.DUE)]
    with site.database.reading() as session:
        tied = session.scalars(select(Suppression.subscriber_id)).one()
        assert tied == session.scalars(select(Subscriber.id).where(Subscriber.email == "ADA@example.org")).one()

"""One person's whole story, and their erasure."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from course.errors import NotFound
from course.models import (
    Base,
    Kind,
    ReplyPrompt,
    Send,
    SendState,
    Subscriber,
    Subscription,
    SubscriptionState,
    Suppression,
)
from course.people import forget, story
from course.signup import confirm, leave, read_application, subscribe
from course.site import Site
from course.suppressions import suppress
from course.tokens import CONFIRM, UNSUBSCRIBE, sign
from tests.world import START, StoppedClock

ADA, BEN = "ada@example.org", "ben@example.org"

both_databases = pytest.mark.both_databases


def sign_up(site: Site, address: str, **form: str) -> str:
    """The key of the subscription."""
    subscribe(site, read_application(site, address, form))
    with site.database.reading() as session:
        newest = select(Subscription.key).order_by(Subscription.id.desc()).limit(1)
        return session.scalars(newest).one()


def join(site: Site, address: str, **form: str) -> str:
    key = sign_up(site, address, **form)
    confirm(site, sign(site.settings.secret_key, CONFIRM, key))
    return key


def rows(site: Site) -> dict[str, int]:
    """How many rows there are in each table that has any."""
    with site.database.reading() as session:
        counted = {
            name: session.scalar(select(func.count()).select_from(t)) for name, t in Base.metadata.tables.items()
        }
    return {name: number for name, number in counted.items() if number}


def taught(site: Site, key: str) -> None:
    """The welcome was sent, and the first lesson, at the second try; it asked its question."""
    with site.database.writing() as session:
        subscription = session.scalars(select(Subscription).where(Subscription.key == key)).one()
        sent = update(Send).where(Send.subscription_id == subscription.id, Send.kind != Kind.CONFIRMATION)
        session.execute(sent.values(state=SendState.SENT, sent_at=Send.due_at, next_try_at=None, tries=1))
        session.execute(sent.where(Send.kind == Kind.LESSON).values(tries=2, doubts=1))
        lesson = session.scalars(
            select(Send).where(Send.subscription_id == subscription.id, Send.kind == Kind.LESSON)
        ).one()
        subscription.position, subscription.last_lesson = 1, lesson.lesson
        subscription.last_sent_at, subscription.last_zone, subscription.last_hour = lesson.due_at, "Europe/Berlin", 7
        session.add(
            ReplyPrompt(
                send_id=lesson.id,
                subscription_id=subscription.id,
                lesson=lesson.lesson,
                question="What now?",
                asked_at=START,
            )
        )


@both_databases
def test_ada_s_story_tells_what_was_sent_and_what_is_to_come_in_her_own_time(site: Site) -> None:
    key = join(site, ADA, name="Ada", zone="Europe/Berlin", hour="7")
    taught(site, key)
    *told, to_come = story(site, "  ADA@example.org ")
    assert told == [
        "communication-challenge: active",
        "  07:00 Europe/Berlin, lesson 1 was the last one",
        "  2027-03-01 07:00  confirmation: cancelled (confirmed)",
        "  2027-03-02 07:00  lesson why-you-want-to-hear-it: sent (2 tries; once in doubt)",
        "  2027-03-01 07:00  welcome: sent",
    ]
    dates = [f"2027-03-{day:02} 07:00" for day in range(3, 13)]
    assert to_come == f"  still to come: {', '.join(dates)}"


@both_databases
def test_the_story_of_who_left_and_came_back_has_a_chapter_for_each_time(site: Site, clock: StoppedClock) -> None:
    key = join(site, ADA)
    leave(site, UNSUBSCRIBE, sign(site.settings.secret_key, UNSUBSCRIBE, key), goodbye=True)
    clock.move(START + timedelta(days=30))
    sign_up(site, ADA)
    join(site, BEN)
    told = story(site, ADA)
    assert [line for line in told if not line.startswith(" ")] == [
        "communication-challenge: left (left)",
        "communication-challenge: pending",
    ]
    assert told[-1] == "  2027-03-31 06:00  confirmation: due"
    assert "  2027-03-01 06:00  goodbye: due" in told


@both_databases
def test_nobody_s_story_cannot_be_told(site: Site) -> None:
    join(site, ADA)
    for ask in (story, forget):
        with pytest.raises(NotFound, match=r"^Nobody with the address eve@example\.org is here\.$"):
            ask(site, "eve@example.org")


@both_databases
def test_ada_is_forgotten_with_all_that_hangs_on_her_and_ben_stays(site: Site) -> None:
    taught(site, join(site, BEN))
    before = rows(site)
    told = story(site, BEN)
    taught(site, join(site, ADA, name="Ada"))
    leave(site, UNSUBSCRIBE, sign(site.settings.secret_key, UNSUBSCRIBE, sign_up(site, ADA)), goodbye=True)
    assert rows(site) != before
    forget(site, "Ada@Example.org")
    assert rows(site) == before
    assert story(site, BEN) == told
    with pytest.raises(NotFound):
        story(site, ADA)


@both_databases
def test_who_was_forgotten_may_come_back_as_somebody_new(site: Site) -> None:
    old = join(site, ADA, name="Ada")
    forget(site, ADA)
    new = join(site, ADA)
    assert old != new
    with site.database.reading() as session:
        assert session.scalars(select(Subscriber.first_name)).one() == ""
        assert session.scalars(select(Subscription.state)).one() == SubscriptionState.ACTIVE


@both_databases
def test_of_a_suppressed_person_only_a_keyed_hash_stays(site: Site) -> None:
    join(site, ADA)
    with site.database.writing() as session:
        ada = session.scalars(select(Subscriber)).one()
        suppress(session, site.settings.secret_key, ada, "550 no such user", START)
    forget(site, ADA)
    assert rows(site) == {"suppressions": 1}
    with site.database.reading() as session:
        kept = session.scalars(select(Suppression)).one()
        assert kept.subscriber_id is None
        assert len(kept.address_hash) == 64
        assert ADA not in f"{kept.address_hash} {kept.reason}"


def test_after_ada_is_forgotten_no_file_of_the_database_holds_her_name_or_address(site: Site, data_dir: Path) -> None:
    for number in range(50):
        join(site, f"reader-{number}@example.org", name=f"Reader-{number}")
    join(site, "Ada.Lovelace@example.org", name="Augusta-Ada")
    assert traces(data_dir) != []
    forget(site, "ada.lovelace@example.org")
    assert traces(data_dir) == []
    assert rows(site)["subscribers"] == 50


def traces(folder: Path) -> list[str]:
    """The files in which Ada can still be found."""
    return [
        path.name
        for path in folder.rglob("*")
        if path.is_file() and any(trace in path.read_bytes().lower() for trace in (b"ada.lovelace", b"augusta-ada"))
    ]

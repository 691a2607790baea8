"""Answers: on the page, in the journal, and what follows from mail."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from course.answering import NO_WORDS
from course.clock import real_now
from course.errors import BadInput, NotFound, TokenError, TokenExpired
from course.export import export
from course.inbound import SMALL, Attachment, fetch, give_up, keep, tidy, waiting
from course.models import (
    InboundEmail,
    InboundKind,
    InboundState,
    Kind,
    Reply,
    ReplyPrompt,
    Send,
    SendState,
    Subscriber,
    Subscription,
    SubscriptionState,
)
from course.people import forget
from course.preferences import act
from course.replies import LONGEST, Journal, answer, delete, edit, journal, question
from course.stats import latest_answers
from course.status import summary
from course.tokens import ANSWER, EXPORT, JOURNAL, LESSON, PREFERENCES, sign, sign_dated
from course.understanding import Reading, settle_mail
from tests.world import START, World

ADA, BEN = "ada@example.org", "ben@example.org"


class Reader:
    """Somebody who has got the welcome and the first lessons."""

    def __init__(self, world: World, address: str, key: str) -> None:
        self.world, self.address, self.key = world, address, key
        self.secrets = world.site.settings.secret_key

    def send(self, day: int = 1) -> Send:
        kind = Kind.LESSON if day else Kind.WELCOME
        with self.world.site.database.reading() as session:
            query = select(Send).where(Send.kind == kind, Send.day == day, Send.subscription.has(key=self.key))
            found = session.scalars(query).one()
            session.expunge_all()
            return found

    def answer_link(self, day: int = 1) -> str:
        return sign(self.secrets, ANSWER, self.send(day).key)

    def journal_link(self, today: date | None = None) -> str:
        return sign_dated(self.secrets, JOURNAL, self.key, today or real_now().date())

    def journal(self) -> Journal:
        return journal(self.world.site, self.journal_link())

    def answers(self) -> list[tuple[int, list[str]]]:
        """Day and texts of what was answered."""
        return [(entry.day, [each.text for each in entry.answers]) for entry in self.journal().entries if entry.answers]

    def write(self, text: str, day: int = 1, message_id: str = "<1@ada>", **changes: object) -> InboundKind | None:
        """A mail of theirs is kept and settled."""
        given = {"author": self.address, "send_key": self.send(day).key, **changes}
        return settle(self.world, Reading(InboundKind.ANSWER, message_id, text, **given))  # type: ignore[arg-type]


def settle(world: World, reading: Reading, raw: bytes = b"raw") -> InboundKind | None:
    keep(world.site, raw, ADA, ["reply@course.test"])
    return settle_mail(world.site, waiting(world.site, 10)[-1], reading)


def newest_mail(world: World) -> InboundEmail:
    with world.site.database.reading() as session:
        found = session.scalars(select(InboundEmail).order_by(InboundEmail.id.desc()).limit(1)).one()
        session.expunge_all()
        return found


def count(world: World, table: type) -> int:
    with world.site.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


DAYS = 2.5


def live(folder: Path, database_url: str = "") -> World:
    """Ada and ben have got the welcome and two lessons."""
    world = World(folder, database_url=database_url)
    office = world.post_office()
    for address in (ADA, BEN):
        world.join(address)
    world.live(office, days=DAYS)
    office.stop()
    return world


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder to copy."""
    folder = tmp_path_factory.mktemp("lived") / "data"
    live(folder).site.database.close()
    return folder


@pytest.fixture
def world(request: pytest.FixtureRequest, tmp_path: Path, lived: Path, database_kind: str) -> Iterator[World]:
    if database_kind == "sqlite":
        world = World(Path(shutil.copytree(lived, tmp_path / "data")))
        world.clock.move(START + timedelta(days=DAYS))
    else:
        world = live(tmp_path / "data", request.getfixturevalue("database_url"))
    yield world
    world.site.database.close()


def reader(world: World, address: str) -> Reader:
    with world.site.database.reading() as session:
        query = select(Subscription.key).join(Subscriber).where(Subscriber.email == address)
        return Reader(world, address, session.scalars(query).one())


@pytest.fixture
def ada(world: World) -> Reader:
    return reader(world, ADA)


@pytest.fixture
def ben(world: World) -> Reader:
    return reader(world, BEN)


@pytest.mark.both_databases
def test_ada_answers_on_the_page_and_finds_it_in_her_journal(world: World, ada: Reader) -> None:
    asked = question(world.site, ada.answer_link())
    assert (asked.day, asked.answered, asked.subscription_key) == (1, False, ada.key)
    assert asked.question == world.course.lessons[0].prompt
    assert asked.title == world.course.lessons[0].title
    assert answer(world.site, ada.answer_link(), " It was hard.\r\nAnd good. ").answered
    assert answer(world.site, ada.answer_link(0), "Curiosity").day == 0
    assert ada.answers() == [(0, ["Curiosity"]), (1, ["It was hard.\nAnd good."])]
    shown = ada.journal()
    assert (shown.course_title, shown.zone) == (world.course.title, "UTC")
    assert [entry.day for entry in shown.entries] == [0, 1, 2], "what is still open is in it, too"
    assert not shown.entries[1].answers[0].by_mail
    assert shown.entries[1].prompt_key == ada.send(1).key


def test_the_first_answer_is_the_one_that_is_dated(world: World, ada: Reader) -> None:
    answer(world.site, ada.answer_link(), "first")
    first = world.clock.now()
    world.clock.move(first + timedelta(hours=1))
    answer(world.site, ada.answer_link(), "second")
    with world.site.database.reading() as session:
        prompt = session.scalars(select(ReplyPrompt).where(ReplyPrompt.send_id == ada.send(1).id)).one()
        assert prompt.answered_at == first
    assert ada.answers() == [(1, ["first", "second"])]


@pytest.mark.parametrize("text", ["", "  \n ", "\0", "x" * (LONGEST + 1)])
def test_an_answer_has_words_and_an_end(world: World, ada: Reader, text: str) -> None:
    with pytest.raises(BadInput) as refused:
        answer(world.site, ada.answer_link(), text)
    assert refused.value.field == "text"
    assert count(world, Reply) == 0


def test_an_answer_of_any_script_is_kept_to_the_letter(world: World, ada: Reader) -> None:
    text = "Ich höre zu – 聞きます 🙂\n\n  indented\n" + "x" * 19_000
    answer(world.site, ada.answer_link(), text)
    assert ada.answers() == [(1, [text])]


def test_only_the_right_link_leads_to_a_question(world: World, ada: Reader) -> None:
    for token in (sign(ada.secrets, LESSON, ada.send(1).key), ada.journal_link(), "x", ada.answer_link()[:-1]):
        with pytest.raises(TokenError):
            question(world.site, token)
    with pytest.raises(NotFound):
        question(world.site, sign(ada.secrets, ANSWER, "a" * 16))


def test_a_lesson_that_has_not_been_sent_has_asked_nothing(world: World, ada: Reader) -> None:
    with pytest.raises(NotFound):
        answer(world.site, ada.answer_link(3), "too early")


def test_looking_writes_nothing_even_before_the_question_is_written_down(world: World, ada: Reader) -> None:
    """The relay's answer isn't settled yet, and ada has the mail already."""
    with world.site.database.writing() as session:
        for prompt in session.scalars(select(ReplyPrompt)):
            session.delete(prompt)
    assert question(world.site, ada.answer_link()).question == world.course.lessons[0].prompt
    assert count(world, ReplyPrompt) == 0
    answer(world.site, ada.answer_link(), "quick")
    assert ada.answers() == [(1, ["quick"])]


def test_the_journal_link_lives_for_a_week(world: World, ada: Reader) -> None:
    today = real_now().date()
    assert journal(world.site, ada.journal_link(today - timedelta(days=7))).subscription_key == ada.key
    with pytest.raises(TokenExpired):
        journal(world.site, ada.journal_link(today - timedelta(days=8)))
    with pytest.raises(TokenError):
        journal(world.site, sign(ada.secrets, PREFERENCES, ada.key))


@pytest.mark.both_databases
def test_ada_edits_one_answer_and_deletes_another(world: World, ada: Reader) -> None:
    for text in ("one", "two"):
        answer(world.site, ada.answer_link(), text)
    one, two = ada.journal().entries[1].answers
    world.clock.move(world.clock.now() + timedelta(hours=1))
    shown = edit(world.site, ada.journal_link(), one.key, "one, and more")
    assert [each.text for each in shown.entries[1].answers] == ["one, and more", "two"]
    assert shown.entries[1].answers[0].edited_at == world.clock.now()
    shown = delete(world.site, ada.journal_link(), two.key)
    assert [each.text for each in shown.entries[1].answers] == ["one, and more"]
    assert question(world.site, ada.answer_link()).answered
    delete(world.site, ada.journal_link(), one.key)
    assert not question(world.site, ada.answer_link()).answered


def test_ben_can_touch_nothing_of_adas(world: World, ada: Reader, ben: Reader) -> None:
    answer(world.site, ada.answer_link(), "mine")
    key = ada.journal().entries[1].answers[0].key
    assert ben.answers() == []
    with pytest.raises(NotFound):
        edit(world.site, ben.journal_link(), key, "yours")
    with pytest.raises(NotFound):
        delete(world.site, ben.journal_link(), key)
    assert ada.answers() == [(1, ["mine"])]


@pytest.mark.parametrize("how", ["edit", "delete"])
def test_what_ada_takes_back_is_gone_from_the_mail_too(world: World, ada: Reader, how: str) -> None:
    secret = b"what nobody shall read "
    settle(
        world,
        Reading(InboundKind.ANSWER, "<1@ada>", "secret", ADA, ada.send(1).key),
        secret * (SMALL // len(secret) + 1),
    )
    folder = world.site.settings.data_dir / "raw"
    assert len(list(folder.iterdir())) == 1
    key = ada.journal().entries[1].answers[0].key
    if how == "edit":
        edit(world.site, ada.journal_link(), key, "something else")
    else:
        delete(world.site, ada.journal_link(), key)
    assert list(folder.iterdir()) == []
    mail = newest_mail(world)
    assert (mail.raw, mail.text, mail.state) == (b"", "", InboundState.UNDERSTOOD)
    for file in world.site.settings.data_dir.glob("course.db*"):
        assert b"secret" not in file.read_bytes()


@pytest.mark.both_databases
def test_adas_mail_becomes_an_answer(world: World, ada: Reader) -> None:
    assert ada.write("By mail.") is InboundKind.ANSWER
    mine = ada.journal().entries[1].answers[0]
    assert (mine.text, mine.by_mail, mine.from_other) == ("By mail.", True, False)
    mail = newest_mail(world)
    assert (mail.state, mail.kind, mail.text) == (InboundState.UNDERSTOOD, InboundKind.ANSWER, "By mail.")
    assert mail.send_id == ada.send(1).id
    assert mine.written_at == world.site.clock.at(mail.received_at)
    assert summary(world.site)["inbound"] == {"new": 0, "understood": 1, "failed": 0}


def test_an_answer_from_another_address_is_kept_and_marked(world: World, ada: Reader) -> None:
    ada.write("from work", author="ada@work.example", message_id="<1@work>")
    ada.write("from home", author="ADA@Example.ORG", message_id="<2@home>")
    answers = ada.journal().entries[1].answers
    assert [(each.text, each.from_other) for each in answers] == [("from work", True), ("from home", False)]


@pytest.mark.both_databases
def test_the_same_mail_twice_is_one_answer(world: World, ada: Reader, ben: Reader) -> None:
    assert [ada.write("once"), ada.write("once")] == [InboundKind.ANSWER] * 2
    ben.write("his own, with the same id")
    assert ada.answers() == [(1, ["once"])]
    assert ben.answers() == [(1, ["his own, with the same id"])]
    ada.write("no id", message_id="")
    ada.write("no id", message_id="")
    assert ada.answers() == [(1, ["once", "no id", "no id"])]


def test_a_mail_is_settled_once(world: World, ada: Reader) -> None:
    keep(world.site, b"raw", ADA, ["reply@course.test"])
    mail_id = waiting(world.site, 10)[0]
    reading = Reading(InboundKind.ANSWER, "", "one", ADA, ada.send(1).key)
    assert [settle_mail(world.site, mail_id, reading) for _ in range(2)] == [InboundKind.ANSWER, None]
    give_up(world.site, mail_id, "too late")
    assert newest_mail(world).state == InboundState.UNDERSTOOD
    assert fetch(world.site, mail_id) is None
    assert ada.answers() == [(1, ["one"])]


@pytest.mark.both_databases
def test_answers_stand_in_the_order_in_which_they_came(world: World, ada: Reader) -> None:
    for _ in range(2):
        keep(world.site, b"raw", ADA, ["reply@course.test"])
    first, second = waiting(world.site, 10)
    for mail_id, text in ((second, "and then"), (first, "first")):
        settle_mail(world.site, mail_id, Reading(InboundKind.ANSWER, f"<{text}@ada>", text, ADA, ada.send(1).key))
    assert ada.answers() == [(1, ["first", "and then"])]
    with world.site.database.reading() as session:
        prompt = session.scalars(select(ReplyPrompt).where(ReplyPrompt.send_id == ada.send(1).id)).one()
        assert prompt.answered_at == ada.journal().entries[1].answers[0].written_at


def test_where_the_tag_is_lost_the_thread_leads_to_the_lesson(world: World, ada: Reader) -> None:
    referred = ("a" * 16, ada.send(2).key, ada.send(1).key)
    assert settle(world, Reading(InboundKind.UNMATCHED, "<1@ada>", "by thread", ADA, referred=referred))
    assert newest_mail(world).kind == InboundKind.ANSWER
    assert ada.answers() == [(2, ["by thread"])]


def test_what_answers_nothing_is_kept_and_listed_with_its_words(world: World, ada: Reader) -> None:
    confirmation = world.sends(kind=Kind.CONFIRMATION)[0]
    stray = Reading(InboundKind.ANSWER, "<1@ada>", "Thank you!", ADA, confirmation.key)
    assert settle(world, stray) is InboundKind.UNMATCHED
    mail = newest_mail(world)
    assert (mail.text, mail.send_id, mail.reason) == (
        "Thank you!",
        confirmation.id,
        "the mail that it answers asked nothing",
    )
    assert settle(world, Reading(InboundKind.UNMATCHED, "<2@x>", "Hello?", "stranger@example.org")) == "unmatched"
    assert newest_mail(world).text == "Hello?"
    assert ada.write("  ", message_id="<3@ada>") is InboundKind.UNMATCHED
    assert count(world, Reply) == 0


def written_back(world: World) -> list[Send]:
    return world.sends(kind=Kind.ANSWER_TO_COMMAND)


@pytest.mark.both_databases
def test_who_wrote_no_word_that_can_be_read_is_told_so_once_a_day(world: World, ada: Reader, ben: Reader) -> None:
    for number in range(3):
        assert ada.write("", message_id=f"<{number}@ada>", day=number % 2 + 1) is InboundKind.UNMATCHED
    ben.write(" ", message_id="<1@ada>")
    told = written_back(world)
    assert [(send.about, send.recipient) for send in told] == [(NO_WORDS, "")] * 2
    assert [send.subscription_id for send in told] == [world.subscription(reader.key).id for reader in (ada, ben)]
    assert (newest_mail(world).answer_id, newest_mail(world).send_id) == (told[1].id, ben.send(1).id)
    assert count(world, Reply) == 0 and ada.answers() == []
    world.clock.move(world.clock.now() + timedelta(days=1, seconds=1))
    ada.write("", message_id="<0@ada>")
    assert len(written_back(world)) == 2, "a copy of a mail that has its answer"
    ada.write("", message_id="<3@ada>")
    assert [send.run for send in written_back(world)] == [1, 1, 2]


def test_nobody_else_is_told_so(world: World, ada: Reader) -> None:
    key = ada.send(1).key
    for kind in (InboundKind.AUTO, InboundKind.BOUNCE, InboundKind.COMPLAINT, InboundKind.DELIVERED):
        settle(world, Reading(kind, "<1@ada>", "", ADA, key))
    settle(world, Reading(InboundKind.UNMATCHED, "<2@ada>", "", ADA, referred=(key,)))
    settle(world, Reading(InboundKind.UNMATCHED, "<3@ada>", "", ADA))
    settle(world, Reading(InboundKind.ANSWER, "<4@ada>", "", ADA, world.sends(kind=Kind.CONFIRMATION)[0].key))
    assert written_back(world) == []
    settle(world, Reading(InboundKind.ANSWER, "<5@x>", "", "stranger@example.org", key))
    (told,) = written_back(world)
    assert (told.recipient, told.subscription_id) == ("", world.subscription(ada.key).id), "it goes to ada herself"


def test_who_has_left_is_not_written_to_any_more(world: World, ada: Reader) -> None:
    settle(world, Reading(InboundKind.COMMAND, "<1@ada>", "", ADA, subscription_key=ada.key))
    ada.write("", message_id="<2@ada>")
    office = world.post_office()
    world.deliver(office)
    office.stop()
    assert [send.state for send in written_back(world)] == [SendState.CANCELLED]


@pytest.mark.both_databases
def test_an_answer_to_what_was_written_back_belongs_to_the_question(world: World, ada: Reader) -> None:
    ada.write("", day=2, message_id="<1@ada>")
    for number, text in enumerate(("", "now in plain text"), 2):
        world.clock.move(world.clock.now() + timedelta(days=1, seconds=1))
        ada.write(text, message_id=f"<{number}@ada>", send_key=written_back(world)[-1].key)
    answer(world.site, sign(ada.secrets, ANSWER, written_back(world)[0].key), "on the page")
    assert ada.answers() == [(2, ["now in plain text", "on the page"])]
    forget(world.site, ADA)


@pytest.mark.both_databases
@pytest.mark.parametrize("size", [100, SMALL + 1])
def test_of_what_was_attached_name_and_size_are_kept(world: World, ada: Reader, size: int) -> None:
    attached = (Attachment("us two.jpg", 1_234_567), Attachment("<b>.pdf", 10))
    reading = Reading(InboundKind.ANSWER, "<1@ada>", "Look.", ADA, ada.send(1).key, attachments=attached, bare=b"bare")
    settle(world, reading, b"x" * size)
    mail = newest_mail(world)
    assert (mail.raw, mail.file, mail.size) == (b"bare", "", size)
    assert list((world.site.settings.data_dir / "raw").glob("*")) == []
    (mine,) = ada.journal().entries[1].answers
    assert mine.attachments == attached
    assert [str(each) for each in attached] == ["us two.jpg (1,235 kB)", "<b>.pdf (1 kB)"]
    facts = export(world.site, sign_dated(ada.secrets, EXPORT, ada.key, real_now().date()))
    told = [{"name": "us two.jpg", "size": 1_234_567}, {"name": "<b>.pdf", "size": 10}]
    assert facts["received"][0]["attachments"] == facts["questions"][1]["answers"][0]["attachments"] == told
    assert latest_answers(world.site, 1)[0].attachments == attached
    delete(world.site, ada.journal_link(), mine.key)
    assert newest_mail(world).attachments == []


@pytest.mark.parametrize("kind", [InboundKind.AUTO, InboundKind.BOUNCE, InboundKind.COMPLAINT, InboundKind.DELIVERED])
def test_a_machine_counts_for_nothing(world: World, ada: Reader, kind: InboundKind) -> None:
    owed = len(world.sends())
    reading = Reading(kind, "<1@ada>", "I am away", ADA, ada.send(1).key, subscription_key=ada.key)
    assert settle(world, reading) is kind
    assert ada.answers() == []
    assert world.subscription(ada.key).state == SubscriptionState.ACTIVE
    assert len(world.sends()) == owed, "and is answered by nobody"


@pytest.mark.both_databases
def test_a_mail_to_the_unsubscribe_address_ends_the_course_without_another_mail(world: World, ada: Reader) -> None:
    for _ in range(2):
        reading = Reading(InboundKind.COMMAND, "<1@ada>", "", ADA, subscription_key=ada.key)
        assert settle(world, reading) is InboundKind.COMMAND
    assert world.subscription(ada.key).state == SubscriptionState.LEFT
    assert world.sends(kind=Kind.GOODBYE) == []
    assert [send for send in world.sends(subscription_id=world.subscription(ada.key).id) if send.state == "due"] == []


def test_a_mail_to_the_unsubscribe_address_of_an_earlier_run_ends_the_one_that_runs(world: World, ada: Reader) -> None:
    fresh = act(world.site, sign(ada.secrets, PREFERENCES, ada.key), {"action": "restart"})
    assert fresh and fresh.key != ada.key
    settle(world, Reading(InboundKind.COMMAND, "<1@ada>", "", ADA, subscription_key=ada.key))
    assert world.subscription(fresh.key).state == SubscriptionState.LEFT


def test_an_answer_to_a_copy_belongs_to_the_lesson(world: World, ada: Reader) -> None:
    act(world.site, sign(ada.secrets, PREFERENCES, ada.key), {"action": "again"})
    office = world.post_office()
    world.deliver(office)
    office.stop()
    copy = world.sends(kind=Kind.COPY)[0]
    assert copy.about == world.course.lessons[1].slug
    answer(world.site, sign(ada.secrets, ANSWER, copy.key), "better late")
    assert ada.answers() == [(2, ["better late"])]


def test_whoever_begins_again_has_a_journal_of_their_own(world: World, ada: Reader) -> None:
    answer(world.site, ada.answer_link(), "the first time")
    begun = act(world.site, sign(ada.secrets, PREFERENCES, ada.key), {"action": "restart"})
    assert begun is not None
    again = Reader(world, ADA, begun.key)
    assert again.answers() == []
    assert ada.answers() == [(1, ["the first time"])]


def test_erasing_ada_takes_her_mails_along(world: World, ada: Reader, ben: Reader) -> None:
    ada.write("an answer")
    settle(world, Reading(InboundKind.UNMATCHED, "<2@ada>", "a stray one", ADA), b"x" * (SMALL + 1))
    ben.write("his own")
    forget(world.site, ADA)
    with world.site.database.reading() as session:
        assert list(session.scalars(select(InboundEmail.text))) == ["his own"]
    assert list((world.site.settings.data_dir / "raw").iterdir()) == []


def test_erasing_ada_takes_along_what_nobody_could_look_at_yet(world: World, ada: Reader, ben: Reader) -> None:
    keep(world.site, b"still to be read", "Ada@Example.org", [])
    keep(world.site, b"x" * (SMALL + 1), ADA, [])
    give_up(world.site, newest_mail(world).id, "it can't be read")
    keep(world.site, b"ben's", BEN, [])
    forget(world.site, ADA)
    with world.site.database.reading() as session:
        assert list(session.scalars(select(InboundEmail.raw))) == [b"ben's"]
    assert list((world.site.settings.data_dir / "raw").iterdir()) == []


def test_files_without_a_row_are_tidied_away_once_they_are_old(world: World) -> None:
    keep(world.site, b"x" * (SMALL + 1), ADA, [])
    folder = world.site.settings.data_dir / "raw"
    (folder / "fresh").write_bytes(b"its row is on its way")
    (folder / "orphan").write_bytes(b"its row never came")
    for file in folder.iterdir():
        os.utime(file, None if file.name == "fresh" else (0, 0))
    assert tidy(world.site) == 1
    assert {file.name for file in folder.iterdir()} == {newest_mail(world).file, "fresh"}


def test_the_journal_goes_on_when_the_course_is_gone(world: World, ada: Reader) -> None:
    answer(world.site, ada.answer_link(), "kept")
    world.site.library.courses.clear()
    shown = ada.journal()
    assert (shown.course_title, shown.entries[1].title) == ("this course", world.sends(day=1)[0].lesson)
    assert ada.answers() == [(1, ["kept"])]

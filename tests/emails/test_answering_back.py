"""Author and reader write to each other by way of the course, and neither sees the other's address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest

from course.models import DeskReply, InboundEmail, InboundKind, Kind, Send, SendState, SubscriptionState
from emails.links import Links
from emails.rendering import NEUTRAL
from tests.correspondents import DAY, FIRST, Ada, Open
from tests.sink import Sink
from tests.threads import PROGRAMS, Mailbox, refers_to, text_of, whole

HOUR = timedelta(hours=1)
AUTHOR = "ruth@author.example"
AT_ONCE = {"ANSWERS_TO": AUTHOR, "ANSWERS_WHEN": "at_once"}
LESSON = "Listen to the end"
pytestmark = pytest.mark.both_databases


@dataclass
class Post:
    """Ada's mailbox and the author's, and the hours that pass between two mails."""

    ada: Ada
    hers: Mailbox
    authors: Mailbox

    def hour(self) -> None:
        """What is due is sent, and time goes on."""
        self.ada.world.deliver(self.ada.office)
        self.ada.lives(self.ada.world.clock.now() + HOUR)

    def day(self, days: float = 1) -> None:
        self.ada.lives(self.ada.world.clock.now() + days * DAY)

    def lesson(self) -> EmailMessage:
        return self.hers.got(LESSON)[-1]

    def told(self) -> str:
        """What the author's latest mail says, without its line breaks."""
        return " ".join(text_of(self.authors.got()[0]).split())

    def sends(self, kind: Kind, **where: object) -> list[Send]:
        return self.ada.world.sends(kind=kind, **where)


def post_of(ada: Ada, host: str = "ada-home.example") -> Post:
    return Post(ada, Mailbox(ada.world, ada.address, host), Mailbox(ada.world, AUTHOR, "ruths-house.example"))


@pytest.fixture
def post(opened: Open) -> Post:
    """Ada got the first lesson an hour ago; the author is told at once."""
    ada = opened(**AT_ONCE)
    ada.lives(FIRST + HOUR)
    return post_of(ada)


@pytest.fixture
def daily(opened: Open) -> Post:
    ada = opened(ANSWERS_TO=AUTHOR)
    ada.lives(FIRST + HOUR)
    return post_of(ada)


def converse(post: Post) -> None:
    """Ada answers, the author writes back, she answers, the author writes back once more, with a signature."""
    post.hers.replies("I heard the end of it.", post.lesson())
    post.hour()
    post.authors.replies("What was at the end?", post.authors.got()[0], "AW: ")
    post.hour()
    post.hers.replies("That she was afraid.", post.hers.got(LESSON)[0])
    post.hour()
    post.authors.replies(f"Thank you for waiting.\n\n-- \nRuth\n{AUTHOR}", post.authors.got()[0])
    post.hour()


def test_a_conversation_by_mail(post: Post) -> None:
    converse(post)
    first, second = reversed(post.authors.got())
    assert re.fullmatch(r"A reader \([a-z2-7]{4}\): Listen to the end", first["Subject"])
    assert second["Subject"] == f"Re: {first['Subject']}"
    assert "Listen to the end: What did you hear once you waited?" in post.told()
    wrote = r"That she was afraid\. A reader \(\w{4}\), Tuesday, 2 March 2027, at \d\d:\d\d \(Europe/Berlin\)"
    assert re.search(wrote, post.told())
    words = [text_of(mail) for mail in post.hers.got(f"Re: {LESSON}")]
    assert "Thank you for waiting." in words[0] and "What was at the end?" in words[1]
    assert all("afraid" not in text and "Ruth" not in text for text in words), "nothing quoted, nobody signed"


@pytest.mark.parametrize("program", PROGRAMS)
def test_each_mail_program_shows_the_whole_conversation_together(post: Post, program: str) -> None:
    converse(post)
    hers = {str(mail["Message-ID"]) for mail in post.hers.all() if LESSON in mail["Subject"]}
    authors = {str(mail["Message-ID"]) for mail in post.authors.all()}
    assert (len(hers), len(authors)) == (5, 4)
    assert hers in PROGRAMS[program](post.hers.all())
    assert [authors] == PROGRAMS[program](post.authors.all())


def test_each_mail_stands_under_the_one_that_it_answers(post: Post) -> None:
    converse(post)
    lesson = str(post.lesson()["Message-ID"])
    second, first = post.hers.got(f"Re: {LESSON}")
    wrote = [str(mail["Message-ID"]) for mail in post.hers.sent]
    assert (first["In-Reply-To"], first["References"].split()) == (wrote[0], [lesson, wrote[0]])
    assert second["In-Reply-To"] == wrote[1]
    assert second["References"].split() == [lesson, wrote[0], str(first["Message-ID"]), wrote[1]]
    told, told_first = post.authors.got()
    asked = str(post.authors.sent[0]["Message-ID"])
    assert told_first["In-Reply-To"] is told_first["References"] is None
    assert (told["In-Reply-To"], told["References"].split()) == (asked, [str(told_first["Message-ID"]), asked])


def test_neither_sees_the_others_address_in_any_header_or_part(post: Post) -> None:
    converse(post)
    for mail in post.hers.got():
        assert not re.search(r"ruth|author\.example", whole(mail), re.IGNORECASE)
    for mail in post.authors.got():
        assert not re.search(r"ada@|example\.org|ada-home", whole(mail), re.IGNORECASE)


def test_the_authors_mail_opens_no_door_of_the_readers(post: Post) -> None:
    converse(post)
    links = Links(post.ada.world.site.settings)
    own = {links.reply_address(send.key) for send in post.sends(Kind.SUMMARY)}
    for mail in post.authors.got():
        assert not re.search("unsubscribe|preferences|journal", whole(mail), re.IGNORECASE)
        assert mail["Auto-Submitted"] == "auto-generated"
        assert {address for address in re.findall(r"[\w+.-]+@[\w.-]+", whole(mail)) if "+" in address} <= own
        assert set(re.findall(r"https?://[^\s\"<>)]+", whole(mail))) <= {"http://127.0.0.1:8000/media/tiny/logo.png"}


def test_what_was_written_stands_in_the_journal_under_its_question(post: Post) -> None:
    converse(post)
    assert post.ada.journal() == [(1, ["I heard the end of it.", "That she was afraid."])]
    entry = next(each for each in post.ada.entries() if each.answers)
    assert [each.text for each in entry.exchange] == [
        *("I heard the end of it.", "What was at the end?", "That she was afraid.", "Thank you for waiting."),
    ]


def test_words_by_reply_count_in_a_conversation_as_everywhere(post: Post) -> None:
    post.hers.replies("I heard the end of it.", post.lesson())
    post.hour()
    post.authors.replies("stop", post.authors.got()[0])
    post.hour()
    assert post.ada.stands().state == SubscriptionState.ACTIVE, "the author's words are no wishes"
    assert post.hers.replies("Pause, please.", post.hers.got(f"Re: {LESSON}")[0]).kind == InboundKind.COMMAND
    assert post.ada.stands().state == SubscriptionState.PAUSED
    assert len(post.sends(Kind.SUMMARY)) == 1


def test_once_a_day_at_seven_the_author_is_told_all_that_came(daily: Post) -> None:
    for words in ("One.", "Two."):
        daily.hers.replies(words, daily.lesson())
        daily.hour()
    assert daily.authors.got() == []
    daily.day()
    assert [send.sending_at for send in daily.sends(Kind.SUMMARY)] == [FIRST + DAY - HOUR], "07:00 in Berlin"
    assert re.search(r"One\. .* Two\. ", daily.told())
    daily.hers.replies("Three.", daily.lesson())
    daily.day()
    assert len(daily.authors.got()) == 2 and "Three." in daily.told() and "One." not in daily.told()


def test_each_question_is_told_by_itself(daily: Post) -> None:
    daily.hers.replies("One.", daily.lesson())
    daily.ada.does("next")
    daily.hour()
    daily.hers.replies("Two.", daily.hers.got("Ask one thing")[0])
    daily.day()
    assert sorted(str(mail["Subject"]).partition(": ")[2] for mail in daily.authors.got()) == [
        "Ask one thing",
        LESSON,
    ]


def test_an_answer_that_is_deleted_before_it_is_told_is_told_to_nobody(daily: Post) -> None:
    daily.hers.replies("A secret.", daily.lesson())
    daily.hers.replies("delete my answers", daily.lesson())
    daily.day()
    assert daily.authors.got() == []
    assert [send.state for send in daily.sends(Kind.SUMMARY)] == [SendState.CANCELLED]


def test_of_several_answers_the_others_are_told(daily: Post) -> None:
    daily.hers.replies("A secret.", daily.lesson())
    daily.ada.answers(daily.ada.newest(), "No secret.")
    daily.ada.deletes("A secret.")
    daily.day()
    assert "No secret." in daily.told() and "A secret." not in daily.told()


def test_what_the_author_quotes_is_not_kept(post: Post) -> None:
    post.hers.replies("A secret.", post.lesson())
    post.hour()
    post.authors.replies("Thank you.", post.authors.got()[0])
    post.ada.deletes("A secret.")
    with post.ada.world.site.database.reading() as session:
        assert not any(b"secret" in (mail.raw or b"") for mail in session.query(InboundEmail))
        assert [words.text for words in session.query(DeskReply)] == ["Thank you."]


def test_an_answer_on_the_page_is_told_and_written_back_to_under_its_lesson(post: Post) -> None:
    post.ada.answers(post.ada.newest(), "On the page.")
    post.hour()
    post.authors.replies("Thank you.", post.authors.got()[0])
    post.hour()
    back = post.hers.got(f"Re: {LESSON}")[0]
    assert back["In-Reply-To"] == back["References"] == post.lesson()["Message-ID"]


def test_an_answer_to_a_nudge_goes_on_under_the_nudge(opened: Open) -> None:
    ada = opened("[nudges]\nafter_days = [1]\n[pace]\nwait_for_answer_days = 5\n", **AT_ONCE)
    ada.lives(FIRST + DAY + HOUR)
    post = post_of(ada)
    nudge = post.hers.got("Whenever you like")[0]
    post.hers.replies("I waited.", nudge)
    post.hour()
    post.authors.replies("Thank you.", post.authors.got()[0])
    post.hour()
    back = post.hers.got("Re: ")[0]
    assert back["Subject"] == f"Re: {nudge['Subject']}"
    assert refers_to(back)[-1] == post.hers.sent[0]["Message-ID"] and nudge["Message-ID"] in refers_to(back)


def test_two_readers_never_mix(post: Post) -> None:
    ben = Ada(post.ada.world, post.ada.office, "ben@example.org")
    post.day(2)
    his = Mailbox(post.ada.world, ben.address, "bens-home.example")
    post.hers.replies("I am ada.", post.lesson())
    post.hour()
    his.replies("I am ben.", his.got(LESSON)[0])
    post.hour()
    of_ben, of_ada = post.authors.got()
    assert of_ada["Subject"] != of_ben["Subject"]
    post.authors.replies("Dear ben.", of_ben)
    post.authors.replies("Dear ada.", of_ada)
    post.hour()
    assert "Dear ada." in text_of(post.hers.got(f"Re: {LESSON}")[0])
    assert "Dear ben." in text_of(his.got(f"Re: {LESSON}")[0])
    assert [len(box.got(f"Re: {LESSON}")) for box in (post.hers, his)] == [1, 1]
    for group in PROGRAMS.values():
        assert sorted(map(len, group(post.authors.all()))) == [2, 2]


def test_from_another_address_the_author_is_told_so_and_that_id_stays_out_of_the_thread(post: Post) -> None:
    post.hers.replies("From work.", post.lesson(), sender="ada@work.example")
    post.hour()
    assert "from another address than theirs" in post.told() and "work.example" not in post.told()
    post.authors.replies("Thank you.", post.authors.got()[0])
    post.hour()
    assert refers_to(post.hers.got(f"Re: {LESSON}")[0]) == [post.lesson()["Message-ID"]] * 2


@pytest.mark.parametrize("sender", ["friend@example.net", "ada@example.org"])
def test_a_reply_from_elsewhere_reaches_no_reader(post: Post, sender: str) -> None:
    post.hers.replies("I waited.", post.lesson())
    post.hour()
    mail = post.authors.replies("Who is this?", post.authors.got()[0], sender=sender)
    assert (mail.kind, mail.text) == (InboundKind.UNMATCHED, "Who is this?") and "ANSWERS_TO" in mail.reason
    post.hour()
    assert post.sends(Kind.DESK_REPLY) == [] and post.ada.journal() == [(1, ["I waited."])]


def test_an_empty_reply_reaches_no_reader(post: Post) -> None:
    post.hers.replies("I waited.", post.lesson())
    post.hour()
    assert post.authors.replies("", post.authors.got()[0]).kind == InboundKind.UNMATCHED
    assert post.sends(Kind.DESK_REPLY) == post.sends(Kind.ANSWER_TO_COMMAND) == []


def test_the_authors_absence_holds_no_course(post: Post) -> None:
    post.hers.replies("I waited.", post.lesson())
    post.hour()
    told = post.sends(Kind.SUMMARY)[0]
    absent = {"Auto_Submitted": "auto-replied", "Subject": "Out of office"}
    away = post.ada.writes("I am away until 20 March 2027.", told, sender=AUTHOR, **absent)
    assert (away.kind, post.ada.stands().state) == (InboundKind.AUTO, SubscriptionState.ACTIVE)
    assert post.sends(Kind.DESK_REPLY) == []


def test_the_same_reply_twice_is_one(post: Post) -> None:
    post.hers.replies("I waited.", post.lesson())
    post.hour()
    for _ in range(2):
        post.authors.replies("Thank you.", post.authors.got()[0])
        post.authors.sent.pop()
    assert len(post.sends(Kind.DESK_REPLY)) == 1


def test_who_began_again_is_still_written_to_about_what_they_answered_before(post: Post) -> None:
    post.hers.replies("I waited.", post.lesson())
    post.hour()
    post.ada.does("restart")
    post.hour()
    post.authors.replies("Thank you.", post.authors.got()[0])
    post.hour()
    back = post.hers.got(f"Re: {LESSON}")[0]
    assert "Thank you." in text_of(back) and refers_to(back)[-1] == post.hers.sent[0]["Message-ID"]
    post.hers.replies("And thank you.", back)
    post.hour()
    assert "And thank you." in post.told()


def test_who_left_is_written_to_no_more_and_the_answer_is_told_all_the_same(daily: Post) -> None:
    daily.hers.replies("I waited.", daily.lesson())
    daily.ada.does("leave")
    daily.day()
    assert "I waited." in daily.told()
    daily.authors.replies("Thank you.", daily.authors.got()[0])
    daily.day()
    assert [send.state for send in daily.sends(Kind.DESK_REPLY)] == [SendState.CANCELLED]
    entry = next(each for each in daily.ada.entries() if each.answers)
    assert [each.text for each in entry.written_back] == ["Thank you."], "it stands in the journal"


def test_who_finished_is_written_to(post: Post) -> None:
    post.hers.replies("I waited.", post.lesson())
    post.day(10)
    assert post.ada.stands().state == SubscriptionState.COMPLETED
    post.authors.replies("Well done.", post.authors.got()[0])
    post.hour()
    assert "Well done." in text_of(post.hers.got(f"Re: {LESSON}")[0])


def test_in_discreet_mode_the_authors_words_come_under_the_neutral_subject(post: Post) -> None:
    post.ada.does("save", discreet="on")
    post.hers.replies("I waited.", post.lesson())
    post.hour()
    assert LESSON in post.authors.got()[0]["Subject"]
    post.authors.replies("Thank you.", post.authors.got()[0])
    post.hour()
    (back,) = post.hers.got(NEUTRAL)
    assert back["Subject"] == NEUTRAL and str(back["From"]) == "course@localhost"


def test_without_an_author_to_tell_nobody_is_told(opened: Open) -> None:
    ada = opened()
    ada.lives(FIRST + HOUR)
    ada.writes("I waited.", ada.newest())
    ada.lives(FIRST + 2 * DAY)
    assert ada.world.sends(kind=Kind.SUMMARY) == []


def test_nothing_in_a_readers_words_is_markup(post: Post) -> None:
    post.hers.replies("{{ first_name }} <b>bold</b>\nand {% more %}", post.lesson())
    post.hour()
    told = post.authors.got()[0]
    assert "{ { first_name }} <b>bold</b>\n    and { % more %}" in text_of(told)
    assert "{ { first_name }} &lt;b&gt;bold&lt;/b&gt;<br>and { % more %}" in text_of(told, "html")


def test_at_seven_of_the_courses_zone(daily: Post) -> None:
    daily.ada.lives(datetime.fromisoformat("2027-03-28T04:30:00+00:00"))
    daily.ada.answers(daily.ada.newest(), "After the clocks went forward.")
    assert daily.sends(Kind.SUMMARY)[0].due_at == datetime.fromisoformat("2027-03-28T05:00:00+00:00")


def test_a_dead_address_of_the_authors_ends_no_readers_course(opened: Open) -> None:
    with Sink() as relay:
        ada = opened(ANSWERS_TO="nobody.ruth@author.example", ANSWERS_WHEN="at_once", SMTP_URL=relay.url)
        ada.lives(FIRST + HOUR)
        ada.writes("I waited.", ada.newest())
        ada.lives(FIRST + 5 * DAY)
        assert [send.state for send in ada.world.sends(kind=Kind.SUMMARY)] == [SendState.FAILED]
        assert ada.stands().state == SubscriptionState.COMPLETED
        assert [stored.recipient for stored in relay.stored] == [ada.address] * 4


def test_what_comes_while_the_authors_mailbox_is_busy_is_told_in_a_mail_of_its_own(opened: Open) -> None:
    """The first one may have arrived after all, and a copy of it would be passed over."""
    with Sink() as relay:
        ada = opened(ANSWERS_TO="busy.ruth@author.example", ANSWERS_WHEN="at_once", SMTP_URL=relay.url)
        ada.lives(FIRST + HOUR)
        for number, words in enumerate(("One.", "Two.")):
            ada.writes(words, ada.newest(), message_id=f"<{number}@ada>")
            ada.world.deliver(ada.office)
        assert [send.tries for send in ada.world.sends(kind=Kind.SUMMARY)] == [1, 1]

"""Our own lessons as the world's mail programs quote them: nothing of them is taken for the reader's words."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from course.models import Kind
from course.site import Site
from emails.composing import PASSED_ON, Composer
from emails.parsing import parse
from emails.reply_ours import OurMails
from emails.reply_text import own_words
from tests.emails.clients import CLIENTS
from tests.emails.mails import job, letter_job, part, read
from tests.emails.quoting import Answer, Client, Quoted
from tests.emails.tongues import TONGUES

MINE = "It was harder than I thought.\n\nBut I said it – finally."
ANSWERS = {
    "top": Answer(above=MINE),
    "bottom": Answer(below=MINE),
    "inline": Answer(
        between=((4, "Anger. It surprised me"), (9, "I said nothing.\nThen I cried"), (-9, "— the evening"))
    ),
}


@pytest.fixture(scope="module")
def lessons(paper: Site) -> list[Quoted]:
    """Three mails as ada gets them: the welcome, one with a box, and the last."""
    course, composer = paper.library.first, Composer(paper)
    jobs = [job(Kind.WELCOME), *(job(Kind.LESSON, course.lessons[n].slug, n + 1) for n in (3, -1))]
    return [_quoted(composer, each) for each in jobs]


def _quoted(composer: Composer, each: object) -> Quoted:
    message = composer.compose(each)  # type: ignore[arg-type]
    html = part(message, "html").partition("<body")[2].partition(">")[2].partition("</body>")[0]
    return Quoted(part(message, "plain"), html, read(message)["Subject"])


@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)
@pytest.mark.parametrize("where", ANSWERS)
def test_whoever_quotes_it_in_whatever_language(
    client: Client, where: str, lessons: list[Quoted], ours: OurMails
) -> None:
    """In text, in HTML, and in both; a third of the languages, above, below and between have all of them."""
    third = list(ANSWERS).index(where)
    for number, (language, tongue) in enumerate(list(TONGUES.items())[third::3]):
        mail = lessons[number % len(lessons)]
        answer = ANSWERS[where].within(mail)
        plain, html = client.plain(answer, mail, tongue), client.html(answer, mail, tongue)
        for form in ({"plain": plain}, {"html": html}, {"plain": plain, "html": html}):
            got = own_words(parse(_mail(**form)), ours)
            assert got.split() == answer.words.split(), (language, list(form))


@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)
def test_an_answer_without_a_word_says_nothing(client: Client, lessons: list[Quoted], ours: OurMails) -> None:
    for number, (language, tongue) in enumerate(TONGUES.items()):
        mail = lessons[number % len(lessons)]
        plain, html = client.plain(Answer(), mail, tongue), client.html(Answer(), mail, tongue)
        for form in ({"plain": plain}, {"html": html}):
            assert own_words(parse(_mail(**form)), ours) == "", (language, list(form))


@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)
@pytest.mark.parametrize("kind", PASSED_ON)
def test_of_what_author_and_reader_wrote_before_nothing_comes_again(
    client: Client, kind: Kind, paper: Site, ours: OurMails
) -> None:
    mail = _quoted(Composer(paper), letter_job(kind, "Once I waited. " * 20))
    for number, (language, tongue) in enumerate(TONGUES.items()):
        answer = (ANSWERS["top"], Answer())[number % 2]
        plain, html = client.plain(answer, mail, tongue), client.html(answer, mail, tongue)
        for form in ({"plain": plain}, {"html": html}):
            assert own_words(parse(_mail(**form)), ours).split() == answer.words.split(), (language, list(form))


GARDEN = Quoted("", "<h1>News</h1><p>The tulips are out, dear friends.</p><p>Bring gloves.</p><p>Flora</p>", "News")


@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)
def test_a_mail_that_isnt_ours_is_cut_below_the_words(client: Client) -> None:
    """By what the program and the language say of it alone."""
    for language, tongue in TONGUES.items():
        plain, html = client.plain(ANSWERS["top"], GARDEN, tongue), client.html(ANSWERS["top"], GARDEN, tongue)
        for form in ({"plain": plain}, {"html": html}):
            assert own_words(parse(_mail(**form))).split() == MINE.split(), (language, list(form))


@pytest.mark.parametrize("name", ["gmail", "apple mail", "thunderbird", "proton", "k-9", "fastmail", "tuta", "mail.ru"])
@pytest.mark.parametrize("answer", [Answer(below=MINE), Answer(between=((1, "They are!"), (2, "Even then?")))])
def test_where_a_program_marks_quotes_words_may_stand_anywhere(name: str, answer: Answer) -> None:
    for language, tongue in TONGUES.items():
        plain, html = CLIENTS[name].plain(answer, GARDEN, tongue), CLIENTS[name].html(answer, GARDEN, tongue)
        for form in ({"plain": plain}, {"html": html}):
            assert own_words(parse(_mail(**form))).split() == answer.words.split(), (language, list(form))


def _mail(plain: str = "", html: str = "") -> bytes:
    message = EmailMessage()
    message["From"] = "ada@example.org"
    if plain:
        message.set_content(plain, cte="base64")
    if html:
        add = message.add_alternative if plain else message.set_content
        add(f"<html><head><style>p {{ margin: 0 }}</style></head><body>{html}</body></html>", "html", cte="base64")
    return message.as_bytes()

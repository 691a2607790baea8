"""The writer's own words, whatever their mail program puts around them."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from email.message import EmailMessage
from html import escape

import pytest

from course.models import Kind
from course.site import Site
from emails.composing import Composer
from emails.parsing import parse
from emails.reply_ours import OurMails
from emails.reply_text import own_words, trimmed
from tests.emails.mails import job, part

MINE = "It was harder than I thought.\n\nBut I said it – finally."
QUOTED = "> Day 1 of 11\n>\n> What did you say?"

HEADERS = {
    "english": "On Mon, 3 May 2027 at 07:00, Course <course@example.org> wrote:",
    "english, wrapped": "On Mon, 3 May 2027 at 07:00, The Communication Challenge\n<reply+aaaa@example.org> wrote:",
    "english, us": "On May 3, 2027, at 7:00 AM, Course <course@example.org> wrote:",
    "german": "Am 03.05.27 um 07:00 schrieb Course:",
    "german, gmail": "Am Mo., 3. Mai 2027 um 07:00 Uhr schrieb Course <course@example.org>:",
    "french": "Le lun. 3 mai 2027 à 07:00, Course <course@example.org> a écrit :",
    "spanish": "El lun, 3 may 2027 a las 7:00, Course (<course@example.org>) escribió:",
    "italian": "Il giorno lun 3 mag 2027 alle ore 07:00 Course <course@example.org> ha scritto:",
    "dutch": "Op ma 3 mei 2027 om 07:00 schreef Course <course@example.org>:",
    "portuguese": "Em seg., 3 de mai. de 2027 às 07:00, Course <course@example.org> escreveu:",
    "ukrainian": "пн, 3 трав. 2027 р. о 07:00 Course <course@example.org> пише:",
    "russian": "пн, 3 мая 2027 г. в 07:00, Course <course@example.org>:",
    "polish": "pon., 3 maj 2027 o 07:00 Course <course@example.org> napisał(a):",
    "swedish": "Den mån 3 maj 2027 kl 07:00 skrev Course <course@example.org>:",
    "danish": "Den man. 3. maj 2027 kl. 07.00 skrev Course <course@example.org>:",
    "finnish": "ma 3. toukok. 2027 klo 7.00 Course <course@example.org> kirjoitti:",
    "turkish": "Course <course@example.org>, 3 May 2027 Pzt, 07:00 tarihinde şunu yazdı:",
    "japanese": "2027年5月3日(月) 7:00 Course <course@example.org>:",
    "chinese": "Course <course@example.org> 于2027年5月3日周一 07:00写道：",
}


@pytest.mark.parametrize("line", HEADERS.values(), ids=HEADERS)
@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["close", "apart"])
def test_who_wrote_what_is_cut_in_many_languages(line: str, gap: str) -> None:
    assert trimmed(f"{MINE}\n\n{line}{gap}{QUOTED}\n") == MINE
    assert trimmed(f"{MINE}\n{line}\n\nDay 1\n\nno marks at all") == MINE
    assert trimmed(f"{line}\n{QUOTED}\n\n{MINE}") == MINE, "an answer below the quote"


OUTLOOK = {
    "english": "From: Course <course@example.org>\nSent: Monday, May 3, 2027 7:00 AM\nTo: Ada\nSubject: Day 1",
    "german": "Von: Course <course@example.org>\nGesendet: Montag, 3. Mai 2027 07:00\nAn: Ada\nBetreff: Tag 1",
    "french": "De : Course <course@example.org>\nEnvoyé : lundi 3 mai 2027 07:00\nÀ : Ada\nObjet : Jour 1",
    "spanish": "De: Course <course@example.org>\nEnviado el: lunes, 3 de mayo de 2027 7:00\nPara: Ada\nAsunto: Día 1",
    "dutch": "Van: Course <course@example.org>\nVerzonden: maandag 3 mei 2027 07:00\nAan: Ada\nOnderwerp: Dag 1",
    "russian": "От: Course <course@example.org>\nОтправлено: 3 мая 2027 г. 7:00\nКому: Ada\nТема: День 1",
    "bold": "*From:* Course <course@example.org>\n*Sent:* Monday, May 3, 2027\n*To:* Ada\n*Subject:* Day 1",
}


@pytest.mark.parametrize("block", OUTLOOK.values(), ids=OUTLOOK)
@pytest.mark.parametrize("above", ["", "________________________________\n", "-----Original Message-----\n"])
def test_a_block_of_fields_begins_the_other_mail(block: str, above: str) -> None:
    assert trimmed(f"{MINE}\n\n{above}{block}\n\nno marks at all") == MINE


@pytest.mark.parametrize(
    "line",
    [
        "-----Original Message-----", "-------- Original Message --------", "---------- Forwarded message ---------",
        "-----Ursprüngliche Nachricht-----", "-------- Message d'origine --------", "-----Mensaje original-----",
        "-----Oorspronkelijk bericht-----", "-----Messaggio originale-----", "----- Исходное сообщение -----",
    ],
)  # fmt: skip
def test_a_line_of_dashes_with_a_title_begins_the_other_mail(line: str) -> None:
    assert trimmed(f"{MINE}\n\n{line}\nno marks at all") == MINE


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone", "Get Outlook for iOS<https://aka.ms/o0ukef>", "Von meinem iPhone gesendet",
        "Gesendet mit der GMX Mail App", "Envoyé de mon iPhone", "Enviado desde mi iPhone", "Inviato da iPhone",
        "Verzonden vanaf mijn iPhone", "Skickat från min iPad", "Wysłane z iPhone'a", "Отправлено с iPhone",
        "iPhoneから送信", "发自我的iPhone",
    ],
)  # fmt: skip
def test_what_the_phone_signs_isnt_the_readers(line: str) -> None:
    assert trimmed(f"{MINE}\n\n{line}\n\n{HEADERS['english']}\n{QUOTED}") == MINE
    assert trimmed(f"{MINE}\n\n{line}\n") == MINE


@pytest.mark.parametrize(
    "words",
    [
        "On Monday I wrote a letter, and tore it up.",
        "From: me. To: you. That is how it felt.",
        "He said: I hear you.\nI said nothing.",
        "Sent him away, then called him back.",
        "2027 will be better -- I hope.",
        "- one\n- two\n--- three dashes",
        "On 3 May he wrote:\nI want to hear you.",
        "5 > 3 and 2 < 4",
        "What did you say back? I said that I was glad.",
        "To: ",
    ],
)
def test_what_only_looks_like_it_stays(words: str) -> None:
    assert trimmed(words) == words.strip()


def test_a_signature_goes_and_dashes_in_words_stay() -> None:
    assert trimmed(f"{MINE}\n-- \nAda\n+49 30 123") == MINE
    assert trimmed("-- \nAda") == "--\nAda", "where nothing stands above, it may be all there is"


def test_answers_between_quoted_lines_are_all_kept() -> None:
    assert trimmed("> What did you say?\nThat I was sad.\n> And they?\nListened.\n") == "That I was sad.\nListened."


CLIENTS: dict[str, Callable[[str], str]] = {
    "marks": lambda lesson: f"{HEADERS['english']}\n" + textwrap.indent(lesson, "> ", lambda _: True),
    "marks, no header": lambda lesson: textwrap.indent(lesson, "> ", lambda _: True),
    "marks, wrapped anew": lambda lesson: HEADERS["german"] + "\n\n" + textwrap.indent(rewrapped(lesson, 50), "> "),
    "outlook": lambda lesson: f"________________________________\n{OUTLOOK['english']}\n\n{lesson}",
    "outlook mobile": lambda lesson: f"Get Outlook for Android\n{'_' * 32}\n{OUTLOOK['french']}\n{lesson}",
    "original message": lambda lesson: f"-----Original Message-----\n{OUTLOOK['english']}\n\n{lesson}",
    "header, no marks": lambda lesson: f"{HEADERS['english']}\n\n{lesson}",
    "header, indented": lambda lesson: f"{HEADERS['french']}\n\n" + textwrap.indent(lesson, "    "),
    "nothing": lambda lesson: lesson,
    "nothing, wrapped anew": lambda lesson: rewrapped(lesson, 40),
    "nothing, in long lines": lambda lesson: rewrapped(lesson, 10_000),
    "nothing, indented": lambda lesson: textwrap.indent(lesson, "\t"),
}


def rewrapped(text: str, width: int) -> str:
    return "\n\n".join(textwrap.fill(paragraph, width) for paragraph in text.split("\n\n"))


def text_of(paper: Site, number: int) -> str:
    """A lesson as ada gets it, in text."""
    lesson = paper.library.first.lessons[number]
    return part(Composer(paper).compose(job(Kind.LESSON, lesson.slug, lesson.day)), "plain")


@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)
def test_our_own_lessons_are_cut_whoever_quotes_them(client: Callable[[str], str], paper: Site, ours: OurMails) -> None:
    for number in range(len(paper.library.first.lessons)):
        assert trimmed(f"{MINE}\n\n{client(text_of(paper, number))}", ours) == MINE, number


def test_a_discreet_lesson_is_cut_as_well(paper: Site, ours: OurMails) -> None:
    lesson = paper.library.first.lessons[3]
    text = part(Composer(paper).compose(job(Kind.LESSON, lesson.slug, lesson.day, discreet=True)), "plain")
    assert trimmed(f"A quiet day.\n{text}", ours) == "A quiet day."


def test_who_quotes_a_part_of_a_lesson_quotes_it(paper: Site, ours: OurMails) -> None:
    paragraphs = text_of(paper, 3).split("\n\n")
    assert trimmed("\n\n".join([MINE, *paragraphs[5:8]]), ours) == MINE
    assert trimmed("\n\n".join([*paragraphs[-9:], MINE]), ours) == MINE


def test_a_lesson_that_was_edited_since_is_known_by_the_rest(paper: Site, ours: OurMails) -> None:
    text = text_of(paper, 3).replace("The bin is full again", "The sink was full of plates that nobody had washed")
    text = text.replace("It still\ncounts.", "It counts as much as a word that came at once.")
    assert trimmed(f"{MINE}\n\n{text}", ours) == MINE


@pytest.mark.parametrize(
    "words",
    [
        "Which feeling was loudest today, and what did you find underneath, if anything? Anger, and under it fear.",
        "> Which feeling was loudest today, and what did you find underneath, if anything?\nAnger. Under it fear.",
        "Today’s question\n\nWhich feeling was loudest today, and what did you find underneath, if anything?\n\nAnger.",
        "Day 4 of 11\n\nAnger. And then I said: I felt like I was doing it all by myself.",
        "You wrote: Feelings are neither right nor wrong. What people do with them can be wrong, and accepting a "
        "feeling never means putting up with being shouted at or hurt. I never thought of it like that.",
    ],
    ids=["on one line", "behind a mark", "with its label", "with the day", "a sentence or two"],
)
def test_who_repeats_the_question_loses_no_word(words: str, paper: Site, ours: OurMails) -> None:
    kept = words.partition("\n")[2] if words.startswith(">") else words
    assert trimmed(words, ours) == kept
    assert trimmed(f"{words}\n\n{HEADERS['english']}\n\n{text_of(paper, 3)}", ours) == kept


def test_what_is_typed_into_the_quoted_lesson_is_the_readers_even_behind_a_mark(paper: Site, ours: OurMails) -> None:
    """Where a program sets the cursor inside of the quote, it marks the reader's words too."""
    above, question, below = text_of(paper, 3).partition("underneath, if\n  anything?\n")
    lesson = f"{above}{question}\nAnger. Under it, fear.\n{below}"
    assert trimmed(textwrap.indent(lesson, "> ", lambda _: True), ours) == "Anger. Under it, fear."
    assert trimmed(f"{OUTLOOK['english']}\n\n{lesson}", ours) == "Anger. Under it, fear."


def test_a_lesson_that_is_quoted_as_html_is_cut(paper: Site, ours: OurMails) -> None:
    lesson = paper.library.first.lessons[3]
    html = part(Composer(paper).compose(job(Kind.LESSON, lesson.slug, lesson.day)), "html")
    body = html.partition("<body")[2].partition(">")[2].partition("</body>")[0]
    wrappings = [
        f'<div class="gmail_quote"><div class="gmail_attr">{escape(HEADERS["english"])}</div>{body}</div>',
        f'<blockquote type="cite">{body}</blockquote>',
        f'<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Course</div>{body}',
        f"<div>{escape(HEADERS['german'])}</div><div>{body}</div>",
        f"<div>{body}</div>",
    ]
    for wrapping in wrappings:
        raw = mail(f"<div dir=ltr>It was <b>hard</b>.<br>And good.</div><br>{wrapping}", "html")
        assert own_words(parse(raw), ours) == "It was hard.\nAnd good."


def mail(text: str, subtype: str = "plain", charset: str = "utf-8", cte: str = "base64", **params: str) -> bytes:
    message = EmailMessage()
    message["From"] = "ada@example.org"
    message.set_content(text, subtype, charset, cte, params=params)
    return message.as_bytes()


@pytest.mark.parametrize("cte", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252"])
def test_letters_arrive_as_they_were_typed(charset: str, cte: str) -> None:
    words = "Schöne Grüße, ça va – ja"
    kept = words.replace(" –", "") if charset == "iso-8859-1" else words
    assert own_words(parse(mail(kept, charset=charset, cte=cte))) == kept


@pytest.mark.parametrize(
    ("declared", "raw", "words"),
    [
        ("us-ascii", "größer".encode(), "größer"),
        ("iso-8859-1", "größer “so”".encode("cp1252"), "größer “so”"),
        ("utf-8", "größer".encode("latin-1"), "gr��er"),
        ("x-unknown", "größer".encode(), "größer"),
        ("zlib", b"plain", "plain"),
        ("rot13", b"plain", "plain"),
        ("idna", b"plain", "plain"),
        ("'; drop", b"plain", "plain"),
    ],
)
def test_a_charset_that_lies_does_little_harm(declared: str, raw: bytes, words: str) -> None:
    head = f'Content-Type: text/plain; charset="{declared}"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
    assert own_words(parse(head.encode() + raw)) == words


def test_soft_line_breaks_are_undone() -> None:
    flowed = "It was harder than \nI thought.\n\n> quoted and \n> flowing\n-- \nAda"
    assert own_words(parse(mail(flowed, format="flowed"))) == "It was harder than I thought."
    assert own_words(parse(mail("聞き \nます", format="flowed", delsp="yes"))) == "聞きます"


def test_the_text_part_counts_and_html_only_where_there_is_none() -> None:
    message = EmailMessage()
    message.set_content("in text")
    message.add_alternative("<p>in html</p>", subtype="html")
    message.add_attachment(b"not mine", maintype="text", subtype="plain", filename="notes.txt")
    assert own_words(parse(message.as_bytes())) == "in text"
    message = EmailMessage()
    message.set_content(" \n")
    message.add_alternative("<head><style>p{}</style></head><p>in <i>html</i></p><p>and more", subtype="html")
    assert own_words(parse(message.as_bytes())) == "in html\n\nand more"


def test_a_photo_before_the_words_hides_them_not() -> None:
    message = EmailMessage()
    message["Subject"] = "photo"
    message.add_attachment(b"\xff" * 5_000_000, maintype="image", subtype="jpeg")
    message.add_attachment("It was hard.", disposition="inline")
    assert own_words(parse(message.as_bytes())) == "It was hard."


def test_a_mail_that_is_attached_says_nothing_for_the_reader() -> None:
    inner, message = EmailMessage(), EmailMessage()
    inner.set_content("somebody else's")
    message.set_content("look")
    message.add_attachment(inner)
    assert own_words(parse(message.as_bytes())) == "look"

"""The writer's own words, whatever their mail program puts around them."""

from __future__ import annotations

import time
from email.message import EmailMessage

import pytest

from emails.parsing import parse
from emails.reply_html import html_lines
from emails.reply_ours import OurMails
from emails.reply_text import own_words, trimmed
from tests.emails.mails import MANY_SECONDS

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
    "english, over three lines": "On Mon, May 3, 2027 at 7:00 AM, The Course\n<course@example.org>\nwrote:",
    "english, with a blank line": "On Mon, May 3, 2027 at 7:00 AM, The Course\n\n<course@example.org> wrote:",
    "italian, wrapped": "Il giorno lun 3 mag 2027 alle ore 07:00 The Course\n<course@example.org> ha scritto:",
    "turkish, wrapped": "The Course\n<course@example.org>, 3 May 2027\nPzt, 07:00 tarihinde şunu yazdı:",
    "a list": "On Monday, Course via Friends wrote:",
    "no name, no verb": "3 May 2027, 07:00 by course@example.org:",
    "in iso, without an address": "2027-05-03 7:00 GMT+02:00 The Course",
    "in iso": "2027-05-03 7:00 GMT+02:00 Course <course@example.org>:",
    "dashes": "---- On Mon, 03 May 2027 07:00:00 +0200 Course <course@example.org> wrote ----",
    "dashes, no date": "---- The Course wrote ----",
    "old": "In a message dated 5/3/2027 7:00:00 A.M. Eastern Daylight Time, course@example.org writes:",
    "quoting": "Quoting Course <course@example.org>:",
}


@pytest.mark.parametrize("line", HEADERS.values(), ids=HEADERS)
@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["close", "apart"])
def test_who_wrote_what_is_cut_in_many_languages(line: str, gap: str) -> None:
    assert trimmed(f"{MINE}\n\n{line}{gap}{QUOTED}\n") == MINE
    assert trimmed(f"{MINE}\n\n{line}\n\nDay 1\n\nno marks at all") == MINE
    assert trimmed(f"{line}\n{QUOTED}\n\n{MINE}") == MINE, "an answer below the quote"


@pytest.mark.parametrize("name", ["The Course", "Course, The (Team)", "Кур́с", "コース"])
def test_a_name_alone_says_who_wrote_where_marks_follow(name: str) -> None:
    assert trimmed(f"{MINE}\n\n{name} wrote:\n{QUOTED}") == MINE
    assert trimmed(f"{MINE}\n\n{name} schrieb:\n\n{QUOTED}") == MINE


def test_the_line_may_stand_behind_the_writers_last_word() -> None:
    assert trimmed(f"Yes. {HEADERS['english']}\n{QUOTED}") == "Yes."
    assert trimmed(f"Yes --- {HEADERS['english']}\n{QUOTED}") == "Yes"


@pytest.mark.parametrize("mark", [">", "> ", ">> ", "> > ", "| ", "AL> ", "＞", " >", "│ "])
def test_marks_come_in_many_forms(mark: str) -> None:
    quoted = f"{mark}What did you say?\n{mark}And they?"
    assert trimmed(f"{MINE}\n\n{HEADERS['english']}\n{quoted}") == MINE
    assert trimmed(f"{quoted}\n\n{MINE}") == MINE


OUTLOOK = {
    "english": "From: Course <course@example.org>\nSent: Monday, May 3, 2027 7:00 AM\nTo: Ada\nSubject: Day 1",
    "german": "Von: Course <course@example.org>\nGesendet: Montag, 3. Mai 2027 07:00\nAn: Ada\nBetreff: Tag 1",
    "french": "De : Course <course@example.org>\nEnvoyé : lundi 3 mai 2027 07:00\nÀ : Ada\nObjet : Jour 1",
    "spanish": "De: Course <course@example.org>\nEnviado el: lunes, 3 de mayo de 2027 7:00\nPara: Ada\nAsunto: Día 1",
    "dutch": "Van: Course <course@example.org>\nVerzonden: maandag 3 mei 2027 07:00\nAan: Ada\nOnderwerp: Dag 1",
    "russian": "От: Course <course@example.org>\nОтправлено: 3 мая 2027 г. 7:00\nКому: Ada\nТема: День 1",
    "two": "From: Course <course@example.org>\nDate: Monday, 3 May 2027 at 07:00",
    "date first": "Date: Mon, 3 May 2027 07:00:00 +0200\nFrom: course@example.org\nTo: ada@example.org\nSubject: Day 1",
    "with gaps": "From: Course <course@example.org>\n\nSent: Monday, May 3, 2027 7:00 AM\n\nTo: Ada\n\nSubject: Day 1",
    "long": "From: Course\nSent: Monday, May 3, 2027 7:00 AM\nTo: Ada; Ben;\n Cy\nImportance: High\nSubject: Day 1",
    "in one line": "From: Course <course@example.org>Sent: Monday, May 3, 2027 7:00 AMTo: AdaSubject: Day 1",
    "bold": "*From:* Course <course@example.org>\n*Sent:* Monday, May 3, 2027\n*To:* Ada\n*Subject:* Day 1",
}


@pytest.mark.parametrize("block", OUTLOOK.values(), ids=OUTLOOK)
@pytest.mark.parametrize("above", ["", f"{'_' * 32}\n", "-----Original Message-----\n", "  Original Message  \n"])
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
    "words",
    [
        "On Monday I wrote a letter, and tore it up.",
        "From: me. To: you. That is how it felt.",
        "He said: I hear you.\nI said nothing.",
        "Sent him away, then called him back.",
        "2027 will be better -- I hope.",
        "On Monday at 10:30 he wrote:\ncome home\nand I did.",
        "In 2019 she wrote: never again.\nI kept the note.",
        "To: Ben, who asked\nFrom: Ada, who didn't answer\nSubject: us\n\nI am sorry.",
        "A: I hear you\nB: I hear you too\nA: good",
        "10:30 in the kitchen: silence.\n11:00: words.",
        "| a | b |\n| 1 | 2 |",
        "-- Message from him: he is sorry.\n-- Answer: I am glad.\n-- Reply: he smiled.",
        "--- original plan: say it.\n--- what I did: nothing",
        "Original message I had planned: I am sad.\nWhat I said: nothing.",
        "Mail from Ben <ben@example.org> came at 10:30 on 3 May 2027. I cried.",
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
        ("utf-8", "größer".encode("latin-1"), "größer"),
        ("utf-8", "größer".encode() + b" \xff", "größer �"),
        ("gb2312", "镕好".encode("gbk"), "镕好"),
        ("iso-8859-8-i", "שלום".encode("iso8859-8"), "שלום"),
        ("utf-8", "größer – “so”".encode().decode("latin-1").encode(), "größer – “so”"),
        ("utf-8", "größer – “so".encode().decode("cp1252").encode(), "größer – “so"),
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


def test_a_mail_that_is_passed_on_counts_only_where_nothing_else_is_said() -> None:
    forwarded = f"---------- Forwarded message ---------\n{OUTLOOK['english']}\n\nMy answer, sent elsewhere."
    assert trimmed(f"{MINE}\n\n{forwarded}") == MINE
    assert trimmed(forwarded) == "My answer, sent elsewhere."
    assert trimmed(f"{MINE}\n\nBegin forwarded message:\n\n{OUTLOOK['english']}\n\nold") == MINE


def test_what_stands_below_the_head_of_another_mail_counts_only_where_nothing_stands_above() -> None:
    for block in OUTLOOK.values():
        if "\n" in block:
            assert trimmed(f"{block}\n\n{MINE}") == MINE
            assert trimmed(f"-----Original Message-----\n{block}\n\n{MINE}") == MINE
            assert trimmed(f"{MINE}\n\n{block}\n\nold") == MINE


def test_a_list_that_adds_a_part_of_its_own_hides_no_words() -> None:
    message = EmailMessage()
    message.set_content("<p>It was hard.</p>", subtype="html")
    message.make_mixed()
    message.attach(footer := EmailMessage())
    footer.set_content(f"{'_' * 47}\nfriends mailing list\nfriends@lists.example.org")
    assert own_words(parse(message.as_bytes())) == "It was hard."


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "a", " ", "\n", ">", "> \n", "On 1 ", "On 3 May 2027 at 10:00\n", "From: a@b.c 10:00\n", "wrote: ", "a@",
        "a wrote:\n", "-- \n", "-----\n", "_" * 30 + "\n", "-----Original ", "http://", "(", "写", "Regards,\nA\n",
        "Sent from my iPhone\n", "This email is confidential\n\n", "x" * 398 + ":\n", "Foo: bar\n", "|a" * 180 + "\n",
        "2027 10:00 a@b.c wrote " * 17 + ":\n", "<div>", "<p>a", "<a ", "<!--", "&lt;", "<div class=gmail_quote>",
        "<blockquote></blockquote>",
    ],
)  # fmt: skip
def test_nothing_takes_long(piece: str, ours: OurMails) -> None:
    """200 kB of anything takes about a second; what grows with the square of the length would take many minutes."""
    text = piece * (200_000 // len(piece))
    begun = time.process_time()
    trimmed(text, ours)
    trimmed("\n".join(html_lines(text)), ours)
    assert time.process_time() - begun < MANY_SECONDS


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

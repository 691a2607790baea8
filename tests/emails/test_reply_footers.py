"""What stands below a reader's words: what programs and companies set there goes, what people type stays."""

from __future__ import annotations

import pytest

from emails.reply_html import html_lines
from emails.reply_text import trimmed
from tests.emails.tongues import TONGUES

MINE = "It was harder than I thought.\n\nBut I said it"
HEADER = "On Mon, May 3, 2027 at 7:00 AM Course <course@example.org> wrote:\n\n> What did you say?"

PROGRAMS = [
    "Sent from my Samsung Galaxy smartphone.", "Sent from Yahoo Mail. Get the app", "Sent from Mail for Windows",
    "Sent from Outlook for iOS<https://aka.ms/x>", "Sent with Proton Mail secure email.", "*Sent from my iPad*",
    "(Sent from my phone, please excuse typos)", "Sent from a tiny keyboard", "Sent using Zoho Mail",
    "Gesendet mit der GMX Mail App", "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.",
    "Diese Nachricht wurde von meinem Android Mobiltelefon\nmit GMX Mail gesendet.", "Enviado desde mi Samsung",
    "Envoyé depuis mon téléphone", "Inviato dal mio smartphone Samsung Galaxy.", "发自我的华为手机",
    "Отправлено из мобильной Почты Mail.ru", "--\nОтправлено из Яндекс Почты", "ᐧ", "Virus-free. www.avast.com",
    "This email has been checked for viruses by Avast antivirus software.\nwww.avast.com",
    "Please consider the environment before printing this email.",
]  # fmt: skip
COMPANIES = [
    "-- \nAda\n+49 30 123", "--\nAda Lovelace", "-- \nAda",
    "—\nAda Lovelace", "_____\nAda Lovelace\nThe Engine Works", "***\nAda Lovelace",
    "Kind regards,\n\nAda Lovelace\nHead of Engines | The Works\n+44 20 7946 0000\nwww.example.org",
    "Mit freundlichen Grüßen\nAda Lovelace\nMaschinen GmbH\nTel. +49 30 1234567",
    "CONFIDENTIALITY NOTICE: This message, including any attachments, is for the sole use of the intended recipient.",
    "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Empfänger sind,\nlöschen Sie sie.",
    "Ce message et ses pièces jointes sont confidentiels et réservés au destinataire.",
    "_______________________________________________\nengines mailing list\nengines@lists.example.org",
    "-- \nYou received this message because you are subscribed to the group.\nTo unsubscribe, send an email.",
]  # fmt: skip


@pytest.mark.parametrize("footer", [*PROGRAMS, *(tongue.phone for tongue in TONGUES.values()), *COMPANIES])
def test_what_a_program_or_a_company_adds_goes(footer: str) -> None:
    assert trimmed(f"{MINE}\n\n{footer}\n") == MINE
    assert trimmed(f"{MINE}\n\n{footer}\n\n{HEADER}") == MINE


@pytest.mark.parametrize("outlook", [tongue.outlook for tongue in TONGUES.values()])
def test_outlooks_wish_to_be_fetched_goes_in_any_language(outlook: str) -> None:
    assert trimmed(f"{MINE}\n\n{outlook}<https://aka.ms/o0ukef>\n") == MINE


@pytest.mark.parametrize(
    "words",
    [
        "Thanks,\nAda", "Best\nAda", "Love,\nAda x", "- Ada", "--\nAda", "—\nada",
        "Regards to Ben!\nHe wrote the song.",
        "P.S. I also told Ben.\nHe laughed.", "It was hard\n\n---\n\nthen it was not", "It was hard\n***\nI told Ben",
        "Sent via Ben, who can’t keep a phone alive.", "Sent from the heart: I love you",
        "I sent it from my phone, and she answered.", "This message is confidential between us: I love him.",
        "Call me on 030 123456 or write to ada@example.org", "Best thing today: he listened.\nWorst: I shouted.",
        "💙", "👩‍❤️‍👨 at last", "می‌خواهم بگویم",
    ],
)  # fmt: skip
def test_what_people_type_stays(words: str) -> None:
    assert trimmed(words) == words
    assert trimmed(f"{MINE}\n\n{words}\n\n{HEADER}") == f"{MINE}\n\n{words}"


def test_a_seal_around_the_text_goes() -> None:
    sealed = f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n{MINE}\n- -- \nAda\n"
    seal = "-----BEGIN PGP SIGNATURE-----\n\niQIzBAEBCgAdFiEE\n=abcd\n-----END PGP SIGNATURE-----\n"
    assert trimmed(sealed + seal) == MINE


def test_words_below_a_phones_signature_stay() -> None:
    assert trimmed(f"Sent from my iPhone\n\n{HEADER}\n\n{MINE}") == MINE


@pytest.mark.parametrize("name", ['class="gmail_signature"', 'id="Signature"', 'class="moz-signature"'])
def test_a_signature_that_html_names_goes_unless_it_is_all_there_is(name: str) -> None:
    assert trimmed("\n".join(html_lines(f"<p>It was hard.</p><div {name}>Ada<br>The Works</div>"))) == "It was hard."
    assert trimmed("\n".join(html_lines(f"<div {name}>It was hard.</div>"))) == "It was hard."

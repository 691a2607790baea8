"""What is a word by reply, and what is an answer; on Wednesday, 25 November 2026."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.wishes import Asked, Wish, read_wish

TODAY = date(2026, 11, 25)
MOST_SECONDS = 0.5

ENGLISH = {
    Wish.STOP: (
        "stop", "STOP", "Stop.", "Stop!!!", "  stop \n\n", "Stop, please.", "please stop", "thanks, stop",
        "Hi,\n\nstop\n\nThank you",
        "stop stop stop", "STOP! STOP!", "“stop”", "'stop'", "«Stop»", "(stop)", "*stop*", "„stop“, please", "stop?",
        "unsubscribe", "Unsubscribe me, please", "I'd like to unsubscribe", "please unsubscribe me from this list",
        "cancel my subscription",
        "stop these emails", "Stop sending me emails.", "opt out", "take me off this list", "stop the course",
        # not to be seen
        "ＳＴＯＰ", "stop\N{NO-BREAK SPACE}please", "s\N{ZERO WIDTH SPACE}top",
        "\N{RIGHT-TO-LEFT EMBEDDING}stop\N{POP DIRECTIONAL FORMATTING}",
        "\N{LEFT-TO-RIGHT MARK}stop\N{ZERO WIDTH NO-BREAK SPACE}", "st\N{SOFT HYPHEN}op", "stop\u2028",
        # several, one of them STOP
        "pause. stop", "stop\nnext", "next, again, stop", "help stop", "stop and pause", "pause until Monday. Stop.",
        "Stop. Delete my answers.",
    ),
    Wish.PAUSE: (
        "pause", "Please pause.", "pause the course", "pause my lessons, thanks",
        "pause until further notice", "Stop until further notice",
    ),
    Wish.RESUME: ("resume", "RESUME!", "resume the course", "continue the course, please", "unpause"),
    Wish.NEXT: ("next", "Next!", "next please", "next lesson", "Send me the next one, please", "the next lesson now"),
    Wish.AGAIN: ("again", "again, please", "send it again", "please resend the last lesson", "the last lesson again"),
    Wish.HELP: ("help", "Help?", "HELP!", "help, please"),
    Wish.DELETE: ("delete my answers", "Please delete all my answers.", "erase my answers", "delete my replies"),
}  # fmt: skip
SPANISH = {
    Wish.STOP: (
        "parar", "ALTO", "¡Alto!", "baja", "Quiero darme de baja, por favor.",
        "cancelar", "Cancela mi suscripción", "Stop, por favor",
    ),
    Wish.PAUSE: ("pausa", "Pausar, gracias", "pausar el curso"),
    Wish.RESUME: ("reanudar", "Reanuda el curso, por favor", "continuar el curso"),
    Wish.NEXT: ("siguiente", "¡Siguiente!", "La siguiente lección, por favor", "envíame la próxima lección"),
    Wish.AGAIN: ("otra vez", "de nuevo, por favor", "envíala otra vez"),
    Wish.HELP: ("ayuda", "¿Ayuda?", "Hola, ayuda, gracias"),
    Wish.DELETE: ("borra mis respuestas", "Borrar todas mis respuestas", "por favor, elimina mis respuestas"),
}  # fmt: skip

ANSWERS = (
    "", " \n", "thanks", "Thank you!", "please", "?", "...", "👍",
    # words within more words
    "please stop by my place", "Stop it, he said", "stop it", "Stop that.", "I stop", "don't stop", "no stop",
    "Stop. I mean it.",
    "I want to stop", "stop and listen", "stop, look, listen", "we pause", "pause and breathe", "pause more often",
    "press pause",
    "again and again", "again!\nAnd again!", "never again", "next time", "next week", "what's next",
    "the next day I called her",
    "help me", "help him", "I need help", "Help each other", "I'd say: stop", "I said “stop”", "“stop” is what I said",
    "She said stop.\nI did.",
    "resume talking", "my resume", "delete my answer", "delete my number", "delete my answers to him",
    "yes", "no", "continue", "Continue.", "go on", "quit", "end", "leave", "enough", "unstoppable", "stopp", "s t o p",
    "st op", "stop5",
    "stop 🙏", "stop 😂", "next\nAnna", "stop\nAnna", "no, stop", "ok next", "stop" * 60,
    # several that aren't STOP
    "pause next", "next\nagain", "help, next", "resume. next.", "next next", "pause until Monday. next",
    # quoted by a mail program
    "> stop", " > stop", "| stop", "stop\n> next", "> stop\nstop",
    # pauses without a day ahead
    "pause until", "pause until I say so", "pause until yesterday", "pause until today", "pause until 25 November 2026",
    "pause until 3 December 2025", "pause until 26 November 2027", "pause until 31 February", "pause until 1/2/2030",
    "pause until Monday at noon",
    "pause until Monday and Tuesday", "pause until the Monday after we talked", "pause until December",
    "pause for a while",
    "pause for 0 days", "pause for 400 days", "until Monday", "pause Monday", "we pause until Monday",
    # Spanish
    "para", "¡Para!", "basta", "sí", "continuar", "seguir", "ayúdame", "alto y claro", "de baja estatura",
    "otra vez lo mismo", "la próxima vez",
    "siguiente parada", "pausa para pensar", "pausa hasta que vuelva", "pausa hasta ayer", "borra mi respuesta",
    "hasta el lunes",
    # other scripts and languages
    "עצור", "توقف", "停止", "やめて", "стоп", "ЅТОР", "arrêt",
    "\N{RIGHT-TO-LEFT EMBEDDING}עצור stop\N{POP DIRECTIONAL FORMATTING}",
)  # fmt: skip

PAUSES = {
    "pause until Monday": date(2026, 11, 30),
    "Pause until Monday, please.": date(2026, 11, 30),
    "pause until next Monday": date(2026, 11, 30),
    "pause until Wednesday": date(2026, 12, 2),
    "pause until Thursday": date(2026, 11, 26),
    "“pause until Monday”": date(2026, 11, 30),
    "pause\nuntil\nMonday": date(2026, 11, 30),
    "pause until Monday 30th": date(2026, 11, 30),
    "pause until tomorrow": date(2026, 11, 26),
    "pause till 3 December": date(2026, 12, 3),
    "pause until the 3rd of December": date(2026, 12, 3),
    "pause until December 3": date(2026, 12, 3),
    "pause until Thursday, 3 December": date(2026, 12, 3),
    "pause the course until Dec 3rd, 2026": date(2026, 12, 3),
    "pause until 24 November": date(2027, 11, 24),
    "pause until 25 November": date(2027, 11, 25),
    "pause until 26 November": date(2026, 11, 26),
    "pause until 25 November 2027": date(2027, 11, 25),
    "pause until 12/24/2026": date(2026, 12, 24),
    "pause until 24/12/2026": date(2026, 12, 24),
    "pause until 24.12.": date(2026, 12, 24),
    "pause until 2026-12-24": date(2026, 12, 24),
    "pause until １２/２４/２０２６": date(2026, 12, 24),
    "pause until 4/3/2027": date(2027, 3, 4),
    "pause until 3/4/2027": date(2027, 3, 4),
    "stop until Monday": date(2026, 11, 30),
    "pause for a week": date(2026, 12, 2),
    "pause for two weeks, thanks": date(2026, 12, 9),
    "pause for 10 days": date(2026, 12, 5),
    "pause for a month": date(2026, 12, 25),
}
PAUSAS = {
    "pausa hasta el lunes": date(2026, 11, 30),
    "Pausar el curso hasta el lunes, por favor": date(2026, 11, 30),
    "pausa hasta el próximo miércoles": date(2026, 12, 2),
    "pausa hasta el miercoles que viene": date(2026, 12, 2),
    "pausa hasta mañana": date(2026, 11, 26),
    "pausa hasta pasado mañana": date(2026, 11, 27),
    "pausar hasta el 3 de diciembre": date(2026, 12, 3),
    "pausa hasta el jueves 3 de diciembre de 2026": date(2026, 12, 3),
    "pausa hasta el 3/4/2027": date(2027, 4, 3),
    "pausa por dos semanas": date(2026, 12, 9),
    "pausa durante un mes": date(2026, 12, 25),
}

WISHED = [(text, Asked(wish)) for wish, texts in ENGLISH.items() for text in texts]
WISHED += [(text, Asked(wish, language="es")) for wish, texts in SPANISH.items() for text in texts]
WISHED += [(text, Asked(Wish.PAUSE, until)) for text, until in PAUSES.items()]
WISHED += [(text, Asked(Wish.PAUSE, until, "es")) for text, until in PAUSAS.items()]


@pytest.mark.parametrize(("text", "asked"), WISHED)
def test_words_by_reply_are_understood(text: str, asked: Asked) -> None:
    assert read_wish(text, TODAY) == asked


@pytest.mark.parametrize("text", ANSWERS)
def test_everything_else_is_an_answer(text: str) -> None:
    assert read_wish(text, TODAY) is None


@pytest.mark.parametrize(("text", "asked"), WISHED)
def test_words_with_a_name_below_them_are_an_answer(text: str, asked: Asked) -> None:
    assert read_wish(f"{text}\nAnna", TODAY) is None


def test_a_leap_day_is_a_day_and_its_year_is_full_on_the_first_of_march() -> None:
    assert read_wish("pause until 29 February", date(2028, 1, 1)) == Asked(Wish.PAUSE, date(2028, 2, 29))
    assert read_wish("pause until 29 February", date(2026, 11, 25)) is None
    assert read_wish("pause until 1 March 2029", date(2028, 2, 29)) == Asked(Wish.PAUSE, date(2029, 3, 1))
    assert read_wish("pause until 2 March 2029", date(2028, 2, 29)) is None


@pytest.mark.parametrize(
    "piece", ["stop ", "stop. ", "please ", "pause until 1 ", "1", " ", "\n", "next\n", "“", "send the "]
)
def test_long_text_is_an_answer_at_once(piece: str) -> None:
    begun = time.process_time()
    assert read_wish((piece * 200_000)[:200_000] + "x", TODAY) is None
    read_wish((piece * 200)[:200], TODAY)
    assert time.process_time() - begun < MOST_SECONDS


@given(st.text(), st.dates(date(2, 1, 1), date(9990, 1, 1)))
def test_whatever_is_written_a_pause_ends_ahead(text: str, today: date) -> None:
    for asked in (read_wish(text, today), read_wish(f"pause until {text}", today)):
        assert asked is None or asked.until is None or 0 < (asked.until - today).days <= 366


@given(st.dates(date(2026, 1, 1), date(2029, 12, 31)), st.integers(1, 365))
def test_a_pause_lasts_until_the_day_that_is_written(today: date, ahead: int) -> None:
    day = date.fromordinal(today.toordinal() + ahead)
    for written in (f"{day:%d.%m.%Y}", f"{day:%Y-%m-%d}", f"{day.day} {day:%B}", f"{day:%A}, {day:%B} {day.day}"):
        assert read_wish(f"pause until {written}", today) == Asked(Wish.PAUSE, day)

"""The words by reply, in English and Spanish. Words only: what makes a text one of them stands in wishes.py.

Only what can't well be an honest answer to a lesson's question is here. So "continue", "continuar", "seguir", "para",
"basta", "quit", "end" and "help me" are answers. "Next", "again" and "help" could be answers, too, but we offer them.
Each entry is a piece of a regular expression over folded text, and a whole wish; pieces are folded themselves.
"""

from __future__ import annotations

THE_COURSE = r"(?: (?:the|this|my) (?:course|lessons?))?"
THE_MAILS = r"(?: all| these| the| your| my| any more)* (?:e-?mails?|mails?|messages|lessons)"
EL_CURSO = r"(?: (?:el|este|mi) curso| las lecciones)?"

WISHES = {
    "en": {
        "stop": (
            "stop(?: stop){0,9}", "stop ?all", f"stop(?: sending(?: me)?)?{THE_MAILS}", "stop e-?mailing me",
            "stop (?:the|this|my) (?:course|subscription)",
            "(?:i (?:want|would like) to |i'd like to )?unsubscribe(?: me)?"
            "(?: from (?:this|the|your) (?:course|list|e-?mails))?",
            "cancel(?: (?:the|this|my) (?:course|subscription)| subscription)?", "opt[ -]?out",
            "(?:remove|take) me (?:off|from) (?:this|the|your) (?:mailing )?list", "no more (?:e-?mails|lessons)",
        ),
        "pause": (f"pause{THE_COURSE}", f"pause{THE_MAILS}", "pause me", "(?:pause|stop) until further notice"),
        "resume": (
            f"resume{THE_COURSE}", f"resume{THE_MAILS}", "unpause",
            "continue (?:with )?(?:the|this|my) (?:course|lessons)",
        ),
        "next": ("(?:send (?:me )?)?(?:the )?next(?: (?:one|lesson|day))?(?: now)?",),
        "again": (
            "again",
            "(?:re-?send|send)(?: me)?(?: it| that| (?:the |this )?(?:last )?(?:lesson|one|mail|e-?mail))? again",
            "(?:the )?(?:last|this) (?:lesson|one) again",
            "re-?send(?: (?:it|that|(?:the |this )?(?:last )?(?:lesson|one|mail|e-?mail)))?",
        ),
        "help": ("help",),
        "delete": (
            "(?:delete|erase|remove) (?:all )?(?:of )?my (?:answers|replies)", "(?:delete|erase) all (?:the )?answers",
        ),
    },
    "es": {
        "stop": (
            "alto",
            f"(?:parar|cancelar){EL_CURSO}", "(?:cancelar?|anular) (?:la |mi )?suscripción",
            "baja", "(?:quiero )?(?:dar(?:me|se)?|dame|dadme|deme|denme) de baja", "desuscribir(?:me|se)?",
            "no más (?:correos|lecciones)",
            "no (?:me )?(?:envíes|envíen|envíe|mandes|manden) más (?:correos|lecciones)",
        ),
        "pause": (f"pausar?{EL_CURSO}", "pausar? (?:los|mis) correos", "pausar? hasta nuevo aviso"),
        "resume": (f"(?:reanudar|reanuda){EL_CURSO}", "(?:continuar|seguir)(?: con)? (?:el|este|mi) curso"),
        "next": ("(?:envía(?:me)? )?(?:la )?(?:siguiente|próxima)(?: lección)?(?: ahora)?",),
        "again": (
            "otra vez", "de nuevo",
            "(?:envíal[oa]|envíamel[oa]|mándal[oa]|mándamel[oa]|enviar|la última(?: lección)?) (?:otra vez|de nuevo)",
            "reenviar(?: (?:la )?(?:última )?lección)?",
        ),
        "help": ("ayuda",),
        "delete": ("(?:borra|borrar|borre|borren|elimina|eliminar|elimine|suprimir) (?:todas )?mis respuestas",),
    },
}  # fmt: skip

PAUSES = (f"(?:pause|stop){THE_COURSE}", f"pause{THE_MAILS}", f"(?:pausa|pausar){EL_CURSO}")
"""What may stand before a day or a time."""
UNTIL = ("until", "till", "'til", "til", "hasta")
FOR = ("for", "por", "durante")
BESIDE_DAY = ("next", "this", "coming", "on", "the", "el", "la", "próximo", "próxima", "este", "día", "que viene")
NUMBERS = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "un": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8,
    "nueve": 9, "diez": 10,
}  # fmt: skip
DAYS_OF = {
    "day": 1, "days": 1, "week": 7, "weeks": 7, "month": 30, "months": 30,
    "día": 1, "días": 1, "semana": 7, "semanas": 7, "mes": 30, "meses": 30,
}  # fmt: skip

POLITE = (
    "please", "pls", "plz", "kindly", "thanks", "thank you", "many thanks", "thx", "hi", "hello", "hey", "sorry",
)  # fmt: skip
POLITE_IN_SPANISH = ("por favor", "porfavor", "gracias", "muchas gracias", "hola", "buenos días", "perdón")
"""What may stand before and behind the words."""

"""A third lot of automatic replies, written after the second had been learned from; as of Friday, 10 December 2027."""

from __future__ import annotations

from datetime import date

TODAY = date(2027, 12, 10)

ABSENCES: dict[str, tuple[tuple[str, str, str | None], ...]] = {
    "english": (
        ("Automatic reply: Day 5", "Happy holidays! I'm out from December 18 through January 2 and won't be checking email.", "2028-01-02"),
        ("Out of Office: Day 5", "I have now left for Christmas and will be back at work on Tuesday the 4th of January 2028.", "2028-01-04"),
        ("Automatic reply", "I'm on jury duty and out of the office until Wednesday, December 15.", "2027-12-15"),
        ("Automatic reply", "I'll be away from my desk until noon on Monday. If it can't wait, call Sam (ext. 1512).", "2027-12-13"),
        ("Auto-reply", "Hi! I work part-time and I'm not in the office on Fridays. I'll reply on Monday.", None),
        ("Automatic reply", "I am on leave. Please contact Kim, who is in the office until 17 December.", None),
        ("Out of office", "I am out of the office with effect from 13 December. Registration for the spring class is open until 31 January.", None),
        ("Automatic reply", "I'm travelling for work this week, 6-12 December, with patchy wifi.", "2027-12-12"),
    ),
    "german": (
        ("Automatische Antwort: Tag 5", "Ich bin zwischen den Jahren nicht im Büro: 23.12.2027 bis 07.01.2028. Frohe Feste!", "2028-01-07"),
        ("Abwesend", "Danke für die Nachricht, ich bin ab Mo., 13.12. wieder da.", "2027-12-13"),
        ("Abwesenheitsnotiz", "Leider bin ich vom 9. Dezember bis voraussichtlich 17. Dezember erkrankt.", "2027-12-17"),
        ("Abwesenheitsnotiz", "Unser Büro bleibt vom 24.12.2027 bis einschließlich 2.1.2028 geschlossen; ich bin so lange abwesend.", "2028-01-02"),
        ("Abwesenheitsnotiz", "Mein letzter Arbeitstag vor dem Urlaub ist der 17. Dezember. Ich bin im Urlaub nicht erreichbar.", None),
    ),
    "french": (
        ("Réponse automatique : Jour 5", "Je suis en congé jusqu'au lundi 3 janvier 2028 et n'ai pas accès à ma messagerie.", "2028-01-03"),
        ("Absence", "Absente ce vendredi 10 décembre, je reprends le lundi 13 décembre.", "2027-12-13"),
        ("Réponse automatique", "Notre secrétariat est fermé du 24 décembre au 2 janvier. Je suis absent pendant cette période.", "2028-01-02"),
        ("Absence", "Je suis en déplacement à l'étranger. Merci de patienter.", None),
    ),
    "spanish": (
        ("Respuesta automática: Día 5", "Estaré fuera por vacaciones desde el 20 de diciembre y regresaré el 10 de enero de 2028.", "2028-01-10"),
        ("Ausente", "No estaré en la oficina hasta el lunes 13/12.", "2027-12-13"),
        ("Respuesta automática", "Estoy de licencia por paternidad hasta el 31/01/2028.", "2028-01-31"),
        ("Respuesta automática", "Me encuentro de viaje. Contestaré en cuanto pueda.", None),
    ),
    "portuguese": (
        ("Resposta automática: Dia 5", "Estou em recesso de 20/12/2027 a 03/01/2028 e sem acesso ao e-mail.", "2028-01-03"),
        ("Ausente", "Estarei ausente do escritório e volto na segunda-feira.", "2027-12-13"),
        ("Resposta automática", "Estou de licença médica até sexta-feira, 17 de dezembro.", "2027-12-17"),
        ("Resposta automática", "De férias! Falamos no meu regresso.", None),
    ),
    "italian": (
        ("Risposta automatica: Giorno 5", "Sarò assente dal 23 dicembre al 7 gennaio compresi.", "2028-01-07"),
        ("Fuori sede", "Sono fuori sede per lavoro fino a mercoledì.", "2027-12-15"),
        ("Risposta automatica", "In maternità, rientro previsto il 1° marzo 2028.", "2028-03-01"),
        ("Risposta automatica", "Sono in ferie, per urgenze chiamate il 06 1312 2027.", None),
    ),
    "dutch": (
        ("Automatisch antwoord: Dag 5", "Ik ben vrij van 24 december tot en met 9 januari.", "2028-01-09"),
        ("Afwezig", "Ik ben met verlof. Vanaf maandag 3 januari 2028 sta ik weer voor je klaar.", "2028-01-03"),
        ("Afwezig", "Ik ben tot dinsdag niet aanwezig.", "2027-12-14"),
    ),
    "polish": (
        ("Odpowiedź automatyczna: Dzień 5", "W okresie od 23 grudnia do 2 stycznia przebywam na urlopie.", "2028-01-02"),
        ("Nieobecność", "Jestem na szkoleniu poza biurem, będę z powrotem we wtorek.", "2027-12-14"),
        ("Nieobecność", "Wracam do pracy 3.01.2028.", "2028-01-03"),
    ),
    "russian": (
        ("Автоответ: День 5", "Уважаемые коллеги, с 24 декабря по 9 января я буду в отпуске.", "2028-01-09"),
        ("Автоответ", "Меня не будет до понедельника.", "2027-12-13"),
        ("Автоответ", "Я временно отсутствую на рабочем месте, возвращаюсь в среду, 15 декабря.", "2027-12-15"),
    ),
    "japanese": (
        ("自動返信:5日目", "年末年始休業のため、12月28日(火)〜1月4日(火)の間、不在となります。", "2028-01-04"),
        ("不在", "私用により休暇を取っております。12月13日(月)から通常通り対応いたします。", "2027-12-13"),
        ("不在", "来週水曜日まで海外出張中です。", "2027-12-15"),
    ),
    "chinese, turkish, swedish": (
        ("自动回复", "我12月13日至17日在外地出差，18日以后回复您。", "2027-12-17"),
        ("Otomatik yanıt", "13-17 Aralık tarihlerinde izinliyim, 20 Aralık'ta ofiste olacağım.", "2027-12-20"),
        ("Autosvar", "God jul! Jag är ledig från 23 december och åter på jobbet 10 januari.", "2028-01-10"),
    ),
}  # fmt: skip
"""By language: subject, text, and the day that is named."""

OTHERS: tuple[tuple[str, str], ...] = (
    ("Automatic reply", "Thanks for reaching out to the support desk. Our hours over Christmas: closed 24 to 26 December. Ticket 1312-2027."),
    ("Re: your return", "We received your return and will refund you by 17 December."),
    ("Automatic reply", "Please note that my email has changed. This one works until 31 December."),
    ("Back in stock", "The item you asked for is back in stock from Monday."),
    ("Antwort", "Ihre Rücksendung ist eingegangen; die Erstattung erfolgt bis 17. Dezember."),
    ("Hinweis", "Dieses Postfach wird nicht gelesen. Schreiben Sie an post@example.org."),
    ("Message reçu", "Merci ! Votre dossier est en cours de traitement, retour sous huit jours."),
    ("Cambio de correo", "A partir del 13 de diciembre mi correo será otro."),
    ("Novo endereço", "Mudei de e-mail. Este deixa de funcionar em 31 de dezembro."),
    ("Nuovo indirizzo", "Dal 1° gennaio scrivetemi a ivo@example.com."),
    ("Retour ontvangen", "Wij hebben uw retour ontvangen en betalen uiterlijk 17 december terug."),
    ("Zwrot", "Otrzymaliśmy zwrot. Pieniądze wrócą do 17 grudnia."),
    ("Возврат", "Ваш возврат принят, деньги вернутся до 17 декабря."),
    ("返品受付", "返品を受け付けました。12月17日までに返金いたします。"),
    ("İade", "İadeniz alındı, ödemeniz 17 Aralık'a kadar dönecek."),
)  # fmt: skip
"""Automatic replies that tell of no absence."""

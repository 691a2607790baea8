"""More automatic replies, written after the rules and not used in making them; as of Thursday, 16 September 2027."""

from __future__ import annotations

from datetime import date

TODAY = date(2027, 9, 16)

ABSENCES: dict[str, tuple[tuple[str, str, str | None], ...]] = {
    "english": (
        ("Automatic reply: Your lesson", "Hello,\n\nThank you for your message. I am currently out of the office with no access to e-mail,\n"
            "returning on Monday 27th September. If your enquiry is urgent please contact\nreception@example.org.\n\nRegards\nPaul", "2027-09-27"),
        ("I'm on holiday!", "I'm on my hols until the 3rd of October. Talk soon!", "2027-10-03"),
        ("Out of Office Re: Day 4", "I will be out of the office Thursday 9/16 through Friday 9/24. I will respond to emails upon my return on Monday 9/27.", "2027-09-27"),
        ("Automatic reply", "I'm on maternity leave until mid-2028. Please contact Jo on extension 2709.", None),
        ("Auto: Out", "Out of office. Back Tues 21/9.", "2027-09-21"),
        ("Automatic reply", "Thanks for the email! I'm taking some time off to be with my family and will be back online October 4.", "2027-10-04"),
        ("Automatic reply", "I am away at a conference this week (September 13-17) and may be slow to respond.", "2027-09-17"),
        ("Automatic Reply", "I'm off sick today. Hopefully back in tomorrow.", "2027-09-17"),
        ("Out of office", "Our office is closed from 20 September and will reopen on 4 October 2027.", "2027-10-04"),
        ("Automatic reply", "I am on sabbatical from 1 October 2027 to 31 March 2028.", "2028-03-31"),
        ("Automatic reply", "I'm out on medical leave. I do not yet know when I will return.", None),
    ),
    "german": (
        ("Automatische Antwort: Lektion 4", "Hallo,\n\nvielen Dank für Ihre E-Mail. Leider bin ich aktuell nicht im Haus. Am 27.09.2027 bin ich wieder persönlich\n"
            "erreichbar.\n\nBeste Grüße\nUwe Klein\nTel. 0341 / 27 09 20", "2027-09-27"),
        ("Ich bin im Urlaub", "Moin, ich bin noch bis Sonntag, 26.9. im Urlaub und lese keine Mails.", "2027-09-26"),
        ("Abwesenheitsassistent", "In der Zeit vom 16. September bis 1. Oktober 2027 bin ich nicht erreichbar.", "2027-10-01"),
        ("Automatische Antwort", "Ich befinde mich derzeit auf einer Fortbildung und kehre am Dienstag zurück.", "2027-09-21"),
        ("Automatische Antwort", "Mein Büro ist erst ab 4. Oktober wieder besetzt, da ich abwesend bin.", "2027-10-04"),
        ("Automatische Antwort", "Ich bin erkrankt und kann Ihre Mail nicht bearbeiten.", None),
        ("Sabbatical", "Ich nehme eine Auszeit und bin bis 31. Januar 2028 nicht im Dienst.", "2028-01-31"),
    ),
    "french": (
        ("Réponse automatique : Leçon 4", "Bonjour,\n\nJe suis actuellement en vacances. Je prendrai connaissance de votre message à mon retour, le 27 septembre.\n\n"
            "Bien cordialement,\nZoé", "2027-09-27"),
        ("Absente", "Je suis absente ce jour et serai de retour demain.", "2027-09-17"),
        ("Absence", "Absent du bureau du 16 au 24 septembre inclus, je vous répondrai dès le lundi 27.", "2027-09-24"),
        ("Réponse automatique", "Le cabinet est fermé du 20/09 au 01/10.", "2027-10-01"),
        ("Réponse automatique", "En formation toute la semaine, je ne consulte pas mes mails avant mardi prochain et suis absent du bureau.", None),
        ("Réponse automatique", "Je suis en congé parental jusqu'au 1er février 2028.", "2028-02-01"),
    ),
    "spanish": (
        ("Respuesta automática: Lección 4", "Buenos días:\n\nActualmente me encuentro fuera de la oficina. Retomaré mi actividad el lunes 27 de septiembre.\n\nUn saludo,\nEva", "2027-09-27"),
        ("De vacaciones", "¡Hola! Estoy de vacaciones hasta el 1 de octubre inclusive.", "2027-10-01"),
        ("Respuesta automática", "Estaré fuera de la oficina desde el 16/09/2027 hasta el 30/09/2027.", "2027-09-30"),
        ("Respuesta automática", "Estoy de permiso de paternidad y vuelvo a la oficina en enero.", None),
        ("Respuesta automática", "No estoy disponible esta semana por un viaje de trabajo; regreso el martes.", "2027-09-21"),
        ("Respuesta automática", "Por motivos de salud estoy de baja médica.", None),
    ),
    "portuguese": (
        ("Resposta automática: Lição 4", "Boa tarde,\n\nEstou de férias, com regresso previsto para dia 27 de setembro.\n\nAtenciosamente,\nInês", "2027-09-27"),
        ("Fora do escritório", "Estarei fora do escritório até o dia 24/09/2027, sem acesso aos e-mails.", "2027-09-24"),
        ("Resposta automática", "Estou viajando a trabalho e voltarei na terça-feira.", "2027-09-21"),
        ("Resposta automática", "No período de 16/09 a 30/09 estarei em férias.", "2027-09-30"),
        ("Resposta automática", "Encontro-me de baixa médica, sem data de regresso prevista.", None),
    ),
    "italian": (
        ("Risposta automatica: Lezione 4", "Buongiorno,\n\nsono in ferie e rientrerò in ufficio lunedì 27 settembre p.v.\n\nCordiali saluti\nIvo", "2027-09-27"),
        ("Assente", "Sono assente per malattia fino a venerdì 24 settembre.", "2027-09-24"),
        ("Risposta automatica", "Dal 16/09 al 30/09 sarò fuori sede.", "2027-09-30"),
        ("Risposta automatica", "Lo studio riaprirà lunedì 4 ottobre: siamo chiusi per ferie.", "2027-10-04"),
        ("Risposta automatica", "Sono fuori ufficio per alcuni giorni.", None),
    ),
    "dutch": (
        ("Automatisch antwoord: Les 4", "Beste,\n\nIk ben momenteel afwezig en ben op maandag 27 september terug op kantoor.\n\nMet vriendelijke groet,\nKees", "2027-09-27"),
        ("Afwezigheidsmelding", "Van 16 september t/m 1 oktober geniet ik van mijn vakantie.", "2027-10-01"),
        ("Automatisch antwoord", "Ik werk niet op vrijdag. Maandag lees ik je bericht, want ik ben afwezig.", None),
        ("Automatisch antwoord", "Tot 24 september ben ik niet bereikbaar wegens ziekte.", "2027-09-24"),
        ("Automatisch antwoord", "Ik ben een paar dagen vrij.", None),
    ),
    "polish": (
        ("Autoodpowiedź: Lekcja 4", "Dzień dobry,\n\ndziękuję za wiadomość. Do 24 września przebywam na urlopie.\n\nPozdrawiam\nOla", "2027-09-24"),
        ("Nie ma mnie w biurze", "Nie ma mnie w biurze. Będę dostępny od poniedziałku 27.09.", "2027-09-27"),
        ("Odpowiedź automatyczna", "W dniach 16-30 września jestem na urlopie.", "2027-09-30"),
        ("Odpowiedź automatyczna", "Jestem w podróży służbowej, powrót w środę.", "2027-09-22"),
        ("Odpowiedź automatyczna", "Jestem chora i nieobecna w pracy.", None),
    ),
    "russian": (
        ("Автоответ: Урок 4", "Здравствуйте!\n\nЯ в отпуске по 26 сентября включительно. На работе с 27 сентября.\n\nС уважением,\nОльга", "2027-09-27"),
        ("Меня нет в офисе", "Меня нет в офисе, буду во вторник.", "2027-09-21"),
        ("Автоответ", "В период с 16.09.2027 по 30.09.2027 нахожусь в командировке.", "2027-09-30"),
        ("Автоответ", "Спасибо за письмо. Я на больничном и смогу ответить позже.", None),
        ("Автоответ", "Сейчас я в отпуске, возвращаюсь 4-го октября.", "2027-10-04"),
    ),
    "japanese": (
        ("不在通知", "お世話になっております。\n誠に勝手ながら、9月16日～9月24日まで夏季休暇をいただきます。\nご返信は9月27日以降となります。", "2027-09-27"),
        ("自動返信:第4回", "本日から出張のため、9月22日（水）まで返信ができません。", "2027-09-22"),
        ("休暇のお知らせ", "9/24まで有給休暇を取得しております。", "2027-09-24"),
        ("自動返信", "9月21日（火）に出社予定です。それまで不在にしております。", "2027-09-21"),
        ("自動返信", "ただいま産休中です。", None),
    ),
    "chinese": (
        ("自动回复：第四课", "您好！我现在外出度假，将于9月27日返回办公室。", "2027-09-27"),
        ("自动回复", "本人9月16日-9月24日休年假，不便之处敬请谅解。", "2027-09-24"),
        ("自动回复", "我正在休产假，直到2028年1月31日。", "2028-01-31"),
    ),
    "turkish": (
        ("Otomatik yanıt: Ders 4", "Merhaba, 24 Eylül Cuma gününe kadar izinde olacağım.", "2027-09-24"),
        ("Otomatik yanıt", "27 Eylül Pazartesi günü ofiste olacağım, şu anda yıllık izindeyim.", "2027-09-27"),
        ("Ofis dışındayım", "Şu anda ofis dışındayım.", None),
    ),
    "swedish": (
        ("Frånvarande: Lektion 4", "Hej! Jag har semester och är tillbaka måndag den 27 september.", "2027-09-27"),
        ("Autosvar", "Jag är på tjänsteresa t.o.m. fredag 24/9.", "2027-09-24"),
        ("Autosvar", "Jag är ledig några dagar och läser inte mejl.", None),
    ),
    "two languages": (
        ("Abwesend / Out of office", "(English version below)\n\nIch bin vom 16.9. bis 24.9.2027 nicht im Büro.\n\nI will be out of the office from 16 September to 24 September 2027.", "2027-09-24"),
        ("Afwezig / Absent", "Ik ben afwezig t/m 24/09.\n\nJe suis absent jusqu'au 24/09.", "2027-09-24"),
    ),
}  # fmt: skip
"""By language: subject, text, and the day that is named."""

OTHERS: tuple[tuple[str, str], ...] = (
    ("We've received your message", "Hi there,\n\nThanks for getting in touch. Our team will get back to you as soon as possible, usually by the next day."),
    ("Auto reply", "Due to a high volume of mail we may take until Friday to answer."),
    ("Delivery notice", "This is an automatic message: the sender must confirm before 24 September."),
    ("Automatic reply: Back to school, day 4", "Thank you for writing. This account is not read by a person."),
    ("Automatic reply", "I have moved to a new role and this address will be closed on 30 September. Write to ann@example.com."),
    ("Request 24092027 updated", "Your request is being looked at. We are back to you by 24 September at the latest."),
    ("Bestätigung", "Ihre Nachricht ist eingegangen. Unsere Servicezeiten sind Montag bis Freitag von 8 bis 17 Uhr."),
    ("Neue Adresse", "Meine Adresse ändert sich zum 1.10.2027. Bitte nutzen Sie künftig uwe@example.com."),
    ("Confirmation", "Votre demande a été enregistrée sous le numéro 2409. Réponse avant le 24 septembre."),
    ("Acuse de recibo", "Su consulta ha sido registrada. El plazo termina el 24 de septiembre."),
    ("Confirmação", "O seu pedido foi registado e será tratado até 24 de setembro."),
    ("Conferma", "La Sua richiesta è stata presa in carico. Gli uffici sono aperti dal lunedì al venerdì."),
    ("Bevestiging", "Uw aanvraag is geregistreerd. Wij zijn bereikbaar van maandag tot en met vrijdag."),
    ("Potwierdzenie", "Przyjęliśmy zgłoszenie. Biuro jest czynne od poniedziałku do piątku."),
    ("Подтверждение", "Заявка зарегистрирована. Срок ответа до 24 сентября."),
    ("受付完了", "お申し込みを受け付けました。9月24日までにお支払いください。"),
    ("系统通知", "您的申请已提交，截止日期为9月24日。"),
    ("Bekräftelse", "Vi har tagit emot ditt ärende och återkommer senast 24 september."),
    ("Alındı", "Başvurunuz alındı. Son tarih 24 Eylül."),
)  # fmt: skip
"""Automatic replies that tell of no absence."""

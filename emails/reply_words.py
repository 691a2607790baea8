"""What mail programs write around an answer, in many languages. Words only; reply_text.py uses them.

Each entry is a piece of a regular expression, without regard to case.
"""

from __future__ import annotations

WROTE = (
    "wrote", "writes", "said",
    "schrieb", "geschrieben",
    "a [ée]crit",
    "escribi[óo]", "va escriure", "escribiu",
    "ha(?: hai)? scritto", "scrisse",
    "schreef", "geschreven",
    "escreveu",
    "пишет", "пише", r"написала?", r"написал\(а\)", "пользователь", "написав", "написа", "написао",
    r"napisał(?:\(a\)|a)?", r"napsal(?:\(a\)|a)?", r"napísal(?:\(a\)|a)?", "napisao", "je napisal",
    "skrev", "skrifaði", "kirjoitti", "yazdı", "a scris", "írta", "έγραψε", "parašė", "rakstīja", "viết", "menulis",
    "写道", "寫道", "写于", "のメッセージ", "작성", "כתבה?", "كتب",
)  # fmt: skip
"""Verbs that end "On Monday Ada <ada@example.org> wrote:"."""

OPENINGS = (
    "On", "Am", "Le", "El", "Il", "Op", "Em", "Den", "Dnia", "Dne", "Na", "W dniu", "Vào", "Pada", "Στις", "În", "Sa",
)  # fmt: skip
"""Words with which that line begins, as they are written."""

SEPARATORS = (
    r"[^\n]*\bwrote", "original", "forwarded", "reply", "message", "ursprüngliche", "weitergeleitete", "antwort",
    "réponse", "respuesta", "mensaje", "mensagem", "messaggio", "oorspronkelijk", "oprindelig", "opprinnelig",
    "alkuperäinen", "пересылаемое", "исходное", "wiadomość", "původní", "eredeti", "原始", "元の",
)  # fmt: skip
"""How the text in "----- Original message -----" begins."""

FIELDS = (
    "from", "sent", "date", "to", "cc", "subject", "reply-to",
    "von", "gesendet", "datum", "an", "betreff",
    "de", "envoyé", "à", "a", "objet", "copie à", "message du",
    "enviado(?: el| em)?", "para", "asunto", "assunto", "fecha", "data",
    "da", "inviato", "oggetto", "risposta",
    "van", "verzonden", "aan", "onderwerp",
    "fra", "från", "sendt", "dato", "til", "emne", "skickat", "till", "ämne",
    "от", "отправлено", "дата", "кому", "тема", "від", "надіслано",
    "od", "wysłano", "do", "temat", "odesílatel", "feladó",
    "lähettäjä", "lähetetty", "vastaanottaja", "aihe",
    "kimden", "gönderilme", "kime", "konu",
    "发件人", "发送时间", "收件人", "主题",
    "寄件者", "寄件日期", "收件者", "主旨", "差出人", "送信日時", "宛先", "件名",
    "보낸 사람", "보낸 날짜", "받는 사람", "제목",
)  # fmt: skip
"""Fields of a mail's head, written out above the mail that is answered."""

SENT_FROM = (
    "sent from", "sent via", "sent with", "sent by", "get outlook", "get yahoo",
    "von meinem", "gesendet (?:von|mit)", "diese nachricht wurde von",
    "envoyé (?:de|depuis|à partir)", "télécharger outlook",
    "enviado (?:desde|do|a partir|de mi|de meu|con)",
    "inviato da", "verzonden (?:vanaf|met|via)", "sendt fra", "skickat från", "skickas från", "lähetetty",
    "отправлено (?:с|из)", "надіслано з", "wysłan[eoy] z", "odesláno z", "elküldve", "gönderildi",
    "iphone'umdan gönderildi", "trimis de pe", r"iPhoneから送信\w*", r"发自我的\w*", r"從我的\w*", r"나의 iphone\w*",
)  # fmt: skip
"""How "Sent from my iPhone" begins."""

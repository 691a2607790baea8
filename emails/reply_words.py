"""What mail programs write around an answer, in many languages. Words only: the rules that use them
stand in reply_headers.py, reply_blocks.py and reply_footers.py.

Each entry is a piece of a regular expression, without regard to case. The words are those of the programs'
own translations.
"""

from __future__ import annotations

WROTE = (
    "wrote", "writes", "said the following", r"(?:sent|verzond)(?=\s?:\s*$)", "schrieb", "schreibt", "geschrieben",
    "schreift", "schreef", "schrijft", "geskryf", "skryf", "geschreven", "skreau", "a [ée]crit", "ha scribite",
    "escribi[óo]",
    "escribiu", "escribeu", "escribe", "escreveu", "escreve", "va escriure", "ha escrit", "ha(?: hai)? scritto",
    "scrisse", "scrive", r"hà scrittu", "a scris", "skrev", "skriver", "skreiv", "skrifaði", "skrivaði",
    "kirjoitti", "kirjutas", "rašė", "parašė", "rakst[iī]ja", r"napisał(?:\(a\)|/-?a/?|a)?",
    r"napsal(?:\(a\)|a)?", r"napísal(?:\(a\)|a)?", "sporoča", "pisze", "píše", "piše",
    r"(?:je )?napisa(?:o|la|l|li)(?:\(la\)|/-?l?a)?(?: je)?", r"írta", "shkroi", "skribis",
    "idatzi (?:du|zuen)", "idatzia", "пишет", "пише", "піша", r"н?аписала?", r"н?аписал\(а\)", r"писал\(а\)",
    "написав(?:ла)?", "написа(?:о|ла)?", "напиша", r"напісаў", "έγραψε", "γράφει", "yazdı", "yazmış", "yazıb",
    r"yozgan", "menulis", "ditulis", "viết", "ysgrifennodd", "scríobh", "sgrìobh", "eo bet skrivet gant",
    "כתבה?", "כתב/ה", "كتب", "كَتَب", "نوشت", "نوشته است", "ने लिखा", r"ने लिहीले", r"დაწერა", "գրել է", "գրեց",
)  # fmt: skip
"""Verbs in "On Monday Ada <ada@example.org> wrote:"."""

WROTE_UNSPACED = (
    "写道", "寫道", "写到", "寫到", "写于", "寫於", "のメッセージ", "のメール", "さんは書きました", "より",
    "作成", "작성", "쓴 내용", "쓴 글", "이 씀", "보낸 메시지", "เขียน", r"បាន.?សរសេរ",
)  # fmt: skip
"""The same in scripts that set no spaces between words."""

QUOTING = (
    "quoting", "zitat von", "citando", "citant", "citat fra", "citeren", "citát", "cytowanie", "selon", "цитирую",
)  # fmt: skip
"""How a line begins in which the verb comes first: "Quoting Ada <ada@example.org>:"."""

OPENINGS = (
    "On", "At", "In a message dated", "Am", "Um", "Le", "El", "Il(?: giorno)?", "Op", "Em", "No dia",
    "A data de", "Den", "Dnia", "W dniu", "Dne", "Dňa", "Dana", "Dátum", "Na", "No", "Vào", "Pada", "Στις",
    "Στη", "În", "Pe", "På", "Sa", "Ar", "Je", "Më", "Þann", "Datumā", "Ekkor", "Missatge de", "Kontakt",
    "Wiadomość napisana przez", "V", "Дана", "На", "Në", "Tann", "Di", "בתאריך", "ב", "في", "بتاريخ", "در",
    "در تاریخ", "เมื่อ", "在", "于", "於",
)  # fmt: skip
"""Words with which that line begins, as they are written."""

ORIGINAL = (
    "original", "reply message", "message", "antwort", "réponse", "respuesta", "originalnachricht",
    "ursprüngliche", "urspr[.]", "message d['’]origine", "courriel (?:original|initial)",
    "messaghju d['’]origine", "mensaje", "correo original", "mensagem", "mensaxe", "missatge", "messaggio",
    "origineel", "oorspronkelijke?", "orgineel", "oprindelig", "opprinnelig", "opphavleg", "ursprungligt",
    "originalmeddelande", "alkuperäinen", "upprunaleg", "algne", "esialgne", "originalus", "sākotnējā",
    "wiadomość", "oryginalna", "původní", "pôvodná", "eredeti", "izvirno", "izvorn[ao]", "originalna",
    "mesaj(?:ul)?", "mesazhi", "originala", "jatorrizko", "исходное", "оригинал", "арыгінальнае", "зыходны",
    "оригинално", "оригінальне", "початкове", "αρχικό", "πρωτότυπο", "özgün", "orijinal", "pesan asli",
    "pesan orisinal", "mesej asal", "thư gốc", "neges wreiddiol", "bunteachtaireacht", "הודעה מקורית",
    "الرسالة الأ", "رسالة أصلية", "پیام اصلی", "پیام نخستین", "ข้อความ", "मूल", "原始", "原邮件", "回复的原邮件",
    "元の?メ", "원본", "원래",
)  # fmt: skip
"""How the text in "----- Original message -----" begins."""

FORWARDED = (
    "forwarded", "begin forwarded", "weitergeleitete?", "anfang der weitergeleiteten", "message transféré",
    "début du message (?:transféré|réexpédié)", "mensaje reenviado", "inicio del mensaje reenviado",
    "mensagem (?:re)?encaminhada", "início da mensagem (?:re)?encaminhada", "messaggio inoltrato",
    "inizio messaggio inoltrato", "doorgestuurd", "begin doorgestuurd", "videresendt?", "vidarebefordra[td]",
    "välitetty", "edastatud", "áframsend", "persiųstas", "przekazan[ay]", "wiadomość przekazana",
    "początek przekazanej", "přeposlaná", "preposlaná", "továbbított", "posredovano", "proslijeđena",
    "mesaj redirecționat", "пересылаемое", "пересланное", "переадресованное", "начало переадресованного",
    "переслане", "перасланае", "препратено", "προωθημένο", "yönlendirilmiş", "iletilen", "iletilmiş",
    "pesan terusan", "diteruskan", "thư được chuyển tiếp", "הודעה שהועברה", "رسالة معاد",
    "پیام (?:ارسال|هدایت)", "转发", "轉寄", "転送", "전달",
)  # fmt: skip
"""How the title of a mail that is passed on begins."""

ABOVE = (
    "(?:above|over) this line", "oberhalb dieser zeile", "über dieser zeile", "au-dessus de cette ligne",
    "(?:encima|arriba) de esta línea", "acima desta linha", "sopra questa (?:riga|linea)",
    "boven deze (?:regel|lijn)", "ovanför (?:den här|denna) rad", "over denne linje", "powyżej tej linii",
    "выше этой (?:строки|линии)",
)  # fmt: skip
"""In "Please type your reply above this line"."""

FROM = (
    "from", "von", "fan", "daripada", "од", "kimdən", "кімнен", "प्रेषक", "mula(?: kay)?", "منجانب", "de", "de la",
    "da", "dende", "van", "fra", "från", "frá", "frå", "od", "odesílatel",
    "odosielateľ", "lähettäjä", "kellelt", "saatja", "kas", "no", "nuo", "siuntėjas", "feladó", "kimden",
    "gönderen", "dari", "từ", "nga", "nork", "mittente", "expediteur", "expéditeur", "remitente", "remetente",
    "afzender", "absender", "от", "от кого", "від", "ад", "από", "מאת", "من", "مِن", "از", "فرستنده", "จาก",
    "से", "থেকে", "발신", "보낸 ?사람", "发件人", "寄件者", "寄件人", "差出人", "送信者", "发送人",
    "原件发送者",
)  # fmt: skip
SENT = (
    "sent", "date", "message du", "dihantar", "испратено", "göndərildi", "жіберілді", "भेजा(?: गया)?",
    "ipinadala", "gestuur", "poslato", "gesendet", "datum", "envoyé(?: le)?", "date d['’]envoi",
    "enviado(?: el| em)?", "enviada(?: em)?", "enviat", "fecha", "data", "inviato(?: il)?", "verzonden",
    "ferstjoerd", "sendt", "dato", "skickat", "lähetetty", "päivä(?:ys|määrä)", "saadetud", "kuupäev",
    "nosūtīts", "išsiųsta", "wysłan[oey]", "odesláno", "odoslané", "poslano", "послато", "elküldve", "dátum",
    "trimis(?: la)?", "gönderilme(?: tarihi)?", "tarih", "gönderildi", "terkirim", "dikirim", "tanggal",
    "đã gửi", "ngày", "dërguar më", "bidalita", "отправлено", "дата", "надіслано", "адпраўлена", "изпратено",
    "αποστολή", "στάλθηκε", "ημερομηνία", "נשלח", "תאריך", "تم الإرسال", "أرسلت", "المُ?رسل", "التاريخ", "تاریخ",
    "ارسال", "ส่ง", "วันที่", "तारीख", "发送时间", "日期", "发送日期", "寄件日期", "寄送日期", "送信日時?",
    "日付", "日時", "보낸 ?날짜", "날짜", "일시",
)  # fmt: skip
TO = (
    "to", "cc", "bcc", "untuk", "kimə", "кімге", "प्रति", "para kay", "per a", "коме", "reply-to", "an", "kopie", "à",
    "a", "copie à", "pour", "para", "per", "al", "aan",
    "oan", "til", "till", "kopia", "kopi", "kopio", "vastaanottaja", "kellele", "saaja", "kam", "komu", "do",
    "dw", "za", "kome", "címzett", "másolat", "către", "la", "pa", "at", "nori", "kime", "alıcı", "bilgi",
    "kepada", "tới", "đến", "për", "kopija", "cópia", "copia", "кому", "копия", "копія", "до", "за", "каму",
    "προς", "κοιν", "אל", "עותק", "إلى", "الى", "نسخة", "به", "گیرنده", "ถึง", "สำเนา", "को", "收件人",
    "收件者", "抄送", "副本", "宛先", "받는 ?사람", "참조", "수신",
)  # fmt: skip
SUBJECT = (
    "subject", "betreff", "mövzu", "тақырып", "наслов", "paksa", "objet", "sujet", "asunto", "assunto", "assumpte",
    "oggetto", "onderwerp",
    "underwerp", "emne", "ämne", "aihe", "teema", "temats?", "tema", "předmět", "predmet", "zadeva", "tárgy",
    "subiect", "konu", "subjek", "perihal", "chủ đề", "subjekt", "gaia", "efni", "viðfangsefni", "risposta",
    "тема", "тэма", "относно", "предмет", "θέμα", "נושא", "הנדון", "الموضوع", "موضوع", "เรื่อง", "หัวเรื่อง",
    "विषय", "主题", "主題", "主旨", "件名", "제목",
)  # fmt: skip
"""Fields of a mail's head, written out above the mail that is answered."""

SENT_FROM = (
    "sent (?:from|via|with|using)", "sent on (?:the|my)", "composed (?:on|with)",
    "get (?:outlook|yahoo|the new)", "download outlook", "secured with", "von mei(?:nem|ner)",
    "gesendet (?:von|mit|über|via)", "von .{1,40} gesendet", "sicher versendet",
    "diese nachricht wurde (?:von|mit)", "outlook für", "holen sie sich", "verfasst mit",
    "envoyé (?:de|depuis|à partir|avec|par)", "(?:télécharger|obtenez|obtenir) outlook", "provenance :",
    "enviad[oa] (?:desde|do|da|a partir|de mi|de meu|con|com|pelo|via|por)",
    "(?:obtener|obtenha|obter|descarga) (?:o )?outlook", "enviat des", "inviat[oa] (?:da|dal|con|tramite)",
    "(?:scarica|ottieni) outlook", "(?:verzonden|verstuurd) (?:vanaf|met|via|door)", "outlook voor",
    "(?:sendt|sendt) (?:fra|via|med)", "(?:hent|få|skaff(?: deg)?|hämta|skaffa|hanki) outlook",
    "skicka[ts] (?:från|med|via)", "lähetetty", "saadetud minu", "nosūtīts no", "išsiųsta iš",
    "wysłan[eoy] (?:z|za|przy)", "pobierz .{0,20}outlook", "odesláno (?:z|pomocí)", "získat outlook",
    "odoslan[éo] z", "elküldve", "küldve", "poslano (?:s|z|iz)", "trimis (?:de pe|din)", "στάλθηκε από",
    "отправлено (?:с|из|от|через)", "надіслано (?:з|із)", "изпратено от", "послато са", "получить outlook",
    "gönderildi", r".{1,40}(?:dan|den) gönderildi", "đã gửi từ", "dikirim dari", "dihantar daripada", "ส่งจาก",
    r"נשלח (?:מ\S*|באמצעות)", "أُ?رسلت? من", "تم الإرسال من", "ارسال شده از",
)  # fmt: skip
"""How "Sent from my iPhone" begins."""

SENT_FROM_UNSPACED = (
    "から送信",
    "[发發]自我的",
    "来自我的",
    "[从從]我的.{0,20}(?:发送|傳送)",
    "에서 보[냄내]",
    "获取 outlook",
    "取得 .{0,20}outlook",
    "outlook.{0,10}を入手",
)
"""The same in scripts that set no spaces between words; it may stand anywhere in the line."""

DEVICES = (
    "iphone", "ipad", "ipod", "macbook", "android", "blackberry", "galaxy", "samsung", "huawei", "xiaomi",
    "redmi", "nokia", "pixel", "ios", "windows", "outlook", "yahoo", "aol", "gmail", "gmx", "web[.]de",
    "proton ?mail", "tuta(?:nota)?", "mail", "app", "k-9", "thunderbird", "smartphone", "phone", "mobile?",
    "mobil", "handy", "tablet", "tablette", "téléphone", "portable", "móvil", "celular", "telefono",
    "cellulare", "telefoon", "telefon", "puhelin", "телефона?", "смартфона?", "почты", "почта", "поштою",
    "телефону", "wireless", "device", "手机", "手機", "휴대", "携帯", "courrier", "correo", "correio", "posta",
    "poczta", "spark", "airmail", "htc", "lg", "nexus", "moto", "motorola",
    "oneplus", "lumia", "sony", "xperia", "mac", "zoho", "superhuman",
    "nylas", "mailspring", "honor", "oppo",
)  # fmt: skip
"""What it was sent from, or with."""

SIGN_OFFS = (
    "(?:best|kind|kindest|warm|warmest|many)? ?(?:regards|wishes)", "regards", "cheers", "sincerely",
    "yours(?: \\w+)?", "best", "thanks", "thank you", "many thanks",
    "(?:mit )?(?:freundlichen|besten|lieben|herzlichen|vielen)? ?gr[üu](?:ß|ss)en?", "mfg", "lg", "vg",
    "(?:viele|liebe|beste|herzliche|freundliche) gr[üu](?:ß|ss)e", "cordialement",
    "(?:bien )?(?:à vous|amicalement)", "salutations", "(?:un )?(?:saludos?|cordial saludo|atentamente)",
    "atenciosamente", "abraços?", "cumprimentos", "(?:cordiali|distinti) saluti", "saluti",
    "(?:met )?vriendelijke groet(?:en)?", "groet(?:en|jes)?",
    "(?:med )?(?:vänliga|venlig|vennlig|bästa) h[iä]ls(?:ning(?:ar)?|en)", "mvh", "mh", "kh", "hälsningar",
    "terveisin", "ystävällisin terveisin", "pozdrawiam", "z poważaniem", "s pozdravem", "üdvözlettel",
    "с уважением", "з повагою", "saygılarımla", "cu stimă",
)  # fmt: skip
"""What stands alone on a line above a name."""

NOTICES = (
    r"(?:this|the (?:information|contents?)|the above) .{0,60}(?:e-?mail|message|communication|transmission)",
    r"(?:confidential\w*|privacy|legal|security|important|privileged) ?(?:notice|note|warning|statement)?\s*[:\-–]",
    r"confidentiality", r"disclaimer", r"if you (?:are not|have received)",
    r"caution:", r"diese (?:e-?mail|nachricht)", r"ce (?:message|courriel|mail)",
    r"este (?:mensaje|correo|e-?mail)", r"esta (?:mensagem|mensaje)", r"questo messaggio", r"le informazioni",
    r"dit (?:e-?mail)?bericht", r"deze e-?mail", r"(?:denne|detta|dette) (?:e-?mail|meddel\w*|e-?post)",
    r"niniejsza wiadomość", r"это сообщение", r"данное сообщение", r"tämä viesti", r"aviso", r"avertissement",
    r"vertraulich",
)  # fmt: skip
"""How a notice begins that a company puts under all its mail."""

NOTICE_WORDS = (
    "confidential", "privileged", "intended", "recipient", "addressee", "attachments", "unauthori[sz]ed", "disclos",
    "delete", "notify", "in error", "sole use", "vertraulich", "empfänger", "anhänge", "irrtümlich", "absender",
    "unbefugt", "weitergabe", "geschützt", "confidentiel", "destinataire", "pièces jointes", "erreur", "expéditeur",
    "confidencial", "destinatari", "adjunto", "anexo", "por error", "por engano", "riservat", "allegati", "per errore",
    "mittente", "vertrouwelijk", "geadresseerde", "bijlage", "bestemd", "fortrolig", "konfidenti", "modtager",
    "mottaker", "mottagare", "vedhæft", "vedlegg", "bifogad", "poufn", "adresat", "załącznik", "nadawc",
    "конфиденциальн", "получател", "адресат", "вложени", "отправител", "luottamuks", "vastaanottaj", "liitte",
)  # fmt: skip
"""What such a notice speaks of; it uses several of them."""

ASIDES = (
    "virus-free", "this e-?mail (?:has been|was) checked for viruses", "diese e-?mail wurde (?:von|auf) .{0,30}viren",
    "cet e-?mail a été vérifié", "este (?:correo|e-?mail).{0,40}virus", "scanned (?:by|for)",
    "please (?:consider|think).{0,60}print", "(?:bitte )?denken sie .{0,60}(?:ausdruck|drucken)",
    "(?:pensez|merci de penser).{0,60}imprimer", "antes de imprimir", "think before you print",
    "to unsubscribe from th", "reply to this email directly", "you are receiving this (?:e-?mail|message|because)",
    "you received this message because you are subscribed",
)  # fmt: skip
"""Short notes that programs and companies add."""

"""How people say that they are away, in thirteen languages. Words only: the rules stand in away.py.

Each entry is a piece of a regular expression over folded text; the pieces are folded themselves, so that accents may
stand. The languages: English, Spanish, Portuguese, French, German, Italian, Dutch, Polish, Russian, Turkish, Swedish,
Japanese, Chinese.
"""

from __future__ import annotations

FEW = r"(?:[^\s.!?]+ ){0,4}"
"""Up to four words between two."""
SOME = r"(?:[^\s!?]+ ){0,9}"
"""Up to nine, with a date among them."""

ABSENCE = (
    r"\bout[ -]of[ -](?:the |my |our )?office\b(?! hours)", r"\booo\b", r"\bnot (?:be )?(?:back )?in the office\b",
    rf"\b(?:i am|i'm|i'll be|i will be|am|we are|we're|we will be|currently|be) {FEW}(?:away|travell?ing|abroad"
    r"|on (?!public|bank)(?:\w+ ){0,2}(?:leave|holidays?|vacation|sabbatical|trip|travel|pto|honeymoon)"
    r"|unavailable|absent|sick|ill"
    r"|off (?:work|sick|until|today|this|from|on)|out (?:until|till|today|on|from|this|sick|next|all))\b",
    r"\b(?:sick|parental|maternity|paternity|medical|annual|family|study|bereavement|compassionate|adoption) leave\b",
    r"\b(?:limited|no|intermittent|sporadic|little|restricted|infrequent|irregular|not have|without) (?:\w+ )?access to"
    r" (?:my |our )?(?:e-?mails?|mail|internet|inbox|messages)\b",
    r"\baway from (?:my|the) (?:desk|office|e-?mail|mail|computer|inbox)\b", r"\b(?:my|of) absence\b",
    r"\bwhile i(?:'m| am) (?:away|out|gone|off)\b", r"\b(?:on|upon|after|until) my return\b",
    r"\bwhen i (?:return|am back)\b",
    r"\b(?:return|returning|back) (?:to|in|at) (?:the |my )?(?:office|work|desk)\b",
    r"\bi(?:'ll| will) be back\b(?! to you)",
    r"\bi(?:'ll| will| am|'m) (?:\w+ )?return(?:ing)?\b",
    r"\b(?:vacation|out-?of-?office|absence) (?:auto-?)?(?:reply|notice|message)\b",
    r"\bclosed (?:until|through|from|between) (?!\d{1,2}(?:[:.]\d|\d? ?(?:am|pm|h\b)))(?!noon|midnight)",
    r"\b(?:taking|have|having) (?:\w+ ){0,3}(?:time|days?|weeks?) off\b", r"\bback (?:online|at my desk|in action)\b",
    r"\bout of town\b",
    r"\b(?:i am|i'm|i will be|i'll be) (?:currently )?(?:not available|unavailable|unreachable"
    r"|at a (?:conference|workshop|training))\b",
    r"\bno (?:estoy|me encuentro) (?:disponible|en la oficina)\b", r"\b(?:me ausent|retomaré)",
    r"\b(?:vuelvo|regreso) (?:el|mañana|a la oficina)\b",
    r"\bnão (?:estou|estarei|me encontro) (?:disponível|no escritório|contactável)\b", r"\bausentar-me|\bme ausentar",
    r"\bvolto (?:n|a|em|dia|amanhã)",
    r"\b(?:ne suis|ne serai) pas (?:au bureau|disponible|joignable|présente?)\b", r"\b(?:je m'absente|injoignable)\b",
    r"\bde retour (?:au bureau|le|demain|lundi)\b",
    r"\bauf (?:einer |der |einem )?(?:fort|weiter)?(?:bildung|schulung|konferenz|tagung|messe|seminar)\b",
    r"\bauszeit\b", r"\bkehre (?:\w+ ){0,4}zurück\b",
    r"\bnon (?:sono|sarò) (?:in ufficio|disponibile|raggiungibile|reperibile)\b",
    r"\b(?:torno|rientro) (?:il|in|lunedì|martedì|mercoledì|giovedì|venerdì)\b",
    r"\bbuiten (?:het )?kantoor\b", r"\b(?:nie ma mnie|nie będzie mnie)\b", r"\bbędę (?:dostępn|w (?:pracy|biurze))",
    r"\bna l4\b",
    r"\bmy (?:\w+ )?(?:break|holidays?|vacation|leave|time off)\b", r"\bmis vacaciones\b", r"\bminhas férias\b",
    r"\bmes (?:congés|vacances)\b",
    r"\b(?:mein\w*|mache) (?:urlaub\w*|ferien)\b", r"\b(?:mie ferie|mia vacanza)\b",
    r"\bmijn (?:\w+ )?(?:vakantie|verlof)\b", r"\bm[oó]j\w* urlop",
    r"\bмо(?:й|его|ём) отпуск", r"\bmin semester\b",
    r"\b(?:won't|will not|can't|cannot) be (?:available|reachable|in the office|reading|checking"
    r"|able to (?:answer|reply|read))",
    r"\bon (?:annual leave|leave|vacation|holidays?|pto) (?:until|till|through|from|starting|since|between|this|\d)",
    r"\b(?:estaré|estoy) de vuelta\b", r"\bestarei de volta\b", r"\b(?:tornerò|sarò di nuovo)\b",
    r"\bbędę (?:ponownie|z powrotem)\b",
    r"\bвыйду на (?:связь|работу)\b", r"帰社|一時帰国", r"\brecesso\b", r"\bsem acesso a", r"\b(?:in|per) maternità\b",
    r"\brientro previsto\b",
    r"\bpas accès à (?:ma|mes)\b",
    r"\b(?:enjoying|taking) a (?:\w+ )?(?:vacation|holiday|break)\b", r"\bhabe (?:\w+ ){0,3}(?:urlaub|frei)\b",
    r"\bim krankenstand\b", r"\ben rtt\b",
    r"\bнет на (?:рабочем месте|работе)\b", r"\bбуду (?:на работе|в офисе|доступ|недоступ)", r"\bв отгуле\b",
    r"\bjag är (?:\w+ )?ledig\b", r"\båter i tjänst\b",
    r"\b(?:ofiste|yerimde) (?:değilim|yokum|olmayacağım)\b", r"\bhastayım\b", r"离开办公室|離開辦公室", r"帰省|欠勤",
    r"\bfuera de (?:la |mi |nuestra )?oficina\b", r"\b(?:mi|de|nuestra) ausencia\b",
    r"\bacceso (?:\w+ )?(?:limitado|restringido)\b",
    rf"\b(?:estoy|estaré|estare|me encuentro|me encontraré|estamos|estaremos"
    rf"|permaneceré) {FEW}(?:de (?:\w+ )?(?:vacaciones|viaje"
    r"|baja|permiso|licencia)|ausente|fuera|viajando|enferm[oa]|sin acceso|en (?:un )?viaje|disfrutando)\b",
    r"\bbaja (?:por|médica|laboral|maternal|paternal)\b",
    r"\b(?:permiso|licencia) (?:de|por) (?:maternidad|paternidad|enfermedad)\b",
    r"\b(?:a mi (?:regreso|vuelta)|hasta mi (?:regreso|vuelta)|cuando (?:vuelva|regrese))\b", r"\bno estaré\b",
    r"\bcerrad[oa]s? por vacaciones\b", r"\b(?:volveré|regresaré|me reincorporaré)\b(?! a (?:escrib|contact))",
    r"\bfora do escritório\b", r"\b(?:minha|de|nossa) ausência\b",
    r"\bacesso (?:\w+ )?(?:limitado|restrito|reduzido)\b",
    rf"\b(?:estou|estarei|encontro-me|me encontro|estamos|estaremos) {FEW}(?:(?:de|em"
    rf"|a gozar) (?:\w+ )?(?:férias|viagem|licença|baixa"
    r"|folga)|ausente|viajando|a viajar|fora|afastad[oa]|doente|sem acesso)\b",
    r"\blicença[ -](?:maternidade|paternidade|médica|parental|de)\b",
    r"\b(?:no meu|após o meu|até ao? meu) (?:retorno|regresso)\b",
    r"\b(?:retornarei|regressarei|voltarei)\b(?! a (?:escrev|contact))",
    r"\babsent(?:e|[(·.-]e\)?)?s? (?:du|jusqu|de|pour|actuellement|le|et|depuis)", r"\b(?:mon|notre|d')\s?absence\b",
    r"\babsence du bureau\b",
    rf"\b(?:je (?:suis|serai)|nous (?:sommes|serons)|suis|étant) {FEW}(?:absente?s?|en (?:\w+ )?(?:congés?"
    rf"|vacances|déplacement"
    r"|voyage|arrêt|mission|formation)|indisponibles?|à l'étranger|souffrante?|hors du bureau)\b",
    r"\bcongés? (?:de )?(?:maternité|paternité|parental|maladie|annuels?|sabbatique)\b",
    r"\barrêt (?:de )?(?:maladie|travail)\b",
    r"\baccès (?:\w+ ){0,2}(?:limité|restreint|réduit)\b", r"\b(?:à|dès|après|jusqu'à) mon retour\b",
    r"\bfermée?s? (?:jusqu|du \d|pour congés)",
    r"\b(?:je serai de retour|je reviens|je reviendrai|je rentre(?:rai)?)\b",
    r"abwesen(?:d\b|heit)",
    r"\bnicht (?:im|in meinem|am|an meinem|in unserem) (?:büro|haus|arbeitsplatz|dienst|platz)\b",
    r"\baußer haus(?:e)?\b", r"\b(?:im|in|in den|aus dem|meines|meinem|wegen|den) \w{0,14}urlaub(?:es|s)?\b",
    r"\bauf \w{0,12}reisen?\b",
    r"\b(?:in|im) (?:\w+ )?(?:elternzeit|mutterschutz|karenz|vaterschaftsurlaub)\b",
    r"\bkrank(?:geschrieben|heitsbedingt|gemeldet)\b",
    rf"\b(?:ich|bin) {SOME}(?:nicht (?!mehr )(?:\w+ )?(?:erreichbar|verfügbar|da|anwesend)|erkrankt|krank"
    rf"|unterwegs|verreist)\b",
    r"\bbetriebs(?:ferien|urlaub|ruhe)\b", r"\b(?:nur )?(?:\w+ )?eingeschränkt(?:en)? (?:zugriff|erreichbar)\b",
    r"\b(?:keinen|nur begrenzt(?:en)?|nur selten) zugriff auf (?:meine )?(?:e-?)?mails?\b", r"\bmeiner rückkehr\b",
    rf"\b(?:ich|bin ich) {SOME}wieder (?:\w+ ){{0,3}}(?:erreichbar|im büro|da|zurück|persönlich|im dienst)\b",
    r"\bfuori (?:sede|ufficio|dall'ufficio|stanza)\b", r"\b(?:mia|di|nostra) assenza\b",
    r"\baccesso (?:\w+ )?limitato\b",
    rf"\b(?:sono|sarò|saro|siamo|saremo|mi trovo) {FEW}(?:in (?:ferie|vacanza|viaggio|trasferta|malattia"
    rf"|maternità|congedo"
    r"|permesso)|assente|all'estero|fuori|impossibilitat[oa])\b", r"\bin ferie\b",
    r"\bcongedo (?:di |per )?(?:\w*paternità|maternità|parentale|malattia)\b",
    r"\bassente (?:dal|fino|per|da)\b", r"\b(?:al|dopo il|fino al) mio (?:rientro|ritorno)\b",
    r"\b(?:rientrerò|ritornerò|sarò di ritorno)\b",
    r"\bchius[oi] (?:per ferie|fino al|dal \d)",
    r"\bafwezig(?:heid)?\b", r"\bniet (?:aanwezig )?(?:op|in) (?:het |mijn |ons )?kantoor\b",
    r"\b(?:op|met) (?:\w+ )?(?:vakantie|zakenreis)\b",
    r"\b(?:met|op) \w{0,14}verlof\b",
    rf"\b(?:ik|ben) {SOME}(?:ziek|vrij|niet (?:\w+ )?(?:bereikbaar|beschikbaar|aanwezig)|op reis)\b",
    r"\bbeperkt(?:e)? (?:bereikbaar|toegang)\b", r"\b(?:bij|na|tot) (?:mijn )?terugkomst\b",
    rf"\b(?:ik|ben) {SOME}(?:weer (?:\w+ ){{0,2}}(?:bereikbaar|aanwezig|op kantoor)|terug)\b",
    r"\bpoza (?:biurem|domem|firmą)\b", r"\bnieobecn", r"\b(?:na|w trakcie) (?:\w+ )?urlop",
    r"\burlopu? (?:do|od|macierzyń|wypoczynk|rodziciel)",
    r"\bzwolnieni\w+ lekarski", r"\bdelegacj[iaę]\b", r"\bw podróży\b", r"\bograniczon\w+ dostęp",
    r"\bpo (?:moim )?powrocie\b",
    r"\bjestem (?:\w+ ){0,2}niedostępn", r"\b(?:wracam|wrócę|powrócę)\b", r"\bbędę niedostępn",
    r"\bотсутств", r"\b(?:во?|на время|период) (?:\w+ )?отпуск", r"\bотпуск[еау]? (?:до|по|с)\b", r"\bкомандировк",
    r"\bбольничн",
    r"\bвне офиса\b", r"\bменя не будет\b", r"\b(?:нет|не|не буду|не нахожусь) в офисе\b", r"\bдекрет",
    r"\bв отъезде\b", r"\bограничен\w* доступ",
    r"\bпосле (?:моего )?возвращения\b", r"\bя? ?(?:вернусь|возвращаюсь)\b",
    r"\bofis(?:te|imde|in)? (?:\w+ )?(?:değilim|olmayacağım|dışında)", r"\b(?:yıllık|doğum|ücretsiz|babalık) izn?[id]",
    r"\bizin(?:de|li|deyim|liyim)",
    r"\btatil(?:de|deyim)\b", r"\bseyahat(?:te|teyim)\b", r"\braporluyum\b", r"\byokluğumda\b", r"\bdönüşümde\b",
    r"\bsınırlı erişim",
    r"\bfrånvar", r"\binte (?:är )?på (?:kontoret|plats|jobbet)\b", r"\b(?:på|har) (?:\w+ )?semester\b",
    r"\bföräldraledig", r"\bsjukskriven\b",
    r"\btjänst(?:e?resa|ledig)", r"\bledig (?:till|från|t\.|fr)", r"\bbegränsad (?:åtkomst|tillgång)\b",
    r"\b(?:åter|tillbaka) på (?:kontoret|jobbet)\b",
    r"\bjag (?:är|kommer) (?:\w+ ){0,2}(?:åter|tillbaka|bortrest|borta)\b",
    r"不在(?!着信)", r"休暇", r"(?:夏季|冬季|年末年始|育児|産前|臨時|介護)\w{0,6}休業", r"出張", r"外出(?:して|中|し)",
    r"休み(?:を|中|のため|とさせ)?(?:いただ|頂|取|中)",
    r"産休|育休|有給|休職|療養",
    r"不在(?:办公室|辦公室|公司)", r"休假|度假|年假|产假|病假|產假|请假|請假|出差|外出(?!就餐)",
)  # fmt: skip
"""That somebody is away for a time."""

ABSENCE_SUBJECTS = (
    r"(?:on |currently |annual |my )*(?:vacation|holidays?|leave|away|absence|travell?ing|absent)",
    r"(?:de |en )?(?:vacaciones|ausencia|ausente|viaje)", r"(?:de |em )?(?:férias|ausência|ausente|viagem)",
    r"(?:en )?(?:congés?|vacances|absence|absente?|déplacement)",
    r"(?:im )?(?:urlaub|abwesen\w*|elternzeit|dienstreise)",
    r"(?:in )?(?:ferie|assenza|assente)", r"(?:op |met )?(?:vakantie|afwezig\w*|verlof)",
    r"(?:na )?(?:urlop\w*|nieobecn\w*)",
    r"(?:в )?(?:отпуск\w*|отсутств\w*|командировк\w*)", r"(?:izin\w*|tatil\w*)", r"(?:semester|frånvaro\w*|ledig)",
    r"不在|休暇|休假|出張",
)  # fmt: skip
"""Subjects that say so and nothing else, a date aside."""

REPLY_PREFIX = (
    r"auto(?:matic|mated|-)?[ -]?(?:reply|response)", "autoreply", "respuesta automática", "resposta automática",
    "réponse automatique",
    r"automatische antwort", "risposta automatica", "automatisch antwoord", "odpowiedź automatyczna",
    "automatyczna odpowiedź",
    "автоматический ответ", "автоответ", "otomatik yanıt", "autosvar", "automatiskt svar",
    "自動返信|自動応答|自动回复|自動回覆",
)  # fmt: skip

GONE = (
    r"\bno longer (?:work|with|employed|at|part|a member)",
    r"\b(?:has|have|i've) left (?:the |our )?(?:company|organi[sz]ation|team)\b",
    r"\bya no (?:trabajo|trabaja|formo)\b", r"\bnão (?:trabalho|trabalha|faço parte) mais\b",
    r"\bjá não (?:trabalho|trabalha|faço)\b",
    r"\bne (?:travaille|fais|fait) plus\b", r"\bn'est plus\b",
    rf"\b(?:arbeitet?|bin|ist) {FEW}nicht mehr (?:bei|für|im|in|teil|tätig|hier)\b",
    r"\bnon (?:lavoro|lavora|faccio parte) più\b",
    r"\b(?:werkt?|ben|is) (?:\w+ )?niet (?:meer|langer) (?:bij|voor|werkzaam|in)\b",
    r"\bniet (?:meer|langer) werkzaam\b", r"\b(?:już )?nie (?:pracuj[eę]|pracuje) już\b", r"\bjuż nie pracuj[eę]\b",
    r"\bбольше не работа", r"\b(?:artık çalışm|ayrıldım|ayrılmış)", r"\b(?:arbetar inte längre|har slutat)\b",
    r"退職|离职|離職|不再任职",
)  # fmt: skip
"""That somebody is away for good."""

SIGN_OFFS = (
    r"(?:kind|best|warm|many)? ?(?:regards|wishes)", "sincerely", "cheers", r"yours(?: \w+)?", "all the best",
    r"(?:un )?(?:cordial )?saludos?(?: cordial(?:es)?)?", "atentamente", "atenciosamente",
    r"(?:melhores |com os melhores )?cumprimentos", "abraços?",
    r"(?:bien )?cordialement", r"bien à vous", "cordiales salutations",
    r"(?:mit )?(?:freundlichen|besten|lieben|herzlichen|vielen|freundliche|viele|beste"
    r"|liebe)\w* (?:grüßen|grüße|gruß)",
    "mfg", r"(?:cordiali |distinti )?saluti", r"(?:met )?(?:vriendelijke|hartelijke) groet(?:en)?", "groet(?:en|jes)?",
    "pozdrawiam(?: serdecznie)?", "z poważaniem",
    "с уважением", "saygılarımla", "(?:med )?(?:vänliga|bästa) hälsningar", "mvh",
    "以上", "此致", "よろしくお願い(?:いた|致)します。?",
)  # fmt: skip
"""What stands alone on a line above a name."""

ORIGINAL = (
    r"-{2,} ?(?:original|ursprüngliche|message d'origine|mensaje original|mensagem original"
    r"|messaggio originale|oorspronkelijk|wiadomość oryginalna|исходное|元のメッセージ|原始邮件).*",
    r"(?:on|am|le|el|il|op|em|w dniu|den) .{6,90}(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef"
    r"|escreveu|pisze|napisał\w*|skrev) ?:", r".{6,90}(?:пишет|написал\w*) ?:",
    r"(?:from|von|de|da|van|od|от|från|差出人|发件人|送信者|kimden) ?: .*@.*",
    r"(?:sent|gesendet|envoyé|enviado(?: el| em)?|enviada em|inviato|verzonden|wysłan[oe]|отправлено|送信日時|发送时间"
    r"|gönderildi|skickat) ?: .*",
)  # fmt: skip
"""A line above a mail that is quoted."""

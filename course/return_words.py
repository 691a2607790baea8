"""How people say when they are away and when they are back. As absence_words.py: words only, pieces of regular
expressions, the same languages.
"""

from __future__ import annotations

UNTIL = (
    r"until|till|'til|til|through(?: to)?|thru|up to|up until|end(?:s|ing)?(?: date)?:?(?: on)?"
    r"|last day(?: of \w+)?(?: is|:)|to:|until:",
    r"hasta(?: e incluyendo)?", r"até(?: ao?)?", r"jusqu'?(?:au|a la date du|a|en)?",
    r"bis(?: einschließlich| inkl\.?| inklusive| einschl\.?)?(?: zum)?",
    r"(?:sino|fino) (?:al|a|all')", r"tot(?: en met)?|t/m|t\.e\.m\.|tm", r"do", r"до|по",
    r"t\.?o\.?m\.?|till(?: och med)?", r"至|到|直到|直至|截止|~",
    r"after", r"después del?", r"após(?: o)?|depois (?:de|do)", r"après", r"nach", r"dopo(?: il)?", r"na", r"po",
    r"после", r"efter",
    r"end of (?:absence|leave)[ :]*", r"(?:ende|rückkehr|fin|fine|einde|koniec)[ :]*",
)  # fmt: skip
"""Right before a last day away, or before what comes after it."""

UNTIL_BEHIND = (
    r"['’]?\w{0,4} ?(?:tarihine |günü |gününe )?kadar", r"\s?(?:いっぱい)?(?:まで|迄)", r"\s?(?:前|之前|止|为止|期间)",
)  # fmt: skip
"""The same right behind it."""

SINCE = (
    r"from|since|starting(?: on)?|beginning(?: on)?|as (?:of|from)|effective|start(?:s|ing)?(?: date)?:?"
    r"|between|from:|leaving(?: on)?",
    r"desde(?: el)?|del|a partir del?|de|entre(?: el)?", r"a partir d[eo]|do|entre(?: o| os dias)?",
    r"du|dès|depuis|à (?:partir|compter) du|entre",
    r"von|vom|ab(?: dem)?|seit(?: dem)?|zwischen|beginn:?", r"dal|dall'|da|a partire dal|tra il",
    r"van|vanaf|sinds|per|tussen", r"od|między",
    r"с|со|от|начиная с|между", r"från(?: och med)?|fr\.?o\.?m\.?|mellan", r"从|自|由|於|于",
)  # fmt: skip
"""Right before a first day."""

AND = (
    "-|~|/|>|->", "to|and|through|thru|until|till", "al|a|y", "até|ao|e", "au|et", "bis|und", "tot|en|t/m|tot en met",
    "do|i", "по|и", "ile|ve", "och", "から|到|至",
)  # fmt: skip
"""Between the first day and the last."""

RETURN = (
    r"\b(?<!write )(?<!hear )(?<!call )(?<!ring )(?<!reply )back\b(?! to you)",
    r"\breturn(?:s|ing)?\b(?! (?:your|any|calls?|messages?|e-?mails?|to you))",
    r"\bresum(?:e|ing)\b", r"\breopen",
    r"\bretom|\breanud|\breabr|\brouvr|\briapr|\briprend|\bheropen|\bhervat|\bwznawi",
    r"\bregres[aoe]", r"\bvuelv[oae]|\bvolver[eé]", r"\bretorn", r"\breincorpor",
    r"\bde vuelta\b|\bde volta\b|\bde nuevo\b|\bde novo\b|\bnovamente\b",
    r"\bregress", r"\bvolt(?:o|arei|amos|aremos|a)\b", r"\bretour\b", r"\brevien(?:s|drai)", r"\brentre",
    r"\brepren(?:ds|drai|drons)", r"\breprise\b",
    r"\b(?:à|de) nouveau\b", r"\bwieder\b(?! (?:im urlaub|weg|abwesend|nicht|unterwegs))", r"\bzurück", r"\brückkehr",
    r"\brientr", r"\britorn|\btorn(?:o|er)",
    r"\bdi nuovo\b|\bnuovamente\b", r"\bterug", r"\bweer\b(?! (?:afwezig|met|op vakantie))",
    r"\bwrac|\bwróc|\bpowrot|\bpowróc|\bpowrac|\bponownie\b|\bz powrotem\b",
    r"\bбуду\b(?! (?:отсут|недост|в отп|в ком))|\bbędę\b(?! (?:nie|na urlop|poza))",
    r"\bверн|\bвозвра|\bвыйду|\bвыхожу|\bприступ|\bснова\b", r"\bdön(?:eceğ|üyor|üş|düğ|mey)|\btekrar\b",
    r"\btillbaka\b", r"\båter\b|\båterkom",
    r"戻|復帰|帰社|帰国|出社|出勤|通常(?:通り|どおり)|業務(?:を)?再開|再開|営業(?:を)?(?:開始|いたします|いたし)|対応(?:いたし|致し|させ|し)|返信|返答|連絡いたし",
    r"回来|返回|回到|恢复|返岗|上班|复工|回复|回公司|回辦公室|回來|恢復|回覆",
)  # fmt: skip
"""That somebody comes back, before or behind the day."""

PRESENT = (
    r"\b(?:available|reachable|contactable|in the office|at my desk|at work|in office)\b",
    r"\b(?:disponible|localizable|operativ[oa]|en la oficina)\b",
    r"\b(?:disponível|contactável|no escritório)\b", r"\b(?:joignable|disponible|au bureau|présente?)\b",
    r"\b(?:erreichbar|verfügbar|im büro|für sie da)\b",
    r"\b(?:disponibile|reperibile|in ufficio|operativ[oa])\b", r"\b(?:bereikbaar|beschikbaar|aanwezig|op kantoor)\b",
    r"\b(?:dostępn[ya]|w biurze|w pracy)\b",
    r"\b(?:доступ(?:ен|на)|на связи|в офисе|на рабочем месте|на работе)\b",
    r"\b(?:will|i'll) (?:\w+ )?(?:reply|respond|answer|get to)\b",
    r"\b(?:responderé|contestaré|responderei|répondrai|risponderò)\b",
    r"\b(?:beantworte|bearbeite|antworte|lese) (?:ich|ihre)\b", r"\b(?:beantwoord|lees|reageer) ik\b", r"\bodpowiem\b",
    r"\bотвечу\b",
    r"\b(?:ofiste|ofisteyim|ulaşılabilir|müsait)", r"\b(?:nåbar|på kontoret|anträffbar|på plats)\b",
)  # fmt: skip
"""That somebody is there: the same where nothing denies it."""

DENIED = (
    r"\b(?:not|no|never|limited|less|without|away|out|off|unavailable|leave|vacation|holidays?)\b", r"n't\b",
    r"\b(?:sin|limitad\w|fuera|vacaciones|ausente)\b",
    r"\b(?:não|sem|fora|férias)\b", r"\b(?:ne|pas|plus|peu|difficilement|absente?|congés?|indisponible)\b",
    r"\b(?:nicht|kein\w*|nur|schlecht|eingeschränkt|urlaub)\b",
    r"\b(?:non|poco|ferie|assente)\b", r"\b(?:niet|geen|beperkt|vakantie|afwezig)\b", r"\b(?:nie|poza|urlop\w*)\b",
    r"\b(?:не|нет|вне|отпуск\w*)\b",
    r"değil|dışında|olmayacağım|izin", r"\b(?:inte|ej|begränsa\w*|semester)\b",
    r"不在|休|ません|ない|出張|无法|無法|不能|出差",
)  # fmt: skip
"""That somebody isn't."""

SOMEBODY_ELSE = (
    r"\bwho(?:'s| is| will| returns)\b", r"\bqui (?:est|sera|revient)\b", r"\bquien\b",
    r"\bque (?:está|estará|vuelve|regressa|volta)\b",
    r"\bche (?:è|sarà|rientra)\b", r"\b(?:der|die) (?:bis|ab|am|wieder|vom)\b", r"\bdie (?:tot|vanaf|weer)\b",
    r"\bktór[yae]\b", r"\bкотор",
    r"\b(?:colleagues?|team|mr|mrs|ms|frau|herr|kolleg\w+|mme|mlle|collègues?|équipe|coleg\w+)\b",
    r"\b(?:sra?|equipo|equipe|collega\w*|pani?|коллег\w*)\b",
    r"\b(?!(?:office|practice|shop|clinic|studio|it|return|date|day)\b)\w+ (?:is|are) (?:back|available"
    r"|in|reachable|returning)\b",
    r"\b\w+ returns\b", r"\b(?:vuelve|regresa|estará|retorna|volta|torna|rientra|wróci|вернется)\b",
)  # fmt: skip
"""Before the days of a colleague."""

ME = (
    r"\b(?:i|my|we|our|ich|mein\w*|wir|je|mon|ma|nous|yo|mi|eu|meu|minha|io|mio|mia|ik|mijn|wij|ja|moj\w*"
    r"|я|мо\w+|jag|min|benim)\b",
    "私",
)  # fmt: skip
"""The writer."""

OTHER_MATTERS = (
    r"\bplease (?:send|reply|confirm|submit|pay)\b", r"\bbitte (?:senden|antworten|bestätigen|schicken)\b",
    r"\b(?:deadline|register|registration|offer|valid|discount|sale|appl(?:y|ications?)|exhibition|fair"
    r"|voucher|open from)\b",
    r"\b(?:gültig|anmeld\w*|anmeldung|angebot|bewerb\w*|geöffnet|messe|frist)\b",
    r"\b(?:oferta|plazo|inscri\w*|promoción|promoção|prazo|válid[oa])\b",
    r"\b(?:offre|inscription|promotion|salon|valable)\b", r"\b(?:offerta|iscrizion\w*|valid[oa]|fiera)\b",
    r"\b(?:aanbieding|geldig|inschrij\w*|beurs)\b",
    r"\b(?:oferta|ważn[aey]|zapisy|targi)\b", r"\b(?:акция|скидк\w*|регистраци\w*|выставк\w*)\b",
    r"キャンペーン|締切|展示会|优惠|截止日期|报名",
)  # fmt: skip
"""What else has a last day."""

FILLERS = (
    r"and including|including|the|on|noon|midday|morning|evening|close of business|end of(?: day)?|of"
    r"|approx\.?|around|about|early|next|this|coming|at least|around the",
    r"el|la|próximo|día|incluido|inclusive|los?",
    r"o|a|dia|próxima|feira|os dias", r"le|prochain|la date du|inclus|matin du",
    r"dem|den|der|zum|am|inkl\.?|einschließlich|einschl\.?|nächsten|kommenden|voraussichtlich|etwa|ca\.?",
    r"il|giorno|prossimo|compreso", r"aanstaande|volgende|en met|op", r"dnia|włącznie|dniu|w|we",
    r"включительно|во?|ближайш\w+|следующ\w+", r"och med|och|den|nästa|på",
    r"sonraki|gelecek|来週の?|今週の?|来月の?|次の|翌|下|下个|本|这个",
    r"mo|mi|fr|so|sa|пн|вт|ср|чт|пт|сб|вс|ma|di|wo|vr|za|zo|pn|wt|śr|pt|sob|nd|lu",
)  # fmt: skip
"""What may stand between such a word and the day."""

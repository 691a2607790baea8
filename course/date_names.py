"""Names of months and days, a line for each, as they stand in dates: English, Spanish, Portuguese, French, German,
Italian, Dutch, Polish, Russian, Turkish, Swedish.

All cases that follow a preposition are there ("do środy", "в среду"), as no common table of names has
them. Accents and case don't matter (`folding.fold`), so each name stands once.
"""

from __future__ import annotations

from course.folding import fold

MONTHS = (
    "january januari januar jänner enero janeiro janvier gennaio stycznia styczeń января январь ocak"
    " jan ene janv gen sty янв oca",
    "february februari februar febrero fevereiro février febbraio lutego luty февраля февраль şubat"
    " feb fev févr febr lut фев февр şub",
    "march maart märz maerz marzo março mars marca marzec марта март mart"
    " mar mär mrz mrt мар",
    "april abril avril aprile kwietnia kwiecień апреля апрель nisan"
    " apr abr avr kwi апр nis",
    "may mayo maio mai maggio mei maja maj мая май mayıs"
    " mag",
    "june juni junio junho juin giugno czerwca czerwiec июня июнь haziran"
    " jun giu cze июн haz",
    "july juli julio julho juillet luglio lipca lipiec июля июль temmuz"
    " jul juil lug lip июл tem",
    "august augusti augustus agosto août sierpnia sierpień августа август ağustos"
    " aug ago sie авг ağu",
    "september septiembre setiembre setembro septembre settembre września wrzesień сентября сентябрь eylül"
    " sep sept set wrz сен сент eyl",
    "october oktober octubre outubro octobre ottobre października październik октября октябрь ekim"
    " oct okt out ott paź окт eki",
    "november noviembre novembro novembre listopada listopad ноября ноябрь kasım"
    " nov lis ноя нояб kas",
    "december dezember diciembre dezembro décembre dicembre grudnia grudzień декабря декабрь aralık"
    " dec dez dic déc gru дек ara",
)  # fmt: skip

MONTHS_BEFORE_DAYS = (
    "january february march april may june july august september october november december"
    " jan feb mar apr jun jul aug sep sept oct nov dec"
    " enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
)  # fmt: skip
"""Those after which the day may stand: "June 14"."""

WEEKDAYS = (
    "monday lunes lundi lunedì montag maandag måndag poniedziałek poniedziałku понедельник понедельника понедельнику"
    " pazartesi pazartesiye segunda-feira segunda",
    "tuesday martes mardi martedì dienstag dinsdag tisdag wtorek wtorku вторник вторника вторнику salı salıya"
    " terça-feira terça",
    "wednesday miércoles mercredi mercoledì mittwoch woensdag onsdag środa środy środę среда среды среду среде"
    " çarşamba çarşambaya quarta-feira quarta",
    "thursday jueves jeudi giovedì donnerstag donderdag torsdag czwartek czwartku четверг четверга четвергу"
    " perşembe perşembeye quinta-feira quinta",
    "friday viernes vendredi venerdì freitag vrijdag fredag piątek piątku пятница пятницы пятницу пятнице"
    " cuma cumaya sexta-feira sexta",
    "saturday sábado samedi sabato samstag sonnabend zaterdag lördag sobota soboty sobotę суббота субботы субботу"
    " субботе cumartesi cumartesiye",
    "sunday domingo dimanche domenica sonntag zondag söndag niedziela niedzieli niedzielę воскресенье воскресенья"
    " воскресенью pazar pazara",
)
WEEKDAY_SIGNS = (
    "月曜日 月曜 星期一 周一 週一 禮拜一 礼拜一",
    "火曜日 火曜 星期二 周二 週二 禮拜二 礼拜二",
    "水曜日 水曜 星期三 周三 週三 禮拜三 礼拜三",
    "木曜日 木曜 星期四 周四 週四 禮拜四 礼拜四",
    "金曜日 金曜 星期五 周五 週五 禮拜五 礼拜五",
    "土曜日 土曜 星期六 周六 週六 禮拜六 礼拜六",
    "日曜日 日曜 星期日 星期天 周日 週日 禮拜日 禮拜天 礼拜日 礼拜天",
)
"""The same in scripts that set no spaces between words."""
SHORT_WEEKDAYS = (
    "mon mo lun lu ma seg pon pn пн pzt mån 月 一",
    "tue tues di mar mart din ter wt вт sal tis 火 二",
    "wed mi mié mer wo qua śr ср çar ons 水 三",
    "thu thur thurs do jue jeu gio don qui czw чт tors tor 木 四",
    "fri fr vie ven vr sex pt пт cum fre 金 五",
    "sat sa sáb sam sab za сб cmt lör 土 六",
    "sun so dom dim zo nd niedz вс paz sön 日",
)
"""These mean a weekday only beside a date."""

DAYS_AHEAD = {
    "day after tomorrow": 2, "pasado mañana": 2, "depois de amanhã": 2, "après-demain": 2, "übermorgen": 2,
    "dopodomani": 2, "overmorgen": 2, "pojutrze": 2, "pojutrza": 2, "послезавтра": 2, "i övermorgon": 2,
    "tomorrow": 1, "mañana": 1, "amanhã": 1, "demain": 1, "morgen": 1, "domani": 1, "jutro": 1, "jutra": 1, "завтра": 1,
    "yarın": 1, "yarına": 1, "i morgon": 1, "imorgon": 1,
}  # fmt: skip
SIGNS_AHEAD = {"明後日": 2, "后天": 2, "後天": 2, "明日": 1, "明天": 1}


def numbered(lines: tuple[str, ...], first: int = 0) -> dict[str, int]:
    """Each name, folded, with the number of its line."""
    return {fold(name): number for number, line in enumerate(lines, first) for name in line.split()}

"""The line of Gmail and the block of Outlook in further languages, beside those of tongues.py."""

from __future__ import annotations

import pytest

from emails.reply_text import trimmed

MINE = "It was harder than I thought.\n\nBut I said it – finally."
WHO = "The Course <reply+aaaa@example.org>"
QUOTED = "> Day 1 of 11\n>\n> What did you say?"

GMAIL = {
    "afrikaans": f"Op Ma. 3 Mei 2027 om 07:00 het {WHO} geskryf:",
    "albanian": f"Më hën, 3 maj 2027 në 07:00 {WHO} shkroi:",
    "armenian": f"երկ, մայ 3, 2027 թ., 07:00-ին {WHO} գրել է․",
    "azerbaijani": f"{WHO}, 3 May 2027, B.e., 07:00 tarixində yazdı:",
    "basque": f"{WHO} erabiltzaileak hau idatzi du (2027 mai. 3(a), al. (07:00)):",
    "bengali": f"সোম, 3 মে, 2027 তারিখে 7:00 AM-এ {WHO} লিখেছেন:",
    "bulgarian": f"На пн, 3.05.2027 г. в 7:00 {WHO} написа:",
    "catalan": f"Missatge de {WHO} del dia dl., 3 de maig 2027 a les 7:00:",
    "chinese, traditional": f"{WHO} 於 2027年5月3日 週一 上午7:00寫道：",
    "croatian": f"pon, 3. svi 2027. u 07:00 {WHO} napisao je:",
    "danish": f"Den man. 3. maj 2027 kl. 07.00 skrev {WHO}:",
    "estonian": f"{WHO} kirjutas kuupäeval E, 3. mai 2027 kell 07:00:",
    "filipino": f"Noong Lun, May 3, 2027 nang 7:00 AM, isinulat ni {WHO}:",
    "galician": f"O luns, 3 de maio de 2027 ás 07:00, {WHO} escribiu:",
    "georgian": f"ორშ, 3 მაი. 2027, 07:00 თარიღით {WHO} დაწერა:",
    "gujarati": f"સોમ, 3 મે, 2027 એ AM 7:00 વાગ્યે {WHO} એ લખ્યું:",
    "hindi": f"सोम, 3 मई 2027 को 7:00 am बजे को {WHO} ने लिखा:",
    "icelandic": f"Þann mán., 3. maí 2027 kl. 07:00 skrifaði {WHO}:",
    "indonesian": f"Pada tanggal Sen, 3 Mei 2027 pukul 07.00 {WHO} menulis:",
    "irish": f"Dé Luain 3 Beal 2027 ag 07:00, scríobh {WHO}:",
    "kannada": f"ಸೋಮ, ಮೇ 3, 2027 ರಂದು 7:00 AM ಸಮಯಕ್ಕೆ {WHO} ಬರೆದಿದ್ದಾರೆ:",
    "kazakh": f"дс, 3 мам. 2027 ж., 07:00 {WHO} жазды:",
    "khmer": f"នៅ ចន្ទ 3 ឧសភា 2027 ម៉ោង 7:00 {WHO} បានសរសេរ:",
    "latvian": f"Pirmd., 2027. g. 3. maijs, plkst. 07:00 — lietotājs {WHO} rakstīja:",
    "lithuanian": f"2027-05-03, pr, 07:00 {WHO} rašė:",
    "macedonian": f"пон., 3 мај 2027 г. во 07:00 {WHO} напиша:",
    "malay": f"Pada Isn, 3 Mei 2027 pada 7:00 AM {WHO} menulis:",
    "malayalam": f"2027, മേയ് 3 തി, 7:00 AM ന് {WHO} എഴുതി:",
    "marathi": f"सोम, 3 मे, 2027 रोजी 7:00 AM वाजता {WHO} ने लिहिले:",
    "mongolian": f"2027 оны 5-р сарын 3, Да 07:00 цагт {WHO} бичсэн:",
    "norwegian": f"man. 3. mai 2027 kl. 07:00 skrev {WHO}:",
    "persian": f"در تاریخ دوشنبه ۳ مهٔ ۲۰۲۷،‏ ۷:۰۰ {WHO} نوشت:",
    "serbian": f"пон, 3. мај 2027. у 07:00 {WHO} је написао/ла:",
    "slovak": f"po 3. 5. 2027 o 7:00 {WHO} napísal(a):",
    "slovenian": f"V V pon., 3. maj 2027 ob 07:00 je oseba {WHO} napisala:",
    "swahili": f"Mnamo Jtt, 3 Mei 2027 saa 07:00 {WHO} aliandika:",
    "tamil": f"திங்., 3 மே, 2027, முற்பகல் 7:00 அன்று, {WHO} எழுதியது:",
    "telugu": f"సోమ, 3 మే, 2027న 7:00 AMకి {WHO} ఇలా రాశారు:",
    "urdu": f"پیر، 3 مئی، 2027 کو 7:00 AM بجے {WHO} نے لکھا:",
    "uzbek": f"Du, 3 May 2027, 07:00 {WHO} yozgan:",
    "welsh": f"Ar Llun, 3 Mai 2027 am 07:00 ysgrifennodd {WHO}:",
    "zulu": f"NgoMso, Mey 3, 2027 ngo-07:00 {WHO} wabhala:",
}
OUTLOOK = {
    "afrikaans": ("Van:", "Gestuur:", "Aan:", "Onderwerp:"),
    "albanian": ("Nga:", "Dërguar:", "Për:", "Subjekti:"),
    "azerbaijani": ("Kimdən:", "Göndərildi:", "Kimə:", "Mövzu:"),
    "basque": ("Nork:", "Bidalia:", "Nori:", "Gaia:"),
    "bengali": ("থেকে:", "পাঠানো হয়েছে:", "প্রতি:", "বিষয়:"),
    "bulgarian": ("От:", "Изпратено:", "До:", "Относно:"),
    "catalan": ("De:", "Enviat:", "Per a:", "Assumpte:"),
    "chinese, traditional": ("寄件者:", "寄件日期:", "收件者:", "主旨:"),
    "croatian": ("Od:", "Poslano:", "Prima:", "Predmet:"),
    "danish": ("Fra:", "Sendt:", "Til:", "Emne:"),
    "estonian": ("Saatja:", "Saadetud:", "Adressaat:", "Teema:"),
    "filipino": ("Mula kay:", "Ipinadala:", "Para kay:", "Paksa:"),
    "galician": ("De:", "Enviado:", "Para:", "Asunto:"),
    "georgian": ("გამომგზავნი:", "გაიგზავნა:", "მიმღები:", "თემა:"),
    "hindi": ("प्रेषक:", "भेजा गया:", "प्रति:", "विषय:"),
    "icelandic": ("Frá:", "Sent:", "Til:", "Efni:"),
    "indonesian": ("Dari:", "Dikirim:", "Untuk:", "Subjek:"),
    "irish": ("Ó:", "Seolta:", "Chuig:", "Ábhar:"),
    "kazakh": ("Кімнен:", "Жіберілді:", "Кімге:", "Тақырып:"),
    "latvian": ("No:", "Nosūtīts:", "Kam:", "Tēma:"),
    "lithuanian": ("Nuo:", "Išsiųsta:", "Kam:", "Tema:"),
    "macedonian": ("Од:", "Испратено:", "До:", "Тема:"),
    "malay": ("Daripada:", "Dihantar:", "Kepada:", "Subjek:"),
    "norwegian": ("Fra:", "Sendt:", "Til:", "Emne:"),
    "persian": ("از:", "ارسال شده:", "به:", "موضوع:"),
    "serbian": ("Од:", "Послато:", "За:", "Тема:"),
    "serbian, latin": ("Od:", "Poslato:", "Za:", "Tema:"),
    "slovak": ("Od:", "Odoslané:", "Komu:", "Predmet:"),
    "slovenian": ("Od:", "Poslano:", "Za:", "Zadeva:"),
    "swahili": ("Kutoka:", "Imetumwa:", "Kwa:", "Mada:"),
    "tamil": ("அனுப்புநர்:", "அனுப்பியது:", "பெறுநர்:", "பொருள்:"),
    "urdu": ("منجانب:", "بھیجا گیا:", "بنام:", "عنوان:"),
    "welsh": ("Oddi wrth:", "Anfonwyd:", "At:", "Pwnc:"),
}


@pytest.mark.parametrize("line", GMAIL.values(), ids=GMAIL)
def test_gmail_s_line_is_known_in_further_languages(line: str) -> None:
    before, _, rest = line.partition(" <")
    for head in (line, f"{before}\n<{rest}"):
        assert trimmed(f"{MINE}\n\n{head}\n\n{QUOTED}\n") == MINE
        assert trimmed(f"{MINE}\n\n{head}\n\nDay 1\n\nno marks at all") == MINE
        assert trimmed(f"{head}\n\n{QUOTED}\n\n{MINE}") == MINE, "an answer below the quote"


@pytest.mark.parametrize("names", OUTLOOK.values(), ids=OUTLOOK)
@pytest.mark.parametrize("above", ["", f"{'_' * 32}\n"])
def test_outlook_s_block_is_known_in_further_languages(names: tuple[str, str, str, str], above: str) -> None:
    values = (WHO, "3.5.2027 7:00", "Ada <ada@example.org>", "Day 1")
    plain = "\n".join(f"{name} {value}" for name, value in zip(names, values, strict=True))
    bold = "\n".join(f"*{name}* {value}" for name, value in zip(names, values, strict=True))
    for block in (plain, bold, plain.replace("\n", "\n\n")):
        assert trimmed(f"{MINE}\n\n{above}{block}\n\nDay 1\n\nno marks at all") == MINE

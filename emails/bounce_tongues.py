"""How mail servers say in other languages than English that nobody is there, that a mailbox is full, or that it is
closed. Pieces of patterns for bounce_words.py, in lower case."""

from __future__ import annotations

NOBODY = (
    (r"(?:empfänger|benutzer|nutzer|postfach|adresse|konto).{0,40}(?:unbekannt|existiert nicht|"
        r"nicht gefunden|ungültig|nicht vorhanden|gibt es nicht)"),
    r"unbekannte[rns]? (?:empfänger|benutzer|adresse|postfach)",
    r"(?:kein|kennen keinen) (?:solche[rn]?|derartige[rn]?) (?:empfänger|benutzer|postfach|adresse)",
    (r"(?:utilisateur|destinataire|adresse|compte|bo[iî]te).{0,40}(?:inconnue?|n'existe p(?:as|lus)|"
        r"introuvable|invalide|inexistante?)"),
    (r"(?:usuario|destinatario|buz[oó]n|casilla|cuenta|direcci[oó]n).{0,40}(?:desconocid[oa]|no existe|"
        r"inexistente|inv[aá]lid[oa]|no (?:se ha |ha sido |fue )?encontrad[oa])"),
    (r"(?:usu[aá]rio|destinat[aá]rio|conta|endere[cç]o|caixa(?: postal| de correio)?).{0,40}(?:desconhecid[oa]|"
        r"n[aã]o existe|inexistente|inv[aá]lid[oa]|n[aã]o (?:foi )?encontrad[oa])"),
    r"(?:utente|destinatario|casella|indirizzo|account).{0,40}(?:sconosciut[oa]|inesistente|non esiste|non trovat[oa])",
    r"(?:gebruiker|ontvanger|adres|postvak|postbus).{0,40}(?:onbekend|bestaat niet|niet gevonden|ongeldig)",
    r"(?:onbekende|ongeldige) (?:gebruiker|ontvanger|geadresseerde)",
    (r"(?:anv[äa]ndaren?|mottagaren?|adressen?|brevl[åa]dan?|kontot?).{0,30}(?:finns inte|existerar inte|ok[äa]nd|"
        r"hittades inte|kunde inte hittas)"),
    (r"(?:brugeren?|modtageren?|brukeren?|mottakeren?|adressen?|postkassen?|kontoe?n?).{0,30}(?:findes ikke|"
        r"finnes ikke|eksisterer ikke|er ukendt|er ukjent|blev ikke fundet|ble ikke funnet)"),
    r"(?:okänd|ukendt|ukjent) (?:mottagare|användare|adress|modtager|bruger|mottaker|bruker)",
    r"(?:käyttäjää|vastaanottajaa|osoitetta|postilaatikkoa).{0,20}(?:ei ole|ei löydy|ei löytynyt)",
    r"tuntematon (?:käyttäjä|vastaanottaja|osoite)",
    r"(?:użytkownik|odbiorc|adresat|adres|konto|skrzynka).{0,30}(?:nie istnieje|nieznan|nieprawidłow)",
    r"nie istnieje|nieznan[ya] (?:użytkownik|odbiorca|adresat|adres)",
    r"brak (?:takiego |takiej )?(?:u[zż]ytkownik|kont|skrzynk)",
    r"(?:uživatel|adresát|příjemce|schránka|použ[ií]vate[lľ]|príjemca|prijímateľ|adresa|konto).{0,30}ne(?:existuj|znám|nájden|nalezen)",
    r"nezn[aá]m[yý] (?:uživatel|adres[aá]t|příjemce|použ[ií]vate[lľ]|príjemca)",
    r"(?:címzett|felhasználó|postafiók|cím).{0,30}(?:nem létezik|ismeretlen|nem található)",
    r"ismeretlen (?:címzett|felhasználó|postafiók)|nincs ilyen (?:felhasználó|cím|postafiók)",
    r"(?:utilizator\w*|destinatar\w*|adres[aă]|cont\w*|c[aă]su[tț]a).{0,30}(?:necunoscut|inexistent|nu exist[aă])",
    (r"(?:korisnik|primatelj|primalac|prejemnik|uporabnik|adresa).{0,30}(?:ne postoji|nije pronađen|ne obstaja|"
        r"nepoznat|neznan)"),
    (r"(?:пользовател|получател|адресат|адрес|почтов\w+ ящик|ящик|абонент).{0,40}(?:не существует|не найден|"
        r"неизвестен|не зарегистрирован|отсутствует|\bнет\b)"),
    r"нет так(?:ого|ой) (?:пользовател|адрес|ящик|получател)|неизвестный (?:пользовател|получател|адрес)",
    (r"(?:користувач|одержувач|адресат|адрес|скриньк).{0,30}(?:не існує|не знайден|невідом)|невідомий "
        r"(?:користувач|одержувач)"),
    r"(?:потребител|получател|адрес).{0,30}(?:не съществува|не е намерен|непознат)|няма такъв (?:потребител|адрес)",
    r"άγνωστος (?:χρήστης|παραλήπτης)",
    r"(?:χρήστης|παραλήπτης|διεύθυνση|λογαριασμός).{0,30}(?:δεν υπάρχει|δεν βρέθηκε|άγνωστ)",
    r"(?:kullanıcı|alıcı|adres|hesap|posta kutusu).{0,30}(?:bulunamadı|yok|mevcut değil|bilinmiyor|geçersiz)",
    r"(?:המשתמש|הנמען|הכתובת|תיבת הדואר).{0,20}(?:אינ[וה] קיי|לא קיי|לא נמצא|לא ידוע)",
    r"(?:المستخدم|المستلم|العنوان|الحساب|صندوق البريد).{0,20}(?:غير موجود|غير معروف|لا يوجد)",
    r"(?:کاربر|گیرنده|آدرس|صندوق پستی).{0,20}(?:وجود ندارد|یافت نشد|ناشناس)",
    r"(?:pengguna|penerima|alamat|akun|kotak (?:surat|pesan)).{0,20}(?:tidak (?:ditemukan|ada|dikenal|terdaftar))",
    r"(?:người (?:dùng|nhận)|địa chỉ|hộp thư|tài khoản).{0,20}(?:không tồn tại|không tìm thấy|không hợp lệ)",
    r"ไม่พบ(?:ผู้ใช้|ผู้รับ|ที่อยู่|บัญชี)|ไม่มี(?:ผู้ใช้|ผู้รับ|ที่อยู่|บัญชี)",
    (r"(?:用户|用户名|收件人|收件箱|邮箱|信箱|邮件地址|郵件地址|地址|账号|帐号|账户|帳號).{0,10}(?:不存在|无效|無效|"
        r"未找到|找不到|未注册)"),
    r"(?:使用者|收件者|收信人|信箱).{0,10}(?:不存在|找不到)|(?:找不到|没有|沒有|查无|查無)(?:该|此|这个|這個)?(?:用户|使用者|收件人|邮箱|帐号|账号)",
    (r"(?:あて先|宛先|送信先|受信者|ユーザー?\w*|メールアドレス|メールボックス|アドレス).{0,20}(?:不明|存在しま|存在しな|"
        r"見つかりま|見つから|ありません)"),
    r"存在しない.{0,8}(?:ユーザ|アドレス|宛先|アカウント|メールボックス)",
    r"(?:사용자|계정|주소|수신자|받는 ?사람|메일함).{0,12}(?:없|존재하지|찾을 수)",
    r"존재하지 않는 ?(?:사용자|계정|주소|메일|이메일|수신자)|없는 ?(?:사용자|계정|주소|메일)",
)  # fmt: skip
"""Nobody of that name."""

NO_DOMAIN = (
    r"域名不存在", r"(?:домен|домена) .{0,20}не (?:существует|найден)",
    r"(?:domain|domäne) .{0,20}(?:existiert nicht|unbekannt|nicht gefunden)",
    r"domaine? .{0,20}(?:n'existe pas|introuvable|inconnu)",
    r"dominio .{0,20}(?:no existe|non esiste|inesistente|inexistente|desconocido|sconosciuto)",
    r"domínio .{0,20}(?:não existe|inexistente|desconhecido)",
    r"(?:ドメイン|ホスト).{0,12}(?:存在しま|見つかりま|見つから)",
    r"도메인.{0,12}(?:없|존재하지|찾을 수)",
)  # fmt: skip
"""No domain of that name."""

FULL = (
    r"post(?:fach|eingang)\b.{0,40}(?:voll|überfüllt)", r"speicherplatz|speicherlimit",
    r"(?:bo[iî]te|messagerie).{0,40}pleine", r"quota dépass|espace .{0,20}insuffisant",
    r"(?:buz[oó]n|casilla|bandeja).{0,40}llen[oa]", r"cuota (?:excedida|superada)",
    r"caixa.{0,40}(?:cheia|lotada)", r"cota excedida", r"casella.{0,40}(?:piena|esaurit)",
    r"(?:postvak|mailbox|postbus).{0,20}\bvol\b", r"(?:brevl[åa]dan?|postl[åa]da).{0,20}full",
    r"postkass(?:e|en).{0,20}(?:fuld|full)|postboks(?:en)?.{0,20}full", r"postilaatikko.{0,20}täynnä",
    r"skrzynka.{0,30}(?:pe[łl]na|przepełnion)", r"schránka.{0,20}(?:pln[áa]|přeplněn|preplnen)",
    r"postafiók.{0,20}(?:megtelt|tele)", r"(?:c[aă]su[tț]a|căsuța).{0,30}plin[aă]",
    r"(?:sandučić|pretinac|predal|poštni predal).{0,20}(?:pun|poln)",
    r"ящик.{0,30}(?:переполн|полон)", r"переполнен|переповнен|препълнен", r"превышен|перевищен",
    r"γραμματοκιβώτιο.{0,20}(?:πλήρες|γεμάτο)", r"posta kutusu.{0,20}dolu|kota(?:sı)? (?:doldu|aşıldı)",
    r"תיבת? .{0,12}מלאה", r"صندوق .{0,20}ممتلئ", r"صندوق .{0,20}پر (?:است|شده)",
    r"kotak (?:surat|pesan|masuk).{0,20}penuh",
    r"hộp thư.{0,20}đầy", r"กล่อง.{0,20}เต็ม|พื้นที่.{0,20}เต็ม", r"(?:邮箱|信箱|郵箱).{0,8}[满滿]", r"已[满滿]",
    r"空[间間]不足|[容空]量不足", r"超[过過出].{0,6}(?:限|容)", r"一杯", r"いっぱい", r"容量",
    r"(?:메일함|용량).{0,12}(?:초과|부족|가득)",
)  # fmt: skip
"""No room left."""

CLOSED = (
    r"(?:konto|postfach) .{0,20}(?:gesperrt|deaktiviert|stillgelegt)", r"compte .{0,20}(?:désactivé|suspendu|bloqué)",
    r"cuenta .{0,20}(?:desactivada|suspendida|bloqueada)", r"conta .{0,20}(?:desativada|suspensa|bloqueada)",
    r"(?:account|casella) .{0,20}(?:disattivat|sospes|bloccat)", r"konto .{0,20}(?:zablokowan|nieaktywn|zawieszon)",
    r"(?:účet|schránka) .{0,20}(?:zablokov|deaktiv|zrušen)", r"kontot? .{0,20}(?:spärrat|spærret|sperret|avstängt)",
    r"заблокирован|отключен|заблокован", r"hesap .{0,20}(?:askıya|devre dışı)", r"停止", r"停用", r"冻结|凍結", r"禁用",
    r"휴면|정지된|사용 ?중지",
)  # fmt: skip
"""Somebody is there, or was, and may be again."""

SPAM = (
    r"spambewertung", r"courrier indésirable", r"correo no deseado", r"posta indesiderata", r"lixo eletrônico",
    r"спам", r"垃圾", r"迷惑メール", r"不信郵件", r"스팸",
)  # fmt: skip
"""Taken for spam."""

SENDER = (r"expéditeur", r"absenderadresse", r"remitente", r"отправител")
"""About who sent it."""

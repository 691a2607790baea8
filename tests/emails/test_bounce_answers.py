"""Whether an address is dead, by answers in many languages and in the manners of many providers."""

from __future__ import annotations

import pytest

from emails.bounce_reasons import Said, judge

ADA = "ada@else.example"
TO_RCPT = " (in reply to RCPT TO command)"

NOBODY = (
    "Utente sconosciuto", "Cette adresse n'existe pas", "Compte inexistant", "Usuário não encontrado",
    "Caixa postal inexistente", "Usuario desconocido", "La cuenta no existe", "Empfängeradresse existiert nicht",
    "Unbekannter Benutzer", "Gebruiker bestaat niet", "Uživatel neexistuje", "Adresát neexistuje",
    "Používateľ neexistuje", "Brak takiego użytkownika", "Konto nie istnieje", "A címzett nem létezik",
    "Ismeretlen címzett", "Utilizator necunoscut", "Adresa nu există", "Mottagaren finns inte", "Användaren är okänd",
    "Brugeren findes ikke", "Modtageren er ukendt", "Brukeren finnes ikke", "Vastaanottajaa ei ole",
    "Tuntematon käyttäjä", "Korisnik ne postoji", "Uporabnik ne obstaja", "Kullanıcı bulunamadı", "Alıcı mevcut değil",
    "Άγνωστος χρήστης", "Ο παραλήπτης δεν υπάρχει", "Користувача не існує", "Поштова скринька не існує",
    "Почтовый ящик не существует", "Нет такого пользователя", "Такого адреса нет", "Няма такъв потребител",
    "收件人不存在", "收件箱不存在", "查无此用户", "收件者信箱不存在", "存在しないユーザです",
    "該当するメールアドレスはありません", "존재하지 않는 계정입니다", "받는 사람을 찾을 수 없습니다",
    "Pengguna tidak ditemukan",
    "Người dùng không tồn tại", "المستخدم غير موجود", "کاربر وجود ندارد", "המשתמש אינו קיים", "ไม่พบผู้ใช้",
)  # fmt: skip
FULL = (
    "Casella di posta piena", "La boîte aux lettres du destinataire est pleine", "El buzón del destinatario está lleno",
    "Caixa postal do destinatário está cheia", "Das Postfach des Empfängers ist voll", "Kein Speicherplatz mehr",
    "De postbus is vol", "Schránka je plná", "Skrzynka odbiorcy jest pełna", "A postafiók megtelt",
    "Căsuța poștală este plină", "Brevlådan är full", "Postkassen er fuld", "Postboksen er full",
    "Postilaatikko on täynnä", "Posta kutusu dolu", "Το γραμματοκιβώτιο είναι γεμάτο", "Скринька переповнена",
    "Почтовый ящик переполнен", "收件人邮箱空间已满", "信箱已滿", "メールボックスの容量を超えています",
    "메일함 용량이 초과되었습니다", "Kotak surat penuh", "Hộp thư đã đầy", "صندوق البريد ممتلئ", "תיבת הדואר מלאה",
    "กล่องจดหมายเต็ม",
)  # fmt: skip
CLOSED = (
    "Das Konto ist gesperrt", "Compte suspendu", "Cuenta bloqueada", "Conta desativada", "Casella disattivata",
    "Konto jest zablokowane", "Účet je zablokován", "Аккаунт заблокирован", "账号已被禁用", "휴면 계정입니다",
)  # fmt: skip
SPAM = ("Courrier indésirable", "Correo no deseado", "Похоже на спам", "被判为垃圾邮件", "迷惑メールです", "스팸입니다")

DEAD = {
    f"550-5.1.1 The account that you tried to reach isn't here, {ADA} does not exist": "no such user",
    "550 5.4.310 DNS domain else.example does not exist": "no such domain",
    f"550 5.1.10 RESOLVER.ADR.RecipientNotFound; {ADA} not found": "no such user",
    f"554 delivery error: dd This user doesn't have an account here ({ADA}) [0]": "no such user",
    "552 1 Requested mail action aborted, mailbox not found": "no such user",
    "550 Invalid Recipient - https://mimer.gateway.example/docs/1#550 [a1]": "no such user",
    f"550 permanent failure for one or more recipients ({ADA}:550 5.1.1 no)": "no such user",
    "5.1.0 - Unknown address error 550-'no such mailbox' (delivery attempts: 0)": "no such user",
    "5.3.0 - Other mail system problem 550-'5.1.1 unknown mailbox'": "no such user",
    "5.1.2 - Bad destination host 'DNS Hard Error looking up else.example (MX): NXDomain'": "no such domain",
    "550 5.1.1 sorry, no mailbox here by that name (#5.1.1 - chkuser)": "no such user",
    "550 This mailbox has been deleted": "no such user",
    "550 5.1.1 The account is disabled": "no such user",
    "550 5.4.4 unsupported": "no such domain",
    "553 syntax error: no such user": "no such user",
    "551 She has moved; please use ben@other.example instead": "moved",
    "all relevant MX records point to non-existent hosts": "no such domain",
    "556 5.1.10 Recipient address has null MX": "takes no mail",
    "550 El dominio no existe": "no such domain",
    "550 Die Domain existiert nicht": "no such domain",
    "550 域名不存在": "no such domain",
}
"""Dead, whatever was answered to."""
ALIVE = {
    "550 5.2.1 The account that you tried to reach is disabled": "disabled",
    "550 5.2.1 The account is inactive": "disabled",
    "550 mailbox has been closed": "disabled",
    "550 Address rejected": "unknown",
    "550 5.0.0 malformed": "content",
    "550 5.4.312 DNS query failed": "network",
    "550 5.4.316 nobody answered": "network",
    "550 5.7.133 not for strangers": "policy",
    "550 5.7.64 TenantAttribution": "relay",
    "550 5.7.509 it must pass DMARC": "authentication",
    "550 5.7.515 the required authentication level": "authentication",
    "554 5.2.0 STOREDRV.Deliver.Exception:QuotaExceededException": "full",
    "452-4.2.2 The inbox is out of storage space": "full",
    "550 5.4.5 Daily sending quota exceeded": "rate",
    "553 5.7.2 [TSS09] All of it will be permanently deferred": "blocked",
    "554 Your access has been rejected due to the sending MTA's poor reputation": "blocked",
    "550 Mail content denied": "spam",
    "554 DT:SPM": "spam",
    "550 Connection frequency limited": "rate",
    "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)": "relay",
    "5.4.7 - Delivery expired (message too old) 'timeout'": "too late",
    "I'm not going to try again; it has been in the queue too long.": "too late",
    "Host or domain name not found. Name service error for name=else.example: Host not found, try again": "network",
    "CNAME lookup failed temporarily. (#4.4.3)": "network",
    "host lookup did not complete": "network",
    "552 Mail size limit exceeded": "size",
    "550 the line is too long, the message is too long": "size",
    "450 4.7.1 Greylisting in action": "later",
    "retry timeout exceeded": "too late",
}


@pytest.mark.parametrize("words", NOBODY)
def test_nobody_is_there_in_any_language(words: str) -> None:
    found = judge(ADA, Said("", (f"550 {words}{TO_RCPT}",), by_fields=True))
    assert (found.hard, found.reason) == (True, "no such user")


@pytest.mark.parametrize(
    ("words", "reason"),
    [(words, reason) for reason, all_ in (("full", FULL), ("disabled", CLOSED), ("spam", SPAM)) for words in all_],
)
def test_somebody_is_there_in_any_language(words: str, reason: str) -> None:
    found = judge(ADA, Said("", (f"550 {words}{TO_RCPT}",), by_fields=True))
    assert (found.hard, found.reason) == (False, reason)


@pytest.mark.parametrize(("answer", "reason"), DEAD.items())
def test_providers_say_that_nobody_is_there(answer: str, reason: str) -> None:
    found = judge(ADA, Said("", (answer,), by_fields=True))
    assert (found.hard, found.reason) == (True, reason)


@pytest.mark.parametrize(("answer", "reason"), ALIVE.items())
def test_providers_say_that_it_is_about_the_mail_or_the_moment(answer: str, reason: str) -> None:
    found = judge(ADA, Said("", (answer,), by_fields=True))
    assert (found.hard, found.reason) == (False, reason)

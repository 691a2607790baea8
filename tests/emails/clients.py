"""How the mail programs of the world quote a mail that is answered, in text and in HTML, in their readers' languages.

Written by hand after what the programs write. Each makes the body of an answer from a `Quoted` mail and
from what the writer typed above, between, or below.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from tests.emails.quoting import ADDRESS, NAME, WHO, Client, html, line, with_marks, without_marks
from tests.emails.tongues import Tongue


def fields(tongue: Tongue, subject: str, order: tuple[int, ...] = (0, 1, 2, 3)) -> list[tuple[str, str]]:
    values = (f"{NAME} <{ADDRESS}>", tongue.date, "Ada <ada@example.org>", subject)
    return [(tongue.fields[n], values[n]) for n in order]


def outlook_text(tongue: Tongue, subject: str) -> str:
    return "\n".join(f"{name} {value}" for name, value in fields(tongue, subject))


def outlook_html(tongue: Tongue, subject: str) -> str:
    rows = "<br>".join(f"<b>{name}</b> {escape(value)}" for name, value in fields(tongue, subject))
    style = "border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"
    return f'<div><div style="{style}"><p class="MsoNormal">{rows}</p></div></div><p class="MsoNormal">&nbsp;</p>'


def outlook_web_html(tongue: Tongue, subject: str) -> str:
    rows = "<br>".join(f"<b>{name}</b> {escape(value)}" for name, value in fields(tongue, subject))
    return (
        '<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1">'
        f'<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri">{rows}</font><div>&nbsp;</div></div>'
    )


def gmail_attr(form: Callable[[Tongue], str]) -> Callable[[Tongue, str], str]:
    def head(tongue: Tongue, subject: str) -> str:
        return f'<div dir="ltr" class="gmail_attr">{escape(line(form(tongue)))}<br></div>'

    return head


def said(form: Callable[[Tongue], str], before: str = "<div>", after: str = "</div>") -> Callable[[Tongue, str], str]:
    """The line that says who wrote, in HTML."""

    def head(tongue: Tongue, subject: str) -> str:
        return f"{before}{escape(line(form(tongue)))}{after}"

    return head


def title(dashes: str) -> Callable[[Tongue, str], str]:
    """A title between dashes, and fields below it."""

    def head(tongue: Tongue, subject: str) -> str:
        return f"{dashes} {tongue.original} {dashes}\n{outlook_text(tongue, subject)}"

    return head


def title_html(tongue: Tongue, subject: str) -> str:
    rows = "".join(f"<div>{escape(row)}</div>" for row in title("--------")(tongue, subject).split("\n"))
    return f'<div style="font-size:100%;color:#000000"><!-- originalMessage -->{rows}</div><div><br></div>'


GMAIL_QUOTE = '<blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid">{}</blockquote>'
GMAIL_AROUND = '<br><div class="gmail_quote gmail_quote_container">{}</div>'


def gmail(tongue: Tongue) -> str:
    return tongue.gmail


def apple(tongue: Tongue) -> str:
    return tongue.apple


def thunderbird(tongue: Tongue) -> str:
    return tongue.thunderbird


def phone(tongue: Tongue) -> str:
    return tongue.phone


PROTON = "On Monday, May 3rd, 2027 at 7:00 AM, {who} wrote:"
FASTMAIL = "On Mon, 3 May 2027, at 7:00 AM, {name} wrote:"
ZOHO = "---- On Mon, 03 May 2027 07:00:00 +0200 {who} wrote ----"
TUTA = "3 May 2027, 07:00 by " + ADDRESS + ":"
MAIL_RU = "Понедельник, 3 мая 2027, 7:00 +03:00 от {who}:"
NETEASE = 'At 2027-05-03 07:00:00, "{who}" wrote:'
QQ = """------------------ 原始邮件 ------------------
发件人: "{name}" <{address}>;
发送时间: 2027年5月3日(星期一) 早上7:00
收件人: "Ada"<ada@example.org>;
主题: Day 1"""
SPARK = "On 3 May 2027 at 7:00 AM +0200, {who}, wrote:"
HEY = "On May 3, 2027, {who} wrote:"
SUPERHUMAN = "On Mon, May 03, 2027 at 7:00 AM, {name} < {address} > wrote:"
ROUNDCUBE = "On 2027-05-03 07:00, {name} wrote:"
AOL = "In a message dated 5/3/2027 7:00:00 AM Central European Standard Time, {address} writes:"
PLAIN_DIV = "<div>{}</div>"


def always(form: str) -> Callable[[Tongue], str]:
    """The same line in all languages."""
    return lambda tongue: form


def lone(form: str) -> Callable[[Tongue, str], str]:
    return lambda tongue, subject: form.format(who=WHO, name=NAME, address=ADDRESS)


def superhuman(tongue: Tongue) -> str:
    return SUPERHUMAN.replace("{address}", ADDRESS)


def aol(tongue: Tongue) -> str:
    return AOL.replace("{address}", ADDRESS)


def zimbra_text(tongue: Tongue, subject: str) -> str:
    return f"----- {tongue.original} -----\n{outlook_text(tongue, subject)}"


def em_client_text(tongue: Tongue, subject: str) -> str:
    rows = fields(tongue, subject, (0, 2, 1, 3))
    return f"------ {tongue.original} ------\n" + "\n".join(f"{name} {value}" for name, value in rows)


def in_rows(make: Callable[[Tongue, str], str]) -> Callable[[Tongue, str], str]:
    """A head in HTML, one element a line."""
    return lambda tongue, subject: "".join(f"<div>{escape(row)}</div>" for row in make(tongue, subject).split("\n"))


def gmx_text(tongue: Tongue, subject: str) -> str:
    return "\n".join(f"{name} {value}" for name, value in fields(tongue, subject, (1, 0, 2, 3)))


def under_rule(tongue: Tongue, subject: str) -> str:
    return f"{'_' * 32}\n{outlook_text(tongue, subject)}"


def get_outlook(tongue: Tongue) -> str:
    return f"{tongue.outlook}<https://aka.ms/o0ukef>"


def get_outlook_html(tongue: Tongue) -> str:
    link = f'<a href="https://aka.ms/o0ukef">{tongue.outlook}</a>'
    return f'<div id="ms-outlook-mobile-signature"><div>{link}</div></div>'


def apple_signature(tongue: Tongue) -> str:
    return f'<div dir="ltr" id="AppleMailSignature">{tongue.phone}</div>'


def samsung_signature(tongue: Tongue) -> str:
    return f'<div id="composer_signature">{tongue.phone}</div>'


def proton_signature(tongue: Tongue) -> str:
    link = '<a href="https://proton.me/">Proton Mail</a>'
    return f'<div class="protonmail_signature_block"><div>Sent with {link} secure email.</div></div>'


CITE = '<blockquote type="cite"><div>{}</div></blockquote>'

CLIENTS = {
    "gmail": Client(
        with_marks(gmail, width=72),
        html(gmail_attr(gmail), GMAIL_QUOTE, GMAIL_AROUND),
    ),
    "gmail on a phone": Client(
        with_marks(gmail),
        html(gmail_attr(gmail), GMAIL_QUOTE, GMAIL_AROUND, '<div dir="auto">{}</div>'),
    ),
    "apple mail": Client(
        with_marks(apple),
        html(said(apple, '<div><br><blockquote type="cite"><div>', "</div><br></blockquote></div>"), CITE),
    ),
    "apple mail on a phone": Client(
        with_marks(apple, sign=True),
        html(said(apple, '<blockquote type="cite">', "<br><br></blockquote>"), CITE, sign=apple_signature),
    ),
    "outlook": Client(
        without_marks(outlook_text),
        html(outlook_html, "{}", wrap='<p class="MsoNormal">{}<o:p></o:p></p>'),
    ),
    "outlook, old": Client(
        without_marks(lambda tongue, subject: f"-----{tongue.original}-----\n{outlook_text(tongue, subject)}"),
        html(outlook_html, "{}", wrap='<p class="MsoNormal"><span lang="EN-US">{}</span></p>'),
    ),
    "outlook on the web": Client(
        without_marks(under_rule),
        html(outlook_web_html, PLAIN_DIV),
    ),
    "outlook on a phone": Client(
        without_marks(under_rule, get_outlook),
        html(outlook_web_html, PLAIN_DIV, sign=get_outlook_html),
    ),
    "thunderbird": Client(
        with_marks(thunderbird, width=72),
        html(said(thunderbird, '<div class="moz-cite-prefix">', "<br></div>"), CITE),
    ),
    "yahoo": Client(
        without_marks(lambda tongue, subject: f"    {line(tongue.gmail)}  \n \n "),
        html(said(gmail), PLAIN_DIV, '<div id="yahoo_quoted_1" class="yahoo_quoted">{}</div>'),
    ),
    "yahoo on a phone": Client(
        without_marks(lambda tongue, subject: f" \n \n  {line(tongue.gmail)}   "),
        html(said(gmail, "<p>", "</p>"), PLAIN_DIV, '<br><br><div id="ymail_android_signature"></div>{}'),
    ),
    "proton": Client(
        with_marks(always(PROTON)),
        html(
            said(always(PROTON), "", "<br>"),
            '<blockquote class="protonmail_quote" type="cite">{}</blockquote>',
            '<div class="protonmail_quote">{}</div>',
            sign=proton_signature,
        ),
    ),
    "samsung": Client(
        without_marks(title("--------"), phone),
        html(title_html, PLAIN_DIV, sign=samsung_signature),
    ),
    "k-9": Client(
        with_marks(apple, ">"),
        html(said(apple, "", "<br>"), GMAIL_QUOTE, '<br><br><div class="gmail_quote">{}</div>'),
    ),
    "fastmail": Client(
        with_marks(always(FASTMAIL)),
        html(said(always(FASTMAIL)), '<blockquote type="cite" id="qt">{}</blockquote>'),
    ),
    "zoho": Client(
        without_marks(lone(ZOHO)),
        html(
            said(always(ZOHO), '<div id="Zm-_Id_-Sgn1">', "</div><br>"),
            '<blockquote id="blockquote_zmail" style="margin: 0px;">{}</blockquote>',
            '<div class="zmail_extra" style="">{}</div>',
        ),
    ),
    "gmx": Client(
        without_marks(gmx_text),
        html(
            in_rows(gmx_text),
            '<div name="quoted-content">{}</div>',
            '<div>&nbsp;</div><div name="quote" style="border-left:2px solid #C3D9E5;">{}</div>',
        ),
    ),
    "tuta": Client(
        with_marks(always(TUTA)),
        html(said(always(TUTA)), '<blockquote class="tutanota_quote">{}</blockquote>'),
    ),
    "mail.ru": Client(
        with_marks(always(MAIL_RU), ">"),
        html(said(always(MAIL_RU)), '<blockquote style="border-left:1px solid #0857A6;">{}</blockquote>'),
    ),
    "qq": Client(
        without_marks(lone(QQ)),
        html(in_rows(lone(QQ)), PLAIN_DIV),
    ),
    "163": Client(
        with_marks(always(NETEASE), ">"),
        html(said(always(NETEASE), "<p>", "</p>"), '<blockquote id="isReplyContent">{}</blockquote>'),
    ),
    "spark": Client(
        with_marks(always(SPARK)),
        html(
            said(always(SPARK), '<div name="messageReplySection">', "<br/></div>"),
            '<blockquote type="cite" style="border-left: thin solid #1abc9c;">{}</blockquote>',
            sign=lambda tongue: '<div name="messageSignatureSection"><br/>Sent with Spark</div>',
        ),
    ),
    "hey": Client(
        with_marks(always(HEY)),
        html(
            said(always(HEY), "<div>", "<br></div>"),
            "<blockquote>{}</blockquote>",
            '<br><div><div class="trix-content">{}</div></div>',
        ),
    ),
    "superhuman": Client(
        with_marks(superhuman),
        html(
            said(superhuman),
            '<blockquote class="gmail_quote">{}</blockquote>',
            '<br><div class="gmail_quote sh-quoted-content">{}</div>',
            sign=lambda tongue: "<div>Sent via Superhuman</div>",
        ),
    ),
    "roundcube": Client(
        with_marks(always(ROUNDCUBE), width=72),
        html(
            said(always(ROUNDCUBE), '<p id="reply-intro">', "</p>"),
            '<blockquote type="cite" style="padding: 0 0.4em; border-left: #1010ff 2px solid">{}</blockquote>',
        ),
    ),
    "thunderbird on a phone": Client(
        with_marks(apple),
        html(
            said(apple, '<div class="gmail_quote">', ""),
            '<blockquote class="gmail_quote" style="margin: 0pt 0pt 0pt 0.8ex;">{}</blockquote></div>',
            "<br><br>{}",
            sign=lambda tongue: '<div class="k9mail-signature">Sent from my Android device with K-9 Mail.</div>',
        ),
    ),
    "aol": Client(
        with_marks(aol),
        html(said(aol, '<div style="font-size:12px">', "</div>"), '<blockquote type="cite">{}</blockquote>'),
    ),
    "zimbra": Client(
        without_marks(zimbra_text),
        html(
            in_rows(zimbra_text),
            PLAIN_DIV,
            '<hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__">{}</div>',
        ),
    ),
    "em client": Client(
        without_marks(em_client_text),
        html(in_rows(em_client_text), '<blockquote type="cite" class="cite2">{}</blockquote>'),
    ),
}

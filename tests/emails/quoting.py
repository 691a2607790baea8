"""Ways to quote a mail that is answered, in text and in HTML; clients.py tells which program has which."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape, unescape

from tests.emails.tongues import Tongue

NAME, ADDRESS = "The 11-Day Communication Challenge", "reply+mfzwizltoqqgc3dm2k6a7yxq4h5d3c2b@course.example.org"
WHO = f"{NAME} <{ADDRESS}>"


@dataclass(frozen=True)
class Quoted:
    """The mail that is answered: its text part, the inside of its HTML body, and its subject."""

    text: str
    html: str
    subject: str

    @property
    def blocks(self) -> list[str]:
        """Its HTML in pieces between which a writer can set words."""
        return [piece[0] for piece in re.finditer(r"<(h[1-3]|p|blockquote)\b[^>]*>.*?</\1>", self.html, re.DOTALL)]

    @property
    def paragraphs(self) -> list[str]:
        """The same in text, as a program makes it of the HTML: one line a paragraph, links in angle brackets."""
        return [line for block in self.blocks if (line := as_line(block))]


def as_line(html: str) -> str:
    """A piece of HTML in one line, with straight quotes and links as Outlook and Gmail write them."""
    html = re.sub(r"<a\b[^>]*?href=\"(.*?)\"[^>]*>(.*?)</a>", r"\2<\1>", html, flags=re.DOTALL)
    text = unescape(re.sub(r"<(?!http|mailto)[^>]+>", " ", html))
    for typographic, straight in (("’", "'"), ("“", '"'), ("”", '"'), ("\xa0", " ")):
        text = text.replace(typographic, straight)
    return " ".join(text.split())


@dataclass(frozen=True)
class Answer:
    """What a writer typed: above the quote, below it, and behind some of its pieces (by their numbers)."""

    above: str = ""
    below: str = ""
    between: tuple[tuple[int, str], ...] = ()

    @property
    def words(self) -> str:
        """All of it, as it should be read."""
        return "\n\n".join(filter(None, (self.above, *(text for _, text in self.between), self.below)))

    def within(self, mail: Quoted) -> Answer:
        """The same, with numbers from the end counted from the beginning."""
        return replace(self, between=tuple((n % len(mail.blocks), text) for n, text in self.between))

    def parts(self, pieces: list[str]) -> list[tuple[bool, str]]:
        """The pieces of the quoted mail (True) and the words behind them (False) in their order."""
        behind = dict(self.between)
        mixed = [[(True, piece), (False, behind.get(number, ""))] for number, piece in enumerate(pieces)]
        return [part for pair in mixed for part in pair if part[1]]


Maker = Callable[[Answer, Quoted, Tongue], str]


@dataclass(frozen=True)
class Client:
    """One program: the body that it writes, in text and in HTML; "" for a form that it doesn't write."""

    plain: Maker
    html: Maker


def line(form: str, who: str = WHO) -> str:
    """The line that says who wrote, filled in."""
    return form.format(who=who, name=NAME)


def joined(*pieces: str, between: str = "\n\n") -> str:
    return between.join(piece for piece in pieces if piece)


def marked(text: str, mark: str = "> ") -> str:
    return "\n".join((mark + row) if row else mark.rstrip() for row in text.split("\n"))


def wrapped(text: str, width: int) -> str:
    return "\n".join(
        textwrap.fill(row, width, break_long_words=False, break_on_hyphens=False) for row in text.split("\n")
    )


def body(answer: Answer, pieces: list[str], quote: Callable[[str], str]) -> str:
    """The pieces quoted, runs of them together, with the writer's words between and below."""
    rows: list[str] = []
    run: list[str] = []
    for quoted, text in [*answer.parts(pieces), (False, "")]:
        if quoted:
            run.append(text)
            continue
        rows += [quote("\n\n".join(run)), text] if run else [text]
        run = []
    return joined(*rows, answer.below)


def with_marks(form: Callable[[Tongue], str], mark: str = "> ", width: int = 10_000, sign: bool = False) -> Maker:
    """Text in which each quoted line has its mark, below a line that says who wrote."""

    def make(answer: Answer, mail: Quoted, tongue: Tongue) -> str:
        head = wrapped(line(form(tongue)), width)
        quoted = body(answer, mail.paragraphs, lambda text: marked(wrapped(text, width), mark))
        return joined(
            answer.above, tongue.phone if sign and answer.above else "", f"{head}\n{marked('', mark)}\n{quoted}"
        )

    return make


def without_marks(head: Callable[[Tongue, str], str], sign: Callable[[Tongue], str] = lambda tongue: "") -> Maker:
    """Text in which nothing is marked: a head, and then the mail as it stands."""

    def make(answer: Answer, mail: Quoted, tongue: Tongue) -> str:
        quoted = body(answer, mail.paragraphs, lambda text: text)
        return joined(answer.above, sign(tongue) if answer.above else "", head(tongue, mail.subject), quoted)

    return make


def in_html(words: str, wrap: str = "<div>{}</div>") -> str:
    """What the writer typed, a block for each line."""
    return "".join(wrap.format(escape(row) or "<br>") for row in words.split("\n")) if words else ""


def whole_or_pieces(answer: Answer, mail: Quoted, quote: Callable[[str], str], wrap: str) -> str:
    """The mail quoted whole, or in runs of its pieces around the writer's words."""
    if not answer.between:
        return quote(mail.html) + in_html(answer.below, wrap)
    rows: list[str] = []
    run: list[str] = []
    for quoted, text in [*answer.parts(mail.blocks), (False, "")]:
        if quoted:
            run.append(text)
            continue
        rows += [quote("".join(run)), in_html(text, wrap)] if run else [in_html(text, wrap)]
        run = []
    return "".join(rows) + in_html(answer.below, wrap)


def html(
    head: Callable[[Tongue, str], str],
    quote: str = '<blockquote type="cite">{}</blockquote>',
    around: str = "{}",
    wrap: str = "<div>{}</div>",
    sign: Callable[[Tongue], str] = lambda tongue: "",
) -> Maker:
    """HTML: words, a signature, and inside of `around` a head and the mail, each piece of it in `quote`."""

    def make(answer: Answer, mail: Quoted, tongue: Tongue) -> str:
        above = in_html(answer.above, wrap) + ("<br>" + sign(tongue) if answer.above else "")
        quoted = whole_or_pieces(answer, mail, quote.format, wrap)
        return above + around.format(head(tongue, mail.subject) + quoted)

    return make

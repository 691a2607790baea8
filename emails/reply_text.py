"""The writer's own words in an answer: without the mail that is answered, and without what programs sign.

A pipeline of small passes over lines. First everything that is quoted is found, by whatever tells it, and
goes; then what stands below the words. None adds or changes a word.

    ours -> headers -> blocks -> marked lines -> footers        docs/reply-text.md tells the policy
"""

from __future__ import annotations

import re
import unicodedata
from email.message import Message

from emails.parsing import readable_parts
from emails.reply_blocks import without_blocks
from emails.reply_footers import without_footers
from emails.reply_headers import without_headers
from emails.reply_html import html_lines
from emails.reply_lines import Lines, without_marked
from emails.reply_ours import OurMails

MOST_LINES = 5000
MOST_CHARACTERS = 500_000
INVISIBLE = dict.fromkeys([
    0x00AD, 0x034F, 0x061C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF,
])  # fmt: skip
"""What programs strew in: fillers behind a preheader, marks of direction around a name."""
LOOSE_JOINER = re.compile("(?<!\\S)[\u200c\u200d]+|[\u200c\u200d]+(?!\\S)")
"""The same, where it joins nothing; inside a word of Persian, or a family in one emoji, it is the writer's."""
NOTHING = OurMails()
LINE_END = re.compile("[\n\u2028\u2029\v\f]")
NO_SIGNS = ("Cc", "Co", "Cs")
"""Categories of what isn't text; one that Python doesn't know yet may be a new emoji."""
TWICE_ENCODED = re.compile("[ÂÃâÐÑ×ØÙãäåæç][\u0080-\u00bf€-™Œ-ƒ‚-›]")
"""UTF-8 that was read as windows-1252 and encoded again."""
AS_BYTES = {
    ord(letter): byte for byte in range(0x80, 0xA0) if (letter := bytes([byte]).decode("cp1252", errors="ignore"))
}
"""The letters of windows-1252 that aren't where latin-1 has them, by what they were read from."""


def own_words(message: Message, ours: OurMails = NOTHING) -> str:
    """What the writer of an answer typed, in lines without trailing spaces; "" where that is nothing,
    or nothing that can be read."""
    forms = ("\n\n".join(_lines(readable_parts(message, preferred))) for preferred in ("plain", "html"))
    return next((words for form in forms if is_legible(words := trimmed(form, ours))), "")


def is_legible(text: str) -> bool:
    """Whether most of it is what people write, which the bytes of an unknown charset don't become."""
    signs = [sign for sign in text if not sign.isspace()]
    return 2 * sum(sign == "\ufffd" or unicodedata.category(sign) in NO_SIGNS for sign in signs) < len(signs)


def trimmed(text: str, ours: OurMails = NOTHING) -> str:
    """The same for text that is at hand; `ours` are the mails of this site, to be known in any shape."""
    text = unicodedata.normalize("NFC", text[:MOST_CHARACTERS].translate(INVISIBLE)).replace("\xa0", " ")
    text = LOOSE_JOINER.sub("", text)
    lines = [_once_encoded(line) for line in LINE_END.split(text, MOST_LINES)[:MOST_LINES]]
    for step in (ours.marked, without_headers, without_blocks, without_marked, without_footers):
        lines = step(lines)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()


def _lines(parts: list[tuple[str, str]]) -> Lines:
    return ["\n".join(html_lines(text)) if kind == "html" else text.strip("\n") for kind, text in parts]


def _once_encoded(line: str) -> str:
    if not TWICE_ENCODED.search(line):
        return line
    try:
        return line.translate(AS_BYTES).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return line

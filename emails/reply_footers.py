"""What stands below the writer's words: signatures, "Sent from my phone", cards, notices, footers of lists.

docs/reply-text.md tells the policy. What is only a sign-off and a name stays: the writer typed it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from emails.reply_lines import ADDRESS, LONGEST_LINE, URL, Lines, any_of, first_said, is_rule, some_below
from emails.reply_words import ASIDES, DEVICES, NOTICE_WORDS, NOTICES, SENT_FROM, SENT_FROM_UNSPACED, SIGN_OFFS

SEALED, SEAL = "-----BEGIN PGP SIGNED MESSAGE-----", "-----BEGIN PGP SIGNATURE-----"
LOCKED, LOCKED_END = "-----BEGIN PGP MESSAGE-----", "-----END PGP MESSAGE-----"
DELIMITER = re.compile(r"\s*(?:--|—|–|⸻)\s*$")
PROPER_DELIMITER = re.compile(r"\s?-- $")
"""RFC 3676 section 4.3: with the space, no person types it."""
MOST_SIGNATURE_LINES, LONGEST_SIGNATURE_LINE = 10, 120
ONLY_MARKS = re.compile(r"\s*(?:[-_=*~+#—–─]{2,}|ᐧ)\s*$")
"""A line under which some set their names. The last is what a tracker of mail leaves."""
MOST_NAME_LINES, LONGEST_NAME_LINE = 6, 60
MOST_SENT_FROM, MOST_WORDS_ALONE = 140, 8
SENT_FROM_FIRST = re.compile(rf"\W*+{any_of(SENT_FROM)}(?!\w)", re.IGNORECASE)
SENT_FROM_ANYWHERE = re.compile(
    rf"{any_of(SENT_FROM_UNSPACED)}|^(?=.{{0,50}}outlook)(?=.{{0,50}}\b(?:ios|android)).{{0,60}}(?:<|$)", re.IGNORECASE
)
"""In whatever language Outlook asks to be fetched for a phone."""
DEVICE = re.compile(rf"(?<![^\W_]){any_of(DEVICES)}", re.IGNORECASE)
SIGN_OFF = re.compile(rf"\W*+{any_of(SIGN_OFFS)}\W*$", re.IGNORECASE)
MOST_CARD_LINES, LONGEST_CARD_LINE = 10, 80
CARD = re.compile(rf"{ADDRESS}|(?:https?://|www\.)\S|\+?\(?\d[\d\s/().-]{{6,20}}\d|\s[|@]\s|\w @ \w")
"""A number to call, an address, a page: more than a name."""
NOTICE = re.compile(rf"\W*+{any_of(NOTICES)}", re.IGNORECASE)
NOTICE_WORD = re.compile(any_of(NOTICE_WORDS), re.IGNORECASE)
ENOUGH_NOTICE_WORDS = 2
ASIDE = re.compile(rf"\W*+{any_of(ASIDES)}", re.IGNORECASE)
MOST_NOTICE_LINES, LONGEST_NOTICE = 12, 1500
LIST_FOOTER = re.compile(
    rf"{ADDRESS}|https?://|unsubscribe|mailing list|virus-free|checked (?:for viruses )?by", re.IGNORECASE
)
MOST_LIST_LINES = 8


def without_footers(lines: Lines) -> Lines:
    """Without all that a program or a company set below the writer's words."""
    lines = _without_sent_from(_up_to(_is_signature, _without_locked(_without_seal(lines))))
    for begins in (_is_list_footer, _is_notice, _is_line_above_name, _is_sign_off_above_card):
        lines = _up_to(begins, lines)
    return lines


def _without_seal(lines: Lines) -> Lines:
    """Without what OpenPGP writes around a text that it signs (RFC 9580 section 7)."""
    if not any(line.startswith(SEALED) for line in lines):
        return lines
    begun = next((number for number, line in enumerate(lines) if line.startswith(SEALED)))
    text = next((number + 1 for number in range(begun, len(lines)) if not lines[number].strip()), len(lines))
    end = next((number for number in range(text, len(lines)) if lines[number].startswith(SEAL)), len(lines))
    return lines[:begun] + [line.removeprefix("- ") if line.startswith("- -") else line for line in lines[text:end]]


def _without_locked(lines: Lines) -> Lines:
    """Without text that only its recipient's key would open (RFC 9580 section 6.2): here nobody can read it."""
    begun = next((number for number, line in enumerate(lines) if line.startswith(LOCKED)), len(lines))
    end = next((number + 1 for number in range(begun, len(lines)) if lines[number].startswith(LOCKED_END)), len(lines))
    return lines[:begun] + lines[end:]


def _up_to(begins: Callable[[Lines, int], bool], lines: Lines) -> Lines:
    """The lines ahead of the first one below words at which something begins."""
    below_words = range(first_said(lines) + 1, len(lines))
    return lines[: next((number for number in below_words if begins(lines, number)), len(lines))]


def _is_signature(lines: Lines, number: int) -> bool:
    """Whether this is "-- " on a line of its own, or a bare dash below which little follows."""
    if not DELIMITER.match(lines[number]):
        return False
    if PROPER_DELIMITER.match(lines[number]):
        return True
    below = some_below(lines, number, MOST_SIGNATURE_LINES)
    short = len(below) <= MOST_SIGNATURE_LINES and all(len(row) <= LONGEST_SIGNATURE_LINE for row in below)
    return short and not _is_typed(below)


def _is_typed(below: Lines) -> bool:
    """One word is how a person ends; a program sets more."""
    return len(below) == 1 and len(below[0].split()) == 1


def _is_list_footer(lines: Lines, number: int) -> bool:
    """Whether this is a rule below which a few lines name a list, or a program that checks mail."""
    if not is_rule(lines[number]):
        return False
    below = [row[:LONGEST_LINE] for row in some_below(lines, number, MOST_LIST_LINES)]
    return 1 <= len(below) <= MOST_LIST_LINES and bool(LIST_FOOTER.search("\n".join(below)))


def _is_notice(lines: Lines, number: int) -> bool:
    """Whether a paragraph begins here in which a company tells that its mail is confidential, or the like."""
    first, above = lines[number][:LONGEST_LINE], lines[number - 1]
    if not first.strip() or (above.strip() and not is_rule(above)):
        return False
    text = " ".join(lines[number : number + MOST_NOTICE_LINES])[:LONGEST_NOTICE]
    words = {word.lower() for word in NOTICE_WORD.findall(text)} if NOTICE.match(first) else ()
    return len(words) >= ENOUGH_NOTICE_WORDS or bool(ASIDE.match(first))


def _is_line_above_name(lines: Lines, number: int) -> bool:
    """Whether this is a line of marks, with nothing below it or a few short lines that aren't sentences."""
    if not ONLY_MARKS.match(lines[number]):
        return False
    below = some_below(lines, number, MOST_NAME_LINES)
    if DELIMITER.match(lines[number]) and _is_typed(below):
        return False
    return len(below) <= MOST_NAME_LINES and all(map(_is_name, below))


def _is_name(line: str) -> bool:
    """A name, a title, a number: no words that only a sentence has."""
    small = [word for word in line.split() if len(word) > 3 and word.isalpha() and word.islower()]
    return len(line) <= LONGEST_NAME_LINE and (not small or bool(CARD.search(line)))


def _is_sign_off_above_card(lines: Lines, number: int) -> bool:
    """Whether this is a sign-off below which more stands than a name: a card that a program set there."""
    if len(lines[number]) > LONGEST_CARD_LINE or not SIGN_OFF.match(lines[number]):
        return False
    below = some_below(lines, number, MOST_CARD_LINES)
    fits = 2 <= len(below) <= MOST_CARD_LINES and all(len(row) <= LONGEST_CARD_LINE for row in below)
    return fits and bool(CARD.search("\n".join(below[1:]))) and not below[-1].lower().startswith(("p.s", "ps"))


def _without_sent_from(lines: Lines) -> Lines:
    """Without "Sent from my phone", also over two lines; words below it stay."""
    done: Lines = []
    ended = -1
    for number, line in enumerate(lines):
        if number == ended:
            continue
        if not _is_sent_from(lines, number):
            done.append(line)
            continue
        while done and (not done[-1].strip() or DELIMITER.match(done[-1]) or is_rule(done[-1])):
            done.pop()
        done.append("")
        ended = number + 1 if _goes_on(lines, number) else -1
    return done


def _is_sent_from(lines: Lines, number: int) -> bool:
    line = lines[number]
    if len(line) > MOST_SENT_FROM:
        return False
    if SENT_FROM_ANYWHERE.search(line):
        return True
    first_clause = line.split(",")[0]
    return bool(SENT_FROM_FIRST.match(line)) and (bool(DEVICE.search(first_clause)) or _is_alone(lines, number))


def _is_alone(lines: Lines, number: int) -> bool:
    """Whether it is a short paragraph of its own below others."""
    line, around = lines[number], "".join(lines[max(number - 1, 0) : number] + lines[number + 1 : number + 2])
    is_short = len(line.split()) <= MOST_WORDS_ALONE and ":" not in URL.sub("", line)
    return is_short and number > first_said(lines) and not around.strip()


def _goes_on(lines: Lines, number: int) -> bool:
    """Whether the next line ends what this one began: "… from my phone" / "with such a program."."""
    following = "".join(lines[number + 1 : number + 2])
    if not following.strip() or len(following) > LONGEST_NAME_LINE:
        return False
    is_open = not lines[number].rstrip().endswith((".", "!", ")", ">")) and following[0].islower()
    return bool(URL.match(following.strip(" <("))) or (is_open and bool(DEVICE.search(following)))

"""Words that spam filters dislike, and few of them: filters weigh the sender far more than the words.

The figures are what SpamAssassin 4.0.1 (Debian 12, its own rules, no network) adds for one of them in a lesson, where 5
is spam. Those without a figure it leaves alone; other filters don't, and readers take them for advertising.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from course.content import Fault
from emails.linting.checked import Checked

ANYWHERE = re.compile(
    r"\b(?:"
    r"(?:end|stop|cease|discontinue) (?:receiving |getting )?(?:these|our|(?:any )?(?:future|further)) e?-?mails"  # 1.0
    r"|to be removed from .{0,20}(?:mailing|offer)s"  # 3.9
    r"|money[- ]back guarantee"  # 2.9
    r"|unclaimed (?:money|prizes?|funds?|rewards?)"  # 2.7
    r"|(?:100|one hundred) ?(?:%|per ?cent) (?:free|guaranteed)"  # 2.7 for "guaranteed"
    r"|risk[- ]free|click here|(?-i:Act now|ACT NOW)"
    r")(?!\w)|^Dear friend\b",  # 2.7
    re.IGNORECASE,
)
IN_SUBJECT = re.compile(
    r"^buy\b"  # 0.6
    r"|^\$\d[\d.,]*"  # 0.1
    r"|\byour family\b"  # 2.9
    r"|\blose .*\b(?:pounds|lbs|weight)\b",  # 2.6
    re.IGNORECASE,
)
SHOUTING = re.compile(r"\${3,}|!(?:.*!){2}")
"""In the inbox; capitals throughout are told there, too (0.5 in a subject)."""


def inbox(checked: Checked) -> Iterator[Fault]:
    """Subject and preheader are read by the filter first."""
    for key in ("subject", "preheader"):
        found = disliked(checked.seen[key][0], key)
        if found:
            message = f"spam filters dislike {found} in a {key}; say it in other words."
            yield checked.fault(checked.key_line(key), "spam", message)


def body(checked: Checked) -> Iterator[Fault]:
    """And the text after it."""
    seen: Counter[str] = Counter()
    for found in (match[0] for block in checked.prose for match in ANYWHERE.finditer(" ".join(block.split()))):
        line = checked.body.source.line_saying(found, seen[found.lower()])
        seen[found.lower()] += 1
        yield checked.fault(line, "spam", f"spam filters dislike {found!r}; say it in other words.")


def disliked(line: str, key: str) -> str:
    """What a filter dislikes in a line of the inbox, in words; "" for nothing."""
    found = ANYWHERE.search(line) or SHOUTING.search(line) or (key == "subject" and IN_SUBJECT.search(line))
    if found:
        return repr(found[0])
    letters = [letter for letter in line if letter.isalpha()]
    shouted = " " in line and len(letters) > 6 and all(map(str.isupper, letters))  # no script without cases shouts
    return "capitals throughout" if shouted else ""

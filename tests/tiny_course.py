"""A course of two lessons in which `course check` finds nothing, not even with --strict, for tests to break."""

from __future__ import annotations

import base64
from pathlib import Path

TOML = """\
slug = "tiny"
title = "Two Days of Listening"
tagline = "Two short mails about listening."
days = 2
from_name = "Ada"
zone = "Europe/Berlin"
hour = 7
weekdays = ["mon", "tue", "wed", "thu", "fri"]
helpline_url = "https://findahelpline.com"

[brand]
colour = "#1d5f63"
logo = "logo.png"
"""

WELCOME = """\
---
subject: "Welcome to two days of listening"
preheader: "How it works, and what to bring along"
---
# Welcome

*What the two days are*

Hello {{ first_name or "friend" }}, a mail comes on each of two days. Answer its question by a reply.

It helps to write things down. [The list of helplines](https://findahelpline.com) is there for bad days.
"""

FIRST = """\
---
subject: "Listen to the end"
preheader: "One small thing to try while they talk"
prompt: "What did you hear once you waited?"
safety: true
sources:
  - "Rogers and others (2018), who asked [a thousand couples](https://example.org/study)."
---
# Listen to the end

*Your mouth can wait*

We often plan our answer while they still talk. Then we miss the end, and the end is what they came for.

![Two cups of tea on a table](tea.png)

## How to begin

Put the phone away. Wait until they have said it all, and count to three.

- Look at them.
- Wait.
- Ask one thing.

> Is there more that you want to tell me?

!!! challenge "Today's challenge"
    Let somebody speak to the end today. [Print the card](card.pdf) if it helps.

Tomorrow: what to ask.
"""

SECOND = """\
---
subject: "Ask one thing"
preheader: "A question that opens more than it closes"
prompt: "Which question opened something?"
---
# Ask one thing

*And then be quiet again*

A good question is short, and you don't know its answer yet. Cards? Write to [us](mailto:ada@example.org?subject=Cards).

<span style="color: #1f1e1c; background: #f1ebdf">This line has colours of its own.</span>

1. Ask.
2. Wait.

See [the first step](#step) again. <span id="step">It is the hardest.</span>
"""

GOODBYE = """\
---
subject: "Two days later"
preheader: "What to keep, and how to go on from here"
---
# Two days later

*What to keep*

You did it. Keep what helped, and leave the rest.
"""

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""A PNG of one pixel."""
LESSONS = {
    "00-welcome.md": WELCOME,
    "01-listen-to-the-end.md": FIRST,
    "02-ask-one-thing.md": SECOND,
    "03-two-days-later.md": GOODBYE,
}


def tiny_course(folder: Path) -> Path:
    """Write the course into a new folder."""
    folder.mkdir(parents=True)
    (folder / "course.toml").write_text(TOML)
    for name, text in LESSONS.items():
        (folder / name).write_text(text)
    for name in ("logo.png", "tea.png"):
        (folder / name).write_bytes(PICTURE)
    for name in ("card.pdf", "drawing.svg"):
        (folder / name).write_bytes(b"whatever it holds")
    return folder

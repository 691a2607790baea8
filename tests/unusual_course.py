"""A sound course that looks like none of the others: `course check` finds nothing in it, not even with --strict."""

from __future__ import annotations

from pathlib import Path

from tests.tiny_course import PICTURE

TOML = """\
# Kommentare sind erlaubt
slug = "knoten-2"
title = "Zwei Knoten & ein „Ende“"
tagline = 'Für alle, die "halten" wollen.'
days = 2
zone = "America/Argentina/Buenos_Aires"
hour = 0
weekdays = [
    "sat",
    "sun",
]
locale = "de-AT"

[brand]   # nur die Farbe
colour = "#7b2d8b"
"""

FIRST = """\
---
# ein Kommentar
slug: 'der-palstek'
subject: Der Palstek – „König der Knoten“ (1 von 2)
preheader: "Er hält, er löst sich: und er heißt auf Englisch \\"bowline\\""
prompt: >-
  Was hast du heute festgemacht?
safety: false   # nichts Gefährliches
sources:
  - 'Ashley (1944): "The Ashley Book of Knots", Nr. 1010 #1010; <https://example.org/ashley_(buch)>.'
  - Öhler (2019), S. 3–4; [Verlag](https://example.org/?a=1&b=2)
---
Der Palstek
===========

*Ein Knoten fürs Leben*

Hallo {{ first_name or "du da" }}! Er [der Knoten] hält; „so“, sagt man, 'immer'. Nimm 2 * 3 = 6 Meter
Seil [sic!] (und mehr).

1. Leg ein Auge.
2. Geh hindurch,

    und zieh fest.

3. Fertig: 10 % weniger Mühe, 5 < 6 > 4.
    - innen
    - außen

Die Formel in Klammern: { a, b } oder {x | x > 0}, `{ }`-frei; als Code:

    for (i = 0; i < 3; i++) { knoten[i][0](seil); }
    - [ ] **kein** ~~Markdown~~ https://example.org `[x][y]`

```python
seil = {"länge": 3}  # **fest**
!!! keine Box
| a | b |
|---|---|
```

Ein Sternchen \\*hier und \\_dort, ein Preis von 3 $ und \\[x\\]\\(y\\). 1945. Das war ein Jahr.
2001. Noch eins – und a_b_c, 2*3, C:\\Users, ~7 km, 50 %, #1 und @du.

<div style="text-align: center">
<p>Mittig, mit <b>fett</b> und <a href="https://example.org/x">einem Verweis nach nebenan</a>.</p>
<ul>
<li>eins
<li>zwei
</ul>
</div>

H<sub>2</sub>O,<br>E = mc<sup>2</sup>, <kbd>Strg</kbd>+<kbd>C</kbd> &amp; &copy;. <!-- eine
Notiz über zwei Zeilen -->

!!! tip
    Ohne Titel, mit `Code`.

!!! aufgabe ""
    Ohne Überschrift.

!!! aufgabe "Heute: „ziehen“!"
    Zieh *fest*, aber **nicht zu** fest.

    - eins
    - zwei

        Noch ein Absatz.

> „Wer [nur] zieht, hält nicht.“
>
> — unbekannt

![Ein Seil mit einem Auge, von oben gesehen](seil%20oben.png)

Noch mehr: [ein Bild][bild], [die Seite] und <ada@example.org>; [schreib mir](mailto:ada@example.org).

[bild]: seil%20oben.png "Das Seil"
[die Seite]: https://example.org/seite

* * *

Kommt {% if next_date %}am {{ next_date }}{% else %}bald{% endif %}: der nächste.
"""

SECOND = """\
---
subject: 'Die Kreuzklemme'
preheader: Was sie kann, wenn {{ first_name|default("man") }} nicht mehr zieht
prompt: "¿Wie war's?"
---

# Die Kreuzklemme

## Erst

Fin de siècle: « Bonjour ! [Le site](https://example.org/fr) ».

### Dann

| ist kein Zeichen für eine Tabelle | hier auch nicht |

## Wieder

Tag {{ day }} von {{ days }} in *{{ course.title }}*: ***fertig***, __fett__ und _kursiv_.
"""

LANDING = """\
Für **alle**, die Seil haben. [Hier steht, was wir speichern](/privacy).

## Was es kostet

Nichts. 100 % Seil: <https://example.org/seil>.

---

### Was bleibt

1. Ein Seil.
2. Ein `{Knoten}`.
"""


def unusual_course(folder: Path) -> Path:
    """Write the course into a new folder."""
    folder.mkdir(parents=True)
    texts = {"course.toml": TOML, "01-palstek.md": FIRST, "02-kreuzklemme.md": SECOND, "landing.md": LANDING}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "README.md").write_text("# Notes\n\n**unclosed, and nobody's business", encoding="utf-8")
    (folder / "02-notes.txt").write_text("Beside the lesson of day 2.", encoding="utf-8")
    (folder / "seil oben.png").write_bytes(PICTURE)
    return folder

"""`make bench-mail`: what our mails ask of mail programs, and what a spam filter thinks of them (see docs/mail.md).

It installs what it needs into bench/.work and talks to no other machine while it measures.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from course.clock import Clock
from course.database import Database
from course.settings import ROOT, load_settings
from course.site import Library, Site
from emails.composing import Composer
from emails.features import ATTRIBUTES, ELEMENTS, FRAME, OTHERS, PROPERTIES
from tests.emails.mails import MONDAY, every_job

HERE = ROOT / "bench"
WORK = HERE / ".work"
CLIENTS = {
    "Gmail": ("gmail", ""),
    "Outlook (Windows)": ("outlook", "windows"),
    "Apple Mail": ("apple-mail", ""),
    "Yahoo": ("yahoo", ""),
    "Samsung": ("samsung-email", ""),
}
"""Name, family and platform ("" for all of them) in caniemail's data."""
ANSWERS = {"y": "yes", "n": "no", "u": "unknown"}
MOST_SPAM = 1.0
SETTINGS = {
    "SITE_URL": "https://course.example.org",
    "SMTP_URL": "smtp://127.0.0.1:2525",
    "SECRET_KEY": "0123456789abcdef" * 2,
    "MAIL_FROM": "Course <course@example.org>",
}
RECEIVED = (
    b"Received: from mail.example.org (mail.example.org [IPv6:2001:db8::25])\r\n"
    b"\tby mx.example.net with ESMTPS id 1; Mon, 03 May 2027 05:00:01 +0000\r\n"
)
"""What the receiving server puts on top; without it, a filter skips its rules on relays."""
GROUPS = {
    **{f"h{level}": "h1-h6" for level in range(1, 7)},
    **dict.fromkeys(("ul", "ol", "li", "dl", "dt", "dd"), "lists"),
    **dict.fromkeys(("thead", "tbody", "tfoot", "tr", "td", "th", "caption"), "table"),
    "b": "strong",
    "s": "strike",
}
"""Elements that caniemail tests together."""


@dataclass(frozen=True)
class Feature:
    """One thing that our mails may use: how well each program does, and why less than all is fine."""

    name: str
    slug: str
    support: tuple[str, ...]
    why: str

    @property
    def whole(self) -> bool:
        return all(answer == "yes" for answer in self.support)


def main() -> int:
    missing = [name for name in ("npm", "spamassassin") if not shutil.which(name)]
    if missing:
        hints = {"npm": "install node 20 or newer", "spamassassin": "apt-get install spamassassin"}
        print("Missing: " + "; ".join(f"{name} ({hints[name]})" for name in missing), file=sys.stderr)
        return 1
    unexplained = show_features(caniemail())
    return max(unexplained, show_scores())


def show_features(data: Mapping[str, Any]) -> int:
    """Print what isn't supported everywhere; 1 where our list gives no reason for it."""
    found = list(features(data))
    known = [feature for feature in found if feature.slug in data]
    partial = [feature for feature in known if not feature.whole]
    print(
        f"{len(found)} accepted features, {len(known)} of them measured; {len(known) - len(partial)} work everywhere.\n"
    )
    row("feature", *CLIENTS, "why that is fine")
    row(*["---"] * (len(CLIENTS) + 2))
    for names, feature in grouped(partial):
        row(names, *feature.support, feature.why or "NO REASON GIVEN")
    print("\nNot measured there: " + ", ".join(f"`{each.name}`" for each in found if each.slug not in data) + ".\n")
    return 1 if any(not feature.why for feature in partial) else 0


def features(data: Mapping[str, Any]) -> Iterator[Feature]:
    lists = (("html", ELEMENTS | FRAME, "<{}>"), ("html", ATTRIBUTES, "{}="), ("css", PROPERTIES, "{}"))
    for kind, names, form in lists:
        for name, why in names.items():
            tries = (name, GROUPS.get(name, ""), name.partition("-")[0] if kind == "css" else "")
            own = "" if form == "{}=" and name in ("style", "cite") else tries[0]  # the elements of these names
            slug = next((f"{kind}-{each}" for each in (own, *tries[1:]) if f"{kind}-{each}" in data), "")
            yield Feature(form.format(name), slug, support(data.get(slug)), why)
    for slug, why in OTHERS.items():
        yield Feature(slug.partition("-")[2], slug, support(data.get(slug)), why)


def support(feature: Mapping[str, Any] | None) -> tuple[str, ...]:
    """For each client what its newest versions do; "partly" also where its platforms differ."""
    stats = feature["stats"] if feature else {}
    answers = []
    for family, platform in CLIENTS.values():
        platforms = stats.get(family, {}).items()
        newest = {list(versions.values())[-1][0] for name, versions in platforms if platform in ("", name)}
        answers.append(ANSWERS.get("".join(newest), "partly") if newest else "unknown")
    return tuple(answers)


def grouped(found: list[Feature]) -> Iterator[tuple[str, Feature]]:
    """Features of one entry and one reason share a row."""
    rows: dict[tuple[str, str], list[Feature]] = {}
    for feature in found:
        rows.setdefault((feature.slug, feature.why), []).append(feature)
    for row in rows.values():
        yield " ".join(f"`{each.name}`" for each in row), row[0]


def caniemail() -> dict[str, Any]:
    """The data of the npm package, by name of the feature."""
    package = WORK / "node_modules" / "caniemail"
    if not package.is_dir():
        WORK.mkdir(exist_ok=True)
        shutil.copy(HERE / "package.json", WORK)
        done = subprocess.run(["npm", "install", "--no-audit", "--no-fund"], cwd=WORK, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"Missing: caniemail (npm install says: {' '.join(done.stderr.split())[:200]})")
    found = json.loads((package / "data" / "caniemail.json").read_text())
    print(f"caniemail of {found['last_update_date'][:10]}: ", end="")
    return {feature["slug"]: feature for feature in found["data"]}


def show_scores() -> int:
    """Print what SpamAssassin gives each mail; 1 where one has more than we allow."""
    version = subprocess.run(["spamassassin", "--version"], capture_output=True, text=True, check=True).stdout
    print(f"{version.splitlines()[0]}, local rules only; 5 is spam, {MOST_SPAM} is our limit.\n")
    row("mail", "score", "rules")
    row("---", "---", "---")
    with ThreadPoolExecutor(2) as pool:
        scores = list(pool.map(lambda mail: (mail[0], *judged(mail[1])), mails()))
    for name, score, rules in scores:
        row(name, f"{score:.1f}", rules)
    return 1 if any(score > MOST_SPAM for _, score, _ in scores) else 0


def mails() -> Iterator[tuple[str, bytes]]:
    """Every mail of the shipped course, as ada gets it."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({"DATA_DIR": folder, **SETTINGS}, dotenv=None)
        database = Database(settings.database_url)
        site = Site(settings, database, Clock(MONDAY, MONDAY), Library(ROOT / "course" / "lessons"))
        composer = Composer(site)
        for job in every_job(site):
            name = " ".join(filter(None, (job.kind, job.lesson or job.about, "discreet" if job.discreet else "")))
            yield name, composer.compose(job).data
        database.close()


def judged(mail: bytes) -> tuple[float, str]:
    """Score and rules, without those that only inform."""
    done = subprocess.run(["spamassassin", "-t", "-L"], input=RECEIVED + mail, capture_output=True, check=True)
    report = done.stdout.decode(errors="replace").rpartition("Content analysis details:")[2]
    score = re.search(r"\((-?[\d.]+) points", report)
    assert score, report
    return float(score[1]), ", ".join(re.findall(r"^\s*-?[\d.]+ ([A-Z]\w+)", report, re.MULTILINE))


def row(*cells: str) -> None:
    print(f"| {' | '.join(cells)} |")


if __name__ == "__main__":
    sys.exit(main())

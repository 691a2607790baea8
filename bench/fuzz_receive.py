"""Inbound mail under a fuzzer that looks for new paths through the code (atheris, libFuzzer).

    make bench-fuzz              ten minutes
    make bench-fuzz MINUTES=60

It begins with mails that are made here. A mail that raises, or that takes too long, ends it and is
left in bench/findings for a test to be made of it.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["emails", "flufl.bounce", "email"]):
    from emails.inbound import Understanding
    from emails.receiving import envelope_of

from course.settings import load_settings
from course.site import Library
from tests.emails.odd_mails import seeds

FINDINGS = Path(__file__).parent / "findings"
MOST_SECONDS = 2.0
LONGEST = 20_000
SEEDS = 300


class TooSlow(Exception):
    """A mail that takes longer than it may."""


def read(understanding: Understanding, raw: bytes) -> None:
    """All that is done with a mail before the database. Raises what it raises, or TooSlow."""
    begun = time.process_time()
    sender, recipients = envelope_of(raw, "", [])
    found = understanding.read(raw, sender, recipients)
    assert all(each.kind != "failed" or "@" in each.address for each in found.recipients)
    assert all(each.kind == "failed" or not each.hard for each in found.recipients)
    if time.process_time() - begun > MOST_SECONDS:
        raise TooSlow


def main(minutes: float) -> None:
    FINDINGS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({"DATA_DIR": folder}, dotenv=None)
        understanding = Understanding(settings, Library(settings.course_dir))
        for number, seed in enumerate(seeds(SEEDS, seed=1)):
            (Path(folder) / f"{number}.eml").write_bytes(seed)
        options = [f"-max_total_time={minutes * 60:.0f}", f"-max_len={LONGEST}", f"-artifact_prefix={FINDINGS}/"]
        atheris.Setup([sys.argv[0], folder, *options, "-timeout=10"], lambda raw: read(understanding, raw))
        atheris.Fuzz()


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 10)

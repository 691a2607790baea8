"""Mail never answers mail, even where two copies of the system write to each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.loop import run


@pytest.mark.slow
def test_two_copies_that_write_to_each_other_fall_silent(tmp_path: Path) -> None:
    outcome = run(tmp_path, minutes=1)
    assert outcome.good, outcome

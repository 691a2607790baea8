"""What the README shows works."""

from __future__ import annotations

import re
from pathlib import Path

from course.commands.check import findings
from course.settings import ROOT
from tests.tiny_course import PICTURE


def test_the_sample_course_of_the_readme_is_sound(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text()
    toml, lesson, quote = (block for block in re.findall(r"```(?:toml|markdown)\n(.*?)```", readme, re.DOTALL))
    names = re.findall(r"^  (\d\d-\S+\.md)", readme, re.MULTILINE)
    (tmp_path / "course.toml").write_text(toml)
    (tmp_path / "logo.png").write_bytes(PICTURE)
    for name in names:
        (tmp_path / name).write_text(lesson.replace('subject: "What', f'subject: "{name[:2]}: what'))
    second = tmp_path / "02-the-second-day.md"
    second.write_text(f"{second.read_text()}\n{quote}")
    assert len(names) == 4
    assert findings([tmp_path], strict=True) == []

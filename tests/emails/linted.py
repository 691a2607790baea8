"""One lesson written for a test, and what the linter says about it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from course.content import Fault
from course.loading import load_courses
from emails.checking import check_course

BODY_LINE = 10
"""Where the text of a test begins in the file."""
SUBJECT, PREHEADER, PROMPT, TITLE = -7, -6, -5, -3
"""Where the lines above it stand, as `told` counts."""


SIGNATURES = {".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff\xe0", ".gif": b"GIF89a"}
"""What pictures begin with."""


@dataclass(frozen=True)
class Linter:
    """A course of one lesson in a folder of its own."""

    folder: Path

    def faults(
        self, text: str = "Text.", strict: bool = False, toml: str = "", more: str = "", **front: str
    ) -> list[Fault]:
        """The faults of a lesson with this text below its title; `front` replaces front matter, `more` ends it."""
        lines = {"subject": "Ask first", "preheader": "What a question can do", "prompt": "What did you ask?"} | front
        matter = "\n".join(f"{key}: '{value}'" for key, value in lines.items())
        (self.folder / "course.toml").write_text(f'slug = "one"\ntitle = "One"\n{toml}')
        (self.folder / "01-one.md").write_text(f"---\n{matter}\n{more}---\n# One\n\nFirst line.\n\n{text}\n")
        courses, faults = load_courses(self.folder)
        return sorted([*faults, *check_course(courses["one"], strict)])

    def told(self, text: str = "Text.", **how: object) -> list[tuple[int, str]]:
        """Line and rule of each fault; the first line of the text counts as 1, lines before it are below 1."""
        return [(fault.line - BODY_LINE + 1, fault.rule) for fault in self.faults(text, **how)]  # type: ignore[arg-type]

    def file(self, name: str, size: int = 10) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_bytes(SIGNATURES.get(name.lower()[-4:], b"").ljust(size, b"x"))

"""Templates filled in with what is the course's own. Their marks differ from the reader's, which pass through."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from course.signup import LINK_LIFE
from emails.plain_text import DOUBLE_RULE, RULE, wrap

TEMPLATES = Path(__file__).parent / "templates"
QUIET = "For a quiet minute."
"""What inboxes show after the subject of a discreet mail."""
LONGEST_BAR = 31
"""Days of the longest course that shows them as a bar: more wouldn't be told apart on a phone."""


def fill(template: str, parts: Mapping[str, Any]) -> str:
    """A template of emails/templates/, filled in for the first time."""
    return _BUILD.get_template(template).render(parts)


def _build_environment() -> Environment:
    jinja = Environment(
        block_start_string="[%",
        block_end_string="%]",
        variable_start_string="[[",
        variable_end_string="]]",
        comment_start_string="[#",
        comment_end_string="#]",
        autoescape=select_autoescape(["html"]),
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.filters["wrap"] = wrap
    jinja.globals.update(
        longest_bar=LONGEST_BAR, link_days=LINK_LIFE.days, rule=RULE, double_rule=DOUBLE_RULE, quiet=QUIET
    )
    return jinja


_BUILD = _build_environment()

"""Where Jinja gives up on a lesson: the mark that can't be read, and how to write it, in an author's words."""

from __future__ import annotations

import re

from jinja2 import TemplateSyntaxError

from course.spelling import nearest, no_such
from emails.slots import MARK

TAGS = ("if", "elif", "else", "endif", "for", "endfor", "set", "with", "endwith", "filter", "endfilter")
"""The tags of Jinja that a lesson may use."""
UNCLOSED = re.compile(r"\{[{%#](?:(?!\{[{%#]|[}%#]\}).)*(?=\{[{%#]|\Z)", re.DOTALL)
SPACED = "put a space between the two signs if they are meant"
LIKE_THIS = 'write it like {{ first_name or "friend" }}'


def unreadable(text: str, error: TemplateSyntaxError) -> tuple[int, str]:
    """Line and sentence. Jinja notices late; what it can't read began at the mark before."""
    problem = error.message or ""
    open_block = _open_block(text) if "end of template" in problem.lower() else None
    if open_block:
        line, name = open_block
        return line, f"this {{% {name} %}} isn't closed; end it with {{% end{name} %}}."
    unclosed = UNCLOSED.search(text)
    if unclosed:
        return _line(text, unclosed.start()), _unclosed(unclosed[0])
    mark = next((each for each in MARK.finditer(text) if _line(text, each.end()) >= error.lineno), None)
    return _line(text, mark.start()) if mark else error.lineno, _unread(mark[0] if mark else "", problem)


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _unclosed(begin: str) -> str:
    """What to do about a mark that is opened alone."""
    opening = begin[:2]
    closing = opening[::-1].replace("{", "}")
    return f"this {opening} isn't closed; end it with {closing}, or {SPACED}."


def _unread(mark: str, problem: str) -> str:
    """What to do about a mark that Jinja can't read."""
    tag, strange = re.match(r"\{%[-+]?\s*(\w+)", mark), re.search(r"unknown tag '(\w+)'", problem)
    filter_name = re.search(r"No filter named '(\w+)'", problem)
    if curly := re.search("[“”„‘’]", mark):
        return f'{curly[0]} is a curly quote; write straight ones: {{{{ first_name or "friend" }}}}.'
    if filter_name:
        return f"there is no filter {filter_name[1]!r}; take out | and what follows it."
    if strange and strange[1] in TAGS:
        return f"this {{% {strange[1]} %}} belongs to nothing; write {{% if … %}} before it, or take it out."
    if strange:
        return no_such("tag", strange[1], TAGS, nearest(strange[1], TAGS))
    if tag and re.search(r"[^=!<>]=[^=]", mark) and tag[1] in ("if", "elif"):
        return "two things are compared with ==, not with =."
    if tag:
        return "this {% … %} can't be read; write it like {% if next_date %} … {% endif %}."
    return f"this {{{{ … }}}} can't be read; {LIKE_THIS}, or {SPACED}."


def _open_block(text: str) -> tuple[int, str] | None:
    """Line and name of the innermost block that isn't closed."""
    stack: list[tuple[int, str]] = []
    for tag in re.finditer(r"\{%[-+]?\s*(end)?(if|for|with|filter)\b", text):
        if not tag[1]:
            stack.append((_line(text, tag.start()), tag[2]))
        elif stack:
            stack.pop()
    return stack[-1] if stack else None

"""Where YAML or TOML gives up: the line that can't be read, and how to write it, in an author's words.

Both parsers name the place at which they noticed, often a line later, and speak of tokens. So we look for the first
line that can't be read by itself, and tell what such a line has to look like.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection

import yaml

CURLY = "“”„‟‘’‚‛"
"""Quotes that word processors make of straight ones."""
NUMBERS = ("hour", "days")
"""Keys of course.toml that hold a number."""
_YAML_LINE = re.compile(r"[ ]*(?:- +|(?P<key>[\w-]+) *:(?: +|$))(?P<value>.*)")
_TOML_LINE = re.compile(r"\s*(?P<key>[\w-]+)\s*(?P<sign>[=:]?)\s*(?P<value>.*)")


def unreadable_yaml(matter: str, error: Exception, keys: Collection[str]) -> tuple[int, str]:
    """The line of a front matter (its first is 1) on which it can't be read, and what to do."""
    lines = matter.split("\n")
    noticed = getattr(getattr(error, "problem_mark", None), "line", 0)
    wrong = _first(lines, lambda line: line[:1].strip() != "" and not _is_yaml(line))
    wrong = _first(lines, lambda line: not _is_yaml(line)) if wrong is None else wrong
    wrong = _first(lines, lambda line: _key(line) in keys and line[0] == " ") if wrong is None else wrong
    at = min(noticed, len(lines) - 1) if wrong is None else wrong
    return at + 1, _mend_yaml(lines[at], keys)


def unreadable_toml(source: str, error: tomllib.TOMLDecodeError) -> tuple[int, str]:
    """The line of a course.toml on which it can't be read, and what to do."""
    lines = source.split("\n")
    told = re.search(r"line (\d+)", str(error))
    noticed = min(int(told[1]) if told else len(lines), len(lines)) - 1
    if re.search("overwrite|twice", str(error)):
        return noticed + 1, twice(re.sub(r"[\s\[\]]", "", lines[noticed].partition("=")[0]))
    at = next((n for n in range(noticed, -1, -1) if not _is_toml(lines[n])), noticed)
    return at + 1, _mend_toml(lines[at])


def twice(key: str) -> str:
    return f"{key} stands here for the second time; keep one of them."


def _first(lines: list[str], wrong: Callable[[str], bool]) -> int | None:
    return next((number for number, line in enumerate(lines) if line.strip() and wrong(line)), None)


def _is_yaml(line: str) -> bool:
    """Whether a line can be read by itself, as a key with its value or as an item."""
    try:
        return isinstance(yaml.safe_load(line.lstrip(" ")), dict | list | None)
    except (yaml.YAMLError, ValueError):
        return False


def _is_toml(line: str) -> bool:
    try:
        tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _key(line: str) -> str:
    return re.split(r"[^\w-]", line.strip(), maxsplit=1)[0]


def _mend_yaml(line: str, keys: Collection[str]) -> str:
    found = _YAML_LINE.match(line)
    key = _key(line)
    if line[:1].isspace() and (key in keys or "\t" in line[: len(line) - len(line.lstrip())]):
        return f"take out what stands before {key or line.strip()}: its line begins on the left."
    if not found and key in keys:
        return f'write {key}: "…", with a colon and a space after {key}.'
    if not found:
        return 'this line can\'t be read; write lines like subject: "…".'
    example = f'{found["key"]}: "…"' if found["key"] else '- "…"'
    return _mend_quotes(found["value"].strip(), example)


def _mend_toml(line: str) -> str:
    found = _TOML_LINE.match(line)
    if line.lstrip().startswith("["):
        return "the name of a part stands in brackets on a line of its own: [brand]."
    if not found:
        return 'this line can\'t be read; write lines like title = "…".'
    key, value = found["key"], found["value"].strip()
    example = f"{key} = 7" if key in NUMBERS else f'{key} = "…"'
    if found["sign"] != "=":
        return f"write {example}, with = after {key}."
    if not value:
        return f"{key} says nothing; write {example}."
    if value.startswith("["):
        return 'a list is written like ["mon", "tue"]: in brackets, each item in straight quotes.'
    if key in NUMBERS:
        return f"{key} is a whole number, without quotes or anything else: {example}."
    if value.lower() in ("true", "false"):
        return f"write {value.lower()}, in small letters."
    return _mend_quotes(value, example)


def _mend_quotes(value: str, example: str) -> str:
    """What is wrong with the quotes of a value that can't be read."""
    mark = value[:1]
    closed = re.search(rf"(?<!\\){mark}[ ]*(?:#.*)?$", value[1:]) if mark in ("'", '"') else None
    if mark in ("'", '"') and not closed:
        return f"the quotes aren't closed; end the text with {mark}."
    if mark == '"' and value.count('"') == 2:
        return 'a \\ within "…" is written twice: \\\\.'
    if mark == '"':
        return 'for quotes within the text write \\", or curly ones: “ ”.'
    if mark == "'":
        return f"for an apostrophe within the text, put the text in double quotes: {example}."
    if mark and mark in CURLY:
        return f"these quotes are curly; write straight ones: {example}."
    return f"put the text in quotes: {example}."

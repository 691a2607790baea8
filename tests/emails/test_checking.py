"""`course check`: what only rendering finds, one clear line each, with the real line of the file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from course.content import Course, Fault
from course.loading import load_courses
from emails.checking import check_course

FILE = "04-feelings-dont-travel-alone.md"


def course_in(folder: Path) -> Course:
    return next(iter(load_courses(folder)[0].values()))


def spoil(folder: Path, text: str) -> tuple[int, list[Fault]]:
    """Put text on a line of its own in the middle of day 4; that line's number, and the faults."""
    file = folder / FILE
    lines = file.read_text().splitlines()
    middle = next(n for n, line in enumerate(lines) if line.startswith("# ")) + 2
    file.write_text("\n".join([*lines[:middle], *text.splitlines(), "", *lines[middle:]]) + "\n")
    course = course_in(folder)
    return middle + 1, check_course(replace(course, welcome=None, lessons=course.lessons[3:4], completion=None))


def test_the_shipped_course_is_sound(lessons: Path) -> None:
    assert check_course(course_in(lessons)) == []


@pytest.mark.parametrize(
    ("text", "rule", "says"),
    [
        ("Hi {{ first_name }}", "fallback", 'write {{ first_name or "friend" }}'),
        ("Until {{ next_date }}", "fallback", "{% if next_date %}"),
        ("{{ first_name.upper() }}", "fallback", "first_name may be missing"),
        ("{% if day %}{{ first_name }}{% endif %}", "fallback", "first_name may be missing"),
        ("{% if first_name %}a{% else %}{{ first_name }}{% endif %}", "fallback", "may be missing"),
        ("{{ first_name if day else 'x' }}", "fallback", "may be missing"),
        ("{{ links.helpline }}", "fallback", "put it inside {% if links.helpline %}"),
        ("{{ frist_name or 'friend' }}", "variable", "did you mean first_name?"),
        ("{{ course.titel }}", "variable", "did you mean course.title?"),
        ("{{ course }}", "variable", "no variable 'course'"),
        ("{% for n in range(3) %}{% endfor %}", "variable", "'range'"),
        ("Hello {{ first_name or 'friend'", "jinja", "this {{ isn't closed; end it with }}"),
        ("Hello {{ first_name or 'friend' }, you", "jinja", "this {{ isn't closed"),
        ("{% if first_name %}", "jinja", "{% endif %}"),
        ("{% for a in [1] %}{% if day %}{% endif %}", "jinja", "{% endfor %}"),
        ("{% endif %}", "jinja", "write {% if … %} before it"),
        ("{% elseif day %}", "jinja", "no tag 'elseif'; did you mean else?"),
        ("{% if first_name }Hi{% endif %}", "jinja", "this {% isn't closed; end it with %}"),
        ("{% if day = 1 %}Hi{% endif %}", "jinja", "compared with =="),
        ("{% if %}Hi{% endif %}", "jinja", "write it like {% if next_date %}"),
        ("Hello {{ first_name or “friend” }}", "jinja", "“ is a curly quote"),
        ("Hello {{ first name }}", "jinja", 'write it like {{ first_name or "friend" }}'),
        ("Write {{ before a name.", "jinja", "put a space between the two signs if they are meant"),
        ("{{ '{{' }}", "jinja", "two braces can't be shown in a mail"),
        ("Hello {{ name or friend }}", "variable", 'write {{ first_name or "friend" }}'),
        ("On {{ next_date or soon }}", "variable", 'write {{ next_date or "soon" }}'),
        ("{{ course.days }} days", "variable", "did you mean days?"),
        ("Hello {{ subscriber.name }}", "variable", "did you mean first_name?"),
        ("Hello { first_name }, you", "variable", "write {{ first_name }}"),
        ("Hello {name}, you", "variable", "write {{ first_name }}"),
        ("Until { next_date or 'soon' }", "variable", "write {{ next_date }}"),
        ("{{ day|roman }}", "jinja", "no filter 'roman'"),
        ("{# a note", "jinja", "this {# isn't closed; end it with #}"),
        ("{% include 'other.md' %}", "jinja", "can't include"),
        ("{{ day / 0 }}", "jinja", "this can't be filled in"),
        ("A **bold word", "markdown", "bold"),
        ("See [this](https://example.org and that", "markdown", "link"),
        ("!!!challenge “T”", "markdown", "box"),
        ('!!! challenge "T"\nNot indented.', "markdown", "four spaces"),
        ("first_name }} or so", "markdown", "isn't opened"),
        ("{% raw %}{{ x }}{% endraw %}", "jinja", "two braces can't be shown in a mail"),
    ],
)
def test_each_fault_is_one_line_with_its_place(lessons: Path, text: str, rule: str, says: str) -> None:
    line, faults = spoil(lessons, text)
    assert len(faults) == 1
    assert (faults[0].file.name, faults[0].rule) == (FILE, rule)
    assert faults[0].line == line
    assert says in faults[0].message
    assert "\n" not in str(faults[0])


@pytest.mark.parametrize(
    "text",
    [
        "Hi {{ first_name or 'friend' }}",
        "Hi {{ (first_name or 'friend')|upper }}",
        "Hi {{ first_name|default('friend') }}",
        "Hi {{ first_name if first_name else 'friend' }}",
        "{% if first_name %}Hi {{ first_name }}{% endif %}",
        "{% if first_name and day %}Hi {{ first_name }}{% endif %}",
        "{% if not first_name %}Hi{% else %}Hi {{ first_name }}{% endif %}",
        "{% if not first_name or not next_date %}Hi{% else %}{{ first_name }} {{ next_date }}{% endif %}",
        "{{ first_name and 'Hi ' ~ first_name }}",
        "{% set name = first_name or 'you' %}Hi {{ name }}",
        "{% if first_name == 'Ada' %}Countess{% endif %}",
        "{{ links['preferences'] }} {{ course.title }}",
        "{% if links.helpline %}{{ links.helpline }}{% endif %}",
        '{{ links.helpline or "https://findahelpline.com" }}',
        "{% for n in [1, 2] %}{{ n }}{% endfor %}",
        "{# a note #}",
        "Code like `**` and `}}` is fine.",
        "- one\n- two",
        '!!! note "T"\n    Indented.',
    ],
)
def test_what_is_well_written_is_left_alone(lessons: Path, text: str) -> None:
    assert spoil(lessons, text)[1] == []


@pytest.mark.parametrize("rule", ["|---|---|", "| :-- | --: |", "|---|"])
def test_a_table_is_found_where_its_rule_stands(lessons: Path, rule: str) -> None:
    line, faults = spoil(lessons, f"| Knot | Use |\n{rule}\n| Bowline | loop |")
    assert [(fault.line, fault.rule) for fault in faults] == [(line + 1, "markdown")]


def test_a_list_without_a_blank_line_is_found_where_it_begins(lessons: Path) -> None:
    line, faults = spoil(lessons, "These:\n- one\n- two")
    assert [(fault.line, fault.rule) for fault in faults] == [(line + 1, "markdown")]


def test_front_matter_is_checked_too(lessons: Path) -> None:
    file = lessons / FILE
    file.write_text(file.read_text().replace('prompt: "', 'prompt: "{{ first_name }}: ', 1))
    faults = check_course(course_in(lessons))
    assert [(fault.line, fault.rule) for fault in faults] == [(4, "fallback")]


def test_a_source_with_a_variable_is_found(lessons: Path) -> None:
    file = lessons / FILE
    file.write_text(file.read_text().replace('  - "', '  - "{{ author }} ', 1))
    assert [fault.rule for fault in check_course(course_in(lessons))] == ["variable"]


def test_a_course_toml_with_a_variable_is_told_once_for_itself(lessons: Path) -> None:
    toml = lessons / "course.toml"
    toml.write_text(toml.read_text().replace('tagline = "', 'tagline = "{{ day }} ', 1))
    faults = [fault for fault in check_course(course_in(lessons)) if fault.file.name == "course.toml"]
    assert [(fault.line, fault.rule) for fault in faults] == [(3, "variable")]


def test_a_lesson_too_long_for_a_mail_is_told(lessons: Path) -> None:
    _, faults = spoil(lessons, "Word. " * 8_000)
    assert [fault.rule for fault in faults] == ["size"]


def test_an_unreadable_lesson_is_left_to_the_loader(lessons: Path) -> None:
    (lessons / FILE).write_text("---\nsubject: [\n---\ntext\n")
    assert check_course(course_in(lessons)) == []

"""Which variables a lesson may use, and what is wrong with how it uses them.

Everything is found before the first reader is written to: by the syntax tree, and by rendering
each piece for two made-up readers, one who gave a name and one who didn't.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment

from course.content import Course, Fault, Lesson
from course.spelling import nearest, no_such
from emails.answers import DOTTED, NAME, OUTSIDE, Words, quotable, wrong_use
from emails.unreadable import LIKE_THIS, SPACED, unreadable

KNOWN = {
    "first_name": 'write {{ first_name or "friend" }}',
    "day": "",
    "days": "",
    "next_date": "put it inside {% if next_date %} … {% endif %}",
    "course.title": "",
    "course.tagline": "",
    "links.preferences": "",
    "links.unsubscribe": "",
    "links.helpline": "put it inside {% if links.helpline %} … {% endif %}",
}
"""Every variable, with what to write where it may be missing."""

MAY_MISS = frozenset(name for name, remedy in KNOWN.items() if remedy)
NEAR = 0.55
"""How alike a word and a variable's name are before one is taken for the other: `name` is near to first_name."""
EVERYTHING = frozenset({"*"})
"""Stands for all names, where a missing one does no harm."""
ANSWERS = NAME + "."
MARKS = ("{{", "{%")
EXAMPLE = "https://example.org/preferences/" + "x" * 32
"""A link of a made-up reader."""
COURSE_TEXTS = ("title", "tagline", "from_name", "helpline_url", "postal_address", "safety_line")
FALLBACK = "fallback"
"""The rule whose breach is a flaw, not a reason to keep a lesson back."""
_LITERAL = (nodes.TemplateData, nodes.Const)
_FOREIGN = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)


@lru_cache(maxsize=1024)
def template(text: str, html: bool) -> Template:
    """A text in which what is the reader's own is filled in; kept, since the same is asked for again and again.

    Raises TemplateSyntaxError.
    """
    return (_HTML if html else _TEXT).from_string(text)


def _environment(html: bool) -> ImmutableSandboxedEnvironment:
    """An unknown variable is an error, never a hole."""
    finalize = None if html else _as_text
    jinja = ImmutableSandboxedEnvironment(autoescape=html, undefined=StrictUndefined, finalize=finalize)
    jinja.globals.clear()
    jinja.filters["default"] = jinja.filters["d"] = lambda value, fallback="": value or fallback
    return jinja


def _as_text(value: Any) -> Any:
    return value.as_text() if isinstance(value, Words) else value


_HTML, _TEXT = _environment(html=True), _environment(html=False)


def values(
    course: Course,
    day: int,
    first_name: str,
    next_date: str,
    unsubscribe: str,
    preferences: str,
    written: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """What a lesson's variables stand for; a missing text is empty. `written` are answers to quote, by slug."""
    return {
        "first_name": first_name,
        "day": day,
        "days": course.days,
        "next_date": next_date,
        "course": {"title": course.title, "tagline": course.tagline},
        "links": {"unsubscribe": unsubscribe, "preferences": preferences, "helpline": course.helpline_url},
        NAME: quotable(course, written or {}),
    }


def made_up(course: Course, day: int, first_name: str = "", next_date: str = "", words: str = "") -> dict[str, Any]:
    """What a whole mail is filled with for a reader whom there isn't: every link that its template may use.

    `words` is what they wrote to every question.
    """
    written = {lesson.slug: words for lesson in course.asking}
    filled = values(course, day, first_name, next_date, EXAMPLE, EXAMPLE, written)
    filled["links"] |= dict.fromkeys(("answer", "calendar", "journal", "lesson", "media"), EXAMPLE)
    filled["links"] |= {"reply": "reply+" + "x" * 32 + "@example.org"}
    filled["links"] |= {"last": EXAMPLE}
    return filled | {
        "first_date": "x" * 60,
        "kept_on": "Wednesday",
        "sooner": True,
        "was_held": True,
        "coming": "x" * 60,
        "about": "",
        "in_journal": not words,
    }


def lesson_faults(course: Course, lesson: Lesson) -> list[Fault]:
    """What is wrong with a lesson's variables and templates, with the real lines of its file."""
    return [fault for piece in _pieces(lesson) for fault in _piece_faults(course, lesson, piece)]


def course_faults(course: Course) -> list[Fault]:
    """Texts of course.toml that hold variables: they can't, since they stand in headers and pages too."""
    file = course.folder / "course.toml"
    return [
        Fault(file, key_line(file, key), "variable", f"{key} can't hold variables; write it out.")
        for key in COURSE_TEXTS
        if any(mark in getattr(course, key) for mark in MARKS)
    ]


@dataclass(frozen=True)
class _Piece:
    """Text that may hold variables, and the line of the file on which it begins."""

    text: str
    line: int
    quotes: bool = False
    """Answers may be quoted in it. Subjects and questions stand in headers and on pages, too."""


@dataclass(frozen=True)
class _Use:
    """One place where a variable is used; `safe` where a missing one does no harm."""

    path: str
    line: int
    safe: bool
    instead_of: str = ""
    """The variable that this one is to stand in for."""


def _pieces(lesson: Lesson) -> Iterator[_Piece]:
    for key in ("subject", "preheader", "prompt"):
        if "{" in getattr(lesson, key):
            yield _Piece(getattr(lesson, key), key_line(lesson.file, key))
    for source in lesson.sources:
        if "{" in source:
            yield _Piece(source, key_line(lesson.file, "sources"))
    yield _Piece(lesson.body, lesson.body_line, quotes=True)


def key_line(file: Path, key: str) -> int:
    """The line on which a key of course.toml or of front matter stands; 1 where it can't be found."""
    lines = file.read_text(encoding="utf-8-sig").splitlines() if file.is_file() else []
    return next((number for number, line in enumerate(lines, 1) if re.match(rf"{key}\s*[:=]", line)), 1)


def _piece_faults(course: Course, lesson: Lesson, piece: _Piece) -> list[Fault]:
    def fault(line: int, rule: str, message: str) -> Fault:
        return Fault(lesson.file, piece.line + line - 1, rule, message)

    try:
        tree = _TEXT.parse(piece.text)
        template(piece.text, html=False)
    except TemplateSyntaxError as error:
        line, message = unreadable(piece.text, error)
        return [fault(line, "jinja", message)]
    if dotted := DOTTED.search(piece.text):
        line = piece.text.count("\n", 0, dotted.start()) + 1
        return [fault(line, "variable", f'write {NAME}["{dotted[1]}"], with brackets and quotes.')]
    foreign = next(tree.find_all(_FOREIGN), None)
    if foreign is not None:
        return [fault(foreign.lineno, "jinja", "a lesson can't include, import or extend another file.")]
    literal = next((node for node in tree.find_all(_LITERAL) if any(mark in _said(node) for mark in MARKS)), None)
    if literal is not None:
        return [fault(literal.lineno, "jinja", f"two braces can't be shown in a mail; {SPACED}.")]
    uses = list(_uses(tree))
    found = [fault(use.line, "variable", _unknown(use)) for use in uses if not _known(use.path)]
    quoted = {use.path: use.line for use in uses if use.path.startswith(ANSWERS)}
    wrong = [(line, wrong_use(course, lesson, path) if piece.quotes else OUTSIDE) for path, line in quoted.items()]
    found += [fault(line, "variable", message) for line, message in wrong if message]
    found += [fault(use.line, FALLBACK, _missing(use.path)) for use in uses if _bare(use)]
    if not any(each.rule == "variable" for each in found):
        found += [fault(line, "jinja", message) for line, message in _trial(course, lesson, piece.text)]
    return found


def _said(node: nodes.Node) -> str:
    """What a piece of text in a template says."""
    return str(node.data if isinstance(node, nodes.TemplateData) else getattr(node, "value", ""))


def _uses(tree: nodes.Template) -> Iterator[_Use]:
    ours = find_undeclared_variables(tree)
    for use in _visit(tree, frozenset()):
        if use.path.partition(".")[0] in ours:
            yield use


def _visit(node: nodes.Node, safe: frozenset[str]) -> Iterator[_Use]:
    """Every variable below a node; `safe` holds the names that can't be missing here or may be."""
    path = _path(node)
    if path:
        yield _Use(path, node.lineno, bool({_known(path), *EVERYTHING} & safe))
        return
    if isinstance(node, nodes.Or) and _path(node.right) and not _known(_path(node.right)):
        yield _Use(_path(node.right), node.lineno, True, _path(node.left))
        node = node.left if _known(_path(node.left)) else nodes.Output([])
    for child, known in _scopes(node, safe):
        yield from _visit(child, known)


def _scopes(node: nodes.Node, safe: frozenset[str]) -> Iterator[tuple[nodes.Node, frozenset[str]]]:
    """The children of a node, each with the names that are safe within it."""
    if isinstance(node, nodes.Or):
        yield from ((node.left, EVERYTHING), (node.right, safe))
    elif isinstance(node, nodes.And):
        yield from ((node.left, EVERYTHING), (node.right, safe | _granted(node.left)))
    elif isinstance(node, nodes.If):
        yield node.test, EVERYTHING
        yield from ((child, safe | _granted(node.test)) for child in node.body)
        yield from ((child, safe | _denied(node.test)) for child in (*node.elif_, *node.else_))
    elif isinstance(node, nodes.CondExpr):
        yield from ((node.test, EVERYTHING), (node.expr1, safe | _granted(node.test)))
        if node.expr2 is not None:
            yield node.expr2, safe | _denied(node.test)
    else:
        harmless = isinstance(node, nodes.Compare | nodes.Not | nodes.Test) or _defaults(node)
        yield from ((child, EVERYTHING if harmless else safe) for child in node.iter_child_nodes())


def _defaults(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Filter) and node.name in ("default", "d") and bool(node.args or node.kwargs)


def _granted(test: nodes.Node) -> frozenset[str]:
    """Names that are there when the test holds."""
    if isinstance(test, nodes.And):
        return _granted(test.left) | _granted(test.right)
    if isinstance(test, nodes.Not):
        return _denied(test.node)
    return frozenset({_known(_path(test))} - {""})


def _denied(test: nodes.Node) -> frozenset[str]:
    """Names that are there when the test fails."""
    if isinstance(test, nodes.Or):
        return _denied(test.left) | _denied(test.right)
    return _granted(test.node) if isinstance(test, nodes.Not) else frozenset()


def _path(node: nodes.Node) -> str:
    """`course.title` for a name with its attributes, "" for anything else."""
    if isinstance(node, nodes.Name):
        return node.name if node.ctx == "load" else ""
    if isinstance(node, nodes.Getattr):
        attribute: object = node.attr
    elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        attribute = node.arg.value
    else:
        return ""
    base = _path(node.node)
    return f"{base}.{attribute}" if base else ""


def _known(path: str) -> str:
    """The variable that a path leads to (`first_name` for first_name.upper), "" for none."""
    if path.startswith(ANSWERS):
        return path
    return next((name for name in KNOWN if path == name or path.startswith(name + ".")), "")


def _bare(use: _Use) -> bool:
    return (_known(use.path) in MAY_MISS or use.path.startswith(ANSWERS)) and not use.safe


def nearest_variable(path: str) -> str:
    """The variable that was probably meant; "" where none is near. What comes before the last dot counts least."""
    lasts = {name.rpartition(".")[2]: name for name in KNOWN}
    near = nearest(path.rpartition(".")[2], lasts, NEAR)
    return lasts[near] if near else ""


def _unknown(use: _Use) -> str:
    near = nearest_variable(use.path)
    if use.instead_of:
        name = _known(use.instead_of) or nearest_variable(use.instead_of) or "first_name"
        return f'words to fall back on stand in quotes; write {{{{ {name} or "{use.path}" }}}}.'
    sentence = no_such("variable", use.path, KNOWN, near)
    return sentence if near else f"{sentence.rstrip('.')}; or {SPACED}."


def _missing(path: str) -> str:
    if path.startswith(ANSWERS):
        slug = path.removeprefix(ANSWERS)
        use = f'{NAME}["{slug}"]'
        return f"{use} may be missing; put it inside {{% if {use} %}} … {{% else %}} … {{% endif %}}."
    name = _known(path)
    return f"{name} may be missing; {KNOWN[name]}."


def _trial(course: Course, lesson: Lesson, text: str) -> list[tuple[int, str]]:
    """Render for two made-up readers; the line and the sentence of the first failure."""
    trial = template(text, html=False)
    for first_name, next_date, words in (("Ada", "Tue 07:00", "I waited."), ("", "", "")):
        try:
            trial.render(made_up(course, lesson.day, first_name, next_date, words))
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
            return [(_failing_line(error), f"this can't be filled in ({type(error).__name__}); {LIKE_THIS}.")]
    return []


def _failing_line(error: Exception) -> int:
    """The template's line: Jinja rewrites the traceback so that it names it."""
    frames = traceback.extract_tb(error.__traceback__)
    return next((frame.lineno or 1 for frame in reversed(frames) if frame.filename == "<template>"), 1)

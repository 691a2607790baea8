"""The rules of the house: imports go one way, and each library is known to one folder.

course <- emails <- web | workers <- course/__main__.py and course/commands/
"""

from __future__ import annotations

import ast
import importlib
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("course", "emails", "workers", "web")

MAY_IMPORT = {
    "course": {"course"},
    "emails": {"course", "emails"},
    "workers": {"course", "emails", "workers"},
    "web": {"course", "emails", "web"},
    "commands": {"course", "emails", "workers", "web", "commands"},
}
"""Which of our own each room may import; `commands` is course/__main__.py and course/commands/."""

KNOWN_TO = {
    "sqlalchemy": {"course"},
    "alembic": {"course"},
    "psycopg": set(),
    "sqlite3": {"course"},
    "markdown": {"emails"},
    "css_inline": {"emails"},
    "smtplib": {"emails"},
    "aiosmtpd": {"emails"},
    "imapclient": {"emails"},
    "flufl": {"emails"},
    "email": {"emails"},
    "mailbox": {"emails"},
    "jinja2": {"emails", "web"},
    "markupsafe": {"emails", "web"},
    "celery": {"workers"},
    "kombu": {"workers"},
    "fastapi": {"web"},
    "starlette": {"web"},
    "uvicorn": set(),
    "bench": set(),
}
"""The rooms that know a library."""

EXCEPTIONS = {
    ("course/settings.py", "email.utils"),  # parseaddr reads MAIL_FROM
    ("course/commands/serving.py", "fastapi"),
    ("course/commands/serving.py", "uvicorn"),
}


@dataclass(frozen=True)
class Import:
    """That a file of ours imports a module."""

    file: str
    line: int
    module: str

    @property
    def room(self) -> str:
        if self.file == "course/__main__.py" or self.file.startswith("course/commands/"):
            return "commands"
        return self.file.partition("/")[0]

    @property
    def target(self) -> str:
        """The room that is imported, or the library."""
        inner = self.module in ("course.__main__", "course.commands") or self.module.startswith("course.commands.")
        return "commands" if inner else self.module.partition(".")[0]

    def __str__(self) -> str:
        return f"{self.file}:{self.line} imports {self.module}"


def imports_in(source: str, file: str) -> list[Import]:
    """Every module that a file imports, also inside functions; `from a import b` may be a module a.b."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [Import(file, node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            package = file.removesuffix(".py").split("/")[: -node.level] if node.level else []
            module = ".".join([*package, *([node.module] if node.module else [])])
            found.append(Import(file, node.lineno, module))
            found += [Import(file, node.lineno, f"{module}.{alias.name}") for alias in node.names]
    return found


def sources() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


IMPORTS = [each for path in sources() for each in imports_in(path.read_text(), path.relative_to(ROOT).as_posix())]


def wrong_ways(imports: list[Import]) -> list[str]:
    ours = {*PACKAGES, "commands"}
    return [str(each) for each in imports if each.target in ours and each.target not in MAY_IMPORT[each.room]]


def strangers(imports: list[Import]) -> list[str]:
    """Imports of a library outside the rooms that know it."""
    return [
        str(each)
        for each in imports
        if each.room not in KNOWN_TO.get(each.target, {each.room})
        and not any(each.file == file and f"{each.module}.".startswith(f"{known}.") for file, known in EXCEPTIONS)
    ]


def test_imports_go_one_way() -> None:
    assert wrong_ways(IMPORTS) == []


def test_each_library_is_known_to_its_folder_alone() -> None:
    assert strangers(IMPORTS) == []


def test_every_folder_was_looked_at() -> None:
    rooms = {each.room for each in IMPORTS}
    assert rooms == {*PACKAGES, "commands"}
    used = {each.target for each in IMPORTS}
    assert used >= {"sqlalchemy", "alembic", "markdown", "smtplib", "aiosmtpd", "celery", "fastapi", "jinja2"}


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("course/sends.py", "from emails.composing import Composer"),
        ("course/sends.py", "import emails"),
        ("course/sends.py", "def look():\n    from workers import app"),
        ("course/sends.py", "from course.commands import run"),
        ("course/sends.py", "from course import commands"),
        ("course/sends.py", "from .commands.run import run"),
        ("course/sends.py", "from course.__main__ import main"),
        ("emails/delivery.py", "import workers.app"),
        ("emails/delivery.py", "from web.app import create_app"),
        ("emails/delivery.py", "import course.commands.serving"),
        ("web/app.py", "from workers.embedded import Worker"),
        ("web/app.py", "from course.commands.run import run"),
        ("workers/app.py", "from web import app"),
    ],
)
def test_the_rule_would_find_an_import_the_wrong_way(file: str, line: str) -> None:
    assert wrong_ways(imports_in(line, file)) != []


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("web/app.py", "from sqlalchemy import select"),
        ("emails/delivery.py", "import sqlalchemy.orm"),
        ("course/content.py", "from markdown import Markdown"),
        ("course/people.py", "from email.message import EmailMessage"),
        ("course/settings.py", "import email.message"),
        ("course/settings.py", "from email import policy"),
        ("workers/tasks.py", "import smtplib"),
        ("web/inbox.py", "import email"),
        ("emails/post_office.py", "from celery import Celery"),
        ("workers/app.py", "from jinja2 import Environment"),
        ("course/commands/run.py", "from starlette.routing import Route"),
        ("course/commands/serving.py", "from celery import Celery"),
    ],
)
def test_the_rule_would_find_a_library_in_the_wrong_folder(file: str, line: str) -> None:
    assert strangers(imports_in(line, file)) != []


@pytest.mark.parametrize("package", PACKAGES)
def test_the_packages_come_from_this_tree(package: str) -> None:
    module = importlib.import_module(package)
    assert module.__file__ is not None
    assert Path(module.__file__).resolve() == ROOT / package / "__init__.py"


def test_the_project_is_never_uploaded_to_pypi_where_emails_is_somebody_else_s() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert "Private :: Do Not Upload" in project["classifiers"]

"""The command line: what it prints, and how it ends."""

from __future__ import annotations

import json
import re
import shutil
import socket
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from course.__main__ import main, parser
from course.migrating import head_version
from course.settings import ROOT
from tests.servers import Processes
from tests.sink import Sink
from tests.world import World

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Run a command in this process: its exit code, what it printed, what it complained about."""
    monkeypatch.setattr("course.settings.DOTENV", tmp_path / ".env")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))

    def call(*argv: str) -> tuple[int, str, str]:
        code = main(argv)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


def test_help_names_every_command() -> None:
    text = parser().format_help()
    for name in ("run", "web", "worker", "beat", "migrate", "check", "status", "send-test", "show", "forget"):
        assert re.search(rf"^    {name}\b", text, re.MULTILINE), name


def test_migrate_makes_a_database_once(call: Call) -> None:
    assert call("migrate")[1].endswith(f", {head_version()}.\n")
    assert call("migrate") == (0, f"Nothing to do: the schema is at {head_version()}.\n", "")


@pytest.mark.parametrize("command", ["status", "web", "worker"])
def test_without_a_migrated_database_it_says_what_to_do(command: str, call: Call) -> None:
    code, _, complaint = call(command)
    assert code == 1
    assert complaint == f"The database is empty, this code needs version {head_version()}; run: course migrate\n"


def test_status_lists_every_state(call: Call, tmp_path: Path) -> None:
    world = World(tmp_path / "data")
    world.join("ada@example.org")
    world.apply("ben@example.org")
    code, printed, _ = call("status", "--json")
    found = json.loads(printed)
    assert code == 0
    assert found["subscriptions"] == {
        "pending": 1, "active": 1, "paused": 0, "stalled": 0, "completed": 0, "left": 0, "suppressed": 0,
    }  # fmt: skip
    assert found["sends"] == {
        "due": 3, "claimed": 0, "sending": 0, "sent": 0, "in_doubt": 0, "failed": 0, "cancelled": 1,
    }  # fmt: skip
    assert (found["in_doubt_ever"], found["due_now"]) == (0, 0)
    assert "subscriptions:  1 pending, 1 active" in call("status")[1]


def test_show_tells_the_story_and_forget_ends_it(call: Call, tmp_path: Path) -> None:
    world = World(tmp_path / "data")
    world.join("ada@example.org", zone="Asia/Tokyo", hour=8)
    code, printed, _ = call("show", "Ada@Example.org")
    assert code == 0
    assert "communication-challenge: active" in printed
    assert "08:00 Asia/Tokyo" in printed
    assert len(re.findall(r"20\d\d-\d\d-\d\d 08:00", printed.split("still to come")[1])) == 11
    assert call("forget", "ada@example.org") == (0, "Forgotten.\n", "")
    assert call("show", "ada@example.org") == (1, "", "Nobody with the address ada@example.org is here.\n")


def test_send_test_mails_one_lesson(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    call("migrate")
    with Sink() as sink:
        monkeypatch.setenv("SMTP_URL", sink.url)
        assert call("send-test", "4", "ada@example.org") == (0, "Sent.\n", "")
        assert "Day 4 of 11" in sink.stored[0].message.get_payload(0).get_payload(decode=True).decode()  # type: ignore
        assert call("send-test", "13", "ada@example.org")[2] == "There is no day 13; this course has 0 to 12.\n"
        assert call("send-test", "1", "ada")[0] == 1
        code, _, complaint = call("send-test", "1", "policy.ada@example.org")
        assert (code, complaint) == (1, "The relay didn't take it: 550 5.7.1 not from you\n")


def test_send_test_without_a_relay_goes_to_the_local_inbox(call: Call, tmp_path: Path) -> None:
    kept = f"Kept in the local inbox, {tmp_path / 'data' / 'inbox'}; `make start` shows it at /inbox.\n"
    assert call("send-test", "0", "ada@example.org") == (0, kept, "")
    assert len(list((tmp_path / "data" / "inbox" / "new").iterdir())) == 1


def test_a_relay_that_cannot_be_reached_is_told_in_a_sentence(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    call("migrate")
    monkeypatch.setenv("SMTP_URL", "smtp://127.0.0.1:1")
    code, _, complaint = call("send-test", "0", "ada@example.org")
    assert code == 1
    assert complaint == "The relay 127.0.0.1:1 can't be reached (Connection refused); check SMTP_URL.\n"


def test_a_misspelt_setting_is_told_in_a_sentence(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_ULR", "smtp://mail.example.org")
    monkeypatch.setenv("CLOCK_SPEED", "fast")
    code, _, complaint = call("status")
    assert code == 1
    assert complaint.splitlines() == [
        "SMTP_ULR: there is no such setting; did you mean SMTP_URL?",
        "CLOCK_SPEED: 'fast' won't do; give a number of at least 0.001.",
    ]


def test_a_database_that_is_not_there_is_told_in_a_sentence(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://ada:secret@127.0.0.1:1/course")
    code, _, complaint = call("status")
    assert code == 1
    assert complaint.startswith("The database postgresql+psycopg://ada:***@127.0.0.1:1/course can't be used: ")
    assert complaint.count("\n") == 1
    assert "secret" not in complaint


def test_a_file_that_is_no_database_is_told_in_a_sentence(call: Call, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "course.db").write_text("These are my notes, not a database. " * 100)
    code, _, complaint = call("status")
    assert code == 1
    assert "file is not a database" in complaint
    assert complaint.count("\n") == 1


def test_beat_alone_needs_a_broker(call: Call) -> None:
    assert call("beat") == (1, "", "There is no BROKER_URL; without one every worker has a beat of its own.\n")


def test_a_port_that_is_taken_is_told_in_a_sentence(call: Call) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, _, complaint = call("run", "--port", str(port))
    assert code == 1
    assert complaint == f"127.0.0.1:{port} can't be listened on (Address already in use); try another --port.\n"


def test_the_shipped_course_passes_check(call: Call) -> None:
    assert call("check") == (0, "All is well.\n", "")
    assert call("check", "--json") == (0, "[]\n", "")


def test_check_tells_file_and_line(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "course" / "lessons", copy)
    file = copy / "05-name-it.md"
    file.write_text(file.read_text() + "\nHello {{ frist_name }}\n")
    monkeypatch.setenv("COURSE_DIR", str(copy))
    line = file.read_text().count("\n")
    code, printed, _ = call("check")
    assert code == 1
    assert printed.startswith(f"{file}:{line}: ")
    assert printed.count("\n") == 1
    found = json.loads(call("check", "--json")[1])
    assert [(fault["file"], fault["line"]) for fault in found] == [(str(file), line)]
    assert set(found[0]) == {"file", "line", "rule", "message"}


def test_check_looks_at_the_settings_too(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_URL", "https://course.example.org")
    code, printed, _ = call("check")
    assert code == 1
    assert "SECRET_KEY" in printed
    assert "SMTP_URL" in printed


def test_check_without_a_course_says_where_it_looked(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSE_DIR", str(tmp_path / "nowhere"))
    code, printed, _ = call("check")
    assert (code, printed.count("\n")) == (1, 1)
    assert str(tmp_path / "nowhere") in printed


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    processes = Processes(tmp_path)
    yield processes
    processes.end()


def test_the_demo_begins_anew_each_time_and_only_once_at_a_time(processes: Processes, tmp_path: Path) -> None:
    real = World(tmp_path / "data")
    real.join("ada@example.org")
    demo = processes.start("run", "--demo", "--port", "0")
    wait_for(processes, demo, "Ctrl-C stops it.")
    second = processes.call("run", "--demo", "--port", "0")
    assert (second.returncode, second.stderr) == (
        1, "A demo is running here already; stop it first, or set another DATA_DIR.\n",
    )  # fmt: skip
    with sqlite3.connect(tmp_path / "data" / "demo" / "course.db") as database:
        assert database.execute("SELECT count(*) FROM subscribers").fetchone() == (0,)
        assert database.execute("SELECT speed FROM clock").fetchone() == (4320.0,)
    assert processes.stop(demo) in (0, -15)
    assert "Traceback" not in processes.output()
    assert len(real.sends()) == 3


def wait_for(processes: Processes, process: object, words: str) -> None:
    """Until a process has said so; fails when it ends before that."""
    while words not in processes.output():
        assert process.poll() is None, processes.output()  # type: ignore[attr-defined]

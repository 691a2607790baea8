"""Settings: what is read from where, and what is refused in which words."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from course.database import Database
from course.errors import SettingsError
from course.settings import (
    DEFAULT_SITE,
    NAMES,
    ROOT,
    Listen,
    Relay,
    Settings,
    demo_settings,
    is_loopback,
    load_settings,
    parse_relay,
)

STRONG = "5f2b9c0e7d314a86b1c2d3e4f5a60718"
OTHER = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
PUBLIC = {"SITE_URL": "https://course.example.org", "SMTP_URL": "smtp://mail.example.org", "SECRET_KEY": STRONG}


def load(folder: Path, **environ: str) -> Settings:
    return load_settings({"DATA_DIR": str(folder), **environ}, dotenv=None)


def faults(folder: Path, **environ: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(folder, **environ)
    assert str(caught.value) == "\n".join(caught.value.faults)
    return caught.value.faults


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    found = load(tmp_path)
    assert found == Settings(
        data_dir=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'course.db'}",
        broker_url="",
        site_url="http://127.0.0.1:8000",
        secret_key=found.secret_key,
        relay=None,
        from_name="Course",
        from_address="course@localhost",
        mail_domain="localhost",
        reply_address="",
        inbound_listen=Listen("127.0.0.1", 8025, chosen=False),
        inbound_max_bytes=10_000_000,
        inbound_per_sender_minute=10,
        inbound_secret="",
        inbound_tls=None,
        mailbox=None,
        course_dir=ROOT / "course" / "lessons",
        signup_per_ip_hour=10,
        in_doubt="resend",
        answers_to="",
        answers_when="daily",
        desk_password="",
        clock_start=None,
        clock_speed=1.0,
    )
    assert found.local_inbox and not found.public


def test_data_lie_beside_the_one_who_starts_unless_told_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert load_settings({}, dotenv=None).data_dir == tmp_path / "data"
    assert load_settings({"DATA_DIR": "~/course"}, dotenv=None).data_dir == tmp_path / "home" / "course"
    assert load_settings({"COURSE_DIR": "~/mine"}, dotenv=None).course_dir == tmp_path / "home" / "mine"


def test_everything_can_be_set(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        DATABASE_URL="postgres://ada:secret@db.example.org/course",
        BROKER_URL="redis://127.0.0.1:6379/0",
        SITE_URL="https://course.example.org/",
        SECRET_KEY=f"{STRONG}, {OTHER}",
        SMTP_URL="smtp://ada:p%40ss@mail.example.org:2525?tls=required&connections=9",
        MAIL_FROM="Ada's course <ada@Example.org>",
        REPLY_ADDRESS="answers@example.org",
        COURSE_DIR=str(tmp_path),
        SIGNUP_PER_IP_HOUR="0",
        IN_DOUBT="hold",
        CLOCK_START="2027-03-01T06:00+01:00",
        CLOCK_SPEED="60",
    )
    assert found.database_url == "postgresql+psycopg://ada:secret@db.example.org/course"
    assert found.broker_url == "redis://127.0.0.1:6379/0"
    assert (found.site_url, found.public) == ("https://course.example.org", True)
    assert found.secret_key == (STRONG, OTHER)
    assert found.relay == Relay("mail.example.org", 2525, "ada", "p@ss", False, True, 9)
    assert not found.local_inbox
    assert (found.from_name, found.from_address, found.mail_domain) == (
        "Ada's course",
        "ada@Example.org",
        "example.org",
    )
    assert found.reply_address == "answers@example.org"
    assert (found.course_dir, found.signup_per_ip_hour, found.in_doubt) == (tmp_path, 0, "hold")
    assert found.clock_start == datetime(2027, 3, 1, 6, tzinfo=timezone(timedelta(hours=1)))
    assert found.clock_speed == 60


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("IN_DOUBT=hold\nCLOCK_SPEED=2\nSMTP_URL=smtp://mail.example.org\n# a note\n")
    found = load_settings({"DATA_DIR": str(tmp_path), "CLOCK_SPEED": "4", "SMTP_URL": "  "}, dotenv=file)
    assert (found.in_doubt, found.clock_speed) == ("hold", 4.0)
    assert found.relay is None, "set to nothing, it counts as missing"


def test_a_process_reads_its_own_environment_and_the_file_of_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CLOCK_SPEED", "4")
    monkeypatch.setattr("course.settings.DOTENV", tmp_path / ".env")
    assert load_settings().in_doubt == "resend", "a missing file is no fault"
    (tmp_path / ".env").write_text("CLOCK_SPEED=2\nIN_DOUBT=hold\n")
    found = load_settings()
    assert (found.data_dir, found.clock_speed, found.in_doubt) == (tmp_path, 4.0, "hold")
    assert load_settings({"DATA_DIR": str(tmp_path)}).clock_speed == 1.0, "given an environment, nothing else is read"


def test_a_secret_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{STRONG}\n")
    assert load(tmp_path, SECRET_KEY_FILE=str(file)).secret_key == (STRONG,)
    assert load(tmp_path, SECRET_KEY=OTHER, SECRET_KEY_FILE=str(file)).secret_key == (OTHER,)
    assert load(tmp_path, INBOUND_SECRET_FILE=str(file)).inbound_secret == STRONG
    file.write_text("\n")
    assert load(tmp_path, IN_DOUBT_FILE=str(file)).in_doubt == "resend"


def test_a_secret_whose_file_cannot_be_read_is_told(tmp_path: Path) -> None:
    missing, binary = tmp_path / "missing", tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe")
    for path, why in ((missing, "FileNotFoundError"), (tmp_path, "IsADirectoryError"), (binary, "UnicodeDecodeError")):
        assert faults(tmp_path, SMTP_URL_FILE=str(path)) == [
            f"SMTP_URL_FILE: {path} can't be read ({why}); name a readable file."
        ]


NAMED = [
    ("DATABASE_URL", "mysql://host/name", "give sqlite:///path/to/course.db or postgresql+psycopg://"),
    ("DATABASE_URL", "course.db", "give sqlite:///path/to/course.db"),
    ("DATABASE_URL", "sqlite:///", "give sqlite:///path/to/course.db"),
    ("DATABASE_URL", "postgresql://ada:secret@host:port/name", "give sqlite:///path/to/course.db"),
    ("BROKER_URL", "localhost:6379", "give redis://host:6379/0 or amqp://"),
    ("SITE_URL", "course.example.org", "'course.example.org' won't do; give the site's address"),
    ("SITE_URL", "ftp://example.org", "give the site's address"),
    ("SITE_URL", "https://", "give the site's address"),
    ("SITE_URL", "https://example.org/?a=b", "give the site's address"),
    ("SITE_URL", "https://[::1", "give the site's address"),
    ("SITE_URL", "http://127.0.0.1:eighty", "give the site's address"),
    ("SITE_URL", "http://exa mple.org", "give the site's address"),
    ("SMTP_URL", "mail.example.org:587", "it names no relay; give smtp://user:password@host:587"),
    ("SMTP_URL", "smtp://", "it names no relay"),
    ("SMTP_URL", "http://mail.example.org", "it names no relay"),
    ("SMTP_URL", "smtp://mail.example.org?tls=maybe", "tls can only be 'required'"),
    ("SMTP_URL", "smtp://mail.example.org?retries=3", "there is no option 'retries'"),
    ("SMTP_URL", "smtp://mail.example.org?connections=0", "connections is a number from 1 to 100"),
    ("SMTP_URL", "smtp://mail.example.org?connections=many", "connections is a number from 1 to 100"),
    ("SMTP_URL", "smtp://[mail.example.org", "give smtp://user:password@host:587"),
    ("MAIL_FROM", "Course", "'Course' won't do; give a name and an address"),
    ("MAIL_FROM", "Course <course@>", "give a name and an address"),
    ("MAIL_FROM", "Course <jürgen@example.org>", "give a name and an address"),
    ("MAIL_DOMAIN", "@example.org", "'@example.org' won't do; give a domain alone"),
    ("MAIL_DOMAIN", "https://example.org", "give a domain alone"),
    ("MAIL_DOMAIN", "exa mple.org", "give a domain alone"),
    ("MAIL_DOMAIN", "example..org", "give a domain alone"),
    ("REPLY_ADDRESS", "answers", "'answers' won't do; give a mailbox that takes +tags"),
    ("REPLY_ADDRESS", "answers+tag@example.org", "give a mailbox that takes +tags"),
    ("REPLY_ADDRESS", "@example.org", "give a mailbox that takes +tags"),
    ("INBOUND_SECRET", "fifteen letters", "give at least 16 characters; make a better one with: openssl"),
    ("IMAP_URL", "mail.example.org", "it names no mailbox; give imaps://user:password@host/folder"),
    ("IMAP_URL", "imaps://ada@mail.example.org", "it lacks user or password; give imaps://"),
    ("IMAP_URL", "imaps://ada:x@mail.example.org/INBOX?y", "it goes on behind the folder"),
    ("IMAP_URL", "imaps://ada:x/y@mail.example.org", "it"),
    ("IMAP_URL", "imaps://[mail.example.org", "give imaps://user:password@host/folder"),
    ("IMAP_URL", "imap://ada:x@mail.example.org", "imap:// would send the password without TLS; give imaps://"),
    ("SIGNUP_PER_IP_HOUR", "-1", "'-1' won't do; give a number of at least 0"),
    ("SIGNUP_PER_IP_HOUR", "ten", "'ten' won't do; give a number of at least 0"),
    ("SIGNUP_PER_IP_HOUR", "1.5", "give a number of at least 0"),
    ("IN_DOUBT", "retry", "'retry' won't do; give one of resend, hold"),
    ("ANSWERS_WHEN", "weekly", "'weekly' won't do; give one of daily, at_once"),
    ("ANSWERS_TO", "ruth", "'ruth' won't do; give one address alone, like ada@example.org"),
    ("ANSWERS_TO", "Ruth <ruth@a.example>", "won't do; give one address alone"),
    ("ANSWERS_TO", "a@b.example, c@d.example", "won't do; give one address alone"),
    ("CLOCK_START", "tomorrow", "'tomorrow' won't do; give ISO 8601 with an offset"),
    ("CLOCK_START", "2027-03-01T06:00", "give ISO 8601 with an offset"),
    ("CLOCK_SPEED", "0", "give a number of at least 0.001"),
    ("CLOCK_SPEED", "nan", "give a number of at least 0.001"),
    ("CLOCK_SPEED", "inf", "give a number of at least 0.001"),
]


@pytest.mark.parametrize(("name", "value", "message"), NAMED)
def test_what_cannot_be_used_is_told_in_one_line_that_names_it(
    tmp_path: Path, name: str, value: str, message: str
) -> None:
    more = {"SMTP_URL": "smtp://mail.example.org", "SECRET_KEY": STRONG}
    told = faults(tmp_path, **{**more, name: value})
    assert len(told) == 1
    assert told[0].startswith(f"{name}: ")
    assert message in told[0]


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    wrong = {name: value for name, value, _ in NAMED}
    told = faults(tmp_path, **wrong, DATABASE_URI="x")
    assert sorted(line.partition(":")[0] for line in told) == sorted([*wrong, "DATABASE_URI"])


@pytest.mark.parametrize(
    "domain", ["example.org", "mail.example.co.uk", "localhost", "münchen.example", "xn--mnchen-3ya.x"]
)
def test_a_mail_domain_may_be_in_any_script(tmp_path: Path, domain: str) -> None:
    assert load(tmp_path, MAIL_DOMAIN=domain.upper()).mail_domain == domain


@pytest.mark.parametrize(
    ("written", "meant"),
    [("SMPT_URL", "SMTP_URL"), ("SITEURL", "SITE_URL"), ("smtp_url", "SMTP_URL"), ("SECRET_KEYS", "SECRET_KEY")],
)
def test_a_name_misspelt_is_told_with_the_right_one(tmp_path: Path, written: str, meant: str) -> None:
    assert faults(tmp_path, **{written: "x"}) == [f"{written}: there is no such setting; did you mean {meant}?"]


def test_any_setting_may_come_from_a_file_of_its_own(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.write_text("")
    assert load(tmp_path / "data", **{f"{name}_FILE": str(empty) for name in NAMES}).signup_per_ip_hour == 10


def test_what_belongs_to_other_programs_is_left_alone(tmp_path: Path) -> None:
    others = ("PATH", "HOME", "http_proxy", "XDG_DATA_DIRS", "CELERY_BROKER_URL", "DATABASE_NAME", "MAIL", "SSH_KEY")
    load(tmp_path, **dict.fromkeys(others, "x"))


def test_a_public_site_needs_a_key_and_a_relay(tmp_path: Path) -> None:
    told = faults(tmp_path, SITE_URL="https://course.example.org")
    assert [line.partition(":")[0] for line in told] == ["SECRET_KEY", "SMTP_URL"]
    assert load(tmp_path, **PUBLIC).public
    assert not (tmp_path / "secret_key").exists()


@pytest.mark.parametrize("secret", ["secret", "changeme", STRONG[:31], "a" * 64, "abcabcabc" * 8, f"{STRONG},password"])
def test_a_public_site_refuses_a_weak_key(tmp_path: Path, secret: str) -> None:
    told = faults(tmp_path, **{**PUBLIC, "SECRET_KEY": secret})
    assert told == ["SECRET_KEY: too short or too simple; make a better one with: openssl rand -hex 32"]
    assert secret not in told[0]


def test_on_this_machine_any_key_will_do(tmp_path: Path) -> None:
    assert load(tmp_path, SECRET_KEY="secret").secret_key == ("secret",)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "course.localhost", "[::1]"])
def test_this_machine_is_not_public(tmp_path: Path, host: str) -> None:
    assert not load(tmp_path, SITE_URL=f"http://{host}:8000").public
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "192.168.1.2", "example.org", "localhost.example.org", "127.0.0.1.example"]
)
def test_any_other_host_is_public(tmp_path: Path, host: str) -> None:
    assert load(tmp_path, **{**PUBLIC, "SITE_URL": f"http://{host}"}).public
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("url", "relay"),
    [
        ("smtp://mail.example.org", Relay("mail.example.org", 587)),
        ("smtp://127.0.0.1:2525", Relay("127.0.0.1", 2525)),
        ("smtps://ada:secret@mail.example.org", Relay("mail.example.org", 465, "ada", "secret", implicit_tls=True)),
        ("smtp://a%40b:p%3Aw@mail.example.org:25", Relay("mail.example.org", 25, "a@b", "p:w")),
        ("smtp://mail.example.org?tls=required", Relay("mail.example.org", 587, require_tls=True)),
        ("smtp://[::1]:25?connections=100", Relay("::1", 25, connections=100)),
    ],
)
def test_a_relay_is_read_from_its_address(url: str, relay: Relay) -> None:
    assert parse_relay(url) == relay
    assert relay.loopback == (relay.host in ("127.0.0.1", "::1"))


def test_a_password_that_was_not_encoded_is_not_shown(tmp_path: Path) -> None:
    told = faults(tmp_path, SMTP_URL="smtp://ada:hunter2/x@mail.example.org:587")
    assert len(told) == 1
    assert "its port is no number" in told[0]
    assert "hunter2" not in told[0]


def test_no_secret_is_shown_with_the_settings(tmp_path: Path) -> None:
    shown = repr(
        load(
            tmp_path,
            SECRET_KEY=STRONG,
            SMTP_URL="smtp://ada:hunter2@mail.example.org",
            DATABASE_URL="postgresql://ada:hunter3@host/name",
            BROKER_URL="amqp://ada:hunter4@host//",
            INBOUND_SECRET=OTHER,
            IMAP_URL="imaps://ada:hunter5@mail.example.org",
        )
    )
    for secret in (STRONG, OTHER, "hunter2", "hunter3", "hunter4", "hunter5"):
        assert secret not in shown


# The key of a local site.


def test_a_local_site_keeps_the_key_that_it_made_readable_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    first = load(folder)
    kept = folder / "secret_key"
    assert len(first.secret_key) == 1 and len(first.secret_key[0]) == 64
    assert kept.stat().st_mode & 0o777 == 0o600
    assert load(folder).secret_key == first.secret_key
    assert load(tmp_path / "other").secret_key != first.secret_key
    assert [path.name for path in folder.iterdir()] == ["secret_key"]


def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    code = (
        "import sys; from course.settings import load_settings; print('ready', flush=True); sys.stdin.readline()\n"
        "for n in range(100): print(*load_settings({'DATA_DIR': f'{sys.argv[1]}/{n}'}, dotenv=None).secret_key)"
    )
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            umask=0,
        )
        for _ in range(4)
    ]
    for racer in racers:
        assert racer.stdout and racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin
        racer.stdin.write("go\n")
        racer.stdin.flush()
    outputs = {racer.communicate(timeout=30)[0] for racer in racers}
    assert len(outputs) == 1
    assert len(set(outputs.pop().split())) == 100
    assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("*/secret_key")} == {0o600}


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert faults(tmp_path / "file") == [f"DATA_DIR: {tmp_path / 'file'} can't be written (File exists); name another."]


# The demo.


def test_the_demo_touches_nothing_of_a_real_site(tmp_path: Path) -> None:
    real = load(
        tmp_path,
        **PUBLIC,
        DATABASE_URL="postgresql://ada:secret@db.example.org/course",
        BROKER_URL="redis://broker.example.org",
        CLOCK_START="2027-03-01T06:00Z",
    )
    demo = demo_settings(real)
    assert demo.data_dir == tmp_path / "demo"
    assert demo.database_url == f"sqlite:///{tmp_path / 'demo' / 'course.db'}"
    assert Database(demo.database_url).path == tmp_path / "demo" / "course.db"
    assert (demo.broker_url, demo.site_url, demo.public) == ("", DEFAULT_SITE, False)
    assert demo.relay is None and demo.local_inbox
    assert (demo.clock_start, demo.clock_speed) == (None, 4320.0)
    kept = {"data_dir", "database_url", "broker_url", "site_url", "relay", "clock_start", "clock_speed"}
    for field in fields(Settings):
        if field.name not in kept:
            assert getattr(demo, field.name) == getattr(real, field.name)


def test_the_demo_may_use_a_relay_and_an_address_on_this_machine(tmp_path: Path) -> None:
    demo = demo_settings(load(tmp_path, SITE_URL="http://localhost:9000", SMTP_URL="smtp://127.0.0.1:2525"))
    assert demo.site_url == "http://localhost:9000"
    assert demo.relay == Relay("127.0.0.1", 2525)


# .env.example


EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
SHOWN = re.compile(r"^#([A-Z_]+)=(.*)$", re.MULTILINE)


def test_the_example_names_every_setting_and_no_other() -> None:
    assert tuple(name for name, _ in SHOWN.findall(EXAMPLE)) == NAMES


def test_the_example_says_of_every_setting_what_it_does() -> None:
    lines = EXAMPLE.splitlines()
    for number, line in enumerate(lines):
        if SHOWN.match(line):
            assert lines[number - 1].startswith("# "), line
    assert all(not line or line.startswith("#") for line in lines), "nothing is set by copying it"


def test_the_example_shows_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    copied = tmp_path / ".env"
    copied.write_text(SHOWN.sub(r"\1=\2", EXAMPLE))
    assert load_settings({}, dotenv=copied) == load_settings({}, dotenv=None)

"""From a mail that comes in to an answer in the journal."""

from __future__ import annotations

import io
import json
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from course.__main__ import main
from course.clock import real_now
from course.inbound import SMALL, keep, waiting
from course.models import InboundEmail, InboundKind, InboundState, Kind, SubscriptionState
from course.replies import journal
from course.status import summary
from course.tokens import JOURNAL, sign_dated
from emails.links import Links
from emails.post_office import PostOffice
from emails.receiving import GROUP, InTray, envelope_of, receive
from emails.smtpd import Listener
from tests.emails.bounced import NOTICES
from tests.emails.letters import ADA, bring, leave_address, letter, reply_address
from tests.world import World

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path / "data")
    yield world
    world.site.database.close()


@pytest.fixture
def office(world: World) -> Iterator[PostOffice]:
    office = world.post_office()
    yield office
    office.stop()


@pytest.fixture
def ada(world: World, office: PostOffice) -> str:
    """The key of her subscription; she has got the welcome and a lesson."""
    key = world.join(ADA)
    world.live(office, days=1.5)
    return key


def lesson_address(world: World) -> str:
    return reply_address(world.site, world.sends(kind=Kind.LESSON)[0].key)


def answers(world: World, key: str) -> list[str]:
    token = sign_dated(world.site.settings.secret_key, JOURNAL, key, real_now().date())
    return [answer.text for entry in journal(world.site, token).entries for answer in entry.answers]


def mails(world: World) -> list[InboundEmail]:
    with world.site.database.reading() as session:
        found = session.scalars(select(InboundEmail).order_by(InboundEmail.id)).all()
        session.expunge_all()
        return list(found)


def test_ada_replies_over_smtp_and_finds_it_in_her_journal(world: World, office: PostOffice, ada: str) -> None:
    sock = socket.create_server(("127.0.0.1", 0))
    door = Listener(sock, False, partial(receive, world.site), Links(world.site.settings).is_forged, 10_000_000, 10)
    door.start()
    try:
        bring(sock.getsockname()[1], letter("It was good."), [lesson_address(world)])
        assert summary(world.site)["inbound"] == {"new": 1, "understood": 0, "failed": 0}
        office.look()
    finally:
        door.stop()
    assert answers(world, ada) == ["It was good."]
    assert summary(world.site)["inbound"] == {"new": 0, "understood": 1, "failed": 0}
    assert (mails(world)[0].raw or b"").endswith(b"It was good.\r\n")


def test_a_large_mail_lies_in_a_file_and_is_understood(world: World, office: PostOffice, ada: str) -> None:
    raw = letter("Big.\n\n-- \n" + ("photo " * 10 + "\n") * (SMALL // 50), lesson_address(world))
    receive(world.site, raw, ADA, [])
    kept = mails(world)[0]
    assert (kept.raw, kept.size) == (None, len(raw))
    assert (world.site.settings.data_dir / "raw" / kept.file).read_bytes() == raw
    office.look()
    assert answers(world, ada) == ["Big."]


def test_a_mail_to_the_unsubscribe_address_ends_the_course(world: World, office: PostOffice, ada: str) -> None:
    receive(world.site, letter("", leave_address(world.site, ada)), ADA, [])
    office.look()
    assert world.subscription(ada).state == SubscriptionState.LEFT
    assert world.next_try() is None


def test_an_automaton_is_never_answered(world: World, office: PostOffice, ada: str) -> None:
    owed = len(world.sends())
    for headers in ({"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}):
        receive(world.site, letter("Away.", lesson_address(world), **headers), ADA, [])
    receive(world.site, letter("Away.", leave_address(world.site, ada), Auto_Submitted="auto-replied"), ADA, [])
    office.look()
    assert [mail.kind for mail in mails(world)] == [InboundKind.AUTO] * 3
    assert answers(world, ada) == []
    assert len(world.sends()) == owed
    assert world.subscription(ada).state == SubscriptionState.ACTIVE


def test_one_that_cannot_be_read_is_told_and_stops_no_other(world: World, office: PostOffice, ada: str) -> None:
    receive(world.site, b"x" * (SMALL + 1), ADA, [])
    (world.site.settings.data_dir / "raw" / mails(world)[0].file).unlink()
    receive(world.site, letter("It was good.", lesson_address(world)), ADA, [])
    assert not office.look()
    assert answers(world, ada) == ["It was good."]
    lost = mails(world)[0]
    assert (lost.state, lost.reason) == (InboundState.FAILED, "it can't be read (FileNotFoundError)")
    assert waiting(world.site, 10) == [], "it isn't looked at for ever"


def test_many_are_understood_in_groups_by_several_trays_once_each(world: World, ada: str) -> None:
    to = lesson_address(world)
    for number in range(GROUP + 20):
        keep(world.site, letter(f"Number {number}.", to, message_id=f"<{number}@ada>"), ADA, [])
    trays, more = [InTray(world.site) for _ in range(3)], threading.Event()
    assert InTray(world.site).look(more)
    threads = [threading.Thread(target=tray.look, args=(more,)) for tray in trays]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers(world, ada) == [f"Number {number}." for number in range(GROUP + 20)]


def test_a_tray_that_is_told_to_stop_stops(world: World) -> None:
    keep(world.site, letter(), ADA, [])
    stopped = threading.Event()
    stopped.set()
    assert not InTray(world.site).look(stopped)
    assert len(waiting(world.site, 10)) == 1


def test_the_envelope_is_read_from_the_headers_of_delivery() -> None:
    raw = letter(to="reply+x@course.test", Return_Path="<bounces@example.org>", Delivered_To="reply+y@course.test")
    assert envelope_of(raw, "", []) == ("bounces@example.org", ["reply+y@course.test"])
    assert envelope_of(raw, "a@b.c", ["d@e.f"]) == ("a@b.c", ["d@e.f"])
    assert envelope_of(letter(to="reply+x@course.test"), "", []) == ("", ["reply+x@course.test"])
    assert envelope_of(letter(Return_Path="<>"), "", [])[0] == "<>"


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """`course receive` in this process: exit code, output, complaint."""
    monkeypatch.setattr("course.settings.DOTENV", tmp_path / ".env")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("MAIL_DOMAIN", "course.test")

    def call(*argv: str, stdin: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        try:
            code = main(["receive", *argv])
        except SystemExit as ended:
            code = int(ended.code or 0)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


def lines(printed: str) -> list[Any]:
    return [json.loads(line) for line in printed.splitlines()]


def test_a_pipe_keeps_a_mail(call: Call, world: World, office: PostOffice, ada: str) -> None:
    assert call(stdin=letter("By pipe.", lesson_address(world), Return_Path=f"<{ADA}>")) == (0, "", "")
    office.look()
    assert answers(world, ada) == ["By pipe."]
    assert mails(world)[0].envelope_from == ADA


def test_files_are_kept_one_after_another_and_told_as_json(call: Call, world: World, ada: str, tmp_path: Path) -> None:
    letters = {
        "answer": letter("Yes.", lesson_address(world)),
        "command": letter("", leave_address(world.site, ada)),
        "auto": letter("Away.", lesson_address(world), Auto_Submitted="auto-replied"),
        "unmatched": letter("Hello?"),
    }
    files = [tmp_path / f"{name}.eml" for name in letters]
    for file, raw in zip(files, letters.values(), strict=True):
        file.write_bytes(raw)
    code, printed, complaint = call("--json", *map(str, files))
    assert (code, complaint) == (0, "")
    assert [(each["file"], each["kind"]) for each in lines(printed)] == list(zip(map(str, files), letters, strict=True))
    assert [each["text"] for each in lines(printed)] == ["Yes.", "", "", "Hello?"]
    assert all(each["recipients"] == [] for each in lines(printed))
    assert len(mails(world)) == 4


def test_a_dry_run_needs_no_database_and_makes_none(call: Call, tmp_path: Path) -> None:
    code, printed, _ = call("--dry-run", "--json", stdin=letter("Hello – 聞きます"))
    assert (code, lines(printed)) == (
        0,
        [{"file": "-", "kind": "unmatched", "text": "Hello – 聞きます", "recipients": []}],
    )
    assert not (tmp_path / "data" / "course.db").exists()


def test_a_dry_run_knows_our_own_tokens(call: Call, world: World, ada: str) -> None:
    _, printed, _ = call("--dry-run", "--json", "--recipient", lesson_address(world), stdin=letter("Yes."))
    assert lines(printed)[0]["kind"] == "answer"
    assert mails(world) == []


def test_without_its_database_a_pipe_says_try_again(call: Call, tmp_path: Path) -> None:
    assert call(stdin=letter())[0] == 75
    (tmp_path / "data").mkdir(exist_ok=True)
    (tmp_path / "data" / "course.db").write_bytes(b"no database at all" * 1000)
    assert call(stdin=letter())[0] == 75


@pytest.mark.parametrize("argv", [["/nowhere/at-all.eml"], ["--nonsense"], ["--sender"]])
def test_a_wrong_call_says_so(call: Call, world: World, argv: list[str]) -> None:
    code, printed, complaint = call(*argv)
    assert (code, printed) == (64, "")
    assert len(complaint.splitlines()) == 1


def test_a_mail_over_the_limit_is_not_kept(call: Call, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INBOUND_MAX_BYTES", "5000")
    assert call(stdin=b"x" * 5001)[0] == 64
    assert call(stdin=letter())[0] == 0
    assert len(mails(world)) == 1


def test_one_that_cannot_be_used_stops_no_other(
    call: Call, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INBOUND_MAX_BYTES", "5000")
    (tmp_path / "big.eml").write_bytes(b"x" * 5001)
    (tmp_path / "good.eml").write_bytes(letter("Yes."))
    code, printed, complaint = call("--json", *(str(tmp_path / name) for name in ("no.eml", "big.eml", "good.eml")))
    assert (code, len(complaint.splitlines())) == (64, 2)
    assert [each["file"] for each in lines(printed)] == [str(tmp_path / "good.eml")]
    assert len(mails(world)) == 1


def test_a_report_is_told_by_address_kind_hardness_and_status_alone(call: Call) -> None:
    _, printed, complaint = call("--dry-run", "--json", stdin=NOTICES["two of them"].raw)
    assert complaint == ""
    assert lines(printed) == [
        {
            "file": "-",
            "kind": "bounce",
            "text": "",
            "recipients": [
                {"address": "ada@else.example", "kind": "failed", "hard": True, "status": "5.1.1"},
                {"address": "ben@other.example", "kind": "failed", "hard": False, "status": "5.2.2"},
            ],
        }
    ]


def test_letters_beyond_any_charset_are_kept(world: World, office: PostOffice, ada: str) -> None:
    raw = letter("x", lesson_address(world)).replace(b"x\r\n", b"nul \x00 and \xff\xfe\r\n")
    receive(world.site, raw, "\udc80@example.org", ["reply\x00@x"])
    office.look()
    assert mails(world)[0].raw == raw
    assert [answer[:4] for answer in answers(world, ada)] == ["nul "]


def test_another_site_with_other_secrets_matches_nothing(world: World, office: PostOffice, ada: str) -> None:
    settings = replace(world.site.settings, secret_key=("another secret of another site",))
    receive(world.site, letter("x", reply_address(replace(world.site, settings=settings), "a" * 16)), ADA, [])
    office.look()
    assert mails(world)[0].kind == InboundKind.UNMATCHED

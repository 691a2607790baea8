"""Worker and beat inside one process."""

from __future__ import annotations

from pathlib import Path

from course.models import Kind, SendState
from tests.sink import Sink
from tests.world import World
from workers.embedded import Worker


def test_what_falls_due_is_delivered_without_anybody_asking(tmp_path: Path) -> None:
    with Sink() as sink:
        world = World(tmp_path / "data", url=sink.url)
        worker = Worker(world.site, with_beat=True)
        worker.start()
        world.join("ada@example.org")
        assert [mail.recipient for mail in sink.wait_for(1)] == ["ada@example.org"]
        worker.stop()
        assert world.sends(kind=Kind.WELCOME)[0].state == SendState.SENT


def test_without_a_relay_mail_goes_over_smtp_into_the_local_inbox(tmp_path: Path) -> None:
    world = World(tmp_path / "data")
    office = world.post_office()
    world.join("ada@example.org")
    world.deliver(office)
    assert office.inbox
    assert [mail.recipient for mail in office.inbox.messages(10)] == ["ada@example.org"]
    office.stop()

"""Raw mail that may be brought more than once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from course.inbound import SMALL, fetch, keep_once, waiting
from course.models import InboundEmail
from course.site import Site

MANY = 6


@pytest.mark.both_databases
@pytest.mark.parametrize("raw", [b"a mail", b"x" * (SMALL + 1)], ids=["a row", "a file"])
def test_the_same_bytes_are_kept_once_however_many_bring_them_at_once(site: Site, raw: bytes) -> None:
    together = Barrier(MANY)

    def bring(_: int) -> bool:
        together.wait(20)
        return keep_once(site, raw, "ada@example.org", ["reply@course.test"])

    with ThreadPoolExecutor(MANY) as bringers:
        assert sorted(bringers.map(bring, range(MANY))) == [False] * (MANY - 1) + [True]
    assert not keep_once(site, raw, "", []), "and not later on"
    (kept,) = waiting(site, 10)
    found = fetch(site, kept)
    assert found and (found.raw, found.sender) == (raw, "ada@example.org")


@pytest.mark.both_databases
def test_bytes_that_differ_by_one_are_two_mails(site: Site) -> None:
    assert [keep_once(site, raw, "", []) for raw in (b"one", b"onE")] == [True, True]
    with site.database.reading() as session:
        assert session.scalars(select(InboundEmail.raw).order_by(InboundEmail.id)).all() == [b"one", b"onE"]

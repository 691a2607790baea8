"""How an answer comes in, into processes as they are really run: over the web, as docs/answers.md tells it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from course.clock import real_now
from course.settings import ROOT
from emails.links import Links
from tests.emails.letters import ADA, letter
from tests.town import Town

SECRET = "ada-has-a-long-secret"
PAGE = (ROOT / "docs" / "answers.md").read_text()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    town = Town(tmp_path, INBOUND_SECRET=SECRET)
    yield town
    town.processes.end()
    town.site.database.close()


def journal(town: Town, site: str) -> str:
    """What ada sees in her journal."""
    link = Links(town.site.settings).journal(town.key, real_now().date())
    with urllib.request.urlopen(site + urlsplit(link).path, timeout=20) as page:
        return str(page.read().decode())


def post(town: Town, site: str, raw: bytes) -> int:
    headers = {"Authorization": f"Bearer {SECRET}", "X-Envelope-From": ADA, "X-Envelope-To": town.to}
    request = urllib.request.Request(f"{site}/webhooks/inbound", raw, headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return int(answer.status)


def test_an_answer_that_is_posted_twice_stands_in_adas_journal_once(town: Town) -> None:
    site = town.runs()
    for _ in range(2):
        assert post(town, site, letter("I listened to the end.", town.to)) == 200
    assert post(town, site, letter("And then I asked.", town.to, message_id="<two@example.org>")) == 200
    town.until(lambda: len(town.answers()) == 2)
    assert town.answers() == ["I listened to the end.", "And then I asked."]
    assert "I listened to the end." in journal(town, site)


def test_a_client_that_hangs_up_midway_leaves_nothing(town: Town) -> None:
    site = town.runs()
    where = urlsplit(site)
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=20) as half:
        head = f"POST /webhooks/inbound HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {SECRET}\r\nContent-Length: 900"
        half.sendall(head.encode() + b"\r\n\r\nSubject: half")
    assert post(town, site, letter("Whole.", town.to)) == 200
    town.until(town.answers)
    assert town.answers() == ["Whole."] and len(town.kept()) == 1
    assert "Traceback" not in town.processes.output()


def test_whoever_goes_on_beyond_the_limit_is_refused_and_costs_no_memory(town: Town) -> None:
    town.processes.environ["INBOUND_MAX_BYTES"] = "1000000"
    where = urlsplit(town.runs())
    before = most_memory(town)
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=20) as endless:
        head = f"POST /webhooks/inbound HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {SECRET}"
        endless.sendall(head.encode() + b"\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(800):
            endless.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
        assert endless.recv(100).startswith(b"HTTP/1.1 413")
    assert most_memory(town) - before < 20_000, "of 52 MB"
    assert town.kept() == set()


def most_memory(town: Town) -> int:
    """Kilobytes that the newest process had at most."""
    status = Path(f"/proc/{town.processes.running[-1].pid}/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+)", status)[0])


@pytest.mark.skipif(not shutil.which("curl"), reason="curl isn't installed")
def test_the_call_that_the_page_shows_works(town: Town, tmp_path: Path) -> None:
    site = town.runs()
    (tmp_path / "answer.eml").write_bytes(letter("By hand.", town.to))
    (call,) = re.findall(r"```sh\n(curl .*?)```", PAGE, re.DOTALL)
    known = {**os.environ, "SITE_URL": site, "INBOUND_SECRET": SECRET}
    subprocess.run(["sh", "-ec", call], cwd=tmp_path, env=known, check=True, timeout=20)
    town.until(town.answers)
    assert town.answers() == ["By hand."]

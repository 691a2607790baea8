"""The one place that knows how Chromium is started, and how a site is reached by it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from playwright.sync_api import Browser, Frame, Page, sync_playwright

from course.site import Site
from web.app import create_app

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = pytest.mark.skipif(not (PROGRAM or os.environ.get("REQUIRE_CHROMIUM")), reason="Chromium isn't installed")
IN_CHROMIUM = [pytest.mark.browser, MISSING]
"""The marks of tests that need a browser; where they must not be skipped, REQUIRE_CHROMIUM is set."""


def in_chromium(test: Callable[..., None]) -> Callable[..., None]:
    """Marks one test."""
    return MISSING(pytest.mark.browser(test))  # type: ignore[no-any-return]


@contextmanager
def started() -> Iterator[Browser]:
    """Chromium without a window; it calls nobody by itself."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=QUIET)
        yield browser
        browser.close()


@contextmanager
def served(site: Site) -> Iterator[str]:
    """The site at an address of this machine, in a thread."""
    server = uvicorn.Server(uvicorn.Config(create_app(site), port=0, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            thread.join(0.02)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


def laid_out(page: Page) -> Frame:
    """The frame of a page once it is as large within as without: it is drawn in a process of its own, a little later.

    It is asked from here, since no timer runs in a frame without script. Raises AssertionError after ten seconds.
    """
    frame, end = page.frames[1], time.monotonic() + 10
    while True:
        box, (width, height) = page.locator("iframe").bounding_box(), frame.evaluate("[innerWidth, innerHeight]")
        assert box and time.monotonic() < end, (box, width, height)
        if abs(box["width"] - width) < 1 and abs(box["height"] - height) < 1:
            return frame


def listening(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until_listening(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until the process answers there, or has ended."""
    while process.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])

"""What the commands with a site share: a socket and a web server."""

from __future__ import annotations

import argparse
import os
import socket
from dataclasses import replace

import uvicorn
from fastapi import FastAPI

from course.errors import CourseError
from course.settings import DEFAULT_SITE, Settings

GRACE_SECONDS = 2
"""How long pages that are being answered may still take after a signal."""


def add_address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    add_port(parser, "port to listen on (8000)")


def add_port(parser: argparse.ArgumentParser, about: str) -> None:
    parser.add_argument("--port", type=int, default=8000, help=about)


def listen(host: str, port: int) -> socket.socket:
    """A bound socket. Raises CourseError where that can't be."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host, port), family=family, backlog=512)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # asyncio does so only for its own sockets
        return listener
    except (OSError, OverflowError) as error:
        cause = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
        raise CourseError(f"{host}:{port} can't be listened on ({cause}); try another --port.") from error


def at_port(settings: Settings, port: int) -> Settings:
    """Where SITE_URL is left to its default, links lead to the port that is really listened on."""
    if settings.site_url == DEFAULT_SITE and port != 8000:
        return replace(settings, site_url=f"http://127.0.0.1:{port}")
    return settings


def serve(app: FastAPI, listener: socket.socket) -> None:
    """Answer until SIGINT or SIGTERM; the app's lifespan starts and stops the rest."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,  # paths hold tokens
        timeout_graceful_shutdown=GRACE_SECONDS,
        server_header=False,
    )
    uvicorn.Server(config).run(sockets=[listener])

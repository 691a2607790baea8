"""The journal: what a worker process was doing, told by a file that outlives its kill -9.

One file a process in DATA_DIR/journals, locked for the process's life: a free lock proves death.
A line goes in before a message's final dot and one right after the relay's answer, by plain
writes without fsync: a write survives the death of its process. It may not survive the death of
the machine, so the first line names the boot it was written in; read in another one, the journal
counts as lost. Once everything in it is settled in the database, it is cut back to that line.

    boot 3f0c…          the boot that this was written in
    dot 17              the whole of Send 17 is being handed over
    ans 17 sent         the relay took it
    ans 18 later 451 …  it didn't
    end 17              settled in the database
"""

from __future__ import annotations

import fcntl
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from course.liveness import Traces
from course.settling import Outcome, Result

LINE = re.compile(rf"dot (?P<dot>\d+)|end (?P<end>\d+)|ans (?P<ans>\d+) (?P<result>{'|'.join(Result)}) (?P<why>.*)")
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Journal:
    """This process's own journal under one worker token."""

    def __init__(self, folder: Path, token: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / token
        unlocked = folder / f".{token}"  # others must never see it without its lock
        self._fd = os.open(unlocked, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self._head = f"boot {_boot_id()}\n".encode()
        os.write(self._fd, self._head)
        unlocked.rename(self.path)
        self._lock = threading.Lock()
        self._open: set[int] = set()

    def dot(self, send_id: int) -> bool:
        """The final dot of this Send is about to go out; False where the journal is closed."""
        return self._write(send_id, f"dot {send_id}")

    def answer(self, outcome: Outcome) -> None:
        """What came back."""
        self._write(outcome.send_id, f"ans {outcome.send_id} {outcome.result} {' '.join(outcome.reason.split())}")

    def settled(self, ids: list[int]) -> None:
        """These stand in the database now."""
        with self._lock:
            self._open.difference_update(ids)
            if self._fd >= 0 and not self._open:
                os.ftruncate(self._fd, len(self._head))
            elif self._fd >= 0:
                os.write(self._fd, "".join(f"end {i}\n" for i in ids).encode())

    @property
    def idle(self) -> bool:
        """Nothing in it waits to be settled."""
        return not self._open

    def close(self) -> None:
        """Let go of the lock; the file goes too when nothing in it is unsettled."""
        with self._lock:
            if self._fd >= 0 and not self._open:
                self.path.unlink(missing_ok=True)
            if self._fd >= 0:
                os.close(self._fd)
            self._fd = -1  # the number may soon be another file's

    def _write(self, send_id: int, line: str) -> bool:
        with self._lock:
            if self._fd < 0:
                return False
            self._open.add(send_id)
            os.write(self._fd, line.encode() + b"\n")
            return True


def read_traces(path: Path) -> Traces:
    """What a journal tells; Traces(lost=True, …) where it was written in another boot or is gone."""
    try:
        lines = path.read_text(errors="replace").split("\n")
    except OSError:
        return Traces(lost=True)
    last, damaged = _last_words(lines[1:-1])  # a line without its end was cut off in the middle
    answers = [Outcome(i, Result(words[1]), words[2]) for i, words in last.items() if words[0] == "ans"]
    return Traces(
        sent=frozenset(o.send_id for o in answers if o.result is Result.SENT),
        others=tuple(o for o in answers if o.result is not Result.SENT),
        in_doubt=frozenset(i for i, words in last.items() if words[0] == "dot"),
        lost=damaged or lines[0] != f"boot {_boot_id()}",
    )


def _last_words(lines: list[str]) -> tuple[dict[int, list[str]], bool]:
    """The last line about each Send that isn't settled, and whether a line can't be read."""
    last: dict[int, list[str]] = {}
    damaged = False
    for line in lines:
        found = LINE.fullmatch(line)
        if found is None:
            damaged = True
        elif found["end"]:
            last.pop(int(found["end"]), None)
        else:
            last[int(found["dot"] or found["ans"])] = (
                ["dot"] if found["dot"] else ["ans", found["result"], found["why"]]
            )
    return last, damaged


def journals(folder: Path) -> list[Path]:
    """All journals on this host, own and others'."""
    return sorted(path for path in folder.iterdir() if path.name[0] != ".") if folder.is_dir() else []


@contextmanager
def if_abandoned(path: Path) -> Iterator[bool]:
    """True, and the lock held, where the journal's process is dead."""
    try:
        fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        yield False
        return
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield path.exists()
    except BlockingIOError:
        yield False
    finally:
        os.close(fd)


def _boot_id() -> str:
    return BOOT_ID.read_text().strip() if BOOT_ID.exists() else "unknown"

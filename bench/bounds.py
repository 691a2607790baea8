"""Reads one mail in a process of its own, with bounded time and memory."""

from __future__ import annotations

import json
import multiprocessing
import resource
import time
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection

from emails.kinds import kind_of
from emails.parsing import parse
from emails.receiving import envelope_of
from emails.reply_text import own_words

MOST_SECONDS = 2.0
MOST_MEGABYTES = 256


@dataclass(frozen=True)
class Reading:
    """What reading took, and what went wrong, "" for nothing."""

    seconds: float
    megabytes: int
    fault: str = ""


def read_bounded(raw: bytes) -> Reading:
    """All that is done with a mail before the database; memory includes Python and our own code."""
    receiving, sending = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=_read, args=(raw, sending))
    child.start()
    sending.close()
    try:
        found = Reading(**json.loads(receiving.recv_bytes()))
    except EOFError:
        found = Reading(MOST_SECONDS, MOST_MEGABYTES, f"died with {child.exitcode}")
    child.join()
    return found


def _read(raw: bytes, sending: Connection) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
    begun, fault = time.process_time(), ""
    try:
        message = parse(raw)
        sender, _ = envelope_of(raw, "", [])
        kind_of(message, sender)
        own_words(message)
    except BaseException as error:
        fault = f"raised {type(error).__name__}"
    took = time.process_time() - begun
    used = max(before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) // 1024
    fault = fault or ("too slow" if took > MOST_SECONDS else "too much memory" if used > MOST_MEGABYTES else "")
    sending.send_bytes(json.dumps(asdict(Reading(took, used, fault))).encode())

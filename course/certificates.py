"""A certificate and its key, as files that are renewed now and then."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Certificate:
    """Where certificate (with its chain) and key lie, both in PEM."""

    chain: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """What a server shows. Raises OSError (ssl.SSLError is one) where the files can't be used."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        # without an answer to "which password?" OpenSSL would ask whoever sits at the terminal
        context.load_cert_chain(self.chain, self.key, password="")
        return context

    def changed(self) -> tuple[int, int]:
        """Another value after another file was put in place."""
        return self.chain.stat().st_mtime_ns, self.key.stat().st_mtime_ns

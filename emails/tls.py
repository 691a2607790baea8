"""The listener's certificate, renewed under its feet."""

from __future__ import annotations

import logging
import ssl

from course.certificates import Certificate
from emails.telling import Telling

log = logging.getLogger(__name__)


class FreshContext:
    """What a server shows, read again once the files have changed: a renewed certificate needs no restart."""

    def __init__(self, certificate: Certificate) -> None:
        self._certificate = certificate
        self._seen = certificate.changed()
        self._context = certificate.context()
        self._telling = Telling(log)

    def get(self) -> ssl.SSLContext:
        """Where new files can't be used, what they took the place of serves on, and the log says so once."""
        try:
            if (seen := self._certificate.changed()) != self._seen:
                self._seen = seen
                self._context = self._certificate.context()
        except OSError as error:
            self._telling.once(f"The renewed certificate can't be used, the one before it serves on: {error}")
        return self._context

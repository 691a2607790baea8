"""One process that delivers: its deliverer, its badge, its beats, and its care for the fallen."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta
from pathlib import Path

from course.errors import DatabaseError
from course.inbound import tidy
from course.liveness import (
    BEAT_SECONDS,
    LATE_ANSWER_SECONDS,
    Traces,
    Watch,
    beat,
    depart,
    join,
    take_over,
)
from course.sends import orphans
from course.settings import Relay, Settings
from course.settling import plant_missing, revive
from course.site import Site
from emails.badge import Badge, boottime
from emails.delivery import Deliverer
from emails.inbox import LocalInbox
from emails.journal import if_abandoned, journals, read_traces
from emails.receiving import InTray
from emails.telling import Telling

log = logging.getLogger(__name__)

RESCUE_SECONDS = 1.0
"""Between two looks at the locks of the journals on this host."""
PATIENCE_SECONDS = 5.0
"""How long stopping waits for answers that are still due."""


class PostOffice:
    """Delivers what is due, from `start` to `stop`. `look` and `sweep` are what tasks call."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.folder = site.settings.data_dir / "journals"
        self.inbox: LocalInbox | None = None
        self.in_tray = InTray(site)
        self._watch = Watch()
        self._old: list[Badge] = []
        self._stopped = threading.Event()
        self._keeper = threading.Thread(target=self._keep, daemon=True, name="keeper")
        self._telling = Telling(log)

    def start(self) -> None:
        """Join, look after what dead processes left, begin to beat."""
        relay, self.inbox = relay_of(self.site.settings)
        self.deliverer = Deliverer(self.site, relay)
        self.badge = self._join()
        self.rescue()
        self._keeper.start()

    def stop(self) -> None:
        """End within ten seconds with nothing half done: settle, give back, sign off."""
        self._stopped.set()
        self._keeper.join(PATIENCE_SECONDS)  # it mustn't beat or join anew after signing off
        try:
            self.deliverer.finish(PATIENCE_SECONDS)
            self.badge.give_up()
            depart(self.site, self.badge.token, read_traces(self.badge.journal.path))
        except Exception as error:  # stopping goes on whatever happens
            log.warning("%s What was under way is settled at the next start.", error)
        self.badge.journal.close()
        if self.inbox:
            self.inbox.stop()

    def look(self) -> bool:
        """Understand what came in, deliver what is due; True if there may be more of either."""
        try:
            more = self.in_tray.look(self._stopped)
            return self.deliverer.look(self.badge) or more
        except DatabaseError as error:
            self._telling.once(str(error))
            return False

    def sweep(self) -> None:
        """The hourly net: plan what is lacking, try once more what failed a week ago, clear up."""
        try:
            planted = plant_missing(self.site)
            with self.site.database.writing() as session:
                revived = revive(session, self.site.clock.now())
                lost = orphans(session)
            for token in lost:
                take_over(self.site, token, read_traces(self.folder / token), self.site.clock.span(LATE_ANSWER_SECONDS))
        except DatabaseError as error:
            self._telling.once(str(error))
            return
        tidy(self.site)
        if planted or revived:
            log.info("sweep: %d planned, %d tried once more", planted, revived)

    def rescue(self) -> None:
        """Take over from workers on this host that are surely dead."""
        for path in journals(self.folder):
            if path.name not in self._own_tokens():
                self._bury_if_dead(path)

    def relieve(self) -> None:
        """Take over from workers anywhere that have been silent for too long."""
        with self.site.database.reading() as session:
            silent = self._watch.silent(session, self.badge.token)
        for token in silent:
            self._relieve(token)

    def _join(self) -> Badge:
        begun = boottime()
        return Badge(join(self.site), self.folder, begun)

    def _keep(self) -> None:
        """Beat and rescue until stopped."""
        next_beat = boottime() + BEAT_SECONDS
        while not self._stopped.wait(RESCUE_SECONDS):
            try:
                if boottime() >= next_beat:
                    self._beat()
                    next_beat = boottime() + BEAT_SECONDS
                self.rescue()
            except DatabaseError as error:
                self._telling.once(str(error))
            except Exception:  # the beat must go on
                log.exception("looking after other workers failed")

    def _beat(self) -> None:
        begun = boottime()
        if beat(self.site, self.badge.token):
            self.badge.renew(begun)
        else:
            self._join_anew()
        self._close_old()
        self.relieve()

    def _join_anew(self) -> None:
        """Others have declared this worker dead: it goes on under a new name."""
        log.warning("this worker was silent for too long and joins anew")
        fresh = self._join()
        self.badge.give_up()
        self._old.append(self.badge)
        self.badge = fresh

    def _close_old(self) -> None:
        for badge in [badge for badge in self._old if badge.journal.idle and not self.deliverer.carries(badge)]:
            self._old.remove(badge)
            badge.journal.close()

    def _own_tokens(self) -> set[str]:
        return {self.badge.token, *(badge.token for badge in self._old)}

    def _bury_if_dead(self, path: Path) -> None:
        try:
            self._bury(path)
        except DatabaseError:
            raise
        except Exception:  # one journal that can't be settled mustn't keep the others waiting
            self._telling.once(f"The journal {path} can't be settled; its sends stay as they are.")

    def _bury(self, path: Path) -> None:
        """A journal whose lock is free tells all that its process can tell."""
        with if_abandoned(path) as dead:
            if dead:
                traces = read_traces(path)
                take_over(self.site, path.name, traces, timedelta(0))
                path.unlink(missing_ok=True)
                log.warning("took over from a worker that died: %d sent, %d in doubt", *_counts(traces))

    def _relieve(self, token: str) -> None:
        """A worker that doesn't beat and isn't surely dead: its late answers are waited for."""
        traces = read_traces(self.folder / token)
        beats, _ = self._watch.seen[token]
        if take_over(self.site, token, traces, self.site.clock.span(LATE_ANSWER_SECONDS), beats=beats):
            log.warning("took over from a worker that is silent: %d sent, %d in doubt", *_counts(traces))


def relay_of(settings: Settings) -> tuple[Relay, LocalInbox | None]:
    """Where mail is handed over; without SMTP_URL a local inbox, started, that the caller stops."""
    if settings.relay:
        return settings.relay, None
    inbox = LocalInbox(settings.data_dir / "inbox")
    host, port = inbox.start()
    return Relay(host, port, connections=2), inbox


def _counts(traces: Traces) -> tuple[int, int]:
    return len(traces.sent), len(traces.in_doubt)

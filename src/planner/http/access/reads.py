"""Who has read which patient's data: noted beside the answers, and written some at a time."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from threading import Event, Lock, Thread
from time import monotonic

from planner.desk.store.server import reads
from planner.desk.store.server.reads import EVERYBODY, Kept, Read
from planner.desk.store.store import Store, utc_now
from planner.errors import StoreFault
from planner.http.transport.record import Record

EVERY = 2.0
"""Seconds between two writings: so much is lost when a server is killed."""
AGAIN = 600.0
"""Seconds within which the same caller's next read of the same patient at the same address is the same read."""
MOST = 100_000
"""How many are remembered at a time, and how many wait for a store that is gone."""
KEPT = timedelta(days=6 * 365)
TIDY = 3600.0
log = logging.getLogger("planner.http.reads")


class Reads:
    """The reads of a store's patients' data; as a context, with a thread that writes them."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._seen: dict[tuple[str, str, str], float] = {}
        self._new: list[Read] = []
        self._lock, self._writing, self._over = Lock(), Lock(), Event()
        self._thread = Thread(target=self._run, daemon=True, name="reads")

    def __enter__(self) -> Reads:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def note(self, record: Record) -> None:
        """What a request that was answered has read."""
        if record.caller is None or not record.patients or record.status >= 400:
            return
        now, what = monotonic(), record.route or ""
        fresh = []
        for patient in record.patients:
            place = (record.caller, patient, what)
            if now - self._seen.get(place, -AGAIN) >= AGAIN:
                self._seen[place] = now
                fresh.append(Read(utc_now(), record.caller, patient, what, record.id))
        with self._lock:
            self._new += fresh
        if len(self._seen) > MOST:
            self._seen.clear()

    def listed(
        self,
        patient: str | None = None,
        account: str | None = None,
        first: datetime | None = None,
        end: datetime | None = None,
        before: int | None = None,
        most: int = 100,
    ) -> list[Kept]:
        """The last ones, the newest first; of a patient, with those of all patients."""
        self.write()
        patients = None if patient is None else (patient, EVERYBODY)
        with self.store.reading() as connection:
            return reads.listed(connection, patients, account, first, end, before, most)

    def write(self) -> None:
        """Write what is new, and wait for somebody who is at it; where the store is gone, it waits."""
        with self._writing:
            with self._lock:
                new, self._new = self._new, []
            if not new:
                return
            try:
                with self.store.beside() as connection:
                    reads.add(connection, new)
            except StoreFault as gone:
                log.error("reads wait: %s", gone)
                with self._lock:
                    self._new = (new + self._new)[-MOST:]

    def _run(self) -> None:
        tidied = monotonic()
        while not self._over.wait(EVERY):
            self.write()
            if monotonic() - tidied > TIDY:
                tidied = monotonic()
                self._tidy()
        self.write()

    def _tidy(self) -> None:
        try:
            with self.store.beside() as connection:
                reads.forget(connection, utc_now() - KEPT)
        except StoreFault as gone:
            log.error("old reads stay: %s", gone)

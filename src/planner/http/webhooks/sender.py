"""Sends what happens to those who want to be told, beside the requests; of several servers, one sends to each."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event, Lock, Thread
from time import monotonic, perf_counter
from urllib.parse import urlsplit

from planner.desk.store import journal
from planner.desk.store.server import deliveries, webhooks
from planner.desk.store.server.webhooks import LEASE, Webhook
from planner.desk.store.store import Store, utc_now
from planner.errors import StoreFault
from planner.http.webhooks.address import Reach, Unreachable
from planner.http.webhooks.events import deliveries_of
from planner.http.webhooks.post import Answered, headers_of, post
from planner.http.webhooks.retries import outcome

LOOK = 1.0
"""How often, in seconds, it looks at the journal."""
AT_ONCE = 4
"""How many webhooks are served at a time."""
BATCH = 50
"""How many messages one is sent before the next has its turn."""
KEPT = timedelta(days=30)
"""How long what was sent can be looked at."""
TIDY = 3600.0
log = logging.getLogger("planner.http.webhooks")


class Sender:
    """A thread that looks for something to send while its server runs."""

    def __init__(self, store: Store, reach: Reach, count: Callable[[str], None]) -> None:
        """`count` is told of each attempt how it ended."""
        self.store, self.reach, self.count = store, reach, count
        self._over, self._lock = Event(), Lock()
        self._busy: set[str] = set()
        self._thread = Thread(target=self._run, daemon=True, name="webhooks")
        self._tidied = monotonic()

    def __enter__(self) -> Sender:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """What is being sent is sent; the rest waits for another server."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        with ThreadPoolExecutor(AT_ONCE, "webhooks") as pool:
            while not self._over.wait(LOOK):
                try:
                    self._look(pool)
                except StoreFault as gone:
                    log.error("webhooks wait: %s", gone)

    def _look(self, pool: ThreadPoolExecutor) -> None:
        if monotonic() - self._tidied > TIDY:
            self._tidied = monotonic()
            with self.store.beside() as connection:
                deliveries.forget(connection, utc_now() - KEPT)
        with self.store.reading(whole=True) as connection:
            for webhook in webhooks.ready(connection, utc_now()):
                if len(self._busy) == AT_ONCE:
                    return
                if webhook.id in self._busy:
                    continue
                new = journal.anything_new(connection, self.store.database, webhook.mark)
                if new or webhooks.anything_due(connection, webhook.id, utc_now()):
                    with self._lock:
                        self._busy.add(webhook.id)
                    pool.submit(self._serve, webhook, new)

    def _serve(self, webhook: Webhook, new: bool) -> None:
        """What is new in the journal made deliveries, and those that are due sent, until one fails."""
        try:
            with self.store.beside() as connection:
                mine = webhooks.take(connection, webhook, utc_now())
            if mine is None:
                return
            if new:
                self._collect(mine)
            sent = 0
            while sent < BATCH and not self._over.is_set() and self._send(mine):
                sent += 1
            with self.store.beside() as connection:
                webhooks.write(connection, mine, lease=None)
        except StoreFault as gone:
            log.error("webhooks wait: %s", gone)
        except Exception:
            log.exception("a bug, at webhook %s", webhook.id)
        finally:
            with self._lock:
                self._busy.discard(webhook.id)

    def _collect(self, webhook: Webhook) -> None:
        """A piece of what is new. Deliveries and the place in the journal are written together, so that neither is
        without the other."""
        with self.store.beside() as connection:
            entries, mark, _ = journal.tail(connection, self.store.database, webhook.mark)
            if webhooks.write(connection, webhook, mark=mark):
                made = [each for entry in entries for each in deliveries_of(entry, webhook, utc_now())]
                deliveries.add(connection, self.store.database, made)

    def _send(self, webhook: Webhook) -> bool:
        """One delivery that is due sent; whether there was one, it was taken, and there may be more."""
        now = utc_now()
        with self.store.beside() as connection:
            held = webhooks.write(connection, webhook, lease=now + LEASE)
            known = webhooks.by_id(connection, webhook.id)
            delivery = deliveries.due(connection, webhook.id, now) if held else None
        if delivery is None or known is None:
            return False
        began = perf_counter()
        said: Answered | str
        try:
            headers = headers_of(delivery, known.secrets(now), now)
            said = post(urlsplit(known.url), delivery.content, headers, self.reach)
        except Unreachable as failed:
            said = str(failed)
        done = outcome(delivery, known, said, (perf_counter() - began) * 1000, utc_now())
        self.count(done.kind)
        with self.store.beside() as connection:
            if webhooks.write(connection, webhook, **{"lease": utc_now() + LEASE, **done.webhook}):
                changed = {name: getattr(done.delivery, name) for name in ("status", "due", "attempts", "log")}
                deliveries.change(connection, delivery.id, **changed)
        if done.kind != "delivered":
            log.warning(
                "webhook %s: %s of entry %d was not taken (%s)", webhook.id, delivery.event, delivery.entry, done.kind
            )
        return done.kind == "delivered"

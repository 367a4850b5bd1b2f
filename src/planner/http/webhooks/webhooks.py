"""The webhooks of a store, as those who ask for them see them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_hex
from typing import Any

from planner.desk.store import journal
from planner.desk.store.server import deliveries, webhooks
from planner.desk.store.server.deliveries import WAITING, Delivery
from planner.desk.store.server.webhooks import Webhook
from planner.desk.store.sql import Connection
from planner.desk.store.store import Store, utc_now
from planner.errors import KeyReused, UnknownName
from planner.http.webhooks.address import Reach
from planner.http.webhooks.events import checked_events
from planner.http.webhooks.post import new_secret

GRACE = timedelta(hours=24)
"""How long a secret that was replaced signs beside the new one, unless told."""


class Webhooks:
    """Made, rotated, ended, looked at. Their time is the machine's, as receivers compare it with theirs."""

    def __init__(self, store: Store, reach: Reach, clock: Callable[[], datetime] = utc_now) -> None:
        self.store, self.reach, self.clock = store, reach, clock

    def make(self, url: str, events: Sequence[str], by: str, key: str | None = None) -> tuple[Webhook, bool]:
        """A new webhook, told of what happens from now on; or the one made under the same key before, as the second
        says, which stands for it as long as it is there.

        Raises Nonsense for an address that cannot be or may not be asked, UnknownName for an event that is none,
        KeyReused where the key stands for another one.
        """
        self.reach.checked(url)
        wanted, now = list(checked_events(events)), self.clock()
        id = f"w-{sha256(key.encode()).hexdigest()[:12] if key else token_hex(6)}"
        with self.store.beside() as connection:
            mark = journal.mark(connection, self.store.database)
            made = Webhook(id, url, wanted, now, by, new_secret(), mark)
            there = webhooks.add(connection, self.store.database, made)
        if (there.url, list(there.events)) != (url, wanted):
            raise KeyReused(f"the key {key!r} was used for another request; use a new one for each")
        return there, there.secret != made.secret

    def every(self) -> list[Webhook]:
        with self.store.reading() as connection:
            return webhooks.every(connection)

    def one(self, id: str) -> Webhook:
        with self.store.reading() as connection:
            return _there(connection, id)

    def rotate(self, id: str, grace: timedelta = GRACE) -> Webhook:
        """A new secret; the last one signs beside it for a while."""
        with self.store.beside() as connection:
            webhook = _there(connection, id)
            new: dict[str, Any] = {
                "secret": new_secret(),
                "former": webhook.secret,
                "former_until": self.clock() + grace,
            }
            webhooks.change(connection, id, **new)
        return replace(webhook, **new)

    def resume(self, id: str) -> Webhook:
        """Send again to one that has ended, from where it stood in the journal."""
        with self.store.beside() as connection:
            webhook = _there(connection, id)
            again: dict[str, Any] = {"ended": None, "why": None, "pause": None, "lease": None}
            webhooks.change(connection, id, **again)
        return replace(webhook, **again)

    def delete(self, id: str) -> None:
        with self.store.beside() as connection:
            _there(connection, id)
            webhooks.delete(connection, id)

    def deliveries(
        self, id: str, before: tuple[datetime, str] | None, most: int, status: str | None = None
    ) -> list[Delivery]:
        """What was and will be sent to one, the newest first."""
        with self.store.reading(whole=True) as connection:
            _there(connection, id)
            return deliveries.latest(connection, id, before, most, status)

    def resend(self, id: str, delivery: str) -> Delivery:
        """Send a message once more, under the id that it has; as often as a new one, if need be."""
        with self.store.beside() as connection:
            _there(connection, id)
            found = deliveries.by_id(connection, id, delivery)
            if found is None:
                raise UnknownName("delivery", delivery, ())
            again: dict[str, Any] = {"status": WAITING, "due": self.clock(), "attempts": 0}
            deliveries.change(connection, delivery, **again)
        return replace(found, **again)


def _there(connection: Connection, id: str) -> Webhook:
    found = webhooks.by_id(connection, id)
    if found is None:
        raise UnknownName("webhook", id, [each.id for each in webhooks.every(connection)])
    return found

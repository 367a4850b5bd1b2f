"""Webhooks, read and written. Who sends for one holds its lease, and a number that whoever follows raises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete as deleting
from sqlalchemy import exists, or_, select, update

from planner.desk.store.databases import Database
from planner.desk.store.server.tables import deliveries, webhooks
from planner.desk.store.sql import Connection

LEASE = timedelta(seconds=60)
"""How long a sender that says nothing is believed to be at work: longer than one delivery may take."""


@dataclass(frozen=True)
class Webhook:
    """Somebody who wants to be told what happens; `mark` is how far they have got in the journal."""

    id: str
    url: str
    events: Sequence[str]
    made: datetime
    made_by: str
    secret: str
    mark: int
    former: str | None = None
    former_until: datetime | None = None
    pause: datetime | None = None
    taken: datetime | None = None
    ended: datetime | None = None
    why: str | None = None
    fence: int = 0
    lease: datetime | None = None

    def secrets(self, now: datetime) -> list[str]:
        """Those that sign: the newest, and the one before for as long as it is good."""
        former = [self.former] if self.former and self.former_until and self.former_until > now else []
        return [self.secret, *former]


def add(connection: Connection, database: Database, webhook: Webhook) -> Webhook:
    """A webhook added, unless there is one of its id: then that one as it is."""
    connection.execute(database.unless_there(webhooks), asdict(webhook))
    return by_id(connection, webhook.id) or webhook


def by_id(connection: Connection, id: str) -> Webhook | None:
    row = connection.execute(select(webhooks).where(webhooks.c.id == id)).one_or_none()
    return Webhook(**row._mapping) if row else None


def every(connection: Connection) -> list[Webhook]:
    """All, the first one first."""
    rows = connection.execute(select(webhooks).order_by(webhooks.c.made, webhooks.c.id))
    return [Webhook(**row._mapping) for row in rows]


def kept(connection: Connection) -> list[Webhook]:
    """All, none of which can be taken away until the transaction ends, so that messages made for it go with it."""
    rows = connection.execute(select(webhooks).order_by(webhooks.c.id).with_for_update(read=True, key_share=True))
    return [Webhook(**row._mapping) for row in rows]


def change(connection: Connection, id: str, **values: Any) -> None:
    connection.execute(update(webhooks).where(webhooks.c.id == id).values(values))


def delete(connection: Connection, id: str) -> None:
    """A webhook taken away with its deliveries: first its row, which whoever makes deliveries for it has to write."""
    connection.execute(deleting(webhooks).where(webhooks.c.id == id))
    connection.execute(deleting(deliveries).where(deliveries.c.webhook == id))


def ready(connection: Connection, now: datetime) -> list[Webhook]:
    """Those for whom nobody is at work, and who have not asked for quiet, the longest unserved first."""
    free = or_(webhooks.c.lease.is_(None), webhooks.c.lease < now)
    quiet = or_(webhooks.c.pause.is_(None), webhooks.c.pause <= now)
    rows = connection.execute(
        select(webhooks).where(webhooks.c.ended.is_(None), free, quiet).order_by(webhooks.c.fence)
    )
    return [Webhook(**row._mapping) for row in rows]


def anything_due(connection: Connection, id: str, now: datetime) -> bool:
    """Whether a delivery of a webhook is to be tried."""
    mine = (deliveries.c.webhook == id) & (deliveries.c.status == "waiting") & (deliveries.c.due <= now)
    return bool(connection.execute(select(exists().where(mine))).scalar())


def take(connection: Connection, webhook: Webhook, now: datetime) -> Webhook | None:
    """A webhook for which the caller sends from now on; None where somebody else was quicker."""
    mine = (webhooks.c.id == webhook.id) & (webhooks.c.fence == webhook.fence) & webhooks.c.ended.is_(None)
    values = {"fence": webhook.fence + 1, "lease": now + LEASE}
    row = connection.execute(update(webhooks).where(mine).values(values).returning(*webhooks.c)).one_or_none()
    return Webhook(**row._mapping) if row else None


def write(connection: Connection, webhook: Webhook, **values: Any) -> bool:
    """Values written by whoever sends for a webhook; False where somebody else does by now, or it is gone."""
    mine = (webhooks.c.id == webhook.id) & (webhooks.c.fence == webhook.fence) & webhooks.c.ended.is_(None)
    return connection.execute(update(webhooks).where(mine).values(values)).rowcount == 1

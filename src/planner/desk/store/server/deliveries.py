"""Deliveries, read and written: what is sent to a webhook, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, tuple_, update

from planner.desk.store.databases import Database
from planner.desk.store.server.tables import deliveries
from planner.desk.store.sql import Connection

WAITING, DELIVERED, FAILED = "waiting", "delivered", "failed"


@dataclass(frozen=True)
class Delivery:
    """One message to one webhook; its id is the same each time it is sent."""

    id: str
    webhook: str
    entry: int
    event: str
    content: str
    trace: str | None
    status: str
    made: datetime
    due: datetime
    attempts: int = 0
    log: Sequence[Mapping[str, Any]] = ()


def add(connection: Connection, database: Database, new: Sequence[Delivery]) -> None:
    """Deliveries added; one that is there stays as it is, since an entry of the journal may be read twice."""
    if new:
        connection.execute(database.unless_there(deliveries), [asdict(each) | {"log": list(each.log)} for each in new])


def due(connection: Connection, webhook: str, now: datetime) -> Delivery | None:
    """What is to be tried now, of what waits the longest due."""
    mine = (deliveries.c.webhook == webhook) & (deliveries.c.status == WAITING) & (deliveries.c.due <= now)
    wanted = select(deliveries).where(mine).order_by(deliveries.c.due, deliveries.c.entry, deliveries.c.id).limit(1)
    row = connection.execute(wanted).one_or_none()
    return Delivery(**row._mapping) if row else None


def by_id(connection: Connection, webhook: str, id: str) -> Delivery | None:
    there = (deliveries.c.webhook == webhook) & (deliveries.c.id == id)
    row = connection.execute(select(deliveries).where(there)).one_or_none()
    return Delivery(**row._mapping) if row else None


def latest(
    connection: Connection, webhook: str, before: tuple[datetime, str] | None, most: int, status: str | None = None
) -> list[Delivery]:
    """The last ones of a webhook, the newest first; those before a place in that order."""
    place = (deliveries.c.made, deliveries.c.id)
    wanted = select(deliveries).where(deliveries.c.webhook == webhook)
    if before is not None:
        wanted = wanted.where(tuple_(*place) < tuple_(*before))
    if status is not None:
        wanted = wanted.where(deliveries.c.status == status)
    rows = connection.execute(wanted.order_by(*(each.desc() for each in place)).limit(most))
    return [Delivery(**row._mapping) for row in rows]


def change(connection: Connection, id: str, **values: Any) -> None:
    connection.execute(update(deliveries).where(deliveries.c.id == id).values(values))


def forget(connection: Connection, before: datetime) -> None:
    """What has ended, and was made before a moment, taken away."""
    old = (deliveries.c.status != WAITING) & (deliveries.c.made < before)
    connection.execute(delete(deliveries).where(old))


def counts(connection: Connection) -> dict[str, int]:
    """How many there are of each status."""
    rows = connection.execute(select(deliveries.c.status, func.count().label("number")).group_by(deliveries.c.status))
    return {row.status: row.number for row in rows}

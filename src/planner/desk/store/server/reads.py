"""Reads of patients' data, read and written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from planner.desk.store.server.tables import accounts, reads
from planner.desk.store.sql import Connection

EVERYBODY = "*"
"""In place of a patient's id: all of them were read at once."""


@dataclass(frozen=True)
class Read:
    """Somebody has read a patient's data, or EVERYBODY's; `what` is the template of where."""

    at: datetime
    account: str
    patient: str
    what: str
    request: str

    @property
    def of_all(self) -> bool:
        return self.patient == EVERYBODY


@dataclass(frozen=True)
class Kept(Read):
    """One that is kept, with its number, and the name of who it was."""

    number: int
    who: str


def add(connection: Connection, new: Sequence[Read]) -> None:
    connection.execute(insert(reads), [asdict(each) for each in new])


def listed(
    connection: Connection,
    patients: Sequence[str] | None,
    account: str | None,
    first: datetime | None,
    end: datetime | None,
    before: int | None,
    most: int,
) -> list[Kept]:
    """The last ones of some patients, or of all, the newest first; those with a lower number than `before`."""
    name = accounts.c.name.label("who")
    wanted = select(*reads.c, name).outerjoin(accounts, accounts.c.id == reads.c.account)
    if patients is not None:
        wanted = wanted.where(reads.c.patient.in_(patients))
    if account is not None:
        wanted = wanted.where(reads.c.account == account)
    if first is not None:
        wanted = wanted.where(reads.c.at >= first)
    if end is not None:
        wanted = wanted.where(reads.c.at < end)
    if before is not None:
        wanted = wanted.where(reads.c.number < before)
    rows = connection.execute(wanted.order_by(reads.c.number.desc()).limit(most))
    return [Kept(**{**row._mapping, "who": row.who or row.account}) for row in rows]


def forget(connection: Connection, before: datetime) -> None:
    """What was read before a moment taken away."""
    connection.execute(delete(reads).where(reads.c.at < before))

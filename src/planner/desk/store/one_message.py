"""A booking as one message, where the way to the database is what takes the time: PostgreSQL.

Its function `write_at_once` locks and compares the versions, writes lines, claims and the journal, or nothing at all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg.errors import SerializationFailure
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from planner.clinic import Clinic
from planner.clinic.clinic import UTC
from planner.desk.answers import Call, Receipt
from planner.desk.store import journal
from planner.desk.store.appointments import StoredAppointment
from planner.desk.store.calls import Asking
from planner.desk.store.claims import claimed, units
from planner.desk.store.databases import Postgres, runs
from planner.desk.store.facts import Facts
from planner.desk.store.sql import Row, ask
from planner.desk.store.transaction import answer


@dataclass(frozen=True)
class AtOnce:
    """Lines added with what they claim, or those of one hold booked.

    `seen` has the versions that are raised, as they were read; None for one that may be any.
    """

    seen: Mapping[str, int | None]
    added: Sequence[StoredAppointment] = ()
    held: Sequence[StoredAppointment] = ()

    @property
    def booked(self) -> list[StoredAppointment]:
        """The lines of the hold as they are then."""
        return [line.as_booked() for line in self.held]

    @property
    def changes(self) -> list[journal.Change]:
        added = [journal.of_line(None, line) for line in self.added]
        return added + [journal.of_line(*pair) for pair in zip(self.held, self.booked, strict=True)]


def write(
    connection: Connection, facts: Facts, tick: int, asked: AtOnce, action: str, call: Call, request: str | None
) -> Receipt | None:
    """The answer to the caller; None where it can't be done so, or somebody has written meanwhile.

    Raises IntegrityError where a place is taken, or the caller's key.
    """
    if connection.dialect.name != "postgresql" or "expected" in call or not _told_alone(facts.clinic, asked.added):
        return None
    claims = sorted((*claim, line.id) for line in asked.added for claim in claimed(facts.clinic, line, tick))
    message = {
        "lock": Postgres.FACTS,
        "facts": facts.version,
        "seen": sorted(asked.seen.items()),
        "hold": asked.held[0].hold if asked.held else None,
        "held": len(asked.held),
        "added": [line.document() for line in asked.added],
        "claims": runs(claims),
        "who": call.get("who") or "",
        "why": call.get("why") or "",
        "action": action,
        "key": call.get("key"),
        "request": request,
        "trace": call.get("trace"),
        "changes": asked.changes,
    }
    try:
        seq, at, versions = _written(connection, message)
    except DBAPIError as failed:
        if isinstance(failed.orig, SerializationFailure):
            return None
        raise
    return answer(facts.clinic, seq, at.astimezone(UTC), [*asked.added, *asked.booked], versions)


def _written(connection: Connection, message: Mapping[str, Any]) -> Row:
    if isinstance(connection, Asking):
        row: Row = connection.write(message)
    else:
        [row] = ask(connection, _WRITE, {"asked": json.dumps(message)})
    return row


def _told_alone(clinic: Clinic, added: Sequence[StoredAppointment]) -> bool:
    """Whether what lines claim can be told without a look at what stands."""
    shareable = any(clinic.service(line.given).shareable for line in added)
    return not shareable and not any(line.moves or list(units(clinic, line)) for line in added)


_WRITE = "SELECT * FROM write_at_once(CAST(%(asked)s AS jsonb))"

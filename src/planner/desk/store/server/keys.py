"""Public keys of programs that sign, and what they have signed, read and written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from planner.desk.store.server.tables import assertions, keys
from planner.desk.store.sql import Connection

KeySet = Mapping[str, Any]
"""A JSON Web Key Set (RFC 7517)."""


def put(connection: Connection, account: str, given: KeySet) -> None:
    """The keys of an account, in place of those it had."""
    connection.execute(delete(keys).where(keys.c.account == account))
    connection.execute(insert(keys), {"account": account, "jwks": dict(given)})


def of_account(connection: Connection, account: str) -> KeySet | None:
    found: KeySet | None = connection.execute(select(keys.c.jwks).where(keys.c.account == account)).scalar()
    return found


def spend(connection: Connection, id: str, until: datetime, now: datetime) -> None:
    """Take an assertion once; those that are over are forgotten. Raises Collision for one that was taken."""
    connection.execute(delete(assertions).where(assertions.c.until < now))
    connection.execute(insert(assertions), {"id": id, "until": until})

"""What was answered under callers' keys, read and written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from planner.desk.store.databases import Database
from planner.desk.store.server.tables import answers
from planner.desk.store.sql import Connection


def begin(connection: Connection, database: Database, key: str, request: str, at: datetime) -> None:
    """A key noted unless it is there; whoever notes it at the same time is waited for."""
    values = {"key": key, "request": request, "at": at, "document": None}
    connection.execute(database.unless_there(answers), values)


def under(connection: Connection, key: str) -> tuple[str, Any]:
    """What was asked under a key, as a digest, and answered; None where nothing was yet."""
    request, document = connection.execute(
        select(answers.c.request, answers.c.document).where(answers.c.key == key)
    ).one()
    return request, document


def write(connection: Connection, key: str, document: Mapping[str, Any]) -> None:
    connection.execute(update(answers).where(answers.c.key == key).values(document=dict(document)))

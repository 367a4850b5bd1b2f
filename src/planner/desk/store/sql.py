"""What every booking asks a database, at the least cost to the caller's processor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import psycopg
import sqlalchemy
from sqlalchemy import ARRAY, JSON, BindParameter, Boolean, ColumnElement, String, bindparam
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from planner.desk.store.calls import Asking

Connection: TypeAlias = sqlalchemy.Connection
"""A connection to a store's database, which the desk's other rooms pass on and ask nothing themselves."""
Row: TypeAlias = tuple[Any, ...]
TEXTS = ARRAY(String).with_variant(JSON(), "sqlite")


class _Among(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: object = None) -> _Among:
        """As it is: SQLite finds nothing by an index where `= 1` is written behind it."""
        return self


def among(column: ColumnElement[str], name: str) -> ColumnElement[bool]:
    """Whether a column has one of the texts given under a name: one parameter, so one statement, for any number."""
    values: BindParameter[Any] = bindparam(name, type_=TEXTS)
    return _Among(column, values)


@compiles(_Among, "postgresql")
def _any_of_array(element: _Among, compiler: SQLCompiler, **keywords: Any) -> str:
    column, values = (compiler.process(each, **keywords) for each in element.clauses)
    return f"{column} = ANY ({values})"


@compiles(_Among, "sqlite")
def _in_json(element: _Among, compiler: SQLCompiler, **keywords: Any) -> str:
    column, values = (compiler.process(each, **keywords) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"


def ask(connection: Connection, statement: str, given: Mapping[str, object]) -> list[Row]:
    """Rows from PostgreSQL by its driver alone, which takes a third of the time that SQLAlchemy's way does.

    Within a call that is done side by side with others, what all of them ask. Raises IntegrityError and DBAPIError of
    SQLAlchemy's, the driver's own within.
    """
    if isinstance(connection, Asking):
        return connection.ask(statement, given)
    driver: psycopg.Connection[Row] | None = connection.connection.driver_connection
    assert driver is not None
    try:
        return driver.execute(statement, given).fetchall()
    except psycopg.Error as failed:
        if driver.closed:
            connection.invalidate(failed)
        raise as_sqlalchemy(failed, statement, driver.closed) from failed


def as_sqlalchemy(failed: psycopg.Error, statement: str, lost: bool) -> DBAPIError:
    """What the driver raises as SQLAlchemy would; what was given holds people's names, and is left out."""
    kind = IntegrityError if isinstance(failed, psycopg.IntegrityError) else DBAPIError
    return kind(statement, None, failed, hide_parameters=True, connection_invalidated=lost)

"""The tables of a store. How an older store becomes this one is said in `migrations/`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
    text,
)

from planner.clinic.clinic import UTC


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. SQLite knows no zones: there it is written without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC).replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


metadata = MetaData()

REVISION = "planner_revision"
"""Alembic's table of how far the tables have come; its usual name may be that of a program beside."""

Number = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself in a column of type INTEGER alone."""

settings = Table(
    "settings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("tick", Integer, nullable=False, doc="minutes; what claims are counted in"),
    Column("latest", Moment, nullable=False, doc="the latest time any client of an SQLite store wrote"),
)
"""One row, whose id is 1."""

facts = Table(
    "facts",
    metadata,
    Column("place", Number, primary_key=True, autoincrement=True, doc="the order in which facts are read"),
    Column("kind", String, nullable=False),
    Column("id", String, nullable=False, doc="the fact's own; a number where it has none"),
    Column("document", JSON(none_as_null=True), doc="empty: the fact was taken back"),
    Column("version", Integer, nullable=False, doc="that of all facts when this one was last changed"),
    UniqueConstraint("kind", "id"),
    Index("facts_by_version", "version"),
)

appointments = Table(
    "appointments",
    metadata,
    Column("line", Number, primary_key=True, autoincrement=True, doc="the order of the book"),
    Column("id", String, nullable=False, unique=True),
    Column("patient", String, nullable=False),
    Column("plan", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("phase", String),
    Column("service", String, doc="as written in the book, which may leave it open"),
    Column("given", String, nullable=False, doc="the service that is given"),
    Column("practitioner", String),
    Column("room", String),
    Column("start", Moment, nullable=False),
    Column("status", String, nullable=False, doc="held, or a status of the book"),
    Column("fixed", Boolean, nullable=False),
    Column("reason", String, doc="why it was cancelled, as a code"),
    Column("hold", String, doc="the hold a held row is of"),
    Column("until", Moment, doc="when that hold ends by itself"),
    Column("moves", String, doc="the appointment that the hold moves here"),
    Column("checked", Integer, nullable=False, doc="the version of the facts its rules were read with"),
    Index("appointments_by_patient", "patient"),
    Index("appointments_by_plan", "plan"),
    Index("appointments_by_start", "start"),
    Index(
        "appointments_held",
        "hold",
        sqlite_where=text("hold IS NOT NULL"),
        postgresql_where=text("hold IS NOT NULL"),
    ),
    Index(
        "appointments_once",
        *("plan", "number", "given", "status"),
        unique=True,
        sqlite_where=text("status IN ('held', 'booked')"),
        postgresql_where=text("status IN ('held', 'booked')"),
    ),
)

claims = Table(
    "claims",
    metadata,
    Column("resource", String, primary_key=True),
    Column("tick", Integer, primary_key=True, autoincrement=False),
    Column("appointment", String, nullable=False),
    sqlite_with_rowid=False,
)
"""What held and booked appointments take: one row a resource and tick, which nobody else can take then."""

versions = Table(
    "versions",
    metadata,
    Column("name", String, primary_key=True),
    Column("version", Integer, nullable=False),
    sqlite_with_rowid=False,
    postgresql_with={"fillfactor": "50"},
)
"""Of each patient, plan and practitioner's day, raised and locked by every booking; and of all facts."""

journal = Table(
    "journal",
    metadata,
    Column("seq", Number, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("who", String, nullable=False),
    Column("why", String, nullable=False),
    Column("action", String, nullable=False),
    Column("key", String, unique=True, doc="the caller's, by which a call is done once"),
    Column("request", String, doc="a digest of what was asked under that key"),
    Column("changes", JSON, nullable=False, doc="[table, id, before, after], in order"),
    Column("versions", JSON, nullable=False, doc="of the plans concerned, after the change"),
    Column("transaction", BigInteger, nullable=False, doc="PostgreSQL's, by which readers follow; else 0"),
    Column("trace", String, doc="the traceparent of whoever asked"),
    Index("journal_by_transaction", "transaction"),
)
"""Every change, with what was there before and after. Triggers refuse to alter it."""

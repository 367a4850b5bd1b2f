"""The first schema: facts, appointments, what they claim, versions, and the journal.

Revision ID: first
"""

from alembic import op
from sqlalchemy import JSON, BigInteger, Boolean, Column, DateTime, Integer, String, UniqueConstraint, text

revision = "first"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = BigInteger().with_variant(Integer, "sqlite")
MOMENT = DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "settings",
        Column("id", Integer, primary_key=True),
        Column("tick", Integer, nullable=False),
        Column("latest", MOMENT, nullable=False),
    )
    op.create_table(
        "facts",
        Column("place", NUMBER, primary_key=True, autoincrement=True),
        Column("kind", String, nullable=False),
        Column("id", String, nullable=False),
        Column("document", JSON(none_as_null=True)),
        Column("version", Integer, nullable=False),
        UniqueConstraint("kind", "id"),
    )
    op.create_index("facts_by_version", "facts", ["version"])
    op.create_table(
        "appointments",
        Column("line", NUMBER, primary_key=True, autoincrement=True),
        Column("id", String, nullable=False, unique=True),
        Column("patient", String, nullable=False),
        Column("plan", String, nullable=False),
        Column("number", Integer, nullable=False),
        Column("phase", String),
        Column("service", String),
        Column("given", String, nullable=False),
        Column("practitioner", String),
        Column("room", String),
        Column("start", MOMENT, nullable=False),
        Column("status", String, nullable=False),
        Column("fixed", Boolean, nullable=False),
        Column("reason", String),
        Column("hold", String),
        Column("until", MOMENT),
        Column("moves", String),
        Column("checked", Integer, nullable=False),
    )
    op.create_index("appointments_by_patient", "appointments", ["patient"])
    op.create_index("appointments_by_start", "appointments", ["start"])
    held, taking = text("status = 'held'"), text("status IN ('held', 'booked')")
    op.create_index("appointments_held", "appointments", ["hold"], sqlite_where=held, postgresql_where=held)
    op.create_index(
        "appointments_once",
        "appointments",
        ["plan", "number", "given", "status"],
        unique=True,
        sqlite_where=taking,
        postgresql_where=taking,
    )
    op.create_table(
        "claims",
        Column("resource", String, primary_key=True),
        Column("tick", Integer, primary_key=True, autoincrement=False),
        Column("appointment", String, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "versions",
        Column("name", String, primary_key=True),
        Column("version", Integer, nullable=False),
        sqlite_with_rowid=False,
        postgresql_with={"fillfactor": "50"},
    )
    op.create_table(
        "journal",
        Column("seq", NUMBER, primary_key=True, autoincrement=True),
        Column("at", MOMENT, nullable=False),
        Column("who", String, nullable=False),
        Column("why", String, nullable=False),
        Column("action", String, nullable=False),
        Column("key", String, unique=True),
        Column("request", String),
        Column("changes", JSON, nullable=False),
        Column("versions", JSON, nullable=False),
        Column("transaction", BigInteger, nullable=False),
    )
    op.create_index("journal_by_transaction", "journal", ["transaction"])
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


REFUSAL = "the journal is append-only"
APPEND_ONLY = {
    "sqlite": [
        f"CREATE TRIGGER journal_{change.lower()} BEFORE {change} ON journal "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for change in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        "CREATE FUNCTION journal_refuses() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
        "CREATE TRIGGER journal_stands BEFORE UPDATE OR DELETE OR TRUNCATE ON journal "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_refuses()",
    ],
}

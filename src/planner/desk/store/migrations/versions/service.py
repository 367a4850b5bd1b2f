"""What a server keeps of whoever follows it and reads in it: webhooks, their deliveries, and reads of patients' data.

Revision ID: service
"""

from alembic import op
from sqlalchemy import JSON, BigInteger, Column, DateTime, Integer, String, Text

revision = "service"
down_revision = "traces"
branch_labels = None
depends_on = None

MOMENT = DateTime(timezone=True)
NUMBER = BigInteger().with_variant(Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "webhooks",
        Column("id", String, primary_key=True),
        Column("url", String, nullable=False),
        Column("events", JSON, nullable=False),
        Column("made", MOMENT, nullable=False),
        Column("made_by", String, nullable=False),
        Column("secret", String, nullable=False),
        Column("former", String),
        Column("former_until", MOMENT),
        Column("mark", BigInteger, nullable=False),
        Column("pause", MOMENT),
        Column("taken", MOMENT),
        Column("ended", MOMENT),
        Column("why", String),
        Column("fence", Integer, nullable=False),
        Column("lease", MOMENT),
    )
    op.create_table(
        "deliveries",
        Column("id", String, primary_key=True),
        Column("webhook", String, nullable=False),
        Column("entry", BigInteger, nullable=False),
        Column("event", String, nullable=False),
        Column("content", Text, nullable=False),
        Column("trace", String),
        Column("status", String, nullable=False),
        Column("made", MOMENT, nullable=False),
        Column("due", MOMENT, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("log", JSON, nullable=False),
    )
    op.create_index("deliveries_due", "deliveries", ["status", "webhook", "due"])
    op.create_index("deliveries_by_webhook", "deliveries", ["webhook", "made", "id"])
    op.create_table(
        "reads",
        Column("number", NUMBER, primary_key=True, autoincrement=True),
        Column("at", MOMENT, nullable=False),
        Column("account", String, nullable=False),
        Column("patient", String, nullable=False),
        Column("what", String, nullable=False),
        Column("request", String, nullable=False),
    )
    op.create_index("reads_by_patient", "reads", ["patient", "number"])
    op.create_index("reads_by_moment", "reads", ["at"])

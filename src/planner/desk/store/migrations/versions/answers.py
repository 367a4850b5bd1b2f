"""What was answered under a key, where the journal does not know.

Revision ID: answers
"""

from alembic import op
from sqlalchemy import JSON, Column, DateTime, String

revision = "answers"
down_revision = "keys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answers",
        Column("key", String, primary_key=True),
        Column("request", String, nullable=False),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("document", JSON(none_as_null=True)),
    )

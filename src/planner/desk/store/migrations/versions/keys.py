"""Programs that sign with keys of their own, and secrets of theirs that may ask less than they.

Revision ID: keys
"""

from alembic import op
from sqlalchemy import JSON, Column, DateTime, String

revision = "keys"
down_revision = "service"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("secrets", Column("scopes", JSON(none_as_null=True)))
    op.create_table("keys", Column("account", String, primary_key=True), Column("jwks", JSON, nullable=False))
    op.create_table(
        "assertions",
        Column("id", String, primary_key=True),
        Column("until", DateTime(timezone=True), nullable=False),
    )

"""Who may ask a server: accounts and their secrets.

Revision ID: accounts
"""

from alembic import op
from sqlalchemy import JSON, Column, DateTime, String

revision = "accounts"
down_revision = "one_document"
branch_labels = None
depends_on = None

MOMENT = DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "accounts",
        Column("id", String, primary_key=True),
        Column("name", String, nullable=False, unique=True),
        Column("role", String),
        Column("scopes", JSON, nullable=False),
        Column("subject", String),
        Column("password", String),
        Column("made", MOMENT, nullable=False),
        Column("made_by", String, nullable=False),
        Column("used", MOMENT),
        Column("ended", MOMENT),
    )
    op.create_table(
        "secrets",
        Column("hash", String, primary_key=True),
        Column("account", String, nullable=False),
        Column("use", String, nullable=False),
        Column("prefix", String, nullable=False),
        Column("made", MOMENT, nullable=False),
        Column("expires", MOMENT),
    )
    op.create_index("secrets_by_account", "secrets", ["account"])

"""Long work of a server: jobs.

Revision ID: jobs
"""

from alembic import op
from sqlalchemy import JSON, Boolean, Column, DateTime, Integer, String

revision = "jobs"
down_revision = "accounts"
branch_labels = None
depends_on = None

MOMENT = DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "jobs",
        Column("id", String, primary_key=True),
        Column("kind", String, nullable=False),
        Column("asked", JSON, nullable=False),
        Column("status", String, nullable=False),
        Column("made", MOMENT, nullable=False),
        Column("made_by", String, nullable=False),
        Column("ended", MOMENT),
        Column("fence", Integer, nullable=False),
        Column("lease", MOMENT),
        Column("stop", Boolean, nullable=False),
        Column("step", Integer, nullable=False),
        Column("progress", JSON(none_as_null=True)),
        Column("best", JSON(none_as_null=True)),
        Column("result", JSON(none_as_null=True)),
        Column("problem", JSON(none_as_null=True)),
    )
    op.create_index("jobs_by_status", "jobs", ["status", "made"])

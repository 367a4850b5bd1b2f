"""The lines of a plan are found by themselves, whatever their status.

Revision ID: by_plan
"""

from alembic import op

revision = "by_plan"
down_revision = "first"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("appointments_by_plan", "appointments", ["plan"])

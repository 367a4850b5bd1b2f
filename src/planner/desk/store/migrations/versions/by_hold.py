"""The lines of a hold are found by it alone: none but held ones are of any.

Revision ID: by_hold
"""

from alembic import op
from sqlalchemy import text

revision = "by_hold"
down_revision = "at_once"
branch_labels = None
depends_on = None


def upgrade() -> None:
    held = text("hold IS NOT NULL")
    op.drop_index("appointments_held", "appointments")
    op.create_index("appointments_held", "appointments", ["hold"], sqlite_where=held, postgresql_where=held)

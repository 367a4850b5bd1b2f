"""How Alembic runs the migrations: on the connection that opened the store, in its transaction."""

from alembic import context

from planner.desk.store.server.tables import accounts
from planner.desk.store.tables import REVISION

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=accounts.metadata, version_table=REVISION)
context.run_migrations()

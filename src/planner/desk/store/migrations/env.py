"""How Alembic runs the migrations: on the connection that opened the store, in its transaction."""

from alembic import context

from planner.desk.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()

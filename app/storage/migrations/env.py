"""Runs the migrations on the connection that `Database.migrate` hands over."""

from alembic import context

from app.storage.models import Base

connection = context.config.attributes["connection"]
# SQLite changes tables by copying them, which Alembic calls a batch.
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()

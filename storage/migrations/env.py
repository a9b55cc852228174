"""Alembic's entry: runs the migrations on the connection that `storage.database` hands over, in its transaction."""

from alembic import context

from storage.schema.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()

"""What Alembic runs around each migration: one transaction, one migrator at a time, no long waits for locks."""

from alembic import context
from sqlalchemy import Connection, Engine

from store.engine import POSTGRESQL
from store.tables import metadata

MIGRATION_LOCK = 7_066_404  # any number, as long as every release uses the same
QUEUE_SECONDS = 300  # for the migrator before us
LOCK_SECONDS = 4  # for a table: rather fail than hold up every request behind us

engine: Engine = context.config.attributes["engine"]


def _one_at_a_time(connection: Connection) -> None:
    if connection.dialect.name == POSTGRESQL:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{QUEUE_SECONDS}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


with engine.execution_options(writes=True).connect() as connection:
    context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=False)
    with context.begin_transaction():
        _one_at_a_time(connection)
        context.run_migrations()

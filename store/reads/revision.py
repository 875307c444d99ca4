"""Which migration the database has reached."""

from __future__ import annotations

from sqlalchemy import inspect, text

from store.unit import Unit

_VERSION = text("SELECT version_num FROM alembic_version")


def revision(unit: Unit) -> str | None:
    """Return the database's migration revision, None when it was never migrated."""
    if not inspect(unit.connection).has_table("alembic_version"):
        return None
    return unit.execute(_VERSION).scalar()

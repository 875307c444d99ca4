"""Which migration the database has reached, and which time it thinks it is."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import func, inspect, select, text

from runtime.clock import moment_of
from store.unit import Unit

_VERSION = text("SELECT version_num FROM alembic_version")


def moment(unit: Unit) -> int:
    """Return what the database's clock shows, microseconds since 1970; it may be exact to the second only."""
    shown: datetime = unit.execute(select(func.current_timestamp())).scalar_one()
    return moment_of(shown if shown.tzinfo else shown.replace(tzinfo=UTC))


def revision(unit: Unit) -> str | None:
    """Return the database's migration revision, None when it was never migrated."""
    if not inspect(unit.connection).has_table("alembic_version"):
        return None
    return unit.execute(_VERSION).scalar()

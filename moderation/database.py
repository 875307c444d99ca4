"""The schema of the database: bringing it to this release."""

from __future__ import annotations

from runtime.settings import Settings
from store import migrations


def migrate(settings: Settings) -> str:
    """Bring the database of the settings to this release's schema and return its revision, a later one as it is.

    Raises DatabaseUnavailable.
    """
    migrations.upgrade(settings.database_url)
    return migrations.current(settings.database_url) or migrations.newest()

"""Migrations: bring a database to the schema of this release."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

from store.engine import open_engine
from store.unit import DatabaseUnavailable

FOLDER = Path(__file__).parent


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database to a revision, the newest by default. Raises DatabaseUnavailable."""
    engine = open_engine(url, connections=1)
    config = _config()
    config.attributes["engine"] = engine
    try:
        command.upgrade(config, revision)
    except DBAPIError as error:
        raise DatabaseUnavailable(str(error.orig)) from error
    finally:
        engine.dispose()


def newest() -> str:
    """Return the revision this release needs."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def current(url: str) -> str | None:
    """Return the revision of the database, None when it was never migrated. Raises DatabaseUnavailable."""
    engine = open_engine(url, connections=1)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except DBAPIError as error:
        raise DatabaseUnavailable(str(error.orig)) from error
    finally:
        engine.dispose()

"""Migrations: bring a database to the schema of this release."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.exc import DBAPIError

from store.database_errors import unavailable
from store.databases import open_database
from store.engine import open_engine
from store.reads.revision import revision

FOLDER = Path(__file__).parent


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database to a revision, the newest by default. Raises DatabaseUnavailable."""
    from alembic import command  # noqa: PLC0415 - 8 MB that an API process has no use for
    from alembic.config import Config  # noqa: PLC0415 - as above

    engine = open_engine(url, connections=1, create=True)
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["engine"] = engine
    try:
        command.upgrade(config, revision)
    except DBAPIError as error:
        raise unavailable(engine, error.orig or error) from error
    finally:
        engine.dispose()


def newest() -> str:
    """Return the revision this release needs: the highest number among the migrations' file names."""
    return max(path.name.split("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def current(url: str) -> str | None:
    """Return the revision of the database, None when it was never migrated. Raises DatabaseUnavailable."""
    database = open_database(url, connections=1)
    try:
        return database.read(revision)
    finally:
        database.close()

"""Migrations: bring a database to the schema of this release."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from store.database_errors import unavailable
from store.databases import open_database
from store.engine import open_engine
from store.reads.revision import revision

FOLDER = Path(__file__).parent


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database to a revision, the newest by default; one that is at a later one stays there.

    Raises DatabaseUnavailable.
    """
    from alembic import command  # noqa: PLC0415 - 8 MB that an API process has no use for
    from alembic.config import Config  # noqa: PLC0415 - as above

    engine = open_engine(url, connections=1, create=True)
    if _is_later(engine):
        engine.dispose()
        return
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["engine"] = engine
    try:
        command.upgrade(config, revision)
    except DBAPIError as error:
        raise unavailable(engine, error.orig or error) from error
    finally:
        engine.dispose()


def _is_later(engine: Engine) -> bool:
    """Return whether a later release than this has been here. It knows revisions that we have no file of."""
    try:
        with engine.connect() as connection:
            known = inspect(connection).has_table("alembic_version")
            have = connection.execute(text("SELECT version_num FROM alembic_version")).scalar() if known else None
    except DBAPIError as error:
        raise unavailable(engine, error.orig or error) from error
    return have is not None and have > newest()


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

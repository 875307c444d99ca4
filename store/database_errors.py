"""What the surroundings of the database caused is told from a fault of ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from policy.errors import DatabaseUnavailable

_NO_SUCH_TABLE = "42P01"  # PostgreSQL's code
_MIGRATE = "`prohori migrate` makes its tables"

_SHUTDOWN_STATES = frozenset({"57P01", "57P02", "57P03"})


@contextmanager
def translating(engine: Engine) -> Iterator[None]:
    """Raise DatabaseUnavailable for what the surroundings cause; a fault of ours stays as it is."""
    try:
        yield
    except PoolTimeout as error:
        raise DatabaseUnavailable(f"{place(engine)}: no connection became free") from error
    except Exception as error:
        cause = driver_error(error)
        if cause is not None and _is_outside(engine, cause):
            if _is_cut_off(cause):
                engine.dispose()  # the other connections of the pool have lost their server as well
            raise unavailable(engine, cause) from error
        raise


def place(engine: Engine) -> str:
    """Return where the database is, without user and password."""
    url = engine.url
    if url.get_backend_name() == "sqlite":
        return f"the SQLite file {url.database}"
    return f"PostgreSQL at {url.host or 'the local socket'}:{url.port or 5432}, database {url.database or '(default)'}"


def unavailable(engine: Engine, cause: BaseException) -> DatabaseUnavailable:
    """Return the error with a sentence for the operator, without its full stop: where, why, and what helps."""
    file = engine.url.database or ""
    lines = str(cause).strip().splitlines() or [type(cause).__name__]
    if engine.url.get_backend_name() == "sqlite" and file not in ("", ":memory:") and not Path(file).exists():
        return DatabaseUnavailable(
            f"there is no SQLite file {file}; is PROHORI_DATA_DIR right? `prohori migrate` makes a new one"
        )
    why = lines[0].rstrip(".")
    if _has_no_tables(cause):
        return DatabaseUnavailable(f"{place(engine)} is not prepared ({why}); {_MIGRATE}")
    return DatabaseUnavailable(f"{place(engine)}: {why}")


def _has_no_tables(cause: BaseException) -> bool:
    return getattr(cause, "sqlstate", None) == _NO_SUCH_TABLE or str(cause).startswith("no such table")


def driver_error(error: Exception) -> BaseException | None:
    """Return the driver's own error, whether it came straight or through SQLAlchemy; None for any other."""
    if isinstance(error, DBAPIError):
        return error.orig
    return error if isinstance(error, sqlite3.Error) or hasattr(error, "sqlstate") else None


def is_outside(engine: Engine, error: Exception) -> bool:
    """Return whether the surroundings of the database caused the error, and not what it was asked for."""
    cause = driver_error(error)
    return cause is not None and _is_outside(engine, cause)


def _is_outside(engine: Engine, error: BaseException) -> bool:
    driver: Any = engine.dialect.dbapi
    if isinstance(error, driver.OperationalError | driver.InterfaceError | driver.InternalError):
        return True
    # A file that is no database, or one without our tables.
    return type(error) is driver.DatabaseError or getattr(error, "sqlstate", None) == _NO_SUCH_TABLE


def _is_cut_off(error: BaseException) -> bool:
    """Tell a lost connection from a server that answered: psycopg has no SQLSTATE for it, or one of these."""
    state = getattr(error, "sqlstate", "answered")
    return state is None or state[:2] == "08" or state in _SHUTDOWN_STATES

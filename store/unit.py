"""The unit of work: one transaction, opened by a use case, committed once, at its end."""

from __future__ import annotations

import functools
import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, CursorResult, Engine, Executable
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from store.engine import POSTGRESQL, SQLITE, Sql, open_engine

T = TypeVar("T")
Work = Callable[["Unit"], T]

GROUP_LIMIT = 128
ATTEMPTS = 4
_NO_SUCH_TABLE = "42P01"  # PostgreSQL's code
# Serialization failure and deadlock: PostgreSQL undid everything, the same work may simply run again.
_RETRY_STATES = frozenset({"40001", "40P01"})


class DatabaseUnavailable(Exception):
    """The database could not be reached, was too busy, or could not write. Nothing of the unit was kept."""


class Unit:
    """One open transaction. Statements go through it; it is never committed from inside."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.dialect = connection.dialect.name

    def run(self, statement: Sql, params: Mapping[str, Any]) -> CursorResult[Any]:
        """Run a prepared statement of the hot path with its named parameters."""
        return self.connection.exec_driver_sql(statement.words(self.dialect), dict(params))

    def together(self, first: Sequence[Sql], final: Sql, params: Mapping[str, Any]) -> CursorResult[Any]:
        """Run statements that share params and do not read each other's rows; return the result of the final one.

        PostgreSQL runs them as one statement in one round trip, SQLite one after the other.
        """
        if self.dialect == POSTGRESQL:
            return self.run(_as_one(tuple(first), final), params)
        for statement in first:
            self.run(statement, params)
        return self.run(final, params)

    def execute(self, statement: Executable, params: Any = None) -> CursorResult[Any]:
        """Run a SQLAlchemy Core statement; params may be one mapping or a list of them."""
        return self.connection.execute(statement, params)


@functools.cache
def _as_one(first: tuple[Sql, ...], final: Sql) -> Sql:
    parts = ", ".join(f"s{number} AS ({one.postgresql})" for number, one in enumerate(first))
    return Sql(sqlite="", postgresql=f"WITH {parts} {final.postgresql}")


class Database(Protocol):
    """Where units of work are opened."""

    def write(self, work: Work[T]) -> T:
        """Run work in a transaction, commit, and return its result.

        Work must touch nothing but the unit: it may run again after a deadlock. Raises what work raises, with
        nothing kept, or DatabaseUnavailable.
        """

    def write_one(self, work: Work[T]) -> T:
        """Run work that writes with its first statement only, committed by itself; return its result.

        Saves PostgreSQL two round trips. Raises as write does, but what the first statement wrote is kept.
        """

    def read(self, work: Work[T]) -> T:
        """Run work that only reads. Raises DatabaseUnavailable."""

    def close(self) -> None:
        """Finish what was begun and close all connections."""


def open_database(url: str, *, connections: int = 8) -> Database:
    """Return the database behind url. connections: how many units may be open at once."""
    engine = open_engine(url, connections=connections)
    return PostgresDatabase(engine) if engine.dialect.name == POSTGRESQL else SqliteDatabase(engine)


class PostgresDatabase:
    """Units of work on PostgreSQL: a transaction each."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._single = engine.execution_options(isolation_level="AUTOCOMMIT")

    def write(self, work: Work[T]) -> T:
        """See Database.write."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self._engine.begin() as connection:
                    return work(Unit(connection))
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) in _RETRY_STATES and attempt < ATTEMPTS:
                    continue
                raise _translated(error) from error
            except PoolTimeout as error:
                raise DatabaseUnavailable("no connection became free") from error
        raise DatabaseUnavailable("the transaction lost against others again and again")

    def write_one(self, work: Work[T]) -> T:
        """See Database.write_one."""
        return _run(self._single, work)

    def read(self, work: Work[T]) -> T:
        """See Database.read."""
        return _run(self._single, work)

    def close(self) -> None:
        """See Database.close."""
        self._engine.dispose()


class SqliteDatabase:
    """Units of work on SQLite: one writer thread that commits in groups.

    SQLite has one writer at a time; letting threads queue for its lock starves some of them for seconds. Here they
    queue in order, and all that wait share one commit, each in a savepoint of its own.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writes=True)
        self._jobs: queue.SimpleQueue[tuple[Work[Any], Future[Any]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name="sqlite-writer", daemon=True)
        self._thread.start()

    def write(self, work: Work[T]) -> T:
        """See Database.write."""
        done: Future[T] = Future()
        self._jobs.put((work, done))
        return done.result()

    write_one = write  # all that wait share one commit anyway

    def read(self, work: Work[T]) -> T:
        """See Database.read."""
        return _run(self._engine, work)

    def close(self) -> None:
        """See Database.close."""
        self._jobs.put(None)
        self._thread.join()
        self._engine.dispose()

    def _serve(self) -> None:
        closing = False
        while not closing:
            group = []
            job = self._jobs.get()
            while job is not None:
                group.append(job)
                if len(group) == GROUP_LIMIT or self._jobs.empty():
                    break
                job = self._jobs.get()
            closing = job is None
            if group:
                self._commit(group)

    def _commit(self, group: list[tuple[Work[Any], Future[Any]]]) -> None:
        finished: list[tuple[Future[Any], Any]] = []
        try:
            with self._writing.begin() as connection:
                for work, done in group:
                    try:
                        with connection.begin_nested():
                            finished.append((done, work(Unit(connection))))
                    except OperationalError:
                        raise
                    except Exception as error:
                        done.set_exception(_translated(error))
        except Exception as error:
            for _work, done in group:
                if not done.done():
                    done.set_exception(_translated(error))
            return
        for done, result in finished:
            done.set_result(result)


def _run(engine: Engine, work: Work[T]) -> T:
    try:
        with engine.connect() as connection:
            return work(Unit(connection))
    except DBAPIError as error:
        raise _translated(error) from error
    except PoolTimeout as error:
        raise DatabaseUnavailable("no connection became free") from error


def _translated(error: Exception) -> Exception:
    """Return DatabaseUnavailable for what the surroundings cause; a fault of ours stays as it is."""
    if isinstance(error, OperationalError | InterfaceError | InternalError) or _is_unusable(error):
        return DatabaseUnavailable(type(getattr(error, "orig", error)).__name__)
    return error


def _is_unusable(error: Exception) -> bool:
    """Tell a database without our tables, or a file that is none, from a fault of ours."""
    if type(error) is DatabaseError:
        return True
    return getattr(getattr(error, "orig", None), "sqlstate", None) == _NO_SUCH_TABLE


__all__ = ["POSTGRESQL", "SQLITE", "Database", "DatabaseUnavailable", "Unit", "open_database"]

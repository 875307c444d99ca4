"""The unit of work: one transaction, opened by a use case, committed once, at its end."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, CursorResult, Engine, Executable, PoolProxiedConnection

from store.engine import POSTGRESQL, Sql

T = TypeVar("T")
Work = Callable[["Unit"], T]


class Unit:
    """One open transaction. Statements go through it; it is never committed from inside."""

    def __init__(self, engine: Engine, pooled: PoolProxiedConnection, connection: Connection | None = None) -> None:
        self.dialect = engine.dialect.name
        self._engine = engine
        self._pooled = pooled
        self._connection = connection
        self._driver: Any = pooled.driver_connection

    @property
    def connection(self) -> Connection:
        """SQLAlchemy's view of the connection, made when a Core statement first needs it."""
        if self._connection is None:
            self._connection = Connection(self._engine, connection=self._pooled)
        return self._connection

    def run(self, statement: Sql, params: Mapping[str, Any]) -> list[Any]:
        """Run a statement of the hot path with its named parameters; return its rows as tuples.

        It goes to the driver directly: SQLAlchemy's own way costs as much again.
        """
        cursor = self._driver.execute(statement.words(self.dialect), params)
        return cursor.fetchall() if cursor.description else []

    def together(self, first: Sequence[Sql], final: Sql, params: Mapping[str, Any]) -> list[Any]:
        """Run statements that share params and do not read each other's rows; return the rows of the final one.

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

        Work must touch nothing but the unit: it may run again, after a deadlock or a neighbour's fault. Raises what
        work raises, with nothing kept, or DatabaseUnavailable.
        """

    def write_one(self, work: Work[T]) -> T:
        """Run work that writes with its first statement only, committed by itself; return its result.

        Saves PostgreSQL two round trips. Raises as write does, but what the first statement wrote is kept.
        """

    def read(self, work: Work[T]) -> T:
        """Run work that only reads. Raises DatabaseUnavailable."""

    def scrub(self) -> None:
        """Leave nothing of deleted rows in the database's files, as far as that lies with us.

        What waits to be overwritten in PostgreSQL's files, its archives and any backup is their keeper's. Raises
        DatabaseUnavailable.
        """

    def close(self) -> None:
        """Finish what was begun and close all connections."""

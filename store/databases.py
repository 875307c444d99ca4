"""The two databases: how each runs a unit of work, SQLite's by one writer thread that commits in groups."""

from __future__ import annotations

import contextvars
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine

from policy.errors import DatabaseUnavailable
from store.database_errors import driver_error, is_outside, translating
from store.engine import POSTGRESQL, Sql, open_engine
from store.unit import Database, T, Unit, Work

GROUP_LIMIT = 128
ATTEMPTS = 4
# Serialization failure and deadlock: PostgreSQL undid everything, the same work may simply run again.
_RETRY_STATES = frozenset({"40001", "40P01"})


def open_database(url: str, *, connections: int = 8) -> Database:
    """Return the database behind url. connections: how many units may be open at once."""
    engine = open_engine(url, connections=connections)
    return PostgresDatabase(engine) if engine.dialect.name == POSTGRESQL else SqliteDatabase(engine)


class PostgresDatabase:
    """Units of work on PostgreSQL: a transaction each."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writes=True)

    def write(self, work: Work[T]) -> T:
        """See Database.write."""
        return self._again_after_a_deadlock(self._in_transaction, work)

    def write_one(self, work: Work[T]) -> T:
        """See Database.write_one."""
        return self._again_after_a_deadlock(self._by_statement, work)

    def read(self, work: Work[T]) -> T:
        """See Database.read."""
        with translating(self._engine):
            return self._by_statement(work)

    def scrub(self) -> None:
        """See Database.scrub."""

    def close(self) -> None:
        """See Database.close."""
        self._engine.dispose()

    def _in_transaction(self, work: Work[T]) -> T:
        with self._writing.begin() as connection:
            return work(Unit(self._writing, connection.connection, connection))

    def _by_statement(self, work: Work[T]) -> T:
        pooled = self._engine.raw_connection()
        try:
            return work(Unit(self._engine, pooled))
        finally:
            pooled.close()

    def _again_after_a_deadlock(self, run: Callable[[Work[T]], T], work: Work[T]) -> T:
        with translating(self._engine):
            for _ in range(ATTEMPTS - 1):
                try:
                    return run(work)
                except Exception as error:
                    if getattr(driver_error(error), "sqlstate", None) not in _RETRY_STATES:
                        raise
            return run(work)


@dataclass(frozen=True, slots=True)
class _Failed:
    """What became of a job that failed while its neighbours did not."""

    error: Exception


_SAVE, _UNDO, _RELEASE = (
    Sql(sqlite=words, postgresql=words) for words in ("SAVEPOINT job", "ROLLBACK TO job", "RELEASE job")
)


class SqliteDatabase:
    """Units of work on SQLite: one writer thread that commits in groups.

    SQLite has one writer at a time; letting threads queue for its lock starves some of them for seconds. Here they
    queue in order, and all that wait share one commit.
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
        # In the caller's context: what is written goes back to the same request.
        context = contextvars.copy_context()
        self._jobs.put((lambda unit: context.run(work, unit), done))
        return done.result()

    write_one = write  # all that wait share one commit anyway

    def read(self, work: Work[T]) -> T:
        """See Database.read."""
        with translating(self._engine), self._engine.connect() as connection:
            return work(Unit(self._engine, connection.connection, connection))

    def scrub(self) -> None:
        """See Database.scrub. secure_delete overwrites the file's own pages; the journal beside it is emptied here."""
        with translating(self._engine):
            pooled = self._engine.raw_connection()
            try:
                pooled.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                pooled.close()

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
        try:
            with translating(self._engine), self._writing.begin() as connection:
                unit = Unit(self._writing, connection.connection, connection)
                outcomes = [self._apart(unit, work) if len(group) > 1 else work(unit) for work, _ in group]
        except Exception as error:
            # What the surroundings caused would meet each of them again, and keep the others waiting as long.
            if len(group) == 1 or isinstance(error, DatabaseUnavailable):
                for _, done in group:
                    done.set_exception(error)
                return
            # The commit itself failed, by a fault of one of them: each once more by itself.
            for job in group:
                self._commit([job])
            return
        for (_, done), outcome in zip(group, outcomes, strict=True):
            if isinstance(outcome, _Failed):
                done.set_exception(outcome.error)
            else:
                done.set_result(outcome)

    def _apart(self, unit: Unit, work: Work[Any]) -> Any:
        """Return what one job of a group gives; where it fails by its own fault, only what it wrote is undone."""
        unit.run(_SAVE, {})
        try:
            outcome = work(unit)
        except Exception as error:
            if is_outside(self._engine, error):
                raise
            unit.run(_UNDO, {})
            outcome = _Failed(error)
        unit.run(_RELEASE, {})
        return outcome

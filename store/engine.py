"""The two databases, and every difference between them but the claim: connections, statements, tables from JSON."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.pool import ConnectionPoolEntry

SQLITE = "sqlite"
POSTGRESQL = "postgresql"

SQLITE_OLDEST = (3, 35, 0)  # the first with RETURNING
BUSY_MILLISECONDS = 4_000
STATEMENT_MILLISECONDS = 30_000
LOCK_MILLISECONDS = 4_000
CONNECT_SECONDS = 3

_PARAMETER = re.compile(r"(?<![:\w]):(\w+)")


@dataclass(frozen=True, slots=True)
class Sql:
    """One statement in the words of each driver. Parameters are named."""

    sqlite: str
    postgresql: str

    def words(self, dialect: str) -> str:
        """Return the statement for "sqlite" or "postgresql"."""
        return self.postgresql if dialect == POSTGRESQL else self.sqlite


def sql(statement: str, *, rows: Mapping[str, str] | None = None) -> Sql:
    """Return a statement written once, with `:name` parameters, for both drivers.

    rows: columns and their PostgreSQL types of the table that stands for `{rows}` in the statement; it is made
    from the one parameter `:rows`, a JSON array of objects. So a batch of any size is one constant statement,
    prepared once.
    """
    sqlite = postgresql = statement
    if rows is not None:
        sqlite = statement.replace("{rows}", _rows_sqlite(rows))
        postgresql = statement.replace("{rows}", _rows_postgresql(rows))
    return Sql(sqlite=sqlite, postgresql=_PARAMETER.sub(r"%(\1)s", postgresql))


def _rows_sqlite(columns: Mapping[str, str]) -> str:
    fields = ", ".join(f"json_extract(value, '$.{name}') AS {name}" for name in columns)
    # LIMIT -1 keeps SQLite from melting the sub-query into the statement and parsing the JSON anew per row.
    return f"(SELECT {fields} FROM json_each(:rows) LIMIT -1)"


def _rows_postgresql(columns: Mapping[str, str]) -> str:
    fields = ", ".join(f"{name} {type_}" for name, type_ in columns.items())
    names = ", ".join(columns)
    return f"(SELECT {names} FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r({fields}))"


def open_engine(url: str, *, connections: int, create: bool = False) -> Engine:
    """Return an engine for a SQLite or PostgreSQL URL.

    connections: how many may be open at once. create: make a SQLite file that is missing.
    Raises ValueError for another database, or a SQLite that is too old.
    """
    backend = make_url(url).get_backend_name()
    if backend == SQLITE:
        return _open_sqlite(url, connections, create)
    if backend == POSTGRESQL:
        return _open_postgresql(url, connections)
    raise ValueError(f"the database must be SQLite or PostgreSQL, not {backend}")


def _open_sqlite(url: str, connections: int, create: bool) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=connections,
        max_overflow=0,
        connect_args={"check_same_thread": False, "timeout": BUSY_MILLISECONDS / 1000},
    )
    if engine.dialect.dbapi is not None and engine.dialect.dbapi.sqlite_version_info < SQLITE_OLDEST:
        raise ValueError(f"SQLite {'.'.join(map(str, SQLITE_OLDEST))} or newer is needed")

    @event.listens_for(engine, "do_connect")
    def must_exist(_dialect: Any, _record: Any, where: list[Any], _options: Any) -> None:
        # An empty database in a folder named by mistake would look like lost comments. A lost race changes nothing.
        if not create and not os.path.exists(where[0]):
            raise sqlite3.OperationalError("unable to open database file")

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # a 202 means: on the disk
            "foreign_keys=ON",
            "secure_delete=ON",  # what is deleted is overwritten: erased is erased, in the file as well
            f"busy_timeout={BUSY_MILLISECONDS}",
            "cache_size=-8000",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        # An author takes the lock at once: upgrading later could fail in the middle.
        kind = "IMMEDIATE" if connection.get_execution_options().get("writes") else "DEFERRED"
        connection.exec_driver_sql(f"BEGIN {kind}")

    return engine


def _open_postgresql(url: str, connections: int) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,  # they hold comments; errors end in logs
        pool_size=connections,
        max_overflow=0,
        pool_timeout=5,
        pool_use_lifo=True,
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "application_name": "prohori",
            "options": f"-c statement_timeout={STATEMENT_MILLISECONDS} -c lock_timeout={LOCK_MILLISECONDS}"
            f" -c idle_in_transaction_session_timeout={STATEMENT_MILLISECONDS} -c jit=off",
            # Detects a peer that vanished without a word within about ten seconds.
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 3,
            "tcp_user_timeout": 10_000,
        },
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _entry: ConnectionPoolEntry) -> None:
        # Ids are text in our code, as on SQLite.
        connection.adapters.register_loader("uuid", _text_loader())
        connection.autocommit = True  # we say BEGIN ourselves, and only before writing

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        if connection.get_execution_options().get("writes"):
            connection.exec_driver_sql("BEGIN")

    return engine


def _text_loader() -> Any:
    from psycopg.types.string import TextLoader  # noqa: PLC0415 - SQLite needs no PostgreSQL driver

    return TextLoader

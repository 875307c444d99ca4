"""A table of the site's own, in its PostgreSQL or MySQL, as article store: rows are put and taken away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, MetaData, Table, create_engine, delete, event, inspect, make_url, select
from sqlalchemy.dialects.mysql import insert as mysql_insert
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from store.outside import OutsideItem

FIELDS: Final = (
    "id",
    "external_id",
    "article",
    "parent_id",
    "author_id",
    "author_name",
    "author_url",
    "text",
    "language",
    "revision",
    "version",
    "created_at",
    "published_at",
)
REQUIRED: Final = ("id", "article", "text")
_DRIVERS: Final = {"postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql", "mariadb": "mysql+pymysql"}
_PORTS: Final = {"postgresql": 5432, "mysql": 3306, "mariadb": 3306}


class OutsideTableError(Exception):
    """The site's database did not do it. The message names the kind of fault; no value is in it."""


class OutsideTable:
    """One table. columns: our FIELDS to the names of its columns. check: (host, port) -> the addresses that may be
    connected to; what it raises goes through. Raises ValueError for a URL that is none."""

    def __init__(
        self,
        url: str,
        password: str | None,
        table: str,
        columns: Mapping[str, str],
        *,
        seconds: int,
        check: Callable[[str, int], list[str]],
    ) -> None:
        parts = read_table_url(url)
        self._kind = parts.get_backend_name()
        self._columns = dict(columns)
        self._table_name = table
        self._table: Table | None = None
        host, port = parts.host or "", parts.port or _PORTS[self._kind]
        self._engine = create_engine(
            parts.set(drivername=_DRIVERS[self._kind], password=password, port=port),
            hide_parameters=True,
            pool_size=1,
            max_overflow=0,
            pool_timeout=seconds,
            pool_recycle=300,
            pool_pre_ping=True,
            connect_args=self._limits(seconds),
        )

        @event.listens_for(self._engine, "do_connect")
        def connect_to_what_was_checked(_dialect: Any, _record: Any, _args: Any, params: dict[str, Any]) -> None:
            address = check(host, port)[0]
            params["host" if self._kind != "postgresql" else "hostaddr"] = address

    def put(self, item: OutsideItem) -> None:
        """Write the comment's row, whether it was there or not. Raises OutsideTableError."""
        values = {self._columns[name]: value for name, value in self._values(item).items() if name in self._columns}
        key = self._columns["id"]
        with _translated(), self._engine.begin() as connection:
            table = self._reflected(connection)
            others = {name: value for name, value in values.items() if name != key}
            if self._kind == "postgresql":
                statement: Any = postgres_insert(table).values(values)
                connection.execute(statement.on_conflict_do_update(index_elements=[key], set_=others))
            else:
                connection.execute(mysql_insert(table).values(values).on_duplicate_key_update(others))

    def take_away(self, comment_id: str) -> None:
        """Delete the comment's row; one that is not there is no fault. Raises OutsideTableError."""
        with _translated(), self._engine.begin() as connection:
            table = self._reflected(connection)
            connection.execute(delete(table).where(table.c[self._columns["id"]] == comment_id))

    def shown(self, article_id: str) -> dict[str, int | None]:
        """Return the comments of an article by id, with their revision where that is kept. Raises OutsideTableError."""
        with _translated(), self._engine.connect() as connection:
            table = self._reflected(connection)
            wanted = [table.c[self._columns["id"]]]
            if "revision" in self._columns:
                wanted.append(table.c[self._columns["revision"]])
            rows = connection.execute(select(*wanted).where(table.c[self._columns["article"]] == article_id))
            return {str(row[0]): int(row[1]) if len(row) > 1 else None for row in rows}

    def faults(self) -> list[tuple[str, str]]:
        """Return what is wrong with table and columns, as (field, sentence); an empty list when it will do.

        Raises OutsideTableError when the database cannot be asked.
        """
        with _translated():
            schema, _, name = self._table_name.rpartition(".")
            looked = inspect(self._engine)
            if not looked.has_table(name, schema=schema or None):
                return [("table", "is not there")]
            there = {column["name"] for column in looked.get_columns(name, schema=schema or None)}
            missing = [
                (f"columns/{ours}", f"names no column of the table: {theirs}")
                for ours, theirs in self._columns.items()
                if theirs not in there
            ]
            key = [self._columns["id"]]
            unique = [
                looked.get_pk_constraint(name, schema=schema or None)["constrained_columns"],
                *[one["column_names"] for one in looked.get_unique_constraints(name, schema=schema or None)],
                *[one["column_names"] for one in looked.get_indexes(name, schema=schema or None) if one["unique"]],
            ]
            if not missing and key not in unique:
                return [("columns/id", "must be the table's primary key, or unique by itself")]
            return missing

    def close(self) -> None:
        """Close the connection."""
        self._engine.dispose()

    def _reflected(self, connection: Connection) -> Table:
        if self._table is None:
            schema, _, name = self._table_name.rpartition(".")
            self._table = Table(name, MetaData(), schema=schema or None, autoload_with=connection, resolve_fks=False)
        return self._table

    def _limits(self, seconds: int) -> dict[str, Any]:
        if self._kind == "postgresql":
            options = f"-c statement_timeout={seconds * 1000} -c lock_timeout={seconds * 1000}"
            return {"connect_timeout": seconds, "options": options, "application_name": "prohori"}
        return {
            "connect_timeout": seconds,
            "read_timeout": seconds,
            "write_timeout": seconds,
            "charset": "utf8mb4",
            "local_infile": False,
        }

    def _values(self, item: OutsideItem) -> dict[str, Any]:
        return {
            "id": item.comment_id,
            "external_id": item.external_id,
            "article": item.article_id,
            "parent_id": item.parent_id,
            "author_id": item.author_id,
            "author_name": item.author_name,
            "author_url": item.author_url,
            "text": item.text,
            "language": item.language,
            "revision": item.revision,
            "version": item.version,
            "created_at": self._moment(item.created_at),
            "published_at": self._moment(item.published_at),
        }

    def _moment(self, moment: int | None) -> datetime | None:
        """Return a moment with its zone for PostgreSQL; MySQL's DATETIME knows none, and gets UTC."""
        if moment is None:
            return None
        when = datetime.fromtimestamp(moment / 1_000_000, UTC)
        return when if self._kind == "postgresql" else when.replace(tzinfo=None)


def read_table_url(url: str) -> URL:
    """Return the parts of a database URL. Raises ValueError saying what is wrong."""
    try:
        parts = make_url(url)
    except SQLAlchemyError as error:
        raise ValueError("is not the address of a database") from error
    if parts.drivername not in _DRIVERS:
        raise ValueError("must start with postgresql:// or mysql://")
    if not parts.host or not parts.database:
        raise ValueError("must name a host and a database")
    if parts.query:
        raise ValueError("must not have options after '?'")
    return parts


class _translated:  # noqa: N801 - used as a statement
    """Turns what the driver raises into OutsideTableError, without a value in it."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _type: Any, error: BaseException | None, _trace: Any) -> None:
        if isinstance(error, SQLAlchemyError):
            kind = type(getattr(error, "orig", None) or error).__name__
            raise OutsideTableError(f"the database of the table refused or could not be reached ({kind})") from None

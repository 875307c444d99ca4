"""Events for the world outside, written in the transaction that made them true."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text, text

from store.tables.base import Counter, Id, Moment, metadata

_open = text("position IS NULL")
_numbered = text("position IS NOT NULL")

outbox = Table(
    "outbox",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("site_id", Integer, nullable=False),
    Column("comment_id", Id, nullable=False),
    Column("version", Integer, nullable=False),  # of the comment, after the change
    Column("event", Text, nullable=False),
    Column("origin", Text),  # the request that it goes back to
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False, server_default="0"),  # what may be undone is told when it no longer can
    # Its place among all that was told, given after the commit by one distributor at a time: whoever sees one sees
    # all before it. Null: to be told.
    Column("position", BigInteger),
    Index("ix_outbox_open", "id", postgresql_where=_open, sqlite_where=_open),
    Index("ix_outbox_open_comment", "comment_id", postgresql_where=_open, sqlite_where=_open),
    Index("ix_outbox_told", "site_id", "position", postgresql_where=_numbered, sqlite_where=_numbered),
    Index("ix_outbox_created", "created_at"),
)

feeds = Table(
    "feeds",
    metadata,
    Column("name", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),  # the last that was given
)
"""How far the numbering is: whoever holds the lock of that row is the one distributor. And what each site forgot."""

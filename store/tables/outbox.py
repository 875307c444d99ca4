"""Events for the world outside, written in the transaction that made them true."""

from sqlalchemy import Column, Index, Integer, Table, Text, text

from store.tables.base import Counter, Id, Moment, metadata

_open = text("done_at IS NULL")
_done = text("done_at IS NOT NULL")

outbox = Table(
    "outbox",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("site_id", Integer, nullable=False),
    Column("comment_id", Id, nullable=False),
    Column("version", Integer, nullable=False),
    Column("event", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("lease_until", Moment, nullable=False, server_default="0"),  # leased until then, or not to be tried before
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("last_error", Text),
    Column("done_at", Moment),  # null: somebody has still to be told
    # What is open, in its order, and the earlier events of the same comment.
    Index("ix_outbox_open", "id", postgresql_where=_open, sqlite_where=_open),
    Index("ix_outbox_open_comment", "comment_id", "id", postgresql_where=_open, sqlite_where=_open),
    Index("ix_outbox_done", "done_at", postgresql_where=_done, sqlite_where=_done),
    Index("ix_outbox_created", "created_at"),
)

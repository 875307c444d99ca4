"""Events for the world outside, written in the transaction that made them true."""

from sqlalchemy import Column, Integer, Table, Text

from store.tables.base import Counter, Id, Moment, metadata

outbox = Table(
    "outbox",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("site_id", Integer, nullable=False),
    Column("comment_id", Id, nullable=False),
    Column("version", Integer, nullable=False),
    Column("event", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)

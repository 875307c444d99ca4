"""Idempotency-Key values seen, each with the comment it made."""

from sqlalchemy import Column, ForeignKey, Integer, PrimaryKeyConstraint, Table, Text

from store.tables.base import Id, Moment, metadata

idempotency = Table(
    "idempotency",
    metadata,
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("request_hash", Text, nullable=False),
    Column("comment_id", Id, nullable=False, index=True),
    Column("created_at", Moment, nullable=False, index=True),
    PrimaryKeyConstraint("site_id", "key"),
)

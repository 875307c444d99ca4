"""Scores of Google's Perspective beside ours, while a site runs both."""

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, Table, Text

from store.tables.base import Counter, Moment, metadata

perspective_pairs = Table(
    "perspective_pairs",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False),
    Column("attribute", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("theirs", Float, nullable=False),
    Column("ours", Float, nullable=False),
    Column("text", Text),  # null where the caller forbade to keep it
    Column("created_at", Moment, nullable=False),
    Index("ix_perspective_pairs_site_id", "site_id", "id"),
)

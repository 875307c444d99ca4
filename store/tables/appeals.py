"""What authors say against refusals: one appeal for each decision."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from store.tables.base import Id, Moment, metadata

appeals = Table(
    "appeals",
    metadata,
    Column("id", Id, primary_key=True),
    Column("comment_id", Id, ForeignKey("comments.id"), nullable=False),
    Column("site_id", Integer, nullable=False),
    Column("decision_id", Id, ForeignKey("decisions.id"), nullable=False, unique=True),
    Column("decided_by", Text),  # who had decided; null: the machine
    Column("text", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("outcome", Text),  # upheld, overturned or withdrawn; null: open
    Column("settled_by", Text),
    Column("settled_at", Moment),
    Index("ix_appeals_comment", "comment_id", "created_at"),
)

"""The decision log: one row for each change of a comment's status. Append-only; a trigger refuses anything else."""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text, UniqueConstraint

from store.tables.base import Id, Json, Moment, metadata

decisions = Table(
    "decisions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("comment_id", Id, ForeignKey("comments.id"), nullable=False),
    Column("site_id", Integer, nullable=False),
    Column("version", Integer, nullable=False),  # the comment's version after this decision
    Column("revision", Integer, nullable=False),
    Column("old_status", Text, nullable=False),
    Column("new_status", Text, nullable=False),
    Column("actor", Text, nullable=False),  # machine, person or author
    Column("actor_id", Text),
    Column("model", Text),
    Column("policy", Integer),
    Column("scores", Json),
    Column("reasons", Json, nullable=False),
    Column("note", Text),
    Column("decided_at", Moment, nullable=False),
    UniqueConstraint("comment_id", "version"),
)

"""Classifiers that were put in use while Prohori ran: their files, and every change of which one judges."""

from sqlalchemy import Column, ForeignKey, LargeBinary, Table, Text

from store.tables.base import Counter, Moment, metadata

models = Table(
    "models",
    metadata,
    Column("version", Text, primary_key=True),
    Column("card", Text, nullable=False),
    Column("weights", LargeBinary),  # null: forgotten, to make room
    Column("kept_at", Moment, nullable=False),
)

model_changes = Table(
    "model_changes",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("version", Text, ForeignKey("models.version")),  # null: each process's own, of its settings or release
    Column("changed_at", Moment, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("note", Text),
)
"""Append only; the last one counts."""

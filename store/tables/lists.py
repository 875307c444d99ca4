"""Entries of the sites' word lists. A removed one stays, with who removed it and when."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, text

from store.tables.base import Id, Moment, metadata

_standing = text("removed_at IS NULL")

list_entries = Table(
    "list_entries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("note", Text),
    Column("author", Text, nullable=False),  # a key's name, or who ran the command
    Column("created_at", Moment, nullable=False),
    Column("removed_by", Text),
    Column("removed_at", Moment),
    Index("ix_list_entries_site", "site_id", "id"),
    Index(
        "uq_list_entries_text",
        "site_id",
        "kind",
        "text",
        unique=True,
        postgresql_where=_standing,
        sqlite_where=_standing,
    ),
)

"""What moderators leave behind at the desk: claims, notes, work on many comments at once."""

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Index, Integer, PrimaryKeyConstraint, Table, Text, text

from store.tables.base import Id, Moment, metadata

_open = text("finished_at IS NULL")

claims = Table(
    "claims",
    metadata,
    Column("comment_id", Id, ForeignKey("comments.id"), primary_key=True),
    Column("site_id", Integer, nullable=False),
    Column("holder", Text, nullable=False),  # as in decisions.actor_id
    Column("claimed_at", Moment, nullable=False),
    Column("lease_until", Moment, nullable=False),
)

notes = Table(
    "notes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("site_id", Integer, nullable=False),
    Column("author_id", Text, nullable=False),
    Column("comment_id", Id, ForeignKey("comments.id")),  # null: about the author, not about one comment
    Column("person", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    ForeignKeyConstraint(["site_id", "author_id"], ["authors.site_id", "authors.id"]),
    Index("ix_notes_author", "site_id", "author_id", "created_at"),
)

bulks = Table(
    "bulks",
    metadata,
    Column("id", Id, primary_key=True),
    Column("site_id", Integer, nullable=False),
    Column("person", Text, nullable=False),
    Column("action", Text, nullable=False),  # approve, reject or hold
    Column("reason", Text, nullable=False),
    Column("note", Text),
    Column("state", Text, nullable=False),  # running, done, undoing or undone
    Column("total", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("finished_at", Moment),  # null again while it is being undone
    Column("undone_by", Text),
    Column("origin", Text),  # the request that asked for it, or for undoing it
    Index("ix_bulks_site", "site_id", "created_at"),
    Index("ix_bulks_open", "created_at", postgresql_where=_open, sqlite_where=_open),
)

bulk_items = Table(
    "bulk_items",
    metadata,
    Column("bulk_id", Id, ForeignKey("bulks.id"), nullable=False),
    Column("comment_id", Id, ForeignKey("comments.id"), nullable=False),
    Column("version", Integer, nullable=False),  # as seen when the work was asked for
    Column("old_status", Text, nullable=False),
    Column("outcome", Text),  # null: still to do; moved, skipped, undone or kept
    PrimaryKeyConstraint("bulk_id", "comment_id"),
    Index("ix_bulk_items_outcome", "bulk_id", "outcome", "comment_id"),
)

"""What readers said against comments."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from store.tables.base import Id, Moment, metadata

reports = Table(
    "reports",
    metadata,
    Column("id", Id, primary_key=True),
    Column("comment_id", Id, ForeignKey("comments.id"), nullable=False),
    Column("site_id", Integer, nullable=False),
    Column("reporter", Text, nullable=False),  # the site's own id of the reader
    Column("reason", Text, nullable=False),
    Column("note", Text),
    Column("created_at", Moment, nullable=False),
    Column("settled_at", Moment),  # when a person next decided on the comment
    UniqueConstraint("comment_id", "reporter"),
    Index("ix_reports_site", "site_id", "created_at"),
)

"""What readers said against comments."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text

from store.tables.base import Id, Moment, metadata

_settled = text("outcome IS NOT NULL")

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
    Column("weight", Integer, nullable=False, server_default="100"),  # hundredths, by the reporter's record
    Column("revision", Integer, nullable=False, server_default="1"),  # of the comment, when it was made
    Column("address_hash", Text),  # of a reader who is known by no more than a secret
    Column("outcome", Text),  # upheld or dismissed by a person; null: neither
    Column("settled_at", Moment),  # when a person next decided on the comment
    UniqueConstraint("comment_id", "reporter"),
    Index("ix_reports_site", "site_id", "created_at"),
    Index("ix_reports_reporter", "site_id", "reporter", postgresql_where=_settled, sqlite_where=_settled),
)

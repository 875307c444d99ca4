"""What Akismet's wire must remember: its checks by their guid, and how many there were."""

from sqlalchemy import Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table, Text

from store.tables.base import Id, Moment, metadata

akismet_checks = Table(
    "akismet_checks",
    metadata,
    Column("guid", Id, primary_key=True),
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False),
    Column("comment_id", Id, ForeignKey("comments.id"), nullable=False, index=True),
    Column("content", Text, nullable=False),  # keyed hash of the text
    Column("fingerprint", Text, nullable=False),  # keyed hash of what a report repeats
    Column("callback", Text),  # where a later verdict is told, on a host of the site
    Column("post_id", Text),  # the caller's own numbers, told with it
    Column("parent_id", Text),
    Column("told", Text, nullable=False),  # true, false, or wait: false, and that a verdict will follow
    Column("created_at", Moment, nullable=False),
    Index("ix_akismet_checks_content", "site_id", "content"),
    Index("ix_akismet_checks_fingerprint", "site_id", "fingerprint"),
)

akismet_usage = Table(
    "akismet_usage",
    metadata,
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False),
    Column("month", Text, nullable=False),  # YYYY-MM, UTC
    Column("blog", Text, nullable=False),
    Column("spam", Integer, nullable=False, server_default="0"),
    Column("ham", Integer, nullable=False, server_default="0"),
    Column("missed_spam", Integer, nullable=False, server_default="0"),
    Column("false_positives", Integer, nullable=False, server_default="0"),
    PrimaryKeyConstraint("site_id", "month", "blog"),
)

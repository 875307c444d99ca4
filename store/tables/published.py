"""The built-in article store: what readers see under an article, and how many."""

from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)

from store.tables.base import Id, Moment, metadata

_reply = text("parent_id IS NOT NULL")

published = Table(
    "published",
    metadata,
    Column("comment_id", Id, ForeignKey("comments.id"), primary_key=True),
    Column("site_id", Integer, nullable=False),
    Column("article_id", Text, nullable=False),
    Column("parent_id", Id),
    Column("author_id", Text, nullable=False),
    Column("author_name", Text),
    Column("author_url", Text),
    Column("text", Text, nullable=False),
    Column("language", Text),
    Column("revision", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("published_at", Moment, nullable=False),
    Index("ix_published_thread", "site_id", "article_id", "created_at", "comment_id"),
    Index("ix_published_author", "site_id", "author_id"),
    Index("ix_published_parent", "parent_id", postgresql_where=_reply, sqlite_where=_reply),
)

article_threads = Table(
    "article_threads",
    metadata,
    Column("site_id", Integer, nullable=False),
    Column("article_id", Text, nullable=False),
    Column("published", Integer, nullable=False),
    Column("version", Integer, nullable=False),  # grows with each change of the thread: its ETag
    PrimaryKeyConstraint("site_id", "article_id"),
    ForeignKeyConstraint(["site_id", "article_id"], ["articles.site_id", "articles.id"]),
)

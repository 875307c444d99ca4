"""Articles, named by the site's own ids. A row may be a stub: an id that was commented on before it was described."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, PrimaryKeyConstraint, Table, Text

from store.tables.base import Json, Moment, metadata

articles = Table(
    "articles",
    metadata,
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False),
    Column("id", Text, nullable=False),
    Column("url", Text),
    Column("title", Text),
    Column("language", Text),
    Column("section", Text),
    Column("tags", Json, nullable=False),
    Column("summary", Text),
    Column("open", Boolean, nullable=False),
    Column("published_at", Moment),  # as the site says; null: not known
    Column("closes_at", Moment),  # when it takes no more comments, by the site's rules; null: never
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    PrimaryKeyConstraint("site_id", "id"),
)

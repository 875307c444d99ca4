"""Writers, named by the site's own ids. What a comment shows of its writer is kept with the comment."""

from sqlalchemy import Column, ForeignKey, Integer, PrimaryKeyConstraint, Table, Text

from store.tables.base import Moment, metadata

authors = Table(
    "authors",
    metadata,
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False),
    Column("id", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    PrimaryKeyConstraint("site_id", "id"),
)

"""Each version of each site's rules."""

from sqlalchemy import Column, ForeignKey, Integer, PrimaryKeyConstraint, Table, Text

from store.tables.base import Json, Moment, metadata

rulesets = Table(
    "rulesets",
    metadata,
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", Json, nullable=False),
    Column("author", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    PrimaryKeyConstraint("site_id", "version"),
)

"""What retention has done: a row for each site and rule, so that nothing is looked at twice."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, PrimaryKeyConstraint, Table, Text

from store.tables.base import Moment, metadata

retention = Table(
    "retention",
    metadata,
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False),
    Column("rule", Text, nullable=False),  # as rejected.text
    Column("looked_until", Moment, nullable=False),  # decisions until then have been looked at
    Column("last_at", Moment, nullable=False),
    Column("last_removed", BigInteger, nullable=False),
    Column("removed", BigInteger, nullable=False),
    PrimaryKeyConstraint("site_id", "rule"),
)

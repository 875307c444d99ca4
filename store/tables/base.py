"""What the tables share: the metadata with its naming rule, and the column types of both databases."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Integer, MetaData, String
from sqlalchemy.dialects.postgresql import JSONB, UUID

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Ids are UUIDv7: they grow with time, so that new rows land side by side in the index.
Id = String(36).with_variant(UUID(as_uuid=False), "postgresql")
# Moments are microseconds since 1970, UTC: the same on both databases, with no time zone to mistake.
Moment = BigInteger()
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
Counter = BigInteger().with_variant(Integer(), "sqlite")

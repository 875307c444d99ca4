"""Sites, and the API keys that speak for them."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from store.tables.base import Json, Moment, metadata

sites = Table(
    "sites",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("origins", Json, nullable=False),  # list of origins whose pages may read threads
    Column("public_key", Text),  # by which its pages name it; no secret
    Column("created_at", Moment, nullable=False),
    Column("lists_version", Integer, nullable=False, server_default="0"),  # grows with each change of the word list
    Index("uq_sites_public_key", "public_key", unique=True),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),  # SHA-256, hex; the key itself is never stored
    Column("scopes", Json, nullable=False),
    Column("per_minute", Integer),  # null: the default of the settings; 0: no limit
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("revoked_at", Moment),
)

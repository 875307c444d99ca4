"""The people who moderate, and where they are signed in."""

from sqlalchemy import Column, ForeignKey, Integer, PrimaryKeyConstraint, Table, Text

from store.tables.base import Json, Moment, metadata

people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("email", Text, nullable=False, unique=True),  # lower case
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),  # argon2id
    Column("role", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("disabled_at", Moment),
    Column("totp_secret", Text),  # base32; null: no second factor
    Column("totp_step", Integer, nullable=False, server_default="0"),  # the last one used: a code works once
    Column("recovery_codes", Json, nullable=False, server_default="[]"),  # SHA-256, hex, of those not used yet
    Column("settings", Json, nullable=False, server_default="{}"),  # of the desk: language, theme, keys, masks
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", Text, primary_key=True),  # SHA-256, hex; the token itself is only in the cookie
    Column("person_id", Integer, ForeignKey("people.id"), nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)

# The sites that a person may see; one without any sees them all.
person_sites = Table(
    "person_sites",
    metadata,
    Column("person_id", Integer, ForeignKey("people.id"), nullable=False),
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False),
    PrimaryKeyConstraint("person_id", "site_id"),
)

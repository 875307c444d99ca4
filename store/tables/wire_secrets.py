"""Secrets by which the callers of foreign wires sign what they send."""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from store.tables.base import Moment, metadata

wire_secrets = Table(
    "wire_secrets",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False, index=True),
    Column("wire", Text, nullable=False),
    Column("sealed", Text, nullable=False),  # encrypted with the instance's key
    Column("created_at", Moment, nullable=False),
    Column("ended_at", Moment),
)

"""The decision log: one row for each change of a comment's status. Append-only; a trigger refuses anything else.

Only the author's own words and name may be erased from an entry, once.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, Text, UniqueConstraint

from store.tables.base import Id, Json, Moment, metadata

decisions = Table(
    "decisions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("comment_id", Id, ForeignKey("comments.id"), nullable=False),
    Column("site_id", Integer, nullable=False),
    Column("version", Integer, nullable=False),  # the comment's version after this decision
    Column("revision", Integer, nullable=False),
    Column("old_status", Text, nullable=False),
    Column("new_status", Text, nullable=False),
    Column("actor", Text, nullable=False),  # machine, person or author
    Column("actor_id", Text),
    Column("model", Text),
    Column("policy", Integer),
    Column("scores", Json),
    Column("reasons", Json, nullable=False),
    Column("note", Text),
    Column("decided_at", Moment, nullable=False),
    Column("erased_at", Moment),  # when the author was erased from it
    UniqueConstraint("comment_id", "version"),
)

sealed_decisions = Table(
    "sealed_decisions",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),  # its place in the chain, from 1
    Column("decision_id", Id, ForeignKey("decisions.id"), nullable=False, unique=True),
    Column("salt", Text),  # keeps guesses of what was erased from being checked; null: erased
    Column("details", Text, nullable=False),  # SHA-256, hex, of the salt and what may be erased
    Column("chain", Text, nullable=False),  # SHA-256, hex, of the chain before, the rest of the entry, and details
)

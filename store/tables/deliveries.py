"""Where comments are delivered to: a site's endpoints and its own article store, and what is on its way there."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)

from store.tables.base import Counter, Id, Json, Moment, metadata

_open = text("state = 'open'")
_closed = text("state != 'open'")
_dead = text("state = 'dead'")
_of_event = text("event_id IS NOT NULL")
_store = text("kind != 'webhook'")

destinations = Table(
    "destinations",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("url", Text, nullable=False),  # without a password
    Column("settings", Json, nullable=False),
    Column("secrets", Text, nullable=False),  # encrypted with the instance's key
    Column("created_at", Moment, nullable=False),
    Column("disabled_at", Moment),
    Column("disabled_because", Text),  # paused, gone or failing
    Column("failures", Integer, nullable=False, server_default="0"),  # since the last success
    Column("failing_since", Moment),
    Column("rest_until", Moment, nullable=False, server_default="0"),  # it is left alone until then
    Column("position", BigInteger, nullable=False),  # of the last event that deliveries were made of
    Column("busy_until", Moment, nullable=False, server_default="0"),  # one sender at a time has it in hand until then
    Column("last_success_at", Moment),
    CheckConstraint("kind IN ('webhook', 'http', 'wordpress', 'table')", name="kind"),
    Index("ix_destinations_site", "site_id"),
    Index("uq_destinations_store", "site_id", unique=True, postgresql_where=_store, sqlite_where=_store),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("destination_id", Counter, nullable=False),  # no foreign key: checking it costs as much as the insert
    Column("site_id", Integer, nullable=False),
    Column("event_id", Counter),  # of the outbox; null: a test event, or a comment brought in line
    Column("comment_id", Id),  # null: a test event
    Column("after_id", Id),  # the comment replied to, where that must be there first
    Column("version", Integer, nullable=False),
    Column("event", Text, nullable=False),
    Column("origin", Text),  # as in the outbox
    Column("created_at", Moment, nullable=False),  # when what it tells of happened
    Column("state", Text, nullable=False, server_default="open"),
    Column("due_at", Moment, nullable=False),
    Column("lease_until", Moment, nullable=False, server_default="0"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("first_tried_at", Moment),
    Column("last_tried_at", Moment),
    Column("last_error", Text),
    Column("closed_at", Moment),
    CheckConstraint("state IN ('open', 'done', 'dead', 'dropped')", name="state"),
    Index("ix_deliveries_open", "destination_id", "id", postgresql_where=_open, sqlite_where=_open),
    Index("ix_deliveries_comment", "destination_id", "comment_id", "id"),
    Index(
        "uq_deliveries_event",
        "destination_id",
        "event_id",
        unique=True,
        postgresql_where=_of_event,
        sqlite_where=_of_event,
    ),
    Index("ix_deliveries_dead", "site_id", "id", postgresql_where=_dead, sqlite_where=_dead),
    Index("ix_deliveries_closed", "closed_at", postgresql_where=_closed, sqlite_where=_closed),
    Index("ix_deliveries_log", "destination_id", "id"),
)

delivery_attempts = Table(
    "delivery_attempts",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("delivery_id", Counter, ForeignKey("deliveries.id"), nullable=False),
    Column("tried_at", Moment, nullable=False),
    Column("milliseconds", Integer, nullable=False),
    Column("status", Integer),  # of the answer; null: there was none
    Column("error", Text),
    Column("answer", Text),  # its beginning
    Index("ix_delivery_attempts_delivery", "delivery_id", "id"),
)

outside_comments = Table(
    "outside_comments",
    metadata,
    Column("destination_id", Counter, ForeignKey("destinations.id"), nullable=False),
    Column("comment_id", Id, nullable=False),
    Column("outside_id", Text, nullable=False),
    PrimaryKeyConstraint("destination_id", "comment_id"),
)
"""What an article store that gives ids of its own calls the comments that are there."""

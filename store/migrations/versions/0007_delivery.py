"""Delivery: the outbox is numbered and told to endpoints and article stores, each with its own progress."""

import sqlalchemy as sa
from alembic import op

from store.tables.base import Counter, Id, Json, Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

UNTOLD = sa.text("position IS NULL")
TOLD = sa.text("position IS NOT NULL")
OPEN = sa.text("state = 'open'")
CLOSED = sa.text("state != 'open'")
DEAD = sa.text("state = 'dead'")
OF_EVENT = sa.text("event_id IS NOT NULL")
STORE = sa.text("kind != 'webhook'")


def upgrade() -> None:
    _number_the_outbox()
    op.create_table(
        "destinations",
        sa.Column("id", Counter, primary_key=True, autoincrement=True),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("settings", Json, nullable=False),
        sa.Column("secrets", sa.Text(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("disabled_at", Moment),
        sa.Column("disabled_because", sa.Text()),
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("failing_since", Moment),
        sa.Column("rest_until", Moment, nullable=False, server_default="0"),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("busy_until", Moment, nullable=False, server_default="0"),
        sa.Column("last_success_at", Moment),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_destinations_sites"),
        sa.CheckConstraint("kind IN ('webhook', 'http', 'wordpress', 'table')", name="ck_destinations_kind"),
    )
    op.create_index("ix_destinations_site", "destinations", ["site_id"])
    op.create_index(
        "uq_destinations_store", "destinations", ["site_id"], unique=True, postgresql_where=STORE, sqlite_where=STORE
    )
    op.create_table(
        "deliveries",
        sa.Column("id", Counter, primary_key=True, autoincrement=True),
        sa.Column("destination_id", Counter, nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("event_id", Counter),
        sa.Column("comment_id", Id),
        sa.Column("after_id", Id),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("state", sa.Text(), nullable=False, server_default="open"),
        sa.Column("due_at", Moment, nullable=False),
        sa.Column("lease_until", Moment, nullable=False, server_default="0"),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("first_tried_at", Moment),
        sa.Column("last_tried_at", Moment),
        sa.Column("last_error", sa.Text()),
        sa.Column("closed_at", Moment),
        sa.CheckConstraint("state IN ('open', 'done', 'dead', 'dropped')", name="ck_deliveries_state"),
    )
    _index("ix_deliveries_open", ["destination_id", "id"], OPEN)
    _index("uq_deliveries_event", ["destination_id", "event_id"], OF_EVENT, unique=True)
    _index("ix_deliveries_dead", ["site_id", "id"], DEAD)
    _index("ix_deliveries_closed", ["closed_at"], CLOSED)
    op.create_index("ix_deliveries_log", "deliveries", ["destination_id", "id"])
    op.create_index("ix_deliveries_comment", "deliveries", ["destination_id", "comment_id", "id"])
    op.create_table(
        "delivery_attempts",
        sa.Column("id", Counter, primary_key=True, autoincrement=True),
        sa.Column("delivery_id", Counter, nullable=False),
        sa.Column("tried_at", Moment, nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("error", sa.Text()),
        sa.Column("answer", sa.Text()),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name="fk_delivery_attempts_deliveries"),
    )
    op.create_index("ix_delivery_attempts_delivery", "delivery_attempts", ["delivery_id", "id"])
    op.create_table(
        "outside_comments",
        sa.Column("destination_id", Counter, nullable=False),
        sa.Column("comment_id", Id, nullable=False),
        sa.Column("outside_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("destination_id", "comment_id", name="pk_outside_comments"),
        sa.ForeignKeyConstraint(["destination_id"], ["destinations.id"], name="fk_outside_comments_destinations"),
    )


def _index(name: str, columns: list[str], where: sa.TextClause, *, unique: bool = False) -> None:
    op.create_index(name, "deliveries", columns, unique=unique, postgresql_where=where, sqlite_where=where)


def _number_the_outbox() -> None:
    for index in ("ix_outbox_open", "ix_outbox_open_comment", "ix_outbox_done"):
        op.drop_index(index, "outbox")
    for column in ("lease_until", "attempts", "last_error", "done_at"):
        op.drop_column("outbox", column)
    op.add_column("outbox", sa.Column("due_at", Moment, nullable=False, server_default="0"))
    op.add_column("outbox", sa.Column("position", sa.BigInteger()))
    op.create_index("ix_outbox_open", "outbox", ["id"], postgresql_where=UNTOLD, sqlite_where=UNTOLD)
    op.create_index("ix_outbox_open_comment", "outbox", ["comment_id"], postgresql_where=UNTOLD, sqlite_where=UNTOLD)
    op.create_index("ix_outbox_told", "outbox", ["site_id", "position"], postgresql_where=TOLD, sqlite_where=TOLD)
    op.create_table(
        "feeds",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_feeds"),
    )

"""What a reader of the outbox needs: lease, attempts, error, end. And an index by which a comment's keys are found."""

import sqlalchemy as sa
from alembic import op

from store.tables.base import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OPEN = sa.text("done_at IS NULL")
DONE = sa.text("done_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("outbox", sa.Column("lease_until", Moment, nullable=False, server_default="0"))
    op.add_column("outbox", sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("outbox", sa.Column("last_error", sa.Text()))
    op.add_column("outbox", sa.Column("done_at", Moment))
    op.create_index("ix_outbox_open", "outbox", ["id"], postgresql_where=OPEN, sqlite_where=OPEN)
    op.create_index("ix_outbox_open_comment", "outbox", ["comment_id", "id"], postgresql_where=OPEN, sqlite_where=OPEN)
    op.create_index("ix_outbox_done", "outbox", ["done_at"], postgresql_where=DONE, sqlite_where=DONE)
    op.create_index("ix_outbox_created", "outbox", ["created_at"])
    op.create_index("ix_idempotency_comment_id", "idempotency", ["comment_id"])

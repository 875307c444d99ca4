"""The request that a comment, an event, a delivery, or work on many comments goes back to."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("comments", "outbox", "deliveries", "bulks"):
        op.add_column(table, sa.Column("origin", sa.Text(), nullable=True))

"""Sites take turns before the judge, and what waits in the background comes after all others."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("comments", sa.Column("background", sa.Boolean(), nullable=False, server_default=sa.false()))
    pending = sa.text("status = 'pending'")
    op.create_index(
        "ix_comments_waiting",
        "comments",
        ["site_id", "background", "pending_since"],
        postgresql_where=pending,
        sqlite_where=pending,
    )
    op.drop_index("ix_comments_pending", table_name="comments")

"""Scores of Google's Perspective beside ours."""

import sqlalchemy as sa
from alembic import op

from store.tables.base import Counter, Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "perspective_pairs",
        sa.Column("id", Counter, primary_key=True, autoincrement=True),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("attribute", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("theirs", sa.Float(), nullable=False),
        sa.Column("ours", sa.Float(), nullable=False),
        sa.Column("text", sa.Text()),
        sa.Column("created_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_perspective_pairs_sites"),
    )
    op.create_index("ix_perspective_pairs_site_id", "perspective_pairs", ["site_id", "id"])

"""Akismet's wire: checks by their guid, and how many there were."""

import sqlalchemy as sa
from alembic import op

from store.tables.base import Id, Moment

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "akismet_checks",
        sa.Column("guid", Id, primary_key=True),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", Id, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("callback", sa.Text()),
        sa.Column("post_id", sa.Text()),
        sa.Column("parent_id", sa.Text()),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_akismet_checks_sites"),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name="fk_akismet_checks_comments"),
    )
    op.create_index("ix_akismet_checks_comment_id", "akismet_checks", ["comment_id"])
    op.create_index("ix_akismet_checks_content", "akismet_checks", ["site_id", "content"])
    op.create_index("ix_akismet_checks_fingerprint", "akismet_checks", ["site_id", "fingerprint"])
    op.create_table(
        "akismet_usage",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("blog", sa.Text(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False, server_default="0")
            for name in ("spam", "ham", "missed_spam", "false_positives")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_akismet_usage_sites"),
        sa.PrimaryKeyConstraint("site_id", "month", "blog", name="pk_akismet_usage"),
    )

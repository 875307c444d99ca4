"""Appeals; and of reports their weight, the text they were on, and what became of them."""

import sqlalchemy as sa
from alembic import op

from store.tables.base import Id, Moment

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appeals",
        sa.Column("id", Id, primary_key=True),
        sa.Column("comment_id", Id, nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", Id, nullable=False),
        sa.Column("decided_by", sa.Text()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("outcome", sa.Text()),
        sa.Column("settled_by", sa.Text()),
        sa.Column("settled_at", Moment),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name="fk_appeals_comments"),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name="fk_appeals_decisions"),
        sa.UniqueConstraint("decision_id", name="uq_appeals_decision_id"),
    )
    op.create_index("ix_appeals_comment", "appeals", ["comment_id", "created_at"])
    op.add_column("reports", sa.Column("weight", sa.Integer(), nullable=False, server_default="100"))
    op.add_column("reports", sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("reports", sa.Column("address_hash", sa.Text()))
    op.add_column("reports", sa.Column("outcome", sa.Text()))
    settled = sa.text("outcome IS NOT NULL")
    op.create_index(
        "ix_reports_reporter", "reports", ["site_id", "reporter"], postgresql_where=settled, sqlite_where=settled
    )
    op.add_column("comments", sa.Column("appealed_at", Moment))
    open_ = sa.text("appealed_at IS NOT NULL")
    op.create_index(
        "ix_comments_appealed",
        "comments",
        ["site_id", "appealed_at", "id"],
        postgresql_where=open_,
        sqlite_where=open_,
    )

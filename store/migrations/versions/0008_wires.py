"""Foreign wires: by which a comment came, and the labels that moderators elsewhere give."""

import sqlalchemy as sa
from alembic import op

from store.tables.base import Counter, Id, Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("comments", sa.Column("wire", sa.Text()))
    op.create_table(
        "labels",
        sa.Column("id", Counter, primary_key=True, autoincrement=True),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("wire", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("comment_id", Id),
        sa.Column("text", sa.Text()),
        sa.Column("language", sa.Text()),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("given_at", Moment, nullable=False),
        sa.Column("withdrawn_by", sa.Text()),
        sa.Column("withdrawn_at", Moment),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_labels_sites"),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name="fk_labels_comments"),
        sa.UniqueConstraint("site_id", "wire", "token", "label", name="uq_labels_site_id_wire_token_label"),
    )
    op.create_index("ix_labels_comment_id", "labels", ["comment_id"])

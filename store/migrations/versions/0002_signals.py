"""Fingerprints of comments, what is asked about their authors, and word lists."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")


def upgrade() -> None:
    op.add_column("comments", sa.Column("fingerprint", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_comments_fingerprint",
        "comments",
        ["site_id", "created_at"],
        postgresql_where=sa.text("fingerprint IS NOT NULL"),
        sqlite_where=sa.text("fingerprint IS NOT NULL"),
    )
    op.create_index("ix_comments_author", "comments", ["site_id", "author_id", "created_at"])
    op.add_column("sites", sa.Column("lists_version", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "list_entries",
        sa.Column("id", ID, nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("removed_by", sa.Text(), nullable=True),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_list_entries_sites"),
        sa.PrimaryKeyConstraint("id", name="pk_list_entries"),
    )
    op.create_index("ix_list_entries_site", "list_entries", ["site_id", "id"])
    op.create_index(
        "uq_list_entries_text",
        "list_entries",
        ["site_id", "kind", "text"],
        unique=True,
        postgresql_where=sa.text("removed_at IS NULL"),
        sqlite_where=sa.text("removed_at IS NULL"),
    )

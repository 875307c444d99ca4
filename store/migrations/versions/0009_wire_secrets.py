"""Secrets by which the callers of foreign wires sign, encrypted at rest."""

import sqlalchemy as sa
from alembic import op

from store.tables.base import Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wire_secrets",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("wire", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("ended_at", Moment),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_wire_secrets_sites"),
    )
    op.create_index("ix_wire_secrets_site_id", "wire_secrets", ["site_id"])

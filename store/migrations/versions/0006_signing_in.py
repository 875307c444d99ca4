"""What signing in needs: the sites that a person may see, and codes for one who lost the second factor."""

import sqlalchemy as sa
from alembic import op

from store.tables.base import Json

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("recovery_codes", Json, nullable=False, server_default="[]"))
    op.create_table(
        "person_sites",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "site_id", name="pk_person_sites"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_person_sites_people"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_person_sites_sites"),
    )

"""When an article was published, and when it takes no more comments."""

import sqlalchemy as sa
from alembic import op

from store.tables.base import Moment

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("articles", sa.Column("published_at", Moment))
    op.add_column("articles", sa.Column("closes_at", Moment))

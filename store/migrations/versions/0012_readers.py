"""Readers on a site's pages: a public key of each site, and what was noticed about how a comment was sent."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sites", sa.Column("public_key", sa.Text()))
    sites = sa.table("sites", sa.column("id", sa.Integer()), sa.column("public_key", sa.Text()))
    connection = op.get_bind()
    for (id_,) in connection.execute(sa.select(sites.c.id)).all():
        connection.execute(sites.update().where(sites.c.id == id_).values(public_key=secrets.token_hex(12)))
    op.create_index("uq_sites_public_key", "sites", ["public_key"], unique=True)
    op.add_column("comments", sa.Column("hints", sa.Text()))
    given = sa.text("parent_id IS NOT NULL")
    op.create_index("ix_published_parent", "published", ["parent_id"], postgresql_where=given, sqlite_where=given)

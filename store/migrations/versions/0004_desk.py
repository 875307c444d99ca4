"""The moderators' desk: sessions, claims, notes, reports, standing of authors, work on many comments at once."""

import sqlalchemy as sa
from alembic import op

from store.tables.base import Id, Json, Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

UNPUBLISHED = sa.text("publish_at IS NOT NULL")
OPEN = sa.text("finished_at IS NULL")
STANDING = sa.text("standing IS NOT NULL")
REPORTED = sa.text("open_reports > 0")
ESCALATED = sa.text("escalated_at IS NOT NULL")
DECIDED = sa.text("status = 'approved' OR status = 'rejected'")
ALIVE = sa.text("status != 'deleted'")
REPLY = sa.text("parent_id IS NOT NULL")


def upgrade() -> None:
    _people()
    _comments()
    _authors()
    _claims_and_notes()
    _reports()
    _bulks()


def _people() -> None:
    op.add_column("people", sa.Column("totp_secret", sa.Text()))
    op.add_column("people", sa.Column("totp_step", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("people", sa.Column("settings", Json, nullable=False, server_default="{}"))
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.Text()),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("seen_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sessions"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_sessions_people"),
    )
    op.create_index("ix_sessions_person_id", "sessions", ["person_id"])


def _comments() -> None:
    op.add_column("comments", sa.Column("publish_at", Moment))
    op.add_column("comments", sa.Column("escalated_at", Moment))
    op.add_column("comments", sa.Column("open_reports", sa.Integer(), nullable=False, server_default="0"))
    op.create_index(
        "ix_comments_publish_at", "comments", ["publish_at"], postgresql_where=UNPUBLISHED, sqlite_where=UNPUBLISHED
    )
    for name, columns, where in (
        ("ix_comments_reported", ["site_id", "created_at", "id"], REPORTED),
        ("ix_comments_escalated", ["site_id", "decided_at", "id"], ESCALATED),
        ("ix_comments_decided", ["site_id", "status", "decided_at", "id"], DECIDED),
        ("ix_comments_created", ["site_id", "created_at", "id"], ALIVE),
        ("ix_comments_parent", ["parent_id"], REPLY),
    ):
        op.create_index(name, "comments", columns, postgresql_where=where, sqlite_where=where)
    op.create_index("ix_comments_article", "comments", ["site_id", "article_id", "created_at", "id"])


def _authors() -> None:
    op.add_column("authors", sa.Column("standing", sa.Text()))
    op.add_column("authors", sa.Column("standing_until", Moment))
    op.create_index(
        "ix_authors_standing", "authors", ["site_id", "id"], postgresql_where=STANDING, sqlite_where=STANDING
    )
    op.create_table(
        "author_standings",
        sa.Column("id", Id),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text()),
        sa.Column("until", Moment),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("bulk_id", Id),
        sa.Column("created_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_author_standings"),
        sa.ForeignKeyConstraint(
            ["site_id", "author_id"], ["authors.site_id", "authors.id"], name="fk_author_standings_authors"
        ),
    )
    op.create_index("ix_author_standings_author", "author_standings", ["site_id", "author_id", "created_at"])


def _claims_and_notes() -> None:
    op.create_table(
        "claims",
        sa.Column("comment_id", Id),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("claimed_at", Moment, nullable=False),
        sa.Column("lease_until", Moment, nullable=False),
        sa.PrimaryKeyConstraint("comment_id", name="pk_claims"),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name="fk_claims_comments"),
    )
    op.create_table(
        "notes",
        sa.Column("id", Id),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("comment_id", Id),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name="fk_notes_comments"),
        sa.ForeignKeyConstraint(["site_id", "author_id"], ["authors.site_id", "authors.id"], name="fk_notes_authors"),
    )
    op.create_index("ix_notes_author", "notes", ["site_id", "author_id", "created_at"])


def _reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", Id),
        sa.Column("comment_id", Id, nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("reporter", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("settled_at", Moment),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name="fk_reports_comments"),
        sa.UniqueConstraint("comment_id", "reporter", name="uq_reports_comment_id_reporter"),
    )
    op.create_index("ix_reports_site", "reports", ["site_id", "created_at"])


def _bulks() -> None:
    op.create_table(
        "bulks",
        sa.Column("id", Id),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("finished_at", Moment),
        sa.Column("undone_by", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_bulks"),
    )
    op.create_index("ix_bulks_site", "bulks", ["site_id", "created_at"])
    op.create_index("ix_bulks_open", "bulks", ["created_at"], postgresql_where=OPEN, sqlite_where=OPEN)
    op.create_table(
        "bulk_items",
        sa.Column("bulk_id", Id, nullable=False),
        sa.Column("comment_id", Id, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("old_status", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text()),
        sa.PrimaryKeyConstraint("bulk_id", "comment_id", name="pk_bulk_items"),
        sa.ForeignKeyConstraint(["bulk_id"], ["bulks.id"], name="fk_bulk_items_bulks"),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name="fk_bulk_items_comments"),
    )
    op.create_index("ix_bulk_items_outcome", "bulk_items", ["bulk_id", "outcome", "comment_id"])

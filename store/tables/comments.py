"""Comments: what was posted, and where each stands. Only store/decisions.py writes status."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    false,
    text,
)

from store.tables.base import Id, Moment, metadata

_external_id_given = text("external_id IS NOT NULL")
_pending = text("status = 'pending'")
_held = text("status = 'held'")
_fingerprinted = text("fingerprint IS NOT NULL")
_unpublished = text("publish_at IS NOT NULL")
_reported = text("open_reports > 0")
# With IN in place of OR, SQLite would not see that one status alone is within it.
_decided = text("status = 'approved' OR status = 'rejected'")
_alive = text("status != 'deleted'")
_escalated = text("escalated_at IS NOT NULL")
_appealed = text("appealed_at IS NOT NULL")
_reply = text("parent_id IS NOT NULL")

comments = Table(
    "comments",
    metadata,
    Column("id", Id, primary_key=True),
    Column("site_id", Integer, nullable=False),
    Column("external_id", Text),
    Column("article_id", Text, nullable=False),
    Column("author_id", Text, nullable=False),
    Column("author_name", Text),
    Column("author_url", Text),
    Column("author_email_hash", Text),
    Column("author_ip_hash", Text),
    Column("parent_id", Id, ForeignKey("comments.id", name="fk_comments_parent")),
    Column("text", Text, nullable=False),
    Column("wire", Text),  # the foreign wire it came by, whose caller shows it itself; null: our own API
    Column("origin", Text),  # the request that brought its text: its id, and where it stands in a trace
    Column("hints", Text),  # what was noticed about how it was sent, one word each; null: nothing
    Column("language_hint", Text),
    Column("language", Text),
    Column("submitted_hash", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("pending_since", Moment, nullable=False),
    Column("background", Boolean, nullable=False, server_default=false()),  # judged when nothing else waits: imports
    Column("lease_until", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("decision_id", Id),
    Column("decided_at", Moment),
    Column("published_at", Moment),
    Column("fingerprint", BigInteger),  # of the text, written with the verdict; null: not judged yet, or no words
    Column("harm", Integer),  # of what is held, as policy.priority counts it; null for every other status
    Column("publish_at", Moment),  # of what a person approved: when the time to undo it is over; null: published
    Column("escalated_at", Moment),  # when a moderator asked a senior to look
    Column("appealed_at", Moment),  # when its author appealed against the refusal that stands; null: settled, or never
    Column("open_reports", Integer, nullable=False, server_default="0"),  # since a person last decided
    ForeignKeyConstraint(["site_id", "article_id"], ["articles.site_id", "articles.id"]),
    ForeignKeyConstraint(["site_id", "author_id"], ["authors.site_id", "authors.id"]),
    CheckConstraint("status IN ('pending', 'approved', 'held', 'rejected', 'deleted')", name="status"),
    Index(
        "uq_comments_external_id",
        "site_id",
        "external_id",
        unique=True,
        postgresql_where=_external_id_given,
        sqlite_where=_external_id_given,
    ),
    # The sites take turns, so each one's longest waiting are found first.
    Index(
        "ix_comments_waiting",
        "site_id",
        "background",
        "pending_since",
        postgresql_where=_pending,
        sqlite_where=_pending,
    ),
    Index("ix_comments_author", "site_id", "author_id", "created_at"),
    Index(
        "ix_comments_fingerprint",
        "site_id",
        "created_at",
        postgresql_where=_fingerprinted,
        sqlite_where=_fingerprinted,
    ),
    # harm and status stand in it so that the order by priority is worked out from the index alone.
    Index(
        "ix_comments_held", "site_id", "decided_at", "id", "harm", "status", postgresql_where=_held, sqlite_where=_held
    ),
    Index("ix_comments_publish_at", "publish_at", postgresql_where=_unpublished, sqlite_where=_unpublished),
    Index("ix_comments_reported", "site_id", "created_at", "id", postgresql_where=_reported, sqlite_where=_reported),
    Index("ix_comments_appealed", "site_id", "appealed_at", "id", postgresql_where=_appealed, sqlite_where=_appealed),
    Index("ix_comments_escalated", "site_id", "decided_at", "id", postgresql_where=_escalated, sqlite_where=_escalated),
    # The desk's lists of what was decided, and of all, are read in their order; the numbers on the tabs from these too.
    Index(
        "ix_comments_decided",
        "site_id",
        "status",
        "decided_at",
        "id",
        postgresql_where=_decided,
        sqlite_where=_decided,
    ),
    Index("ix_comments_created", "site_id", "created_at", "id", postgresql_where=_alive, sqlite_where=_alive),
    Index("ix_comments_article", "site_id", "article_id", "created_at", "id"),
    Index("ix_comments_parent", "parent_id", postgresql_where=_reply, sqlite_where=_reply),
)

comment_revisions = Table(
    "comment_revisions",
    metadata,
    Column("comment_id", Id, ForeignKey("comments.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("replaced_at", Moment, nullable=False),
    PrimaryKeyConstraint("comment_id", "revision"),
)

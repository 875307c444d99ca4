"""Authors, named by the site's own ids. What a comment shows of its author is kept with the comment."""

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Index, Integer, PrimaryKeyConstraint, Table, Text, text

from store.tables.base import Id, Moment, metadata

_standing_given = text("standing IS NOT NULL")

authors = Table(
    "authors",
    metadata,
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False),
    Column("id", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("standing", Text),  # trusted, suspended or banned by a person; null: as anybody
    Column("standing_until", Moment),  # end of a suspension
    PrimaryKeyConstraint("site_id", "id"),
    # So few that asking whether a site has any costs nothing.
    Index("ix_authors_standing", "site_id", "id", postgresql_where=_standing_given, sqlite_where=_standing_given),
)

author_standings = Table(
    "author_standings",
    metadata,
    Column("id", Id, primary_key=True),
    Column("site_id", Integer, nullable=False),
    Column("author_id", Text, nullable=False),
    Column("standing", Text),  # null: taken back
    Column("until", Moment),
    Column("person", Text, nullable=False),
    Column("note", Text),
    Column("bulk_id", Id),  # the work on the author's open comments that went with it
    Column("created_at", Moment, nullable=False),
    ForeignKeyConstraint(["site_id", "author_id"], ["authors.site_id", "authors.id"]),
    Index("ix_author_standings_author", "site_id", "author_id", "created_at"),
)

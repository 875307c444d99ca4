"""The texts that edits replaced."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from store.tables import comment_revisions
from store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierText:
    """A text that a comment had. replaced_at: microseconds."""

    revision: int
    text: str
    replaced_at: int


def of_comment(unit: Unit, comment_id: str) -> list[EarlierText]:
    """Return the earlier texts of a comment, oldest first."""
    query = (
        select(*[comment_revisions.c[name] for name in EarlierText.__slots__])
        .where(comment_revisions.c.comment_id == comment_id)
        .order_by(comment_revisions.c.revision)
    )
    return [EarlierText(**row._mapping) for row in unit.execute(query)]

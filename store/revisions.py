"""The texts that edits replaced, and the text that a decision was about."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, case, null, select

from policy.states import Status
from store.tables import comment_revisions, comments, decisions
from store.unit import Unit

# Of decisions joined with their comments, and with REVISION from the outside; null where it is no longer kept.
TEXT = case(
    (comments.c.status == Status.DELETED.value, null()),
    (comments.c.revision == decisions.c.revision, comments.c.text),
    else_=comment_revisions.c.text,
).label("text")
REVISION = and_(
    comment_revisions.c.comment_id == decisions.c.comment_id, comment_revisions.c.revision == decisions.c.revision
)


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

"""What waits for a moderator, page by page, and the log of one comment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, tuple_

from policy.errors import CommentNotFound
from policy.states import Status
from store.reads.threads import Position
from store.rows import COMMENT_WITH_DECISION, StoredComment, as_stored
from store.tables import comments, decisions
from store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedDecision:
    """One entry of the decision log. decided_at in microseconds."""

    id: str
    version: int
    revision: int
    old_status: str
    new_status: str
    actor: str
    actor_id: str | None
    model: str | None
    policy: int | None
    scores: dict[str, float] | None
    reasons: list[dict[str, Any]]
    note: str | None
    decided_at: int


def page(
    unit: Unit, site_id: int, status: Status, *, limit: int, after: Position | None, newest_first: bool
) -> tuple[list[StoredComment], Position | None]:
    """Return up to limit comments of that status by the time they reached it, and where to go on from."""
    since = comments.c.pending_since if status is Status.PENDING else comments.c.decided_at
    key = tuple_(since, comments.c.id)
    query = COMMENT_WITH_DECISION.where(comments.c.site_id == site_id, comments.c.status == status.value)
    if after is not None:
        query = query.where(key < after if newest_first else key > after)
    order: list[Any] = [since, comments.c.id]
    if newest_first:
        order = [column.desc() for column in order]
    rows = unit.execute(query.order_by(*order).limit(limit + 1)).all()
    found = [as_stored(row) for row in rows[:limit]]
    last = found[-1] if len(rows) > limit else None
    return found, None if last is None else (last.decided_at or last.pending_since, last.id)


def history(unit: Unit, site_id: int, comment_id: str) -> list[LoggedDecision]:
    """Return the decision log of a comment, oldest first; it outlives the comment. Raises CommentNotFound."""
    if not unit.execute(
        select(comments.c.id).where(comments.c.site_id == site_id, comments.c.id == comment_id)
    ).first():
        raise CommentNotFound(comment_id)
    columns = [decisions.c[name] for name in LoggedDecision.__slots__]
    rows = unit.execute(
        select(*columns)
        .where(decisions.c.site_id == site_id, decisions.c.comment_id == comment_id)
        .order_by(decisions.c.version)
    )
    return [LoggedDecision(**row._mapping) for row in rows]

"""Where a page by priority ends, and the log of one comment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select

from policy.errors import CommentNotFound
from policy.priority import FLOOR, MOST
from store.tables import comments, decisions
from store.unit import Unit

MILLISECOND = 1_000  # microseconds; harm x microseconds would leave 64 bits within nine years
LATEST_SEEN = (2**63 - 1) // MOST * MILLISECOND  # harm x the milliseconds until then fits 64 bits


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a page by priority ended. seen_at: moment of the first page, microseconds.

    rank: minus the last comment's harm x milliseconds waited until then.
    """

    seen_at: int
    rank: int
    id: str


def pressing(seen_at: int) -> ColumnElement[int]:
    """Return the rank of a held comment at that moment: minus harm x milliseconds waited, most pressing first."""
    # A process of the release before may still hold comments without their harm.
    return func.coalesce(comments.c.harm, FLOOR) * ((comments.c.decided_at - seen_at) // MILLISECOND)


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

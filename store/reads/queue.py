"""What waits for a moderator, page by page, and the log of one comment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, literal, select, tuple_

from policy.errors import CommentNotFound
from policy.priority import FLOOR, MOST
from policy.states import Status
from store.reads.threads import Position
from store.rows import COMMENT_WITH_DECISION, StoredComment, as_stored
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


def by_priority(
    unit: Unit, site_id: int, *, limit: int, now: int, after: Standing | None
) -> tuple[list[StoredComment], Standing | None]:
    """Return up to limit held comments, most expected harm x waiting time first, and where to go on from.

    now: the moment of the first page, microseconds. Further pages keep the moment of `after`: at one moment the order
    stands still, so nothing is shown twice or left out while others leave. What was held since is not in it.
    Of equals the earlier id comes first.
    """
    seen_at = now if after is None else after.seen_at
    # A process of the release before may still hold comments without their harm.
    harm = func.coalesce(comments.c.harm, FLOOR)
    rank = harm * ((comments.c.decided_at - seen_at) // MILLISECOND)
    # ix_comments_held has all that the order needs; only the page's own rows are then read from the table.
    places = select(comments.c.id, rank.label("rank")).where(
        comments.c.site_id == site_id,
        comments.c.status == literal(Status.HELD.value, literal_execute=True),
        comments.c.decided_at <= seen_at,
    )
    if after is not None:
        places = places.where(tuple_(rank, comments.c.id) > (after.rank, after.id))
    page_ = places.order_by(rank, comments.c.id).limit(limit + 1).subquery()
    query = COMMENT_WITH_DECISION.add_columns(page_.c.rank).join(page_, page_.c.id == comments.c.id)
    rows = unit.execute(query.order_by(page_.c.rank, page_.c.id)).all()
    found = [as_stored(row) for row in rows[:limit]]
    if len(rows) <= limit:
        return found, None
    return found, Standing(seen_at=seen_at, rank=rows[limit - 1].rank, id=found[-1].id)


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

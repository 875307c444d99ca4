"""How much waits, and how long the oldest has waited: the figures ops watch."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from store.tables import comments
from store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth:
    """Comments waiting for the judge and for a person. oldest: microseconds since 1970, None when none waits."""

    pending: int
    pending_oldest: int | None
    held: int
    held_oldest: int | None


def depth(unit: Unit) -> Depth:
    """Return the present depth of both queues, over all sites."""
    pending = unit.execute(
        select(func.count().label("number"), func.min(comments.c.pending_since).label("oldest")).where(
            comments.c.status == "pending"
        )
    ).one()
    held = unit.execute(
        select(func.count().label("number"), func.min(comments.c.decided_at).label("oldest")).where(
            comments.c.status == "held"
        )
    ).one()
    return Depth(pending=pending.number, pending_oldest=pending.oldest, held=held.number, held_oldest=held.oldest)


def pending_up_to(unit: Unit, limit: int) -> int:
    """Return the number of pending comments, counting no further than limit."""
    some = select(comments.c.id).where(comments.c.status == "pending").limit(limit).subquery()
    return int(unit.execute(select(func.count()).select_from(some)).scalar_one())

"""How much waits, and how long the oldest has waited: the figures ops watch."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, exists, func, select

from policy.states import Actor
from runtime.ids import first_id_at
from store.tables import comments, decisions
from store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth:
    """Comments waiting for the judge and for a person. oldest: microseconds since 1970, None when none waits.

    background: those of the pending that are judged when nothing else waits; they are not asked for their age.
    """

    pending: int
    background: int
    pending_oldest: int | None
    held: int
    held_oldest: int | None


def depth(unit: Unit) -> Depth:
    """Return the present depth of both queues, over all sites."""
    pending = unit.execute(
        select(
            func.count().label("number"),
            func.count().filter(comments.c.background).label("background"),
            func.min(comments.c.pending_since).filter(~comments.c.background).label("oldest"),
        ).where(comments.c.status == "pending")
    ).one()
    held = unit.execute(
        select(func.count().label("number"), func.min(comments.c.decided_at).label("oldest")).where(
            comments.c.status == "held"
        )
    ).one()
    return Depth(
        pending=pending.number,
        background=pending.background,
        pending_oldest=pending.oldest,
        held=held.number,
        held_oldest=held.oldest,
    )


def stored(unit: Unit) -> int:
    """Return how many comments there are, over all sites, deleted ones among them."""
    return int(unit.execute(select(func.count()).select_from(comments)).scalar_one())


def pending_up_to(unit: Unit, limit: int, *, background: bool = False) -> int:
    """Return how many comments wait for the judge, or in the background, counting no further than limit."""
    waits = (comments.c.status == "pending", comments.c.background.is_(background))
    some = select(comments.c.id).where(*waits).limit(limit).subquery()
    return int(unit.execute(select(func.count()).select_from(some)).scalar_one())


def imported_since(unit: Unit, site_id: int, first_id: str) -> dict[str, int]:
    """Return how many comments of the site were imported since, by their present status."""
    of_site = (comments.c.id >= first_id, comments.c.site_id == site_id, comments.c.background)
    query = select(comments.c.status, func.count().label("number")).where(*of_site).group_by(comments.c.status)
    return {row.status: row.number for row in unit.execute(query)}


def is_stalled(unit: Unit, *, now: int, after: int) -> bool:
    """Return True when a comment has waited for the judge longer than `after`, and nothing was judged in that time.

    Both in microseconds. With many waiting the oldest may wait long; as long as anything is decided, that is no stall.
    """
    since = now - after
    waits = exists().where(comments.c.status == "pending", comments.c.pending_since < since)
    judged = exists().where(decisions.c.id > first_id_at(since), decisions.c.actor == Actor.MACHINE.value)
    return bool(unit.execute(select(and_(waits, ~judged))).scalar())

"""The outbox: events written with the change that they tell of, leased by whoever tells the world, kept until told.

Events of one comment are given out in their order: one that waits or is leased holds those after it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import delete, or_, select, update

from store.engine import sql
from store.tables import outbox
from store.unit import Unit

LONGEST_ERROR = 500  # characters kept of why an attempt failed
PRUNED_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class OutboxEvent:
    """One event in a reader's hands. version: of the comment, after the change. attempts: this one included.

    The fields stand in the order of the lease's RETURNING.
    """

    id: int
    site_id: int
    comment_id: str
    version: int
    event: str
    created_at: int
    attempts: int


_ADD = sql(
    "INSERT INTO outbox (site_id, comment_id, version, event, created_at) "
    "SELECT r.site_id, r.id, r.version + 1, r.event, :now FROM {rows} AS r",
    rows={"site_id": "integer", "id": "uuid", "version": "integer", "event": "text"},
)
# Read once, and asked again of each row under its lock: what another reader took meanwhile stays with that one.
_LEASE = sql(
    "WITH due AS MATERIALIZED (SELECT o.id FROM outbox o WHERE o.done_at IS NULL AND o.lease_until <= :now "
    "AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.comment_id = o.comment_id AND e.id < o.id "
    "AND e.done_at IS NULL AND e.lease_until > :now) ORDER BY o.id LIMIT :limit) "
    "UPDATE outbox SET lease_until = :until, attempts = attempts + 1 "
    "WHERE id IN (SELECT id FROM due) AND done_at IS NULL AND lease_until <= :now "
    "RETURNING id, site_id, comment_id, version, event, created_at, attempts"
)


def add(unit: Unit, events: Iterable[dict[str, Any]], *, now: int) -> None:
    """Write events: mappings with site_id, id (of the comment), version (before the change) and event."""
    unit.run(_ADD, {"now": now, "rows": orjson.dumps(list(events)).decode()})


def lease(unit: Unit, *, limit: int, now: int, until: int) -> list[OutboxEvent]:
    """Take up to limit open events in their order, and keep other readers off them until then (microseconds)."""
    rows = unit.run(_LEASE, {"limit": limit, "now": now, "until": until})
    return sorted((OutboxEvent(*row) for row in rows), key=lambda one: one.id)


def finish(unit: Unit, ids: Sequence[int], *, now: int) -> None:
    """Note that the world was told: these events are given to nobody any more."""
    unit.execute(update(outbox).where(outbox.c.id.in_(ids), outbox.c.done_at.is_(None)).values(done_at=now))


def put_off(unit: Unit, id_: int, *, error: str, until: int) -> None:
    """Note why an attempt failed; the event, and those of its comment after it, wait until then (microseconds)."""
    unit.execute(
        update(outbox)
        .where(outbox.c.id == id_, outbox.c.done_at.is_(None))
        .values(last_error=error[:LONGEST_ERROR], lease_until=until)
    )


def prune(unit: Unit, *, done_before: int, written_before: int) -> int:
    """Forget events done before a moment, and those that nobody took, written before another; return how many.

    PRUNED_AT_ONCE at the most, so that no transaction is long. An event that was tried is kept until it is done.
    """
    untaken = (outbox.c.attempts == 0, outbox.c.created_at < written_before, outbox.c.done_at.is_(None))
    old = (
        select(outbox.c.id)
        .where(or_(outbox.c.done_at < done_before, outbox.c.id.in_(select(outbox.c.id).where(*untaken))))
        .limit(PRUNED_AT_ONCE)
    )
    return int(unit.execute(delete(outbox).where(outbox.c.id.in_(old))).rowcount)

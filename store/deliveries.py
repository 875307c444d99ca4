"""Deliveries: what is on its way to a destination, leased by whoever sends it, and what became of each attempt.

Those of one comment to one destination go out in their order: one that waits holds those after it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import update

from store.engine import sql
from store.tables import deliveries
from store.unit import Unit

LONGEST_ERROR = 500  # characters kept of why an attempt failed
LONGEST_ANSWER = 1_000  # and of what was answered
PRUNED_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery in a sender's hands. comment_id: None for a test. attempts: this one included.

    until: when the lease ends. origin: the request that it goes back to. The fields stand in the order of the claim's
    RETURNING.
    """

    id: int
    destination_id: int
    site_id: int
    comment_id: str | None
    version: int
    event: str
    created_at: int
    attempts: int
    first_tried_at: int | None
    until: int
    origin: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What became of one attempt. state: of the delivery from now on. due_at: when an open one is tried again."""

    delivery: Delivery
    state: str
    tried_at: int
    milliseconds: int
    due_at: int = 0
    status: int | None = None
    error: str | None = None
    answer: str | None = None


_CREATE = sql(
    "INSERT INTO deliveries (destination_id, site_id, event_id, comment_id, after_id, version, event, created_at, "
    "due_at, origin) SELECT r.destination_id, r.site_id, r.event_id, r.comment_id, "
    "CASE WHEN r.threaded = 1 THEN c.parent_id END, r.version, r.event, r.created_at, r.due_at, r.origin "
    "FROM {rows} AS r LEFT JOIN comments c ON c.id = r.comment_id WHERE TRUE ORDER BY r.place "
    "ON CONFLICT (destination_id, event_id) WHERE event_id IS NOT NULL DO UPDATE SET state = 'open', "
    "due_at = excluded.due_at, lease_until = 0, attempts = 0, first_tried_at = NULL, last_error = NULL, "
    "closed_at = NULL WHERE deliveries.state <> 'open' RETURNING destination_id",
    rows={
        "place": "integer",
        "destination_id": "bigint",
        "site_id": "integer",
        "event_id": "bigint",
        "comment_id": "uuid",
        "threaded": "integer",
        "version": "integer",
        "event": "text",
        "created_at": "bigint",
        "due_at": "bigint",
        "origin": "text",
    },
)
# The first open delivery of a comment. Written so that PostgreSQL, which knows little of a table that grows and shrinks
# so fast, can neither melt it into a join nor look for it by another index than ix_deliveries_comment: by the
# destination alone it took 10 ms for each row claimed, with 20,000 waiting.
_FIRST = (
    "(SELECT e.id FROM deliveries e WHERE e.destination_id = d.destination_id AND e.comment_id = {comment} "
    "AND e.state || '' = 'open' ORDER BY e.id + 0 LIMIT 1)"
)
_IN_TURN = (
    f"(d.comment_id IS NULL OR {_FIRST.format(comment='d.comment_id')} = d.id) "
    f"AND (d.after_id IS NULL OR COALESCE({_FIRST.format(comment='d.after_id')}, d.id) >= d.id)"
)
# Read once, and asked again of each row under its lock: what another took meanwhile stays with that one.
_CLAIM = sql(
    "WITH due AS MATERIALIZED (SELECT d.id FROM deliveries d WHERE d.destination_id = :destination "
    "AND d.state = 'open' AND d.due_at <= :now AND d.lease_until <= :now "
    f"AND {_IN_TURN} ORDER BY d.id LIMIT :limit) "
    "UPDATE deliveries SET lease_until = :until, attempts = attempts + 1 "
    "WHERE id IN (SELECT id FROM due) AND state = 'open' AND lease_until <= :now "
    "RETURNING id, destination_id, site_id, comment_id, version, event, created_at, attempts, first_tried_at, "
    "lease_until, origin"
)
# What succeeded has succeeded; whoever only failed must not touch what another has taken since.
_RECORD = sql(
    "UPDATE deliveries SET state = r.state, due_at = r.due_at, lease_until = 0, last_error = r.error, "
    "first_tried_at = COALESCE(deliveries.first_tried_at, r.tried_at), last_tried_at = r.tried_at, "
    "closed_at = CASE WHEN r.state <> 'open' THEN :now END FROM {rows} AS r "
    "WHERE deliveries.id = r.id AND deliveries.state = 'open' "
    "AND (r.state = 'done' OR deliveries.lease_until = r.until)",
    rows={
        "id": "bigint",
        "state": "text",
        "due_at": "bigint",
        "tried_at": "bigint",
        "until": "bigint",
        "error": "text",
    },
)
_LOG = sql(
    "INSERT INTO delivery_attempts (delivery_id, tried_at, milliseconds, status, error, answer) "
    "SELECT r.id, r.tried_at, r.milliseconds, r.status, r.error, r.answer FROM {rows} AS r",
    rows={
        "id": "bigint",
        "tried_at": "bigint",
        "milliseconds": "integer",
        "status": "integer",
        "error": "text",
        "answer": "text",
    },
)
_OPEN_OF = sql(
    "SELECT d.comment_id, d.id FROM {rows} AS r JOIN deliveries d ON d.destination_id = :destination "
    "AND d.comment_id = r.id AND d.state = 'open'",
    rows={"id": "uuid"},
)
_COVERED = sql(
    "UPDATE deliveries SET state = 'done', closed_at = :now, last_tried_at = :now FROM {rows} AS r "
    "WHERE deliveries.id = r.id AND deliveries.state = 'open' AND deliveries.lease_until <= :now",
    rows={"id": "bigint"},
)
_PRUNE_ATTEMPTS = sql(
    "DELETE FROM delivery_attempts WHERE delivery_id IN (SELECT id FROM deliveries "
    "WHERE state <> 'open' AND closed_at < CASE WHEN state = 'dead' THEN :dead_before ELSE :done_before END "
    "ORDER BY closed_at, id LIMIT :limit)"
)
_PRUNE = sql(
    "DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries "
    "WHERE state <> 'open' AND closed_at < CASE WHEN state = 'dead' THEN :dead_before ELSE :done_before END "
    "ORDER BY closed_at, id LIMIT :limit) RETURNING id"
)
_FORGET = sql(
    "UPDATE delivery_attempts SET answer = NULL WHERE delivery_id IN "
    "(SELECT d.id FROM comments c JOIN destinations o ON o.site_id = c.site_id "
    "JOIN deliveries d ON d.destination_id = o.id AND d.comment_id = c.id WHERE c.id = :comment_id) "
    "AND answer IS NOT NULL"
)


def create(unit: Unit, rows: Sequence[dict[str, Any]]) -> set[int]:
    """Have these delivered; return the destinations that get anything. One that was closed is opened anew.

    rows: mappings with destination_id, site_id, event_id, comment_id, version, event, created_at, due_at, and
    threaded: 1 where the comment replied to must be there first.
    """
    placed = [{**row, "place": place} for place, row in enumerate(rows)]
    return {id_ for (id_,) in unit.run(_CREATE, {"rows": orjson.dumps(placed).decode()})} if rows else set()


def claim(unit: Unit, destination_id: int, *, limit: int, now: int, until: int) -> list[Delivery]:
    """Take up to limit deliveries that are due, in their order, and keep others off them until then (microseconds)."""
    params = {"destination": destination_id, "limit": limit, "now": now, "until": until}
    return sorted((Delivery(*row) for row in unit.run(_CLAIM, params)), key=lambda one: one.id)


def release(unit: Unit, taken: Iterable[Delivery]) -> None:
    """Give deliveries back untried: free at once, and the claim does not count as an attempt."""
    for one in taken:
        unit.execute(
            update(deliveries)
            .where(deliveries.c.id == one.id, deliveries.c.lease_until == one.until)
            .values(lease_until=0, attempts=deliveries.c.attempts - 1)
        )


def record(unit: Unit, attempts: Sequence[Attempt], *, now: int) -> None:
    """Write down what became of these attempts, and a line of the log for each."""
    rows = [
        {
            "id": one.delivery.id,
            "state": one.state,
            "due_at": one.due_at,
            "tried_at": one.tried_at,
            "until": one.delivery.until,
            "milliseconds": one.milliseconds,
            "status": one.status,
            "error": (one.error or "")[:LONGEST_ERROR] or None,
            "answer": (one.answer or "")[:LONGEST_ANSWER].replace("\x00", "") or None,
        }
        for one in attempts
    ]
    if rows:
        written = orjson.dumps(rows).decode()
        unit.run(_RECORD, {"rows": written, "now": now})
        unit.run(_LOG, {"rows": written})


def open_of(unit: Unit, destination_id: int, comment_ids: Iterable[str]) -> dict[str, list[int]]:
    """Return the open deliveries of these comments to a destination, by comment."""
    rows = orjson.dumps([{"id": one} for one in comment_ids]).decode()
    found: dict[str, list[int]] = {}
    for comment_id, id_ in unit.run(_OPEN_OF, {"destination": destination_id, "rows": rows}):
        found.setdefault(comment_id, []).append(id_)
    return found


def cover(unit: Unit, ids: Iterable[int], *, now: int) -> None:
    """Close deliveries that would only repeat what has arrived, but for those in somebody's hands."""
    rows = [{"id": one} for one in ids]
    if rows:
        unit.run(_COVERED, {"rows": orjson.dumps(rows).decode(), "now": now})


def close_open(unit: Unit, destination_id: int, *, state: str, because: str, now: int) -> None:
    """End all that is on its way to a destination: dead or dropped, with the reason."""
    unit.execute(
        update(deliveries)
        .where(deliveries.c.destination_id == destination_id, deliveries.c.state == "open")
        .values(state=state, closed_at=now, lease_until=0, last_error=because)
    )


def forget_answers(unit: Unit, comment_id: str) -> None:
    """Forget what receivers answered to deliveries of a comment: it may repeat its text."""
    unit.run(_FORGET, {"comment_id": comment_id})


def prune(unit: Unit, *, done_before: int, dead_before: int) -> int:
    """Forget deliveries closed before these moments; return how many, PRUNED_AT_ONCE at the most."""
    params = {"done_before": done_before, "dead_before": dead_before, "limit": PRUNED_AT_ONCE}
    unit.run(_PRUNE_ATTEMPTS, params)
    return len(unit.run(_PRUNE, params))

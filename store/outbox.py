"""The outbox: events written with the change that they tell of, then numbered and told, kept for who reads changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import delete, exists, select

from store.engine import sql
from store.tables import feeds, outbox
from store.unit import Unit

PRUNED_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class OutboxEvent:
    """One event about to be told. version: of the comment, after the change. position: its place among all events.

    due_at: 0 for one that was never held back. origin: the request that it goes back to. wire: the foreign one that
    the comment came by; not known of one that is only now being numbered. The fields stand in the order of _NUMBER's
    RETURNING, and of _AFTER.
    """

    id: int
    site_id: int
    comment_id: str
    version: int
    event: str
    created_at: int
    due_at: int
    position: int
    origin: str | None = None
    wire: str | None = None


_ADD = sql(
    "INSERT INTO outbox (site_id, comment_id, version, event, created_at, due_at, origin) "
    "SELECT r.site_id, r.id, r.version + 1, r.event, :now, r.due_at, r.origin FROM {rows} AS r",
    rows={
        "site_id": "integer",
        "id": "uuid",
        "version": "integer",
        "event": "text",
        "due_at": "bigint",
        "origin": "text",
    },
)
_WITHDRAW = sql(
    "DELETE FROM outbox WHERE position IS NULL AND due_at > :now AND comment_id IN (SELECT id FROM {rows} AS r)",
    rows={"id": "uuid"},
)
# Locks the row until the commit: whoever numbers next begins after this one's numbers are seen by all.
_LOCK = sql(
    "INSERT INTO feeds (name, position) VALUES ('outbox', 0) "
    "ON CONFLICT (name) DO UPDATE SET position = feeds.position RETURNING position"
)
_NUMBER = sql(
    "WITH due AS (SELECT id, :last + ROW_NUMBER() OVER (ORDER BY id) AS place FROM "
    "(SELECT id FROM outbox WHERE position IS NULL AND due_at <= :now ORDER BY id LIMIT :limit) AS first) "
    "UPDATE outbox SET position = due.place FROM due WHERE outbox.id = due.id RETURNING "
    "outbox.id, outbox.site_id, outbox.comment_id, outbox.version, outbox.event, outbox.created_at, outbox.due_at, "
    "outbox.position, outbox.origin"
)
_AFTER = sql(
    "SELECT o.id, o.site_id, o.comment_id, o.version, o.event, o.created_at, o.due_at, o.position, o.origin, c.wire "
    "FROM outbox o LEFT JOIN comments c ON c.id = o.comment_id "
    "WHERE o.site_id = :site AND o.position > :position ORDER BY o.position LIMIT :limit"
)
_FORGOTTEN = sql(
    "INSERT INTO feeds (name, position) VALUES (:name, :position) ON CONFLICT (name) DO UPDATE SET position = "
    "CASE WHEN excluded.position > feeds.position THEN excluded.position ELSE feeds.position END"
)
_REMEMBER = sql("UPDATE feeds SET position = :last WHERE name = 'outbox'")


def add(unit: Unit, events: Iterable[dict[str, Any]], *, now: int) -> None:
    """Write events: mappings with site_id, id (of the comment), version (before the change), event, due_at, origin."""
    unit.run(_ADD, {"now": now, "rows": orjson.dumps(list(events)).decode()})


def withdraw(unit: Unit, comment_ids: Sequence[str], *, now: int) -> None:
    """Forget what was to be told of these comments later: it was taken back, or something else became true."""
    unit.run(_WITHDRAW, {"now": now, "rows": orjson.dumps([{"id": one} for one in comment_ids]).decode()})


def number(unit: Unit, *, limit: int, now: int) -> list[OutboxEvent]:
    """Give up to limit events that are due their places, in the order they were written, and return them.

    One at a time: a second caller waits until the first has committed. So places are seen in their order, and who
    reads on from one misses none, whatever commits late.
    """
    ((last,),) = unit.run(_LOCK, {})
    rows = unit.run(_NUMBER, {"last": last, "limit": limit, "now": now})
    told = sorted((OutboxEvent(*row) for row in rows), key=lambda one: one.position)
    if told:
        unit.run(_REMEMBER, {"last": told[-1].position})
    return told


def last_position(unit: Unit) -> int:
    """Return the place of the last event that was told, 0 when none was."""
    return int(unit.execute(select(feeds.c.position).where(feeds.c.name == "outbox")).scalar() or 0)


def after(unit: Unit, site_id: int, position: int, *, limit: int) -> list[OutboxEvent]:
    """Return up to limit told events of the site after a place, in their order."""
    rows = unit.run(_AFTER, {"site": site_id, "position": position, "limit": limit})
    return [OutboxEvent(*row) for row in rows]


def is_due(unit: Unit, *, now: int) -> bool:
    """Return True when an event waits to be told. now: microseconds."""
    due = exists().where(outbox.c.position.is_(None), outbox.c.due_at <= now)
    return bool(unit.execute(select(due)).scalar())


def forgotten_until(unit: Unit, site_id: int) -> int:
    """Return the place of the last event of the site that was forgotten, 0 when none was."""
    found = unit.execute(select(feeds.c.position).where(feeds.c.name == _forgotten(site_id))).scalar()
    return int(found or 0)


def prune(unit: Unit, *, written_before: int) -> int:
    """Forget told events written before a moment (microseconds); return how many, PRUNED_AT_ONCE at the most."""
    old = select(outbox.c.id).where(outbox.c.created_at < written_before, outbox.c.position.is_not(None))
    first = old.order_by(outbox.c.created_at).limit(PRUNED_AT_ONCE)
    gone = unit.execute(
        delete(outbox).where(outbox.c.id.in_(first)).returning(outbox.c.site_id, outbox.c.position)
    ).all()
    last: dict[int, int] = {}
    for row in gone:
        last[row.site_id] = max(row.position, last.get(row.site_id, 0))
    for site_id, position in last.items():
        unit.run(_FORGOTTEN, {"name": _forgotten(site_id), "position": position})
    return len(gone)


def _forgotten(site_id: int) -> str:
    return f"forgotten:{site_id}"

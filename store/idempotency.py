"""Idempotency-Key: the same key with the same request names the same comment for a day."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from policy.errors import IdempotencyMismatch
from store.engine import sql
from store.tables import idempotency
from store.unit import Unit

_TAKE = sql(
    "INSERT INTO idempotency (site_id, key, request_hash, comment_id, created_at) "
    "VALUES (:site_id, :key, :request_hash, :comment_id, :now) ON CONFLICT DO NOTHING RETURNING comment_id"
)


def take(unit: Unit, site_id: int, key: str, *, request_hash: str, comment_id: str, now: int) -> str:
    """Return the id of the comment that the key stands for: comment_id when the key is new, else the earlier one.

    Raises IdempotencyMismatch when the key was used with another request.
    """
    taken = unit.run(
        _TAKE,
        {"site_id": site_id, "key": key, "request_hash": request_hash, "comment_id": comment_id, "now": now},
    )
    if taken:
        return comment_id
    known = unit.execute(
        select(idempotency.c.request_hash, idempotency.c.comment_id).where(
            idempotency.c.site_id == site_id, idempotency.c.key == key
        )
    ).one()
    if known.request_hash != request_hash:
        raise IdempotencyMismatch(key)
    return str(known.comment_id)


def point_to(unit: Unit, site_id: int, key: str, comment_id: str) -> None:
    """Let a key just taken stand for another comment: the one that was there before the request."""
    unit.execute(
        update(idempotency)
        .where(idempotency.c.site_id == site_id, idempotency.c.key == key)
        .values(comment_id=comment_id)
    )


def forget(unit: Unit, comment_id: str) -> None:
    """Keep of the keys that stand for a comment only that they were used: any request with one is another one now."""
    unit.execute(update(idempotency).where(idempotency.c.comment_id == comment_id).values(request_hash=""))


def prune(unit: Unit, *, before: int) -> int:
    """Forget keys seen before that moment (microseconds); return how many."""
    return int(unit.execute(delete(idempotency).where(idempotency.c.created_at < before)).rowcount)

"""Pairs of scores: Google's Perspective and ours, of the same text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import delete, insert, select

from store.tables import perspective_pairs
from store.unit import Unit


class Pair(NamedTuple):
    """One text's two scores for one of Perspective's attributes, 0..1. text: None where it may not be kept."""

    attribute: str
    language: str
    theirs: float
    ours: float
    text: str | None


def add(unit: Unit, site_id: int, pairs: Sequence[Pair], *, now: int) -> None:
    """Store pairs of the site."""
    rows = [{"site_id": site_id, "created_at": now, **one._asdict()} for one in pairs]
    unit.execute(insert(perspective_pairs), rows)


def latest(unit: Unit, site_id: int, *, limit: int) -> list[Pair]:
    """Return the site's latest pairs, newest first."""
    columns = [perspective_pairs.c[name] for name in Pair._fields]
    query = select(*columns).where(perspective_pairs.c.site_id == site_id)
    rows = unit.execute(query.order_by(perspective_pairs.c.id.desc()).limit(limit))
    return [Pair(**row) for row in rows.mappings()]


def forget(unit: Unit, site_id: int) -> int:
    """Forget all pairs of the site; return how many."""
    gone = delete(perspective_pairs).where(perspective_pairs.c.site_id == site_id)
    return unit.execute(gone).rowcount

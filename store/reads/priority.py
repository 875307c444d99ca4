"""The order by priority: expected harm x time waited."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func

from policy.priority import FLOOR, MOST
from store.tables import comments

MILLISECOND = 1_000  # microseconds; harm x microseconds would leave 64 bits within nine years
LATEST_SEEN = (2**63 - 1) // MOST * MILLISECOND  # harm x the milliseconds until then fits 64 bits


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityPlace:
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

"""Upkeep: what must happen again and again though nobody asks."""

from __future__ import annotations

from moderation.wiring import Parts
from runtime.clock import SECOND
from store import bulk, idempotency, leases

IDEMPOTENCY_SECONDS = 24 * 3600


def sweep(parts: Parts) -> bool:
    """Ring when a pending comment is leased by nobody, whatever was lost; return True when it rang."""
    now = parts.clock()
    return parts.database.read(lambda unit: leases.is_work_waiting(unit, now=now)) and parts.doorbell.ring()


def sweep_bulk(parts: Parts) -> bool:
    """Ring when work on many comments is not finished, whatever was lost; return True when it rang."""
    return parts.database.read(bulk.is_work_waiting) and parts.bulk_doorbell.ring()


def prune(parts: Parts) -> int:
    """Forget idempotency keys of more than a day ago; return how many."""
    before = parts.clock() - IDEMPOTENCY_SECONDS * SECOND
    return parts.database.write(lambda unit: idempotency.prune(unit, before=before))

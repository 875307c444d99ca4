"""Upkeep: what must happen again and again though nobody asks."""

from __future__ import annotations

from moderation.wiring import Parts, StoreParts
from runtime.clock import SECOND
from store import bulk, idempotency, leases, outbox

DAY = 24 * 3600 * SECOND
IDEMPOTENCY_KEPT = 1 * DAY
OUTBOX_DONE = 1 * DAY  # how long an event stays after the world was told
OUTBOX_UNTAKEN = 7 * DAY  # and where nobody reads the outbox


def is_work_waiting(parts: StoreParts) -> bool:
    """Return whether a pending comment is leased by nobody."""
    now = parts.clock()
    return parts.database.read(lambda unit: leases.is_work_waiting(unit, now=now))


def sweep(parts: Parts) -> bool:
    """Ring when a pending comment is leased by nobody, whatever was lost; return True when it rang."""
    return is_work_waiting(parts) and parts.doorbell.ring()


def sweep_bulk(parts: Parts) -> bool:
    """Ring when work on many comments is not finished, whatever was lost; return True when it rang."""
    return parts.database.read(bulk.is_work_waiting) and parts.bulk_doorbell.ring()


def prune(parts: Parts) -> int:
    """Forget idempotency keys of more than a day ago, and events that are done or that nobody took; return how many."""
    now = parts.clock()
    forgotten = parts.database.write(lambda unit: idempotency.prune(unit, before=now - IDEMPOTENCY_KEPT))
    while True:
        gone = parts.database.write(
            lambda unit: outbox.prune(unit, done_before=now - OUTBOX_DONE, written_before=now - OUTBOX_UNTAKEN)
        )
        forgotten += gone
        if gone < outbox.PRUNED_AT_ONCE:
            return forgotten

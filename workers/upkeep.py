"""Upkeep: what must happen again and again though nobody asks."""

from __future__ import annotations

from runtime.clock import SECOND, Clock
from runtime.doorbell import Doorbell
from store import bulk, idempotency, leases
from store.unit import Database

IDEMPOTENCY_SECONDS = 24 * 3600


def sweep(database: Database, doorbell: Doorbell, clock: Clock) -> bool:
    """Ring when a pending comment is in nobody's hands, whatever was lost; return True when it rang."""
    now = clock()
    return database.read(lambda unit: leases.is_work_waiting(unit, now=now)) and doorbell.ring()


def sweep_bulks(database: Database, bell: Doorbell) -> bool:
    """Ring when work on many comments is not finished, whatever was lost; return True when it rang."""
    return database.read(bulk.is_work_waiting) and bell.ring()


def prune(database: Database, clock: Clock) -> int:
    """Forget idempotency keys of more than a day ago; return how many."""
    before = clock() - IDEMPOTENCY_SECONDS * SECOND
    return database.write(lambda unit: idempotency.prune(unit, before=before))

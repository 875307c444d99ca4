"""Upkeep: what must happen again and again though nobody asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from moderation.store_parts import StoreParts
from moderation.wiring import Parts
from runtime.clock import SECOND
from store import bulk, closing, deliveries, idempotency, leases, outbox, rulesets, sites
from store.unit import Unit

DAY = 24 * 3600 * SECOND
IDEMPOTENCY_KEPT = 1 * DAY
DELIVERIES_KEPT = 7 * DAY  # in the log, once they arrived or were given up by a person
DEAD_LETTERS_KEPT = 90 * DAY


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


def close_articles(parts: StoreParts) -> None:
    """Write down when articles close that were commented on before their site described them, by each site's rules."""

    def work(unit: Unit) -> None:
        rules = rulesets.current_of(unit, [site.id for site in sites.everyone(unit)])
        for site_id, one in rules.items():
            if one.ruleset.closes_articles:
                closing.schedule(unit, site_id, one.ruleset)

    parts.database.write(work)


def prune(parts: Parts) -> int:
    """Forget what has had its time: idempotency keys, told events, closed deliveries; return how many rows."""
    now = parts.clock()
    told_before = now - parts.settings.changes_days * DAY
    closed = partial(deliveries.prune, done_before=now - DELIVERIES_KEPT, dead_before=now - DEAD_LETTERS_KEPT)
    forgotten = parts.database.write(lambda unit: idempotency.prune(unit, before=now - IDEMPOTENCY_KEPT))
    forgotten += _bit_by_bit(parts, partial(outbox.prune, written_before=told_before), outbox.PRUNED_AT_ONCE)
    return forgotten + _bit_by_bit(parts, closed, deliveries.PRUNED_AT_ONCE)


def _bit_by_bit(parts: Parts, forget: Callable[[Unit], int], at_once: int) -> int:
    """Forget until less than one transaction's worth is left; return how many rows."""
    forgotten = 0
    while True:
        gone = parts.database.write(forget)
        forgotten += gone
        if gone < at_once:
            return forgotten

"""Work on many comments at once: asking for it, watching it, taking it back."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from moderation.wiring import Parts
from policy.states import Actor, Status
from runtime import metrics, origin
from store import bulk, bulk_work
from store.bulk import Bulk, Order

log = structlog.get_logger()


def ask(parts: Parts, site_id: int, order: Order, items: Sequence[tuple[str, int]]) -> Bulk:
    """Have the workers do it to these comments (id, version seen), and return the work as it begins."""
    now = parts.clock()
    asked = parts.database.write(lambda unit: bulk.create(unit, site_id, order, items, now=now))
    parts.bulk_doorbell.ring()
    return asked


def show(parts: Parts, site_id: int, bulk_id: str) -> Bulk:
    """Return the work with how far it is. Raises BulkNotFound."""
    return parts.database.read(lambda unit: bulk.by_id(unit, site_id, bulk_id))


def undo(parts: Parts, site_id: int, bulk_id: str, *, person: str) -> Bulk:
    """Have the workers take it back as a whole, and return it. Raises BulkNotFound."""
    undone = parts.database.write(lambda unit: bulk.undo(unit, site_id, bulk_id, person=person))
    parts.bulk_doorbell.ring()
    return undone


def work(parts: Parts) -> int:
    """Do one chunk of what was asked for and return how many comments moved. Rings again when there may be more.

    Each chunk is one transaction. Raises DatabaseUnavailable; nothing of the chunk is kept then, and the sweep rings
    again.
    """
    parts.bulk_doorbell.answer()
    now = parts.clock()
    chunk = parts.database.write(lambda unit: bulk_work.work(unit, now=now))
    if chunk is None:
        return 0
    if chunk.more:
        parts.bulk_doorbell.ring()
    if Status.PENDING in chunk.statuses:
        parts.doorbell.ring()
    metrics.count_decisions(chunk.statuses, by=Actor.PERSON)
    parts.teller.ring()
    log.info("bulk_chunk_done", moved=len(chunk.statuses), more=chunk.more, requests=origin.request_ids([chunk.origin]))
    return len(chunk.statuses)

"""How much is on its way, for those who watch over it."""

from __future__ import annotations

from moderation.delivery_parts import queue_of
from moderation.store_parts import StoreParts
from runtime.queues import QUEUES_OF_DELIVERER
from store import delivery_log
from store.delivery_log import Standing


def standing_by_queue(parts: StoreParts) -> dict[str, Standing]:
    """Return what waits and what is dead, by queue. Raises DatabaseUnavailable."""
    found = dict.fromkeys(QUEUES_OF_DELIVERER, Standing(waiting=0, oldest=None, dead=0))
    for kind, one in parts.database.read(delivery_log.standings).items():
        before = found[queue_of(kind)]
        oldest = [moment for moment in (before.oldest, one.oldest) if moment is not None]
        found[queue_of(kind)] = Standing(
            waiting=before.waiting + one.waiting, oldest=min(oldest, default=None), dead=before.dead + one.dead
        )
    return found

"""Publishing what people approved, once their time to undo it is over."""

from __future__ import annotations

from functools import partial

from runtime.clock import Clock
from store import published
from store.unit import Database

BATCH = 500


def publish_due(database: Database, clock: Clock, *, batch: int = BATCH) -> int:
    """Publish all that is due, batch by batch; return how many were published. Run twice, it publishes nothing twice.

    Where nothing is due it only reads. Raises DatabaseUnavailable; what was not published stays due.
    """
    done = 0
    while due := database.read(partial(published.due, now=clock(), limit=batch)):
        done += database.write(partial(published.publish_due, comment_ids=due, now=clock()))
        if len(due) < batch:
            break
    return done

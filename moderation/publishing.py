"""Publishing what people approved, once their time to undo it is over."""

from __future__ import annotations

from functools import partial

from moderation.store_parts import StoreParts
from store import published

BATCH = 500


def publish_due(parts: StoreParts, *, batch: int = BATCH) -> int:
    """Publish all that is due, batch by batch; return how many were published. Run twice, it publishes nothing twice.

    Where nothing is due it only reads. Raises DatabaseUnavailable; what was not published stays due.
    """
    done = 0
    while due := parts.database.read(partial(published.due, now=parts.clock(), limit=batch)):
        done += parts.database.write(partial(published.publish_due, comment_ids=due, now=parts.clock()))
        if len(due) < batch:
            break
    return done

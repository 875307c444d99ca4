"""Work on many comments at once: a chunk for each wake-up, each chunk one transaction."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from policy.states import Actor, Status
from runtime import metrics
from runtime.clock import Clock
from runtime.doorbell import Doorbell
from store import bulk
from store.unit import Database

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkWorker:
    """Does what moderators asked for on many comments. bell: its own; doorbell: that of the judge."""

    database: Database
    bell: Doorbell
    doorbell: Doorbell
    clock: Clock

    def run(self) -> int:
        """Do one chunk and return how many comments moved. Rings again when there may be more.

        Raises DatabaseUnavailable; nothing of the chunk is kept then, and the sweep rings again.
        """
        self.bell.answer()
        now = self.clock()
        chunk = self.database.write(lambda unit: bulk.work(unit, now=now))
        if chunk is None:
            return 0
        if chunk.more:
            self.bell.ring()
        if Status.PENDING in chunk.statuses:
            self.doorbell.ring()
        metrics.count_decisions(chunk.statuses, by=Actor.PERSON)
        log.info("bulk_chunk_done", moved=len(chunk.statuses), more=chunk.more)
        return len(chunk.statuses)

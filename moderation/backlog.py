"""Back-pressure: above a number of pending comments, new ones are refused with 503 instead of piling up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from policy.errors import BacklogFull
from store.reads.depth import pending_up_to
from store.unit import Database

LOOK_SECONDS = 1.0
RETRY_SECONDS = 30


class Backlog:
    """Knows roughly how many comments wait: it looks once a second, whatever the traffic."""

    def __init__(self, database: Database, limit: int, *, now: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._limit = limit
        self._now = now
        self._next_look = 0.0
        self._full = False
        self._looking = threading.Lock()

    def check(self) -> None:
        """Raise BacklogFull while the limit is reached."""
        if self._now() >= self._next_look and self._looking.acquire(blocking=False):
            try:
                waiting = self._database.read(lambda unit: pending_up_to(unit, self._limit))
                self._full = waiting >= self._limit
                self._next_look = self._now() + LOOK_SECONDS
            finally:
                self._looking.release()
        if self._full:
            raise BacklogFull(RETRY_SECONDS)

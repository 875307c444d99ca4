"""Work with a deadline: done in threads of its own, so that whoever asked can answer when the time is over."""

from __future__ import annotations

import contextvars
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from cachetools import LRUCache

from policy.wires import Wire, WireSettings

T = TypeVar("T")

SITES_REMEMBERED = 1_000


class NotInTime(Exception):
    """The work was not done by then. It may still be done later."""


class Deadline:
    """A moment by which an answer must be given. begun: when it was asked for (time.monotonic), by default now."""

    def __init__(self, milliseconds: int, begun: float | None = None) -> None:
        self._end = (time.monotonic() if begun is None else begun) + milliseconds / 1000

    @property
    def left(self) -> float:
        """Seconds that are left, 0 when it is over."""
        return max(0.0, self._end - time.monotonic())

    def result(self, begun: Future[T]) -> T:
        """Return what the work gave. Raises what it raised, or NotInTime; work not yet begun then is given up."""
        try:
            return begun.result(self.left)
        except TimeoutError as error:
            begun.cancel()
            raise NotInTime from error


class InTime:
    """Threads for work that somebody waits for, and others for keeping, so that neither holds up the other.

    The threads start with their first work.
    """

    def __init__(self, threads: int) -> None:
        self._asking = ThreadPoolExecutor(threads, thread_name_prefix="in-time")
        self._keeping = ThreadPoolExecutor(threads, thread_name_prefix="keeping")

    def ask(self, work: Callable[[], T]) -> Future[T]:
        """Begin work that is worth nothing once its time is over."""
        return self._asking.submit(contextvars.copy_context().run, work)

    def keep(self, work: Callable[[], T]) -> Future[T]:
        """Begin work that must be done, in time or later."""
        return self._keeping.submit(contextvars.copy_context().run, work)

    def close(self) -> None:
        """Finish what must be done."""
        self._asking.shutdown(wait=False, cancel_futures=True)
        self._keeping.shutdown(wait=True)


class WireRules:
    """The settings of the sites' wires as last read: a deadline must be known before the database has answered.

    memory_seconds: how long they are good without being read anew.
    """

    def __init__(self, memory_seconds: float) -> None:
        self._memory_seconds = memory_seconds
        self._kept: LRUCache[int, tuple[float, Mapping[Wire, WireSettings]]] = LRUCache(SITES_REMEMBERED)
        self._lock = threading.Lock()

    def last(self, site_id: int) -> tuple[bool, Mapping[Wire, WireSettings] | None]:
        """Return whether they are fresh, and what was read last, None for nothing."""
        with self._lock:
            read_at, kept = self._kept.get(site_id, (0.0, None))
        return kept is not None and time.monotonic() - read_at < self._memory_seconds, kept

    def remember(self, site_id: int, wires: Mapping[Wire, WireSettings]) -> None:
        """Keep what was just read."""
        with self._lock:
            self._kept[site_id] = (time.monotonic(), wires)

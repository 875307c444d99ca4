"""Work with a deadline: done in threads of its own, so that whoever asked can answer when the time is over."""

from __future__ import annotations

import contextvars
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

from cachetools import LRUCache

from policy.errors import DatabaseUnavailable

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")

MOST_REMEMBERED = 1_000
CALLS_AT_ONCE = 32


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
            return self.wait(begun)
        except NotInTime:
            begun.cancel()
            raise

    def wait(self, begun: Future[T]) -> T:
        """Return what the work gave. Raises what it raised, or NotInTime; the work is then done all the same."""
        try:
            return begun.result(self.left)
        except TimeoutError as error:
            raise NotInTime from error


class InTime:
    """Threads for work that somebody waits for, for keeping, and for calls elsewhere: none holds up another.

    The threads start with their first work.
    """

    def __init__(self, threads: int) -> None:
        self._asking = ThreadPoolExecutor(threads, thread_name_prefix="in-time")
        self._keeping = ThreadPoolExecutor(threads, thread_name_prefix="keeping")
        self._calling = ThreadPoolExecutor(CALLS_AT_ONCE, thread_name_prefix="calling")

    def ask(self, work: Callable[[], T]) -> Future[T]:
        """Begin work that is worth nothing once its time is over."""
        return self._asking.submit(contextvars.copy_context().run, work)

    def keep(self, work: Callable[[], T]) -> Future[T]:
        """Begin work that must be done, in time or later."""
        return self._keeping.submit(contextvars.copy_context().run, work)

    def call(self, work: Callable[[], T]) -> Future[T]:
        """Begin a call to another service, which mostly waits."""
        return self._calling.submit(contextvars.copy_context().run, work)

    def close(self) -> None:
        """Finish what must be done."""
        self._calling.shutdown(wait=False, cancel_futures=True)
        self._asking.shutdown(wait=False, cancel_futures=True)
        self._keeping.shutdown(wait=True)


class LastKnown(Generic[K, V]):
    """What was read last of what must be known before the database has answered: a deadline, a secret.

    memory_seconds: how long a value is good without being read anew. Threads may share it.
    """

    def __init__(self, in_time: InTime, memory_seconds: float) -> None:
        self._in_time = in_time
        self._memory_seconds = memory_seconds
        self._kept: LRUCache[K, tuple[float, V]] = LRUCache(MOST_REMEMBERED)
        self._lock = threading.Lock()

    def get(self, key: K, read: Callable[[], V], *, default: V, milliseconds: Callable[[V], int]) -> V:
        """Return the value, read anew where it is not fresh; what was read last, or the default, where that fails.

        milliseconds: how long reading may take, by what is known before. Raises what read raises, but for
        DatabaseUnavailable.
        """
        with self._lock:
            found = self._kept.get(key)
        if found is not None and time.monotonic() - found[0] < self._memory_seconds:
            return found[1]
        known = default if found is None else found[1]
        try:
            value = Deadline(milliseconds(known)).result(self._in_time.ask(read))
        except (NotInTime, DatabaseUnavailable):
            return known
        with self._lock:
            self._kept[key] = (time.monotonic(), value)
        return value

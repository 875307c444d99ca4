"""The doorbell: tells the workers "there is work", at most once until they have heard it.

The rows are the truth; a ring that gets lost costs time, never a comment: the sweep rings again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import redis
import structlog

from runtime import metrics
from runtime.breaker import Breaker

RING_EXPIRES_MS = 5_000
# A single request is rung for at once; those that follow within the pause share one ring. While they keep coming the
# pause doubles, up to the longest: publishing 100 times a second took a fifth of the API's CPU.
PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.01, 0.08

log = structlog.get_logger()


class Doorbell:
    """Publishes one wake-up task for any number of rings, until a worker has answered.

    publish: sends the wake-up task to the broker; may raise, ring() will not.
    """

    def __init__(self, client: redis.Redis, publish: Callable[[], None], *, key: str) -> None:
        self._client = client
        self._publish = publish
        self._key = key
        self._breaker = Breaker()

    def ring(self) -> bool:
        """Wake the workers; return True when this call published the task. Never raises."""
        if self._breaker.is_open:
            metrics.RING_FAILURES.inc()
            return False
        try:
            if not self._client.set(self._key, b"1", nx=True, px=RING_EXPIRES_MS):
                return False
            self._publish()
        except Exception as error:  # whatever the broker's driver raises: the row is stored, the sweep will ring
            self._breaker.failed()
            metrics.RING_FAILURES.inc()
            log.warning("doorbell_failed", error=type(error).__name__)
            return False
        return True

    def answer(self) -> None:
        """Take the ring down, before claiming: whoever commits later will ring anew. Never raises."""
        try:
            self._client.delete(self._key)
        except redis.RedisError as error:
            log.warning("doorbell_not_answered", error=type(error).__name__)


class Silent(Doorbell):
    """A doorbell that nobody hears: for a command, after which the sweep rings within a second."""

    def __init__(self) -> None:
        pass

    def ring(self) -> bool:
        """Do nothing."""
        return False

    def answer(self) -> None:
        """Do nothing."""


class Ringer:
    """Rings a doorbell from a thread of its own, so that no request waits for Redis. It starts with the first ring."""

    def __init__(self, doorbell: Doorbell) -> None:
        self._doorbell = doorbell
        self._wanted = threading.Event()
        self._closing = False
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def ring(self) -> None:
        """Have the doorbell rung very soon; returns at once. A ring that gets lost is repeated by the sweep."""
        if self._thread is None:
            self._start()
        self._wanted.set()

    def close(self) -> None:
        """Ring once more if that was wanted, and end the thread."""
        self._closing = True
        self._wanted.set()
        if self._thread is not None:
            self._thread.join()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="ringer", daemon=True)
                self._thread.start()

    def _serve(self) -> None:
        pause = PAUSE_SECONDS
        while not self._closing:
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS) if self._wanted.is_set() else PAUSE_SECONDS
            self._wanted.wait()
            # Taken down before ringing: whoever commits from here on is rung for anew.
            self._wanted.clear()
            self._doorbell.ring()
            time.sleep(pause)

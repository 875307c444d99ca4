"""The doorbell: tells the workers "there is work", at most once until they have heard it.

The rows are the truth; a ring that gets lost costs time, never a comment: the sweep rings again.
"""

from __future__ import annotations

from collections.abc import Callable

import redis
import structlog

from runtime import metrics
from runtime.breaker import Breaker
from runtime.queues import DOORBELL_MODERATE

RING_EXPIRES_MS = 5_000

log = structlog.get_logger()


class Doorbell:
    """Publishes one wake-up task for any number of rings, until a worker has answered.

    publish: sends the wake-up task to the broker; may raise, ring() will not.
    """

    def __init__(self, client: redis.Redis, publish: Callable[[], None], *, key: str = DOORBELL_MODERATE) -> None:
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

    def works(self) -> bool:
        """Return True when Redis answers now."""
        try:
            return bool(self._client.ping())
        except redis.RedisError:
            return False

    def messages(self, queue: str) -> int | None:
        """Return how many messages wait in a broker queue that lives in this Redis, None when it cannot be told."""
        try:
            return int(self._client.llen(queue))
        except redis.RedisError:
            return None

"""Counting what somebody does, in Redis; while that is away, in this process alone."""

from __future__ import annotations

import hashlib

import redis
from limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from runtime import metrics
from runtime.breaker import Breaker
from service.http.limits import redis_storage


class Counter:
    """Counts under a prefix of its own. Names are kept as hashes: Redis keeps no address."""

    def __init__(self, redis_url: str, *, prefix: str) -> None:
        self._shared = SlidingWindowCounterRateLimiter(redis_storage(redis_url, prefix=prefix))
        self._own = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._breaker = Breaker()

    def hit(self, item: RateLimitItem, kind: str, who: str) -> bool:
        """Count one; return False when it is one too many."""
        if not self._breaker.is_open:
            try:
                return self._shared.hit(item, kind, _name(who))
            except redis.RedisError:
                self._breaker.failed()
        metrics.LIMITER_FAILURES.inc()
        return self._own.hit(item, kind, _name(who))

    def clear(self, item: RateLimitItem, kind: str, who: str) -> None:
        """Begin to count anew."""
        for limiter in (self._own, self._shared):
            try:
                limiter.clear(item, kind, _name(who))
            except redis.RedisError:
                metrics.LIMITER_FAILURES.inc()


def _name(who: str) -> str:
    return hashlib.sha256(who.encode("utf-8", "replace")).hexdigest()[:32]

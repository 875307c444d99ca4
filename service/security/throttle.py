"""Guessing is slow: attempts to sign in are counted by account and by address."""

from __future__ import annotations

import hashlib
from typing import Final

import redis
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from runtime import metrics
from service.http.limits import redis_storage

MINUTES: Final = 15
BY_ACCOUNT: Final = RateLimitItemPerMinute(10, MINUTES)
BY_ADDRESS: Final = RateLimitItemPerMinute(60, MINUTES)  # an editorial office goes out by one


class Throttle:
    """Counts in Redis; while that is away, in this process alone."""

    def __init__(self, redis_url: str) -> None:
        self._shared = SlidingWindowCounterRateLimiter(redis_storage(redis_url, prefix="sign-in"))
        self._own = SlidingWindowCounterRateLimiter(MemoryStorage())

    def take(self, account: str, address: str) -> bool:
        """Count one attempt; return False when there were too many for the account, or from the address."""
        # Both are counted, whatever the first says.
        return all([self._hit(BY_ACCOUNT, "account", account), self._hit(BY_ADDRESS, "address", address)])

    def forget(self, account: str) -> None:
        """Forget the attempts on an account: its owner has signed in."""
        for limiter in (self._own, self._shared):
            try:
                limiter.clear(BY_ACCOUNT, "account", _name(account))
            except redis.RedisError:
                metrics.LIMITER_FAILURES.inc()

    def _hit(self, item: RateLimitItem, kind: str, who: str) -> bool:
        try:
            return self._shared.hit(item, kind, _name(who))
        except redis.RedisError:
            metrics.LIMITER_FAILURES.inc()
            return self._own.hit(item, kind, _name(who))


def _name(who: str) -> str:
    return hashlib.sha256(who.encode("utf-8", "replace")).hexdigest()[:32]  # Redis keeps no address

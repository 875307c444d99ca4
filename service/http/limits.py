"""Rate limits for who asks, counted in Redis. When Redis is away, requests pass and a metric counts them."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import redis
import structlog
from limits import RateLimitItemPerMinute
from limits.storage import RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from runtime import metrics
from runtime.breaker import Breaker
from runtime.redis_client import TIMEOUT_SECONDS
from service.security.identity import Identity

WINDOW_SECONDS = 60

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left. reset: whole seconds until more is allowed."""

    limit: int
    remaining: int
    reset: int
    passed: bool

    def headers(self) -> dict[str, str]:
        """Return the header fields of draft-ietf-httpapi-ratelimit-headers, and Retry-After when refused."""
        fields = {
            "RateLimit-Policy": f'"key";q={self.limit};w={WINDOW_SECONDS}',
            "RateLimit": f'"key";r={self.remaining};t={self.reset}',
        }
        return fields if self.passed else {**fields, "Retry-After": str(max(1, self.reset))}


class _Storage(RedisStorage):
    # The other client, of Valkey, would be loaded as well and take 2 MB in every process.
    DEPENDENCIES = {"redis": RedisStorage.DEPENDENCIES["redis"]}


class Limiter:
    """Counts requests by who asks over a sliding minute. default: requests a minute; 0 means no limit."""

    def __init__(self, redis_url: str, *, default: int) -> None:
        # Both names of a TLS or socket URL are redis-py's own, so its client reads them.
        self._storage = _Storage(
            redis_url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS, key_prefix="limit"
        )
        self._limiter = SlidingWindowCounterRateLimiter(self._storage)
        self._default = default
        self._breaker = Breaker()

    def take(self, who: Identity) -> Allowance | None:
        """Count one request; return what is left, or None when there is no limit or nobody can count now."""
        limit = self._default if who.per_minute is None else who.per_minute
        if not limit:
            return None
        if self._breaker.is_open:
            metrics.LIMITER_FAILURES.inc()
            return None
        item = RateLimitItemPerMinute(limit)
        try:
            passed = self._limiter.hit(item, f"{who.means}:{who.id}")
            window = self._limiter.get_window_stats(item, f"{who.means}:{who.id}")
        except redis.RedisError as error:
            self._breaker.failed()
            metrics.LIMITER_FAILURES.inc()
            log.warning("limiter_failed", error=type(error).__name__)
            return None
        reset = max(0, math.ceil(window.reset_time - time.time()))
        if not window.remaining and not reset:
            reset = WINDOW_SECONDS  # a limit of one: the library counts its window from the next request
        return Allowance(limit=limit, remaining=window.remaining, reset=reset, passed=passed)

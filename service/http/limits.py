"""Rate limits for who asks, counted in Redis. When Redis is away, requests pass and a metric counts them.

Redis is asked for a hundredth of a limit at a time, which this process then spends by itself: counting each request
there took a third as much CPU again as the request. So N processes may refuse N hundredths of a limit too early, and
let through no more than it.
"""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass

import redis
import structlog
from cachetools import TTLCache
from limits import RateLimitItemPerMinute
from limits.storage import RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from runtime import metrics
from runtime.breaker import Breaker
from runtime.redis_client import TIMEOUT_SECONDS, connect
from runtime.sentinel import is_watched
from service.security.identity import Identity

WINDOW_SECONDS = 60
PORTIONS = 100
LARGEST_PORTION = 100
MEMORY = 10_000
# Who is refused is not counted again at once, however fast it asks.
REFUSED_SECONDS = 1.0

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


@dataclass(slots=True)
class _Portion:
    """What Redis has granted this process for one who asks, and what it said then. until: refused until that time."""

    left: int
    remaining: int
    reset_at: float
    until: float = 0.0


class _Storage(RedisStorage):
    # The other client, of Valkey, would be loaded as well and take 2 MB in every process.
    DEPENDENCIES = {"redis": RedisStorage.DEPENDENCIES["redis"]}


def redis_storage(redis_url: str, *, prefix: str) -> RedisStorage:
    """Return where limits are counted."""
    if is_watched(redis_url):
        return _Storage("redis://", connection_pool=connect(redis_url).connection_pool, key_prefix=prefix)
    # Both names of a TLS or socket URL are redis-py's own, so its client reads them.
    return _Storage(
        redis_url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS, key_prefix=prefix
    )


class Limiter:
    """Counts requests by who asks over a sliding minute. default: requests a minute; 0 means no limit."""

    def __init__(self, redis_url: str, *, default: int) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(redis_storage(redis_url, prefix="limit"))
        self._default = default
        self._breaker = Breaker()
        self._portions: TTLCache[str, _Portion] = TTLCache(MEMORY, WINDOW_SECONDS)
        self._lock = threading.Lock()

    def take(self, who: Identity) -> Allowance | None:
        """Count one request; return what is left, or None when there is no limit or nobody can count now."""
        limit = self._default if who.per_minute is None else who.per_minute
        if not limit:
            return None
        if self._breaker.is_open:
            metrics.LIMITER_FAILURES.inc()
            return None
        name = f"{who.means}:{who.id}:{limit}"
        return self._from_portion(name, limit) or self._from_redis(name, limit)

    def _from_portion(self, name: str, limit: int) -> Allowance | None:
        with self._lock:
            portion = self._portions.get(name)
            if portion is None or not (portion.left or portion.until > time.time()):
                return None
            passed = portion.left > 0
            portion.left -= passed
            return _allowance(limit, portion, passed=passed)

    def _from_redis(self, name: str, limit: int) -> Allowance | None:
        item = RateLimitItemPerMinute(limit)
        many = min(max(1, limit // PORTIONS), LARGEST_PORTION)
        try:
            granted = next((size for size in dict.fromkeys((many, 1)) if self._limiter.hit(item, name, cost=size)), 0)
            window = self._limiter.get_window_stats(item, name)
        except redis.RedisError as error:
            self._breaker.failed()
            metrics.LIMITER_FAILURES.inc()
            log.warning("limiter_failed", error=type(error).__name__)
            return None
        until = 0.0 if granted else min(time.time() + REFUSED_SECONDS, window.reset_time)
        portion = _Portion(max(0, granted - 1), window.remaining, window.reset_time, until)
        with self._lock:
            before = self._portions.get(name)
            if before is not None:  # another thread's, granted at the same moment
                portion.left += before.left
            self._portions[name] = portion
            return _allowance(limit, portion, passed=granted > 0)


def _allowance(limit: int, portion: _Portion, *, passed: bool) -> Allowance:
    remaining = portion.remaining + portion.left
    reset = max(0, math.ceil(portion.reset_at - time.time()))
    if not remaining and not reset:
        reset = WINDOW_SECONDS  # a limit of one: the library counts its window from the next request
    return Allowance(limit=limit, remaining=remaining, reset=reset, passed=passed)

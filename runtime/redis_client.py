"""The Redis client: short timeouts, so that a dead server never holds up a request."""

from __future__ import annotations

from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from redis.sentinel import Sentinel

from runtime.sentinel import is_watched, parse

TIMEOUT_SECONDS = 0.5


def connect(url: str) -> redis.Redis:
    """Return a client for url; connecting and each answer may take half a second at most.

    One immediate retry hides a connection that the server closed while idle; it never adds up to a second.
    """
    patience: dict[str, Any] = {
        "socket_timeout": TIMEOUT_SECONDS,
        "socket_connect_timeout": TIMEOUT_SECONDS,
        # Only a closed connection is tried again: a server that does not answer would be waited for twice.
        "retry": Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
        "health_check_interval": 30,
    }
    if not is_watched(url):
        return redis.Redis.from_url(url, **patience)
    watched = parse(url)
    watchers = {"socket_timeout": TIMEOUT_SECONDS, "socket_connect_timeout": TIMEOUT_SECONDS}
    sentinels = Sentinel(list(watched.sentinels), sentinel_kwargs=watchers)  # type: ignore[no-untyped-call]
    found: redis.Redis = sentinels.master_for(  # type: ignore[no-untyped-call]
        watched.name, db=watched.db, password=watched.password, **patience
    )
    return found


def answers(client: redis.Redis) -> bool:
    """Return True when Redis answers now."""
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False


def messages(client: redis.Redis, queue: str) -> int | None:
    """Return how many messages wait in a broker queue that lives in this Redis, None when it cannot be told."""
    try:
        return int(client.llen(queue))
    except redis.RedisError:
        return None

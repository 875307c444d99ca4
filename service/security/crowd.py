"""How much one connection may do on the pages of a site, where a public key names all readers alike.

The limits are wide: behind one address of a mobile network stand thousands of readers.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from limits import RateLimitItemPerMinute

from service.security.counter import Counter

_CALM: Final = RateLimitItemPerMinute(5, 10)  # comments, before a browser is asked for an effort


class Doing(Enum):
    """What a reader's page asks for, with how much of it one connection may do."""

    READ = RateLimitItemPerMinute(6_000)
    CHECK = RateLimitItemPerMinute(600)
    WRITE = RateLimitItemPerMinute(120)


class Crowd:
    """Counts what comes from each connection."""

    def __init__(self, redis_url: str) -> None:
        self._counter = Counter(redis_url, prefix="embed")

    def take(self, doing: Doing, site_id: int, address: str) -> bool:
        """Count one request; return False when the connection asks too much."""
        return self._counter.hit(doing.value, doing.name, f"{site_id} {address}")

    def is_calm(self, site_id: int, address: str) -> bool:
        """Count one comment; return False when so many came from the connection that an effort is due."""
        return self._counter.hit(_CALM, "calm", f"{site_id} {address}")

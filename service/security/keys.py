"""API keys: how they look, how they are stored, and a short memory of those seen lately."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable

from runtime.clock import Clock
from store import sites
from store.sites import ApiKey
from store.unit import Database

PREFIX = "prohori_"
SCOPES = frozenset({"submit", "read", "moderate", "admin"})
MEMORY = 10_000


def new_key() -> tuple[str, str]:
    """Return a new key (256 random bits) and the hash to store; the key is shown once and kept nowhere."""
    key = PREFIX + secrets.token_urlsafe(32)
    return key, key_hash(key)


def key_hash(key: str) -> str:
    """Return the SHA-256 of a key, hex. The key is random, so no slow hash is needed to protect it."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


class KeyRing:
    """Finds the key of a request, asking the database at most once in memory_seconds for each key.

    So a key that is revoked stops working in every process within that time.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        memory_seconds: float,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._clock = clock
        self._memory_seconds = memory_seconds
        self._now = now
        self._known: dict[str, tuple[float, ApiKey]] = {}

    def find(self, key: str) -> ApiKey | None:
        """Return what the key may do, None when it is not valid. Raises DatabaseUnavailable."""
        hash_ = key_hash(key)
        known = self._known.get(hash_)
        if known is not None and known[0] > self._now():
            return known[1]
        moment = self._clock()
        found = self._database.read(lambda unit: sites.valid_key(unit, hash_, now=moment))
        if found is None:
            self._known.pop(hash_, None)  # wrong keys are not remembered: guesses must not fill the memory
            return None
        if len(self._known) >= MEMORY:
            self._known.clear()
        self._known[hash_] = (self._now() + self._memory_seconds, found)
        return found

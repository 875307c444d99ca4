"""API keys: how they look, how they are stored, and a short memory of those seen lately."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable

from cachetools import TTLCache

from moderation import keys
from moderation.wiring import StoreParts
from service.security.identity import Identity, of_key

PREFIX = "prohori_"
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

    def __init__(self, parts: StoreParts, *, memory_seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self._parts = parts
        self._known: TTLCache[str, Identity] = TTLCache(MEMORY, memory_seconds, timer=now)
        self._lock = threading.Lock()

    def find(self, key: str) -> Identity | None:
        """Return who the key is, None when it is not valid. Raises DatabaseUnavailable."""
        hash_ = key_hash(key)
        with self._lock:
            known = self._known.get(hash_)
        if known is not None:
            return known
        found = keys.find(self._parts, hash_)
        if found is None:
            return None  # wrong keys are not remembered: guesses must not fill the memory
        identity = of_key(found)
        with self._lock:
            self._known[hash_] = identity
        return identity

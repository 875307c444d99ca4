"""API keys: how they look, how they are stored, and a short memory of those seen lately."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable

from cachetools import TTLCache

from moderation import keys
from moderation.store_parts import StoreParts
from service.security.identity import Identity, of_key

KEY_BYTES = 24
SHORT_BYTES = 6
MEMORY = 10_000
WRONG_KEYS = 1_000  # remembered apart, so that guesses push out no good key


def new_key(*, short: bool = False) -> tuple[str, str]:
    """Return a new key (192 random bits) and the hash to store; the key is shown once and kept nowhere.

    Hexadecimal digits: Akismet's clients write it as a label of a host name, and WordPress drops what is no such digit.
    short: twelve digits (48 bits), the only length that WordPress's plugin takes. Nobody guesses one over the network,
    but a copy of the database gives it away to who tries all; so it may only submit.
    """
    key = secrets.token_hex(SHORT_BYTES if short else KEY_BYTES)
    return key, key_hash(key)


def key_hash(key: str) -> str:
    """Return the SHA-256 of a key, hex. A long key is random enough to need no slow hash."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


class KeyRing:
    """Finds the key of a request, asking the database at most once in memory_seconds for each key, wrong ones as well.

    So a key that is revoked stops working in every process within that time, and so long a new one may take to begin
    where it was tried before it was made.
    """

    def __init__(self, parts: StoreParts, *, memory_seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self._parts = parts
        self._known: TTLCache[str, Identity] = TTLCache(MEMORY, memory_seconds, timer=now)
        self._unknown: TTLCache[str, None] = TTLCache(WRONG_KEYS, memory_seconds, timer=now)
        self._lock = threading.Lock()

    def find(self, key: str) -> Identity | None:
        """Return who the key is, None when it is not valid. Raises DatabaseUnavailable."""
        hash_ = key_hash(key)
        with self._lock:
            known = self._known.get(hash_)
            if known is not None or hash_ in self._unknown:
                return known
        found = keys.find(self._parts, hash_)
        if found is None:
            with self._lock:
                self._unknown[hash_] = None
            return None
        identity = of_key(found)
        with self._lock:
            self._known[hash_] = identity
        return identity

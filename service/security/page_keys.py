"""Public keys of sites, which stand in their pages: whose page asks, remembered for a moment."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from cachetools import TTLCache

from moderation import sites
from moderation.store_parts import StoreParts
from store.sites import Site

MEMORY = 10_000
WRONG_KEYS = 1_000


class PageKeys:
    """Finds the site of a page's key, asking the database at most once in memory_seconds for each."""

    def __init__(self, parts: StoreParts, *, memory_seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self._parts = parts
        self._known: TTLCache[str, Site] = TTLCache(MEMORY, memory_seconds, timer=now)
        self._unknown: TTLCache[str, None] = TTLCache(WRONG_KEYS, memory_seconds, timer=now)
        self._lock = threading.Lock()

    def find(self, key: str) -> Site | None:
        """Return the site, None where no site has that key. Raises DatabaseUnavailable."""
        with self._lock:
            known = self._known.get(key)
            if known is not None or key in self._unknown:
                return known
        site = sites.of_page(self._parts, key)
        with self._lock:
            if site is None:
                self._unknown[key] = None
            else:
                self._known[key] = site
        return site

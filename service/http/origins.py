"""Which origins belong to which site, remembered for a moment."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from cachetools import TTLCache

from moderation import sites
from moderation.store_parts import StoreParts
from policy.errors import DatabaseUnavailable

_ALL = "all"


class Origins:
    """Looks the sites' origins up at most once in memory_seconds."""

    def __init__(self, parts: StoreParts, *, memory_seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self._parts = parts
        self._known: TTLCache[str, dict[int, frozenset[str]]] = TTLCache(1, memory_seconds, timer=now)
        self._lock = threading.Lock()

    def allows(self, origin: str, site_id: int | None) -> bool:
        """Return True when the origin is one of the site's; without a site, when it is any site's."""
        try:
            by_site = self._by_site()
        except DatabaseUnavailable:
            return False
        if site_id is not None:
            return origin in by_site.get(site_id, frozenset())
        return any(origin in origins for origins in by_site.values())

    def hosts(self, site_id: int) -> frozenset[str]:
        """Return the hosts of the site's origins. Raises DatabaseUnavailable."""
        return frozenset(urlsplit(one).netloc.lower() for one in self._by_site().get(site_id, ()))

    def elsewhere(self, host: str, site_id: int) -> bool:
        """Return whether the host is that of another site's origin. Raises DatabaseUnavailable."""
        return any(host in self.hosts(other) for other in self._by_site() if other != site_id)

    def _by_site(self) -> dict[int, frozenset[str]]:
        with self._lock:
            known = self._known.get(_ALL)
        if known is None:
            known = {site.id: frozenset(site.origins) for site in sites.everyone(self._parts)}
            with self._lock:
                self._known[_ALL] = known
        return known

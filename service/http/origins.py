"""Which origins belong to which site, remembered for a moment."""

from __future__ import annotations

import time
from collections.abc import Callable

from store import sites
from store.unit import Database, DatabaseUnavailable


class Origins:
    """Looks the sites' origins up at most once in memory_seconds."""

    def __init__(self, database: Database, *, memory_seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._memory_seconds = memory_seconds
        self._now = now
        self._until = 0.0
        self._by_site: dict[int, frozenset[str]] = {}

    def allows(self, origin: str, site_id: int | None) -> bool:
        """Return True when the origin is one of the site's; without a site, when it is any site's."""
        if self._now() >= self._until:
            try:
                found = self._database.read(sites.everyone)
            except DatabaseUnavailable:
                return False
            self._by_site = {site.id: frozenset(site.origins) for site in found}
            self._until = self._now() + self._memory_seconds
        if site_id is not None:
            return origin in self._by_site.get(site_id, frozenset())
        return any(origin in origins for origins in self._by_site.values())

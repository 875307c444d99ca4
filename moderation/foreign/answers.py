"""What was answered lately to texts that are not kept: the same text asked again gets the same scores."""

from __future__ import annotations

import threading
from typing import Final, Generic, TypeVar

from cachetools import TTLCache

MOST: Final = 10_000
SECONDS: Final = 60.0

V = TypeVar("V")


class Answers(Generic[V]):
    """Verdicts by a keyed hash of what was asked; no text is in it. Threads may share it."""

    def __init__(self) -> None:
        self._kept: TTLCache[tuple[int, str, str], V] = TTLCache(MOST, SECONDS)
        self._lock = threading.Lock()

    def find(self, site_id: int, model: str, asked: str) -> V | None:
        """Return what that classifier's verdict was, None where it is not known. asked: the keyed hash."""
        with self._lock:
            return self._kept.get((site_id, model, asked))

    def keep(self, site_id: int, model: str, asked: str, verdict: V) -> None:
        """Remember a verdict for a minute."""
        with self._lock:
            self._kept[site_id, model, asked] = verdict

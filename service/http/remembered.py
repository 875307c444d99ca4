"""Answers remembered for some seconds, by what tells them from all others."""

from __future__ import annotations

import threading
from collections.abc import Hashable

from cachetools import TTLCache


class Remembered:
    """Up to so many answers, each for so many seconds; 0 remembers nothing. Safe to use from several threads."""

    def __init__(self, *, most: int, seconds: float) -> None:
        self._answers: TTLCache[Hashable, bytes] = TTLCache(most, seconds)
        self._lock = threading.Lock()

    def get(self, name: Hashable) -> bytes | None:
        """Return the answer of that name, None where it is not remembered."""
        with self._lock:
            return self._answers.get(name)

    def __setitem__(self, name: Hashable, answer: bytes) -> None:
        with self._lock:
            self._answers[name] = answer

"""A breaker: after a failure, the broken thing is left alone for a moment instead of being waited for again."""

from __future__ import annotations

import time
from collections.abc import Callable

REST_SECONDS = 2.0


class Breaker:
    """Remembers a failure for a while. Shared by threads; a lost update costs one more try, no more.

    rest: seconds to leave the broken thing alone. now: monotonic seconds.
    """

    def __init__(self, rest: float = REST_SECONDS, now: Callable[[], float] = time.monotonic) -> None:
        self._rest = rest
        self._now = now
        self._closed_until = 0.0

    @property
    def is_open(self) -> bool:
        """True while the thing is to be left alone."""
        return self._now() < self._closed_until

    def failed(self) -> None:
        """Note a failure just seen."""
        self._closed_until = self._now() + self._rest

"""Time as the whole house counts it: whole microseconds since 1970, UTC."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

MICROSECOND = 1
SECOND = 1_000_000

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock(Protocol):
    """Anything that tells the time in microseconds since 1970, UTC."""

    def __call__(self) -> int: ...


def system_clock() -> int:
    """Return the machine's time in microseconds since 1970, UTC."""
    return time.time_ns() // 1_000


def iso(moment: int | None) -> str | None:
    """Return a moment (microseconds) as RFC 3339 text in UTC, or None for None."""
    if moment is None:
        return None
    return (_EPOCH + timedelta(microseconds=moment)).isoformat(timespec="microseconds").replace("+00:00", "Z")


def moment_of(when: datetime) -> int:
    """Return a datetime with a time zone as microseconds since 1970."""
    return (when - _EPOCH) // timedelta(microseconds=1)

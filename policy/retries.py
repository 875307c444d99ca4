"""When what could not be delivered is tried again, and when it is given up. Moments and spans in microseconds."""

from __future__ import annotations

from typing import Final

_SECOND: Final = 1_000_000
_MINUTE: Final = 60 * _SECOND
_HOUR: Final = 60 * _MINUTE

FIRST_PAUSE: Final = 5 * _SECOND
LONGEST_PAUSE: Final = 6 * _HOUR
GROWTH: Final = 3
JITTER: Final = 0.2  # a pause is up to that much shorter or longer, so that many do not come back at once
GIVEN_UP_AFTER: Final = 72 * _HOUR  # from the first try
SWITCHED_OFF_AFTER: Final = 120 * _HOUR  # of an endpoint that answered nothing right in all that time

FAILURES_UNTIL_REST: Final = 5  # in a row: then the destination is left alone, and asked by one delivery at a time
LONGEST_REST: Final = 5 * _MINUTE
LONGEST_RETRY_AFTER: Final = 1 * _HOUR


def pause_after(attempts: int, chance: float) -> int:
    """Return how long to wait after that many attempts (1 and more). chance: 0..1, evenly spread."""
    pause = min(FIRST_PAUSE * GROWTH ** min(attempts - 1, 20), LONGEST_PAUSE)
    return int(pause * (1 + JITTER * (2 * chance - 1)))


def next_try(attempts: int, *, first_tried_at: int, now: int, chance: float, wish: int | None = None) -> int | None:
    """Return when to try again, None when it is time to give up. wish: how long the receiver asked to be left alone."""
    if now - first_tried_at >= GIVEN_UP_AFTER:
        return None
    return now + max(pause_after(attempts, chance), min(wish or 0, LONGEST_RETRY_AFTER))


def rest_until(failures: int, *, now: int, chance: float, wish: int | None = None) -> int:
    """Return until when a destination is left alone after that many failures in a row; 0 when it need not be."""
    asked = min(wish or 0, LONGEST_RETRY_AFTER)
    over = failures - FAILURES_UNTIL_REST
    rest = 0 if over < 0 else min(pause_after(over + 1, chance), LONGEST_REST)
    return now + max(asked, rest) if asked or rest else 0

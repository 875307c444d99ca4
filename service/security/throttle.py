"""Guessing is slow: attempts to sign in are counted by account and by address."""

from __future__ import annotations

from typing import Final

from limits import RateLimitItemPerMinute

from service.security.counter import Counter

MINUTES: Final = 15
BY_ACCOUNT: Final = RateLimitItemPerMinute(10, MINUTES)
BY_ADDRESS: Final = RateLimitItemPerMinute(60, MINUTES)  # an editorial office goes out by one


class Throttle:
    """Says when somebody tries too often."""

    def __init__(self, redis_url: str) -> None:
        self._counter = Counter(redis_url, prefix="sign-in")

    def take(self, account: str, address: str) -> bool:
        """Count one attempt; return False when there were too many for the account, or from the address."""
        # Both are counted, whatever the first says.
        return all(
            [self._counter.hit(BY_ACCOUNT, "account", account), self._counter.hit(BY_ADDRESS, "address", address)]
        )

    def forget(self, account: str) -> None:
        """Forget the attempts on an account: its owner has signed in."""
        self._counter.clear(BY_ACCOUNT, "account", account)

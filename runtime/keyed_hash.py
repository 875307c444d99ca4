"""Addresses are kept as keyed hashes only: equal ones can be told apart from others, none can be read back."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

DAY: Final = 24 * 3600 * 1_000_000  # microseconds


class Hasher:
    """Hashes personal details with the installation's secret (HMAC-SHA-256, RFC 2104).

    address_days: how long an IP address has the same hash; after that it has another.
    """

    def __init__(self, secret: str, *, address_days: int) -> None:
        self._address_period = address_days * DAY
        self._secret = secret.encode()
        self._content_key = hashlib.blake2b(self._secret, digest_size=32, person=b"content").digest()

    def __call__(self, value: str | None) -> str | None:
        """Return 64 hex digits for a value, None for None. Case and surrounding space do not count."""
        if value is None:
            return None
        return hmac.new(self._secret, value.strip().lower().encode(), hashlib.sha256).hexdigest()

    def address(self, ip: str | None, now: int) -> str | None:
        """Return 64 hex digits for an IP address at a moment (microseconds), None for None.

        Each period has a key of its own: hashes of one cannot be compared with those of another.
        """
        if ip is None:
            return None
        period = (now // self._address_period).to_bytes(8)
        key = hashlib.blake2b(self._secret, digest_size=32, person=b"address", salt=period).digest()
        return hmac.new(key, ip.strip().lower().encode(), hashlib.sha256).hexdigest()

    def content(self, data: bytes) -> str:
        """Return 32 hex digits that tell equal contents from others, and by which nobody can check a guess."""
        return hashlib.blake2b(data, digest_size=16, key=self._content_key).hexdigest()

"""Passwords: argon2id, with the parameters the library recommends."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MINIMUM_LENGTH = 12
NO_PASSWORD = "none"  # noqa: S105 - a hash that no password has

_HASHER = PasswordHasher()


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password, salt and parameters inside (RFC 9106, low-memory profile)."""
    return _HASHER.hash(password)


def verify_password(password: str, hash_: str) -> bool:
    """Return whether the password is the one of that hash. A hash that is none verifies nothing."""
    try:
        return _HASHER.verify(hash_, password)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(hash_: str) -> bool:
    """Return whether the hash was made with weaker parameters than today's: then hash the password anew."""
    return _HASHER.check_needs_rehash(hash_)

"""Passwords: argon2id, with the parameters the library recommends."""

from __future__ import annotations

from argon2 import PasswordHasher

MINIMUM_LENGTH = 12

_HASHER = PasswordHasher()


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password, salt and parameters inside (RFC 9106, low-memory profile)."""
    return _HASHER.hash(password)

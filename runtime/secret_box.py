"""Secrets at rest: encrypted with the instance's key, so that a copy of the database gives none away."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PURPOSE = b"prohori secrets at rest"


class SecretUnreadable(Exception):
    """A secret was encrypted with a key that this instance does not have."""


def new_key() -> str:
    """Return a new key for PROHORI_ENCRYPTION_KEYS."""
    return Fernet.generate_key().decode()


def is_key(text: str) -> bool:
    """Return whether text is such a key."""
    try:
        Fernet(text)
    except ValueError:
        return False
    return True


class SecretBox:
    """Encrypts with the first key and reads with all of them (Fernet: AES-128-CBC with HMAC-SHA-256).

    keys: newest first. secret_key: the instance's; the key derived from it (HKDF, RFC 5869) comes after those.
    """

    def __init__(self, keys: Sequence[str], secret_key: str) -> None:
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret_key.encode())
        self._fernet = MultiFernet([*map(Fernet, keys), Fernet(base64.urlsafe_b64encode(derived))])

    def seal(self, secrets: Mapping[str, Any]) -> str:
        """Return the secrets encrypted."""
        return self._fernet.encrypt(orjson.dumps(dict(secrets))).decode()

    def open(self, sealed: str) -> dict[str, Any]:
        """Return the secrets that were sealed. Raises SecretUnreadable."""
        try:
            found: dict[str, Any] = orjson.loads(self._fernet.decrypt(sealed))
        except InvalidToken as error:
            raise SecretUnreadable("a secret cannot be read with the keys of this instance") from error
        return found

    def renew(self, sealed: str) -> str:
        """Return the same secrets encrypted with the first key. Raises SecretUnreadable."""
        return self.seal(self.open(sealed))

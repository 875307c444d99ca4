"""Ids of our rows: UUIDv7 (RFC 9562), which grow with time."""

from __future__ import annotations

import re
import secrets

from uuid_utils import uuid7

_FORM = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def new_id() -> str:
    """Return a new id, 36 characters, larger than those made a millisecond before."""
    return str(uuid7())


def first_id_at(moment: int) -> str:
    """Return the least id that could have been made at that moment (microseconds since 1970)."""
    digits = f"{moment // 1_000:012x}"  # RFC 9562, section 5.7: 48 bits of milliseconds come first
    return f"{digits[:8]}-{digits[8:]}-7000-8000-000000000000"


def is_id(value: str) -> bool:
    """Return True when value has the form of an id of ours."""
    return _FORM.fullmatch(value) is not None


def new_public_key() -> str:
    """Return a new key by which a site's pages name it: 24 hex digits. It is no secret; it only has to be one's own."""
    return secrets.token_hex(12)

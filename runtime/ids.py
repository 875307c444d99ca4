"""Ids of our rows: UUIDv7 (RFC 9562), which grow with time."""

from __future__ import annotations

import re

from uuid_utils import uuid7

_FORM = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def new_id() -> str:
    """Return a new id, 36 characters, larger than those made a millisecond before."""
    return str(uuid7())


def is_id(value: str) -> bool:
    """Return True when value has the form of an id of ours."""
    return _FORM.fullmatch(value) is not None

"""Opaque cursors: a place in an order, as text for a URL."""

from __future__ import annotations

import base64
import binascii

import orjson

from service.problems import Refusal
from store.ids import is_id
from store.reads.threads import Position

LATEST = 2**63 - 1  # the databases' moments are 64-bit numbers


def write_cursor(position: Position | None) -> str | None:
    """Return the cursor for a position, None for None."""
    if position is None:
        return None
    return base64.urlsafe_b64encode(orjson.dumps(position)).decode().rstrip("=")


def read_cursor(cursor: str | None) -> Position | None:
    """Return the position of a cursor we made, None for None. Refuses anything else with 422."""
    if cursor is None:
        return None
    try:
        value = orjson.loads(base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)))
        moment, comment_id = value
        if type(moment) is int and 0 <= moment <= LATEST and isinstance(comment_id, str) and is_id(comment_id):
            return moment, comment_id
    except (ValueError, TypeError, binascii.Error):
        pass
    fault = {"pointer": "/cursor", "message": "is not a cursor from an earlier answer"}
    raise Refusal("invalid-input", "The cursor is not one of ours.", [fault])

"""Opaque cursors: a place in an order, as text for a URL."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import orjson

from policy.errors import Fault
from runtime.ids import is_id
from service.http.problems.problem import Refusal
from store.reads.conversations import Place
from store.reads.priority import LATEST_SEEN, PriorityPlace
from store.reads.threads import Position

LATEST = 2**63 - 1  # the databases' moments are 64-bit numbers


def write_cursor(position: Position | None) -> str | None:
    """Return the cursor for a position, None for None."""
    return None if position is None else _write(position)


def read_cursor(cursor: str | None) -> Position | None:
    """Return the position of a cursor we made, None for None. Refuses anything else with 422."""
    if cursor is None:
        return None
    match _read(cursor):
        case [int(moment), str(comment_id)] if _within(moment, 0, LATEST) and is_id(comment_id):
            return moment, comment_id
    raise _not_ours()


def write_talk(place: Place | None) -> str | None:
    """Return the cursor for a place among conversations, None for None."""
    return None if place is None else _write(place)


def read_talk(cursor: str | None) -> Place | None:
    """Return the place among conversations of a cursor we made, None for None. Refuses anything else with 422."""
    if cursor is None:
        return None
    match _read(cursor):
        case [int(replies), int(moment), str(comment_id)] if (
            _within(replies, 0, LATEST) and _within(moment, 0, LATEST) and is_id(comment_id)
        ):
            return replies, moment, comment_id
    raise _not_ours()


def write_standing(standing: PriorityPlace | None) -> str | None:
    """Return the cursor for a place in the order by priority, None for None."""
    return None if standing is None else _write((standing.seen_at, standing.rank, standing.id))


def read_standing(cursor: str | None) -> PriorityPlace | None:
    """Return the place in the order by priority of a cursor we made, None for None. Refuses anything else with 422."""
    if cursor is None:
        return None
    match _read(cursor):
        case [int(seen_at), int(rank), str(comment_id)] if (
            _within(seen_at, 0, LATEST_SEEN) and _within(rank, -LATEST, 0) and is_id(comment_id)
        ):
            return PriorityPlace(seen_at=seen_at, rank=rank, id=comment_id)
    raise _not_ours()


def write_place(place: int) -> str:
    """Return the cursor for a place among all changes."""
    return _write((place,))


def read_place(cursor: str | None) -> int | None:
    """Return the place of a cursor we made, None for None. Refuses anything else with 422."""
    if cursor is None:
        return None
    match _read(cursor):
        case [int(place)] if _within(place, 0, LATEST):
            return place
    raise _not_ours()


def _write(place: tuple[int | str, ...]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(place)).decode().rstrip("=")


def _read(cursor: str) -> Any:
    try:
        return orjson.loads(base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        return None


def _within(number: int, least: int, most: int) -> bool:
    return not isinstance(number, bool) and least <= number <= most


def _not_ours() -> Refusal:
    fault = Fault("/cursor", "is not a cursor from an earlier answer in this order")
    return Refusal("invalid-input", "The cursor is not one of ours.", [fault])

"""Sending events to an endpoint again, with the ids they had."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from moderation.delivery.distribute import rows_for, wants
from moderation.delivery_parts import DeliveryParts
from moderation.endpoints import enabled
from store import deliveries, delivery_log, destinations
from store.destinations import Kind
from store.outbox import OutboxEvent
from store.unit import Unit

AT_ONCE = 1_000  # in one transaction
_MESSAGE = re.compile(r"msg_([0-9a-f]{32})_([0-9]{1,9})")


def replay(parts: DeliveryParts, site_id: int, id_: int, *, since: int, until: int | None = None) -> int:
    """Have the events of a period sent to an endpoint again, with the ids they had; return how many.

    since, until: microseconds; None for now. Raises EndpointNotFound, EndpointDisabled.
    """
    now = parts.clock()
    done, after = 0, 0
    while True:

        def work(unit: Unit, after: int = after) -> tuple[int, int | None]:
            endpoint = enabled(destinations.endpoint(unit, site_id, id_))
            found = delivery_log.told(unit, endpoint, since=since, until=until or now, after=after, limit=AT_ONCE)
            rows = rows_for([_event(row) for row in found], endpoint, now=now)
            deliveries.create(unit, rows)
            return len(rows), found[-1].id if len(found) == AT_ONCE else None

        number, last = parts.database.write(work)
        done += number
        if last is None:
            break
        after = last
    parts.bell(id_, Kind.WEBHOOK).ring()
    return done


def replay_one(parts: DeliveryParts, site_id: int, id_: int, comment_id: str, version: int) -> int:
    """Have one event sent to an endpoint again; return 1, or 0 when it is not kept, not wanted, or still to come.

    Raises as replay."""
    now = parts.clock()

    def work(unit: Unit) -> int:
        endpoint = enabled(destinations.endpoint(unit, site_id, id_))
        row = delivery_log.told_once(unit, site_id, comment_id, version)
        if row is None or row.position > endpoint.position or not wants(endpoint, row.event):
            return 0
        deliveries.create(unit, rows_for([_event(row)], endpoint, now=now))
        return 1

    done = parts.database.write(work)
    parts.bell(id_, Kind.WEBHOOK).ring()
    return done


def read_message_id(message_id: str) -> tuple[str, int] | None:
    """Return the comment and the version that an event's id names, None when it is none of ours."""
    match = _MESSAGE.fullmatch(message_id)
    return None if match is None else (str(UUID(match[1])), int(match[2]))


def _event(row: Any) -> OutboxEvent:
    return OutboxEvent(
        id=row.id,
        site_id=row.site_id,
        comment_id=str(row.comment_id),
        version=row.version,
        event=row.event,
        created_at=row.created_at,
        due_at=row.due_at,
        position=row.position,
        origin=row.origin,
    )

"""Events to destinations: each is numbered once; each destination makes its deliveries of them at its own pace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from moderation.delivery_parts import DeliveryParts
from moderation.store_parts import StoreParts
from policy.events import COMMENT_APPROVED
from store import deliveries, destinations, outbox, published
from store.destinations import Destination, Kind
from store.outbox import OutboxEvent
from store.unit import Unit

BATCH = 1_000


def distribute(parts: DeliveryParts) -> int:
    """Number all events that are due, and wake the destinations that have something to do; return how many events.

    Raises DatabaseUnavailable.
    """
    parts.distribute_doorbell.answer()
    now = parts.clock()
    told = 0
    if parts.database.read(lambda unit: outbox.is_due(unit, now=now)):
        while batch := parts.database.write(lambda unit: _number(unit, now)):
            told += batch
            if batch < BATCH:
                break
    wake(parts)
    return told


def wake(parts: DeliveryParts) -> None:
    """Ring for each destination that has something due."""
    now = parts.clock()
    for id_, kind in parts.database.read(lambda unit: destinations.ready(unit, now=now)):
        parts.bell(id_, kind).ring()


def nudge(parts: DeliveryParts) -> bool:
    """Ring when something is to be told or delivered, whatever was lost; return True when it rang."""
    return is_work_waiting(parts) and parts.distribute_doorbell.ring()


def is_work_waiting(parts: StoreParts) -> bool:
    """Return whether an event is due to be told, or a delivery to be tried."""
    now = parts.clock()
    return parts.database.read(lambda unit: outbox.is_due(unit, now=now) or bool(destinations.ready(unit, now=now)))


def _number(unit: Unit, now: int) -> int:
    events = outbox.number(unit, limit=BATCH, now=now)
    # What is told has happened: in the same commit, for a decision may have been committed later than it was due.
    held_back = [one.comment_id for one in events if one.due_at and one.event == COMMENT_APPROVED]
    if held_back:
        published.publish_due(unit, held_back, now=now)
    return len(events)


def pull(unit: Unit, destination: Destination, *, limit: int, now: int) -> int:
    """Make deliveries of the next events for a destination, of limit at the most; return of how many.

    So a destination that does not keep up costs nothing more: what waits for it stays in the outbox.
    """
    events = outbox.after(unit, destination.site_id, destination.position, limit=limit)
    if events:
        deliveries.create(unit, rows_for(events, destination, now=now))
        destinations.change(unit, destination.id, position=events[-1].position)
    return len(events)


def rows_for(events: Sequence[OutboxEvent], one: Destination, *, now: int) -> list[dict[str, Any]]:
    """Return the deliveries of these events, in their order, that a destination wants."""
    return [
        {
            "destination_id": one.id,
            "site_id": event.site_id,
            "event_id": event.id,
            "comment_id": event.comment_id,
            "threaded": int(one.kind is not Kind.WEBHOOK),
            "version": event.version,
            "event": event.event,
            "created_at": event.created_at,
            "due_at": now,
            "origin": event.origin,
        }
        for event in events
        # What came by a foreign wire stands in its caller's own store.
        if wants(one, event.event) and (event.wire is None or one.kind is Kind.WEBHOOK)
    ]


def wants(destination: Destination, event: str) -> bool:
    """Return whether a destination is told of such an event. An article store is told of all."""
    return destination.kind is not Kind.WEBHOOK or event in destination.settings["events"]

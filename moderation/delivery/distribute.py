"""Events to destinations: each is numbered once, and a delivery is made for every destination that wants to hear it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from moderation.wiring import DeliveryParts, StoreParts
from policy.events import COMMENT_APPROVED
from store import deliveries, destinations, outbox, published
from store.destinations import Destination, Kind
from store.outbox import OutboxEvent
from store.unit import Unit

BATCH = 1_000


def distribute(parts: DeliveryParts) -> int:
    """Hand all events that are due to the destinations that want them, and wake those; return how many events.

    Raises DatabaseUnavailable.
    """
    parts.distribute_doorbell.answer()
    now = parts.clock()
    told = 0
    if parts.database.read(lambda unit: outbox.is_due(unit, now=now)):
        while batch := parts.database.write(lambda unit: _hand_out(unit, now)):
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


def _hand_out(unit: Unit, now: int) -> int:
    events = outbox.number(unit, limit=BATCH, now=now)
    if events:
        # What is told has happened: in the same commit, for a decision may have been committed later than it was due.
        held_back = [one.comment_id for one in events if one.due_at and one.event == COMMENT_APPROVED]
        if held_back:
            published.publish_due(unit, held_back, now=now)
        wanting = destinations.active_of(unit, {one.site_id for one in events})
        deliveries.create(unit, rows_for(events, wanting, now=now))
    return len(events)


def rows_for(events: Sequence[OutboxEvent], wanting: Sequence[Destination], *, now: int) -> list[dict[str, Any]]:
    """Return the deliveries of these events, in their order, for the destinations that want them."""
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
        }
        for event in events
        for one in wanting
        if one.site_id == event.site_id and wants(one, event.event)
    ]


def wants(destination: Destination, event: str) -> bool:
    """Return whether a destination is told of such an event. An article store is told of all."""
    return destination.kind is not Kind.WEBHOOK or event in destination.settings["events"]

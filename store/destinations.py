"""Destinations: a site's endpoints and its own article store, with how each is doing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, exists, insert, or_, select, update

from policy.delivery_errors import EndpointNotFound
from store import outbox
from store.tables import deliveries, delivery_attempts, destinations, outside_comments
from store.tables import outbox as outbox_table
from store.unit import Unit


class Kind(StrEnum):
    """What stands at the other end."""

    WEBHOOK = "webhook"
    HTTP = "http"
    WORDPRESS = "wordpress"
    TABLE = "table"


class Disabled(StrEnum):
    """Why nothing is delivered there."""

    PAUSED = "paused"  # by a person
    GONE = "gone"  # it answered 410
    FAILING = "failing"  # it failed for days


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """One destination. secrets: encrypted. Moments in microseconds.

    rest_until: it is left alone until then. busy_until: a sender has it in hand until then. position: of the last event
    that deliveries were made of.
    """

    id: int
    site_id: int
    kind: Kind
    url: str
    settings: dict[str, Any]
    secrets: str
    created_at: int
    disabled_at: int | None
    disabled_because: Disabled | None
    failures: int
    failing_since: int | None
    rest_until: int
    position: int
    busy_until: int
    last_success_at: int | None


def add(
    unit: Unit, site_id: int, *, kind: Kind, url: str, settings: dict[str, Any], secrets: str, now: int
) -> Destination:
    """Store a destination, which hears of what is told from now on, and return it."""
    row = unit.execute(
        insert(destinations)
        .values(
            site_id=site_id,
            kind=kind.value,
            url=url,
            settings=settings,
            secrets=secrets,
            created_at=now,
            position=outbox.last_position(unit),
        )
        .returning(destinations)
    ).one()
    return _destination(row)


def endpoint(unit: Unit, site_id: int, id_: int) -> Destination:
    """Return the site's endpoint. Raises EndpointNotFound."""
    mine = (destinations.c.site_id == site_id, destinations.c.id == id_, destinations.c.kind == Kind.WEBHOOK.value)
    row = unit.execute(select(destinations).where(*mine)).first()
    if row is None:
        raise EndpointNotFound(str(id_))
    return _destination(row)


def endpoints(unit: Unit, site_id: int) -> list[Destination]:
    """Return the site's endpoints, in the order they came."""
    mine = (destinations.c.site_id == site_id, destinations.c.kind == Kind.WEBHOOK.value)
    return [_destination(row) for row in unit.execute(select(destinations).where(*mine).order_by(destinations.c.id))]


def store_of(unit: Unit, site_id: int) -> Destination | None:
    """Return the site's own article store, None when it has the built-in one alone."""
    mine = (destinations.c.site_id == site_id, destinations.c.kind != Kind.WEBHOOK.value)
    row = unit.execute(select(destinations).where(*mine)).first()
    return None if row is None else _destination(row)


def by_id(unit: Unit, id_: int) -> Destination | None:
    """Return a destination, None when it was removed."""
    row = unit.execute(select(destinations).where(destinations.c.id == id_)).first()
    return None if row is None else _destination(row)


def everyone(unit: Unit) -> list[Destination]:
    """Return all destinations of all sites."""
    return [_destination(row) for row in unit.execute(select(destinations).order_by(destinations.c.id))]


def ready(unit: Unit, *, now: int) -> list[tuple[int, Kind]]:
    """Return which destinations have something due, or events to be made deliveries of, and may be asked now."""
    due = exists().where(
        deliveries.c.destination_id == destinations.c.id,
        deliveries.c.state == "open",
        deliveries.c.due_at <= now,
        deliveries.c.lease_until <= now,
    )
    told = exists().where(
        outbox_table.c.site_id == destinations.c.site_id, outbox_table.c.position > destinations.c.position
    )
    rows = unit.execute(
        select(destinations.c.id, destinations.c.kind)
        .where(
            destinations.c.disabled_at.is_(None),
            destinations.c.rest_until <= now,
            destinations.c.busy_until <= now,
            or_(due, told),
        )
        .order_by(destinations.c.id)
    )
    return [(row.id, Kind(row.kind)) for row in rows]


def take(unit: Unit, seen: Destination, *, until: int) -> bool:
    """Take a destination in hand until then (microseconds); False when another has it since it was seen."""
    mine = (destinations.c.id == seen.id, destinations.c.busy_until == seen.busy_until)
    taken = update(destinations).where(*mine).values(busy_until=until).returning(destinations.c.id)
    return unit.execute(taken).first() is not None


def put_back(unit: Unit, id_: int, *, until: int) -> None:
    """Let go of a destination that was taken until that moment; who took it since keeps it."""
    mine = (destinations.c.id == id_, destinations.c.busy_until == until)
    unit.execute(update(destinations).where(*mine).values(busy_until=0))


def change(unit: Unit, id_: int, **values: Any) -> Destination:
    """Write these columns of a destination and return it."""
    row = unit.execute(
        update(destinations).where(destinations.c.id == id_).values(**values).returning(destinations)
    ).one()
    return _destination(row)


def remove(unit: Unit, id_: int) -> None:
    """Remove a destination with all that was on its way there."""
    its = select(deliveries.c.id).where(deliveries.c.destination_id == id_)
    unit.execute(delete(delivery_attempts).where(delivery_attempts.c.delivery_id.in_(its)))
    unit.execute(delete(deliveries).where(deliveries.c.destination_id == id_))
    unit.execute(delete(outside_comments).where(outside_comments.c.destination_id == id_))
    unit.execute(delete(destinations).where(destinations.c.id == id_))


def _destination(row: Any) -> Destination:
    values = dict(row._mapping)
    because = values["disabled_because"]
    return Destination(
        **{**values, "kind": Kind(values["kind"]), "disabled_because": Disabled(because) if because else None}
    )

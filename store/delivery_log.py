"""The log of deliveries, dead letters among them, and sending again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, select, update

from policy.delivery_errors import DeadLetterNotFound
from store.destinations import Destination, Kind
from store.tables import deliveries, delivery_attempts, destinations, outbox
from store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedAttempt:
    """One attempt. status: of the answer, None when there was none. tried_at in microseconds."""

    tried_at: int
    milliseconds: int
    status: int | None
    error: str | None
    answer: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedDelivery:
    """A delivery and its attempts, oldest first. Moments in microseconds."""

    id: int
    destination_id: int
    kind: Kind
    url: str
    comment_id: str | None
    version: int
    event: str
    created_at: int
    state: str
    due_at: int
    attempts: int
    first_tried_at: int | None
    last_tried_at: int | None
    last_error: str | None
    closed_at: int | None
    tries: tuple[LoggedAttempt, ...]


_OWN = [deliveries.c[name] for name in LoggedDelivery.__slots__ if name in deliveries.c]
_QUERY = select(*_OWN, destinations.c.kind, destinations.c.url).join(
    destinations, destinations.c.id == deliveries.c.destination_id
)


def of_endpoint(
    unit: Unit, destination_id: int, *, limit: int, before: int | None, state: str | None
) -> tuple[list[LoggedDelivery], int | None]:
    """Return deliveries to an endpoint, newest first, and the id to go on from, None at the end."""
    wanted = [deliveries.c.destination_id == destination_id]
    return _page(unit, wanted if state is None else [*wanted, deliveries.c.state == state], limit, before)


def dead(unit: Unit, site_id: int | None, *, limit: int, before: int | None) -> tuple[list[LoggedDelivery], int | None]:
    """Return dead letters of a site, or of all, newest first, and the id to go on from, None at the end."""
    wanted = [deliveries.c.state == "dead"]
    return _page(unit, wanted if site_id is None else [*wanted, deliveries.c.site_id == site_id], limit, before)


def dead_letter(unit: Unit, site_id: int | None, id_: int) -> LoggedDelivery:
    """Return a dead letter with its attempts. Raises DeadLetterNotFound."""
    row = unit.execute(_QUERY.where(*_the_dead(site_id, [id_]))).first()
    if row is None:
        raise DeadLetterNotFound(str(id_))
    return _logged(unit, [row])[0]


def revive(unit: Unit, site_id: int | None, ids: Sequence[int] | None, *, now: int) -> list[int]:
    """Have dead letters delivered anew; return the destinations. ids: None for all of the site's."""
    rows = unit.execute(
        update(deliveries)
        .where(*_the_dead(site_id, ids))
        .values(state="open", due_at=now, attempts=0, first_tried_at=None, closed_at=None, lease_until=0)
        .returning(deliveries.c.destination_id)
    )
    return [row.destination_id for row in rows]


def drop(unit: Unit, site_id: int | None, ids: Sequence[int] | None, *, now: int) -> int:
    """Give dead letters up for good; return how many. ids: None for all of the site's."""
    result = unit.execute(update(deliveries).where(*_the_dead(site_id, ids)).values(state="dropped", closed_at=now))
    return int(result.rowcount)


def told(unit: Unit, to: Destination, *, since: int, until: int, after: int, limit: int) -> list[Any]:
    """Return up to limit events that a destination had its chance to hear, of a period, after one event's id."""
    return list(
        unit.execute(
            select(outbox)
            .where(
                outbox.c.site_id == to.site_id,
                outbox.c.position <= to.position,
                outbox.c.created_at >= since,
                outbox.c.created_at <= until,
                outbox.c.id > after,
            )
            .order_by(outbox.c.id)
            .limit(limit)
        )
    )


def told_once(unit: Unit, site_id: int, comment_id: str, version: int) -> Any | None:
    """Return the event that made a version, if it was told and is still kept."""
    mine = (outbox.c.site_id == site_id, outbox.c.comment_id == comment_id, outbox.c.version == version)
    return unit.execute(select(outbox).where(*mine, outbox.c.position.is_not(None))).first()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How much is on its way, by kind of destination. oldest: since when the longest has waited, microseconds."""

    waiting: int
    oldest: int | None
    dead: int


def standings(unit: Unit) -> dict[Kind, Standing]:
    """Return what waits and what is dead, by kind of destination; kinds that nobody uses are left out."""
    number = func.count().label("number")
    oldest = func.min(deliveries.c.created_at).label("oldest")

    def of_state(state: str) -> dict[str, Any]:
        rows = unit.execute(
            select(destinations.c.kind, number, oldest)
            .join(deliveries, deliveries.c.destination_id == destinations.c.id)
            .where(deliveries.c.state == literal_column(f"'{state}'"))  # so that the partial index serves
            .group_by(destinations.c.kind)
        )
        return {row.kind: row for row in rows}

    waiting, dead = of_state("open"), of_state("dead")
    untold = {
        row.kind: row
        for row in unit.execute(
            select(destinations.c.kind, number, func.min(outbox.c.created_at).label("oldest"))
            .join(
                outbox,
                (outbox.c.site_id == destinations.c.site_id) & (outbox.c.position > destinations.c.position),
            )
            .where(destinations.c.disabled_at.is_(None))
            .group_by(destinations.c.kind)
        )
    }
    return {
        Kind(kind): Standing(
            waiting=sum(one[kind].number for one in (waiting, untold) if kind in one),
            oldest=min((one[kind].oldest for one in (waiting, untold) if kind in one), default=None),
            dead=dead[kind].number if kind in dead else 0,
        )
        for kind in unit.execute(select(destinations.c.kind).distinct()).scalars()
    }


def _the_dead(site_id: int | None, ids: Sequence[int] | None) -> list[ColumnElement[bool]]:
    wanted = [deliveries.c.state == "dead"]
    if site_id is not None:
        wanted.append(deliveries.c.site_id == site_id)
    if ids is not None:
        wanted.append(deliveries.c.id.in_(ids))
    return wanted


def _page(
    unit: Unit, wanted: Sequence[ColumnElement[bool]], limit: int, before: int | None
) -> tuple[list[LoggedDelivery], int | None]:
    query: Select[Any] = _QUERY.where(*wanted)
    if before is not None:
        query = query.where(deliveries.c.id < before)
    rows = unit.execute(query.order_by(deliveries.c.id.desc()).limit(limit + 1)).all()
    found = _logged(unit, rows[:limit])
    return found, found[-1].id if len(rows) > limit else None


def _logged(unit: Unit, rows: Sequence[Any]) -> list[LoggedDelivery]:
    ids = [row.id for row in rows]
    tries: dict[int, list[LoggedAttempt]] = {id_: [] for id_ in ids}
    columns = [delivery_attempts.c[name] for name in LoggedAttempt.__slots__]
    found = unit.execute(
        select(delivery_attempts.c.delivery_id, *columns)
        .where(delivery_attempts.c.delivery_id.in_(ids))
        .order_by(delivery_attempts.c.id)
    )
    for row in found:
        values = dict(row._mapping)
        tries[values.pop("delivery_id")].append(LoggedAttempt(**values))
    return [LoggedDelivery(**{**row._mapping, "kind": Kind(row.kind), "tries": tuple(tries[row.id])}) for row in rows]

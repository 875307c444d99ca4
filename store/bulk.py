"""Work on many comments at once: asked for in one transaction, done in chunks, undone as a whole.

What is to be done is in the rows, so whoever dies in the middle loses one chunk, and the next goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import orjson
from sqlalchemy import Select, func, insert, literal, select, update

from policy.errors import BulkNotFound
from policy.states import Status
from runtime import origin
from runtime.ids import new_id
from store.engine import sql
from store.tables import bulk_items, bulks
from store.unit import Unit


class BulkAction(StrEnum):
    """What is done to each comment; the values are public."""

    APPROVE = "approve"
    REJECT = "reject"
    HOLD = "hold"


class BulkState(StrEnum):
    """How far the work is; the values are public."""

    RUNNING = "running"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


class Outcome(StrEnum):
    """What became of one comment; the values are public."""

    MOVED = "moved"
    SKIPPED = "skipped"  # somebody else had the later word, or there was nothing to do
    UNDONE = "undone"
    KEPT = "kept"  # changed since, so the undoing left it alone


STATUS_OF: Final = {
    BulkAction.APPROVE: Status.APPROVED,
    BulkAction.REJECT: Status.REJECTED,
    BulkAction.HOLD: Status.HELD,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulk:
    """Work on many comments. total: fixed when it was asked for. counts: comments by outcome; the rest is to be done.

    reason: code; undone_by: who took it back. Moments in microseconds.
    """

    id: str
    site_id: int
    person: str
    action: BulkAction
    reason: str
    note: str | None
    state: BulkState
    total: int
    created_at: int
    finished_at: int | None
    undone_by: str | None
    counts: dict[Outcome, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for, and by whom. reason: code, of a person's reasons or of a standing."""

    action: BulkAction
    reason: str
    person: str
    note: str | None = None


_LISTED = sql(
    "INSERT INTO bulk_items (bulk_id, comment_id, version, old_status) SELECT b.id, c.id, r.version, c.status "
    "FROM {rows} AS r JOIN comments c ON c.id = r.id JOIN bulks b ON b.site_id = c.site_id "
    "WHERE c.status <> 'deleted' AND b.id = :bulk_id",
    rows={"id": "uuid", "version": "integer"},
)


def create(unit: Unit, site_id: int, order: Order, items: Sequence[tuple[str, int]], *, now: int) -> Bulk:
    """Store the work on these comments (id, version seen), each named once, and return it.

    What the site does not have, or was deleted, is left out and not in its total.
    """
    bulk_id = _begin(unit, site_id, order, now=now)
    rows = orjson.dumps([{"id": id_, "version": version} for id_, version in items]).decode()
    unit.run(_LISTED, {"rows": rows, "bulk_id": bulk_id})
    return _counted(unit, site_id, bulk_id)


def create_matching(unit: Unit, site_id: int, order: Order, matching: Select[Any], *, now: int) -> Bulk:
    """Store the work on all comments that match at this moment and return it; they never pass through Python.

    matching: a select of (id, version, status) of comments of this site, each once, none deleted.
    """
    bulk_id = _begin(unit, site_id, order, now=now)
    found = matching.subquery()
    rows = select(literal(bulk_id, bulk_items.c.bulk_id.type), found.c.id, found.c.version, found.c.status)
    unit.execute(insert(bulk_items).from_select(["bulk_id", "comment_id", "version", "old_status"], rows))
    return _counted(unit, site_id, bulk_id)


def _begin(unit: Unit, site_id: int, order: Order, *, now: int) -> str:
    bulk_id = new_id()
    unit.execute(
        insert(bulks).values(
            id=bulk_id,
            site_id=site_id,
            person=order.person,
            action=order.action,
            reason=order.reason,
            note=order.note,
            state=BulkState.RUNNING,
            total=0,
            created_at=now,
            origin=origin.current(),
        )
    )
    return bulk_id


def _counted(unit: Unit, site_id: int, bulk_id: str) -> Bulk:
    number = select(func.count()).select_from(bulk_items).where(bulk_items.c.bulk_id == bulk_id).scalar_subquery()
    unit.execute(update(bulks).where(bulks.c.id == bulk_id).values(total=number))
    return by_id(unit, site_id, bulk_id)


def by_id(unit: Unit, site_id: int, bulk_id: str) -> Bulk:
    """Return the work with its counts as they stand. Raises BulkNotFound."""
    row = unit.execute(select(bulks).where(bulks.c.site_id == site_id, bulks.c.id == bulk_id)).first()
    if row is None:
        raise BulkNotFound(bulk_id)
    counted = (
        select(bulk_items.c.outcome, func.count().label("number"))
        .where(bulk_items.c.bulk_id == bulk_id, bulk_items.c.outcome.is_not(None))
        .group_by(bulk_items.c.outcome)
    )
    found = {one.outcome: one.number for one in unit.execute(counted)}
    values = {name: row._mapping[name] for name in Bulk.__slots__ if name != "counts"}
    values |= {"action": BulkAction(row.action), "state": BulkState(row.state)}
    return Bulk(**values, counts={outcome: found.get(outcome, 0) for outcome in Outcome})


def undo(unit: Unit, site_id: int, bulk_id: str, *, person: str) -> Bulk:
    """Have the whole work taken back, and return it; what was not done yet never will be.

    A second time changes nothing. Raises BulkNotFound.
    """
    waiting = (bulk_items.c.bulk_id == bulk_id, bulk_items.c.outcome.is_(None))
    begun = unit.execute(
        update(bulks)
        .where(bulks.c.site_id == site_id, bulks.c.id == bulk_id)
        .where(bulks.c.state.in_([BulkState.RUNNING, BulkState.DONE]))
        .values(state=BulkState.UNDOING, undone_by=person, finished_at=None, origin=origin.current())
    )
    if begun.rowcount:
        unit.execute(update(bulk_items).where(*waiting).values(outcome=Outcome.SKIPPED))
    return by_id(unit, site_id, bulk_id)


def is_work_waiting(unit: Unit) -> bool:
    """Return True when some work is not finished."""
    return unit.execute(select(bulks.c.id).where(bulks.c.finished_at.is_(None)).limit(1)).first() is not None

"""Work on many comments at once: asked for in one transaction, done in chunks, undone as a whole.

What is to be done is in the rows, so whoever dies in the middle loses one chunk, and the next goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import orjson
from sqlalchemy import Select, func, insert, literal, select, update

from policy.decide import unscored
from policy.errors import BulkNotFound
from policy.reasons import reason
from policy.states import Actor, Status, may_move
from runtime.ids import new_id
from store import decisions
from store.decisions import Move
from store.engine import sql
from store.tables import bulk_items, bulks, comments
from store.tables import decisions as decision_log
from store.unit import Unit

CHUNK: Final = 200  # comments in one transaction


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
class Chunk:
    """What one step did. statuses: the new ones of the comments that moved. more: there may be more to do."""

    statuses: list[Status]
    more: bool


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
    values = {**row._mapping, "action": BulkAction(row.action), "state": BulkState(row.state)}
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
        .values(state=BulkState.UNDOING, undone_by=person, finished_at=None)
    )
    if begun.rowcount:
        unit.execute(update(bulk_items).where(*waiting).values(outcome=Outcome.SKIPPED))
    return by_id(unit, site_id, bulk_id)


def is_work_waiting(unit: Unit) -> bool:
    """Return True when some work is not finished."""
    return unit.execute(select(bulks.c.id).where(bulks.c.finished_at.is_(None)).limit(1)).first() is not None


def work(unit: Unit, *, now: int) -> Chunk | None:
    """Do the next chunk of the oldest work that nobody else does at this moment; return None when there is none."""
    bulk = unit.execute(
        select(bulks)
        .where(bulks.c.finished_at.is_(None))
        .order_by(bulks.c.created_at, bulks.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if bulk is None:
        return None
    undoing = bulk.state == BulkState.UNDOING
    items = _next(unit, bulk.id, Outcome.MOVED if undoing else None)
    wanted = [_undoing(bulk, one) if undoing else _doing(bulk, one) for one in items]
    moves = [one for one in wanted if may_move(one.old_status, one.new_status, Actor.PERSON)]
    moved = decisions.record(unit, moves, now=now)
    good, bad = (Outcome.UNDONE, Outcome.KEPT) if undoing else (Outcome.MOVED, Outcome.SKIPPED)
    _settle(unit, bulk.id, {one.comment_id: good if one.comment_id in moved else bad for one in items})
    made = [one for one in moves if one.comment_id in moved]
    _judge_again(unit, [one.comment_id for one in made if one.new_status is Status.PENDING], now=now)
    if len(items) < CHUNK:
        state = BulkState.UNDONE if undoing else BulkState.DONE
        unit.execute(update(bulks).where(bulks.c.id == bulk.id).values(state=state, finished_at=now))
    return Chunk(statuses=[one.new_status for one in made], more=is_work_waiting(unit))


def _next(unit: Unit, bulk_id: str, outcome: Outcome | None) -> list[Any]:
    """Return the items of that outcome, with what stands of their comments: the scores stay with them."""
    done = bulk_items.c.outcome
    return list(
        unit.execute(
            select(
                bulk_items.c.comment_id,
                bulk_items.c.version,
                bulk_items.c.old_status,
                comments.c.site_id,
                comments.c.revision,
                decision_log.c.scores,
                decision_log.c.model,
                decision_log.c.policy,
            )
            .join(comments, comments.c.id == bulk_items.c.comment_id)
            .outerjoin(decision_log, decision_log.c.id == comments.c.decision_id)
            .where(bulk_items.c.bulk_id == bulk_id, done.is_(None) if outcome is None else done == outcome)
            .order_by(bulk_items.c.comment_id)
            .limit(CHUNK)
        )
    )


def _doing(bulk: Any, item: Any) -> Move:
    return _move(
        item,
        version=item.version,
        old_status=Status(item.old_status),
        new_status=STATUS_OF[BulkAction(bulk.action)],
        person=bulk.person,
        code=bulk.reason,
        note=bulk.note,
    )


def _undoing(bulk: Any, item: Any) -> Move:
    return _move(
        item,
        version=item.version + 1,  # as the bulk left it
        old_status=STATUS_OF[BulkAction(bulk.action)],
        new_status=Status(item.old_status),
        person=bulk.undone_by,
        code="bulk-undone",
        note=None,
    )


def _move(
    item: Any, *, version: int, old_status: Status, new_status: Status, person: str, code: str, note: str | None
) -> Move:
    judged = new_status is not Status.PENDING
    return Move(
        comment_id=item.comment_id,
        site_id=item.site_id,
        version=version,
        revision=item.revision,
        old_status=old_status,
        new_status=new_status,
        actor=Actor.PERSON,
        actor_id=person,
        reasons=[unscored(reason(code)).to_mapping()],
        note=note,
        scores=item.scores if judged else None,
        model=item.model if judged else None,
        policy=item.policy if judged else None,
    )


def _judge_again(unit: Unit, comment_ids: Sequence[str], *, now: int) -> None:
    """Have these wait for the judge as if they had come now."""
    if comment_ids:
        unit.execute(update(comments).where(comments.c.id.in_(comment_ids)).values(pending_since=now, attempts=0))


_SETTLE = sql(
    "UPDATE bulk_items SET outcome = r.outcome FROM {rows} AS r "
    "WHERE bulk_items.bulk_id = :bulk_id AND bulk_items.comment_id = r.id",
    rows={"id": "uuid", "outcome": "text"},
)


def _settle(unit: Unit, bulk_id: str, outcomes: Mapping[str, Outcome]) -> None:
    rows = [{"id": id_, "outcome": outcome} for id_, outcome in outcomes.items()]
    unit.run(_SETTLE, {"rows": orjson.dumps(rows).decode(), "bulk_id": bulk_id})

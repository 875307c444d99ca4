"""Work on many comments as it is done and undone: chunk by chunk, each chunk one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from sqlalchemy import select, update

from policy.decide import unscored
from policy.reasons import reason
from policy.states import Actor, Status, may_move
from store import decisions
from store.bulk import STATUS_OF, BulkAction, BulkState, Outcome, is_work_waiting
from store.engine import sql
from store.moves import Move
from store.tables import bulk_items, bulks, comments
from store.tables import decisions as decision_log
from store.unit import Unit

CHUNK: Final = 200  # comments in one transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """What one step did. statuses: the new ones of the comments that moved. more: there may be more to do.

    origin: the request that asked for it.
    """

    statuses: list[Status]
    more: bool
    origin: str | None


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
    # What an author appealed against is decided by itself, and by another person.
    asked = items if undoing else [one for one in items if one.appealed_at is None]
    wanted = [_undoing(bulk, one) if undoing else _doing(bulk, one) for one in asked]
    moves = [one for one in wanted if may_move(one.old_status, one.new_status, Actor.PERSON)]
    moved = decisions.record(unit, moves, now=now)
    good, bad = (Outcome.UNDONE, Outcome.KEPT) if undoing else (Outcome.MOVED, Outcome.SKIPPED)
    _settle(unit, bulk.id, {one.comment_id: good if one.comment_id in moved else bad for one in items})
    made = [one for one in moves if one.comment_id in moved]
    _judge_again(unit, [one.comment_id for one in made if one.new_status is Status.PENDING], now=now)
    if len(items) < CHUNK:
        state = BulkState.UNDONE if undoing else BulkState.DONE
        unit.execute(update(bulks).where(bulks.c.id == bulk.id).values(state=state, finished_at=now))
    return Chunk(statuses=[one.new_status for one in made], more=is_work_waiting(unit), origin=bulk.origin)


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
                comments.c.appealed_at,
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
        origin=bulk.origin,
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
        origin=bulk.origin,
        undoes=True,
    )


def _move(
    item: Any,
    *,
    version: int,
    old_status: Status,
    new_status: Status,
    person: str,
    code: str,
    note: str | None,
    origin: str | None,
    undoes: bool = False,
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
        undoes=undoes,
        origin=origin,
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

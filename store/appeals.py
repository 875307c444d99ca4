"""Appeals: an author's word against a refusal, one for each decision, until another person decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import and_, func, insert, or_, select, update

from policy.errors import NothingToAppeal
from policy.states import Actor, Status
from runtime.ids import new_id
from store.comments import by_id
from store.engine import sql
from store.moves import Move
from store.tables import appeals, comments, decisions
from store.unit import Unit

UPHELD, OVERTURNED, WITHDRAWN = "upheld", "overturned", "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """An author's word against a refusal. decided_by: who refused, None for the machine.

    outcome: upheld (the refusal), overturned, withdrawn; None while open. Moments in microseconds.
    """

    id: str
    comment_id: str
    decision_id: str
    decided_by: str | None
    text: str
    created_at: int
    outcome: str | None
    settled_by: str | None
    settled_at: int | None


_FIELDS = [appeals.c[name] for name in Appeal.__slots__]


def add(unit: Unit, site_id: int, comment_id: str, *, text: str, now: int) -> tuple[Appeal, bool]:
    """Store an appeal against the decision that stands; return it, or the earlier one, and whether it is new.

    Raises CommentNotFound, or NothingToAppeal where the comment is not refused.
    """
    # Its row is locked, so that no decision passes in between.
    mine = (comments.c.site_id == site_id, comments.c.id == comment_id)
    unit.execute(select(comments.c.id).where(*mine).with_for_update())
    seen = by_id(unit, site_id, comment_id)
    decision_id = unit.execute(select(comments.c.decision_id).where(*mine)).scalar_one()
    if seen.status is not Status.REJECTED or decision_id is None:
        raise NothingToAppeal(comment_id)
    # The decision on an appeal is the last word: it is not appealed against once more.
    settled_by_it = and_(appeals.c.comment_id == comment_id, appeals.c.settled_at == seen.decided_at)
    this = or_(appeals.c.decision_id == decision_id, settled_by_it)
    earlier = unit.execute(select(*_FIELDS).where(this).order_by(appeals.c.created_at.desc())).first()
    if earlier is not None:
        return Appeal(**earlier._mapping), False
    refused = unit.execute(select(decisions.c.actor, decisions.c.actor_id).where(decisions.c.id == decision_id)).one()
    values = {
        "id": new_id(),
        "comment_id": comment_id,
        "site_id": site_id,
        "decision_id": decision_id,
        "decided_by": refused.actor_id if refused.actor == Actor.PERSON else None,
        "text": text,
        "created_at": now,
    }
    unit.execute(insert(appeals).values(**values))
    unit.execute(update(comments).where(*mine).values(appealed_at=now))
    row = unit.execute(select(*_FIELDS).where(appeals.c.id == values["id"])).one()
    return Appeal(**row._mapping), True


def open_of(unit: Unit, comment_id: str) -> Appeal | None:
    """Return the open appeal of a comment, None where there is none."""
    query = select(*_FIELDS).where(appeals.c.comment_id == comment_id, appeals.c.outcome.is_(None))
    row = unit.execute(query).first()
    return None if row is None else Appeal(**row._mapping)


def of_comment(unit: Unit, comment_id: str) -> list[Appeal]:
    """Return all appeals of a comment, newest first."""
    query = select(*_FIELDS).where(appeals.c.comment_id == comment_id)
    return [Appeal(**row._mapping) for row in unit.execute(query.order_by(appeals.c.created_at.desc()))]


def latest_of(unit: Unit, comment_ids: Sequence[str]) -> dict[str, Appeal]:
    """Return the latest appeal of each comment that has any."""
    query = select(*_FIELDS).where(appeals.c.comment_id.in_(comment_ids)).order_by(appeals.c.created_at)
    return {row.comment_id: Appeal(**row._mapping) for row in unit.execute(query)}


_SETTLE = sql(
    "UPDATE appeals SET outcome = r.outcome, settled_by = r.person, settled_at = :now FROM {rows} AS r "
    "WHERE appeals.comment_id = r.id AND appeals.outcome IS NULL",
    rows={"id": "uuid", "outcome": "text", "person": "text"},
)


def settle(unit: Unit, moves: Sequence[Move], *, now: int) -> None:
    """Settle the open appeals against refusals that moved, or were confirmed. now: microseconds."""
    rows = [
        {"id": one.comment_id, "outcome": _outcome_of(one), "person": one.actor_id}
        for one in moves
        if one.old_status is Status.REJECTED and one.in_hand
    ]
    if rows:
        unit.run(_SETTLE, {"rows": orjson.dumps(rows).decode(), "now": now})


def reopen(unit: Unit, comment_id: str, settled_at: int) -> None:
    """Open the appeal again that was settled at that moment: the decision on it was undone."""
    mine = appeals.c.comment_id == comment_id, appeals.c.settled_at == settled_at
    unit.execute(update(appeals).where(*mine).values(outcome=None, settled_by=None, settled_at=None))
    still = select(func.max(appeals.c.created_at)).where(
        appeals.c.comment_id == comment_id, appeals.c.outcome.is_(None)
    )
    unit.execute(update(comments).where(comments.c.id == comment_id).values(appealed_at=still.scalar_subquery()))


def forget(unit: Unit, comment_id: str) -> None:
    """Drop what the author of a deleted comment wrote against its refusals."""
    unit.execute(update(appeals).where(appeals.c.comment_id == comment_id).values(text=""))


def _outcome_of(move: Move) -> str:
    if move.actor is Actor.AUTHOR:
        return WITHDRAWN
    return UPHELD if move.confirms else OVERTURNED

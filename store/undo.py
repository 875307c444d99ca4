"""Which decision stood before a person's last one: what an undo goes back to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from policy.errors import NothingToUndo
from policy.reasons import UNDONE
from policy.states import Actor, Status
from store.tables import decisions
from store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A decision of the log that stands again. decided_at: when it was made, microseconds; scores: 0..1 by label."""

    decision_id: str
    decided_at: int
    scores: dict[str, float] | None
    model: str | None
    policy: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Undoing:
    """What an undo goes back to. earlier: None where nobody had decided; the comment then waits for a person.

    decided_at: when the decision that is undone was made, microseconds.
    """

    status: Status
    earlier: Earlier | None
    decided_at: int


def before_last(unit: Unit, comment_id: str, *, person: str) -> Undoing:
    """Return what stood before the person's decision, which must be the last entry of the comment's log.

    Raises NothingToUndo when the last entry is another's, or is an undo itself.
    """
    query = select(decisions).where(decisions.c.comment_id == comment_id).order_by(decisions.c.version)
    log = unit.execute(query).all()
    last = log[-1] if log else None
    if last is None or (last.actor, last.actor_id) != (Actor.PERSON, person) or _is_undo(last):
        raise NothingToUndo(comment_id)
    if last.old_status == Status.PENDING:
        return Undoing(status=Status.HELD, earlier=None, decided_at=last.decided_at)
    place = len(log) - 2
    # An undo and what it undid cancel out, unless the undo led to a status of its own.
    while _is_undo(log[place]) and log[place - 1].old_status != Status.PENDING:
        place -= 2
    found = log[place]
    earlier = Earlier(
        decision_id=str(found.id),
        decided_at=found.decided_at,
        scores=found.scores,
        model=found.model,
        policy=found.policy,
    )
    return Undoing(status=Status(last.old_status), earlier=earlier, decided_at=last.decided_at)


def _is_undo(entry: Any) -> bool:
    return bool(entry.reasons) and entry.reasons[0]["code"] == UNDONE

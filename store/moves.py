"""A wanted change of status, and the rows that the door makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from policy.events import DECISION_UNDONE, event_of
from policy.priority import expected_harm
from policy.states import Actor, Status
from runtime import origin
from runtime.ids import new_id
from store.undo import Earlier


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One wanted change of status, with the version of the comment it was based on.

    scores: 0..1 by label; reasons: mappings with code, label, score, message, detail. policy: the ruleset's version.
    fingerprint: of the text; None leaves what is there. publish_at: when what is approved is published,
    microseconds; None for at once. tell_at: when the world outside is told, unless it is changed before; 0 for at once.
    shown: whether we show what is approved; its caller does of what came by a foreign wire. told: whether the world
    outside hears of it at all.
    confirms: a person looked again and it stays where it is. undoes: it takes an earlier decision back.
    stands: the earlier decision that stands again, instead of this one. origin: the request that it goes back to.
    """

    comment_id: str
    site_id: int
    version: int
    revision: int
    old_status: Status
    new_status: Status
    actor: Actor
    actor_id: str | None = None
    language: str | None = None
    model: str | None = None
    policy: int | None = None
    scores: dict[str, float] | None = None
    reasons: Sequence[dict[str, Any]] = ()
    note: str | None = None
    fingerprint: int | None = None
    publish_at: int | None = None
    tell_at: int = 0
    shown: bool = True
    told: bool = True
    confirms: bool = False
    undoes: bool = False
    stands: Earlier | None = None
    origin: str | None = field(default_factory=origin.current)
    decision_id: str = field(default_factory=new_id)

    @property
    def in_hand(self) -> bool:
        """Whether somebody may have had the comment in hand: what the machine decides was pending."""
        return self.actor is not Actor.MACHINE

    @property
    def is_news(self) -> bool:
        """Whether the world outside is told: that what it shows may stay is none, nor what it knew before us."""
        return self.told and not (self.confirms and self.new_status is Status.APPROVED)


def step(move: Move) -> dict[str, Any]:
    """Return the move as a row of the statement that changes the comment."""
    return {
        "id": move.comment_id,
        "site_id": move.site_id,
        "version": move.version,
        "old_status": move.old_status,
        "new_status": move.new_status,
        "language": move.language,
        "standing_id": move.stands.decision_id if move.stands else move.decision_id,
        "fingerprint": move.fingerprint,
        "harm": expected_harm(move.scores or {}) if move.new_status is Status.HELD else None,
        "publish_at": move.publish_at,
        "stands_since": move.stands.decided_at if move.stands else None,
    }


def entry(move: Move) -> dict[str, Any]:
    """Return the move as a row of the log."""
    return {
        "decision_id": move.decision_id,
        "id": move.comment_id,
        "site_id": move.site_id,
        "version": move.version,
        "revision": move.revision,
        "old_status": move.old_status,
        "new_status": move.new_status,
        "actor": move.actor,
        "actor_id": move.actor_id,
        "model": move.model,
        "policy": move.policy,
        "scores": move.scores,
        "reasons": list(move.reasons),
        "note": move.note,
    }


def event(move: Move) -> dict[str, Any]:
    """Return the move as a row of the outbox."""
    return {
        "site_id": move.site_id,
        "id": move.comment_id,
        "version": move.version,
        "event": DECISION_UNDONE if move.undoes else event_of(move.new_status),
        "due_at": move.tell_at,
        "origin": move.origin,
    }

"""What moderators decide, and take back."""

from __future__ import annotations

from moderation.wiring import Parts
from policy.decide import unscored
from policy.reasons import reason
from policy.states import Actor, Status
from runtime import metrics
from store import decisions, escalations
from store.comments import StoredComment
from store.reads import history
from store.reads.history import LoggedDecision

ACTIONS = {"approve": Status.APPROVED, "reject": Status.REJECTED, "hold": Status.HELD}


def decide(
    parts: Parts,
    site_id: int,
    comment_id: str,
    action: str,
    *,
    reason_code: str,
    note: str | None,
    version: int,
    person: str,
    undo_seconds: int = 0,
) -> StoredComment:
    """Record a person's decision, made on that version. action: approve, reject or hold.

    undo_seconds: how long an approval is held back from publication.

    Raises CommentNotFound, MoveNotAllowed, StaleDecision.
    """
    now = parts.clock()
    why = unscored(reason(reason_code)).to_mapping()
    decided = parts.database.write(
        lambda unit: decisions.decide(
            unit,
            site_id,
            comment_id,
            ACTIONS[action],
            version=version,
            person=person,
            reasons=[why],
            note=note,
            now=now,
            undo_seconds=undo_seconds,
        )
    )
    metrics.count_decisions([decided.status], by=Actor.PERSON)
    parts.teller.ring()
    return decided


def undo(parts: Parts, site_id: int, comment_id: str, *, version: int, person: str) -> StoredComment:
    """Take back the person's last decision, which made that version.

    Raises CommentNotFound, NothingToUndo, StaleDecision.
    """
    now = parts.clock()
    undone = parts.database.write(
        lambda unit: decisions.undo(unit, site_id, comment_id, version=version, person=person, now=now)
    )
    metrics.count_decisions([undone.status], by=Actor.PERSON)
    parts.teller.ring()
    return undone


def escalate(parts: Parts, site_id: int, comment_id: str, *, note: str | None, person: str) -> None:
    """Ask a senior to look at a held comment. Raises CommentNotFound, NotHeld, ClaimHeld."""
    now = parts.clock()
    parts.database.write(
        lambda unit: escalations.escalate(unit, site_id, comment_id, person=person, note=note, now=now)
    )


def log_of(parts: Parts, site_id: int, comment_id: str) -> list[LoggedDecision]:
    """Return the comment's decision log, oldest first. Raises CommentNotFound."""
    return parts.database.read(lambda unit: history.log_of(unit, site_id, comment_id))

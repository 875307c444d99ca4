"""The door: the only place that changes a comment's status.

With each change it writes the decision log and the outbox event, and keeps the built-in article store in step, all in
the caller's transaction. Every statement takes the whole batch as one JSON parameter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import delete as sql_delete
from sqlalchemy import select, update

from policy.decide import unscored
from policy.errors import CommentNotFound, MoveNotAllowed, StaleDecision
from policy.priority import expected_harm
from policy.reasons import reason
from policy.states import Actor, Status, may_move
from store import published
from store.comments import by_id, replace_text
from store.engine import sql
from store.ids import new_id
from store.rows import StoredComment
from store.tables import comment_revisions, comments, decisions
from store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One wanted change of status, with the version of the comment it was based on.

    scores: 0..1 by label; reasons: mappings with code, label, score, message, detail. policy: the ruleset's version.
    fingerprint: of the text; None leaves what is there.
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
    decision_id: str = field(default_factory=new_id)


_EVENTS = {Status.PENDING: "comment.changed"} | {
    status: f"comment.{status}" for status in Status if status is not Status.PENDING
}

_MOVE = sql(
    "UPDATE comments SET status = r.new_status, version = comments.version + 1, "
    "language = COALESCE(r.language, comments.language), decision_id = r.decision_id, "
    "fingerprint = COALESCE(r.fingerprint, comments.fingerprint), harm = r.harm, "
    "decided_at = CASE WHEN r.new_status <> 'pending' THEN :now END, "
    "published_at = CASE WHEN r.new_status = 'approved' THEN :now END, lease_until = 0 "
    "FROM {rows} AS r WHERE comments.id = r.id AND comments.site_id = r.site_id "
    "AND comments.version = r.version AND comments.status = r.old_status RETURNING comments.id",
    rows={
        "id": "uuid",
        "site_id": "integer",
        "version": "integer",
        "old_status": "text",
        "new_status": "text",
        "language": "text",
        "decision_id": "uuid",
        "fingerprint": "bigint",
        "harm": "integer",
    },
)
_LOG = sql(
    "INSERT INTO decisions (id, comment_id, site_id, version, revision, old_status, new_status, actor, actor_id, "
    "model, policy, scores, reasons, note, decided_at) "
    "SELECT r.decision_id, r.id, r.site_id, r.version + 1, r.revision, r.old_status, r.new_status, r.actor, "
    "r.actor_id, r.model, r.policy, r.scores, r.reasons, r.note, :now FROM {rows} AS r",
    rows={
        "decision_id": "uuid",
        "id": "uuid",
        "site_id": "integer",
        "version": "integer",
        "revision": "integer",
        "old_status": "text",
        "new_status": "text",
        "actor": "text",
        "actor_id": "text",
        "model": "text",
        "policy": "integer",
        "scores": "jsonb",
        "reasons": "jsonb",
        "note": "text",
    },
)
_OUTBOX = sql(
    "INSERT INTO outbox (site_id, comment_id, version, event, created_at) "
    "SELECT r.site_id, r.id, r.version + 1, r.event, :now FROM {rows} AS r",
    rows={"site_id": "integer", "id": "uuid", "version": "integer", "event": "text"},
)


def record(unit: Unit, moves: Sequence[Move], *, now: int) -> set[str]:
    """Make the moves whose comment is still as it was seen; return the ids of the comments that moved.

    A comment that changed meanwhile is skipped: whoever changed it had the later word. now: microseconds.
    Raises MoveNotAllowed when a move is not in the table of policy.states.
    """
    if not moves:
        return set()
    for move in moves:
        if not may_move(move.old_status, move.new_status, move.actor):
            raise MoveNotAllowed(move.old_status, move.new_status)
    moved = {id_ for (id_,) in unit.run(_MOVE, _params(now, map(_step, moves)))}
    made = [move for move in moves if move.comment_id in moved]
    if made:
        unit.run(_LOG, _params(now, map(_entry, made)))
        unit.run(_OUTBOX, _params(now, map(_event, made)))
        arrived = [move.comment_id for move in made if move.new_status is Status.APPROVED]
        left = [move.comment_id for move in made if move.old_status is Status.APPROVED]
        if arrived:
            published.publish(unit, arrived, now=now)
        if left:
            published.retract(unit, left)
    return moved


def _params(now: int, rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"now": now, "rows": orjson.dumps(list(rows)).decode()}


def _step(move: Move) -> dict[str, Any]:
    return {
        "id": move.comment_id,
        "site_id": move.site_id,
        "version": move.version,
        "old_status": move.old_status,
        "new_status": move.new_status,
        "language": move.language,
        "decision_id": move.decision_id,
        "fingerprint": move.fingerprint,
        "harm": expected_harm(move.scores or {}) if move.new_status is Status.HELD else None,
    }


def _entry(move: Move) -> dict[str, Any]:
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


def _event(move: Move) -> dict[str, Any]:
    event = _EVENTS[move.new_status]
    return {"site_id": move.site_id, "id": move.comment_id, "version": move.version, "event": event}


def decide(
    unit: Unit,
    site_id: int,
    comment_id: str,
    new_status: Status,
    *,
    version: int,
    person: str,
    reasons: Sequence[dict[str, Any]],
    note: str | None,
    now: int,
) -> StoredComment:
    """Record a person's decision on the version that person saw; return the comment as it then stands.

    Raises CommentNotFound, MoveNotAllowed, or StaleDecision naming who was faster.
    """
    seen = by_id(unit, site_id, comment_id)
    if seen.version == version:
        move = Move(
            comment_id=comment_id,
            site_id=site_id,
            version=version,
            revision=seen.revision,
            old_status=seen.status,
            new_status=new_status,
            actor=Actor.PERSON,
            actor_id=person,
            reasons=reasons,
            note=note,
            # The scores that the person saw stay with the comment.
            scores=seen.scores or None,
            model=seen.model,
            policy=seen.policy,
        )
        if record(unit, [move], now=now):
            return by_id(unit, site_id, comment_id)
        seen = by_id(unit, site_id, comment_id)
    raise StaleDecision(seen.status, seen.version, _last_actor(unit, comment_id))


def reopen_for_edit(unit: Unit, site_id: int, comment_id: str, text: str, *, now: int) -> StoredComment:
    """Give the comment a new text and put it back to pending; a published one is retracted until judged again.

    Returns the comment. Raises CommentNotFound.
    """
    replace_text(unit, site_id, comment_id, text, now=now)
    seen = by_id(unit, site_id, comment_id)
    _by_author(unit, seen, Status.PENDING, "author-edited", now=now)
    unit.execute(
        update(comments)
        .where(comments.c.id == comment_id)
        .values(pending_since=now, attempts=0, language=None, fingerprint=None)
    )
    return by_id(unit, site_id, comment_id)


def delete(unit: Unit, site_id: int, comment_id: str, *, now: int) -> None:
    """End the comment: retracted, and its text and its writer's details are gone. Raises CommentNotFound."""
    unit.execute(
        select(comments.c.id).where(comments.c.site_id == site_id, comments.c.id == comment_id).with_for_update()
    )
    seen = by_id(unit, site_id, comment_id)
    _by_author(unit, seen, Status.DELETED, "author-deleted", now=now)
    unit.execute(sql_delete(comment_revisions).where(comment_revisions.c.comment_id == comment_id))
    unit.execute(
        update(comments)
        .where(comments.c.id == comment_id)
        .values(
            text="", author_name=None, author_url=None, author_email_hash=None, author_ip_hash=None, fingerprint=None
        )
    )


def _by_author(unit: Unit, seen: StoredComment, new_status: Status, code: str, *, now: int) -> None:
    move = Move(
        comment_id=seen.id,
        site_id=seen.site_id,
        version=seen.version,
        revision=seen.revision,
        old_status=seen.status,
        new_status=new_status,
        actor=Actor.AUTHOR,
        actor_id=seen.author_id,
        reasons=[unscored(reason(code)).to_mapping()],
    )
    if not record(unit, [move], now=now):
        raise CommentNotFound(seen.id)


def _last_actor(unit: Unit, comment_id: str) -> str:
    row = unit.execute(
        select(decisions.c.actor, decisions.c.actor_id)
        .where(decisions.c.comment_id == comment_id)
        .order_by(decisions.c.version.desc())
        .limit(1)
    ).first()
    return "" if row is None else str(row.actor_id or row.actor)

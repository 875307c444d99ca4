"""The door: the only place that changes a comment's status.

With each change it writes the decision log and the outbox event, and keeps the built-in article store in step, all in
the caller's transaction. Every statement takes the whole batch as one JSON parameter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from sqlalchemy import select

from policy.decide import unscored
from policy.errors import AppealOfOwnDecision, MoveNotAllowed, StaleDecision
from policy.reasons import UNDONE, reason
from policy.states import Actor, Status, may_move
from runtime.clock import SECOND
from store import appeals, claims, outbox, published, reports
from store.comments import StoredComment, by_id
from store.engine import sql
from store.moves import Move, entry, event, step
from store.tables import decisions
from store.undo import before_last
from store.unit import Unit

_MOVE = sql(
    "UPDATE comments SET status = r.new_status, version = comments.version + 1, "
    "language = COALESCE(r.language, comments.language), decision_id = r.standing_id, "
    "fingerprint = COALESCE(r.fingerprint, comments.fingerprint), harm = r.harm, "
    "decided_at = CASE WHEN r.new_status <> 'pending' THEN COALESCE(r.stands_since, :now) END, "
    "published_at = CASE WHEN r.new_status = r.old_status THEN comments.published_at "
    "WHEN r.new_status = 'approved' AND r.publish_at IS NULL AND comments.wire IS NULL THEN :now END, "
    "publish_at = CASE WHEN r.new_status = r.old_status THEN comments.publish_at ELSE r.publish_at END, "
    "lease_until = 0, appealed_at = NULL, "
    # What was escalated is so again when the decision on it is undone.
    "escalated_at = CASE WHEN r.new_status IN ('approved', 'rejected') OR r.stands_since IS NOT NULL "
    "THEN comments.escalated_at END "
    "FROM {rows} AS r WHERE comments.id = r.id AND comments.site_id = r.site_id "
    "AND comments.version = r.version AND comments.status = r.old_status "
    # Whose text has had its time is not published: there is nothing to show.
    "AND NOT (r.new_status = 'approved' AND comments.text = '') RETURNING comments.id",
    rows={
        "id": "uuid",
        "site_id": "integer",
        "version": "integer",
        "old_status": "text",
        "new_status": "text",
        "language": "text",
        "standing_id": "uuid",
        "fingerprint": "bigint",
        "harm": "integer",
        "publish_at": "bigint",
        "stands_since": "bigint",
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


def record(unit: Unit, moves: Sequence[Move], *, now: int) -> set[str]:
    """Make the moves whose comment is still as it was seen; return the ids of the comments that moved.

    A comment that changed meanwhile is skipped: whoever changed it had the later word. now: microseconds.
    Raises MoveNotAllowed when a move is not in the table of policy.states.
    """
    if not moves:
        return set()
    for move in moves:
        if not (move.confirms or may_move(move.old_status, move.new_status, move.actor)):
            raise MoveNotAllowed(move.old_status, move.new_status)
    moved = {id_ for (id_,) in unit.run(_MOVE, _params(now, map(step, moves)))}
    made = [move for move in moves if move.comment_id in moved]
    if made:
        unit.run(_LOG, _params(now, map(entry, made)))
        # What the machine decides was pending: nobody has claimed it, and nothing of it is yet to be told.
        in_hand = [move.comment_id for move in made if move.in_hand]
        if in_hand:
            claims.end(unit, in_hand)
            outbox.withdraw(unit, [one.comment_id for one in made if one.in_hand and one.is_news], now=now)
            appeals.settle(unit, made, now=now)
        outbox.add(unit, [event(one) for one in made if one.is_news], now=now)
        shown = [one for one in made if one.shown and not one.confirms]
        arrived = [one.comment_id for one in shown if one.new_status is Status.APPROVED and one.publish_at is None]
        left = [one.comment_id for one in shown if one.old_status is Status.APPROVED]
        if arrived:
            published.publish(unit, arrived, now=now)
        if left:
            published.retract(unit, left)
        for status in {move.new_status for move in made if move.actor is Actor.PERSON}:
            decided = [one.comment_id for one in made if one.actor is Actor.PERSON and one.new_status is status]
            reports.settle(unit, decided, status, now=now)
    return moved


def _params(now: int, rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"now": now, "rows": orjson.dumps(list(rows)).decode()}


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
    undo_seconds: int = 0,
) -> StoredComment:
    """Record a person's decision on the version that person saw; return the comment as it then stands.

    undo_seconds: how long an approved comment is held back from publication, and the world outside from being told; 0
    publishes it in the same commit. What readers see already is taken away, and told, at once.
    What readers reported, or its author appealed against, may be decided as it stands: it is confirmed.
    Raises CommentNotFound, MoveNotAllowed, ClaimHeld where another has claimed the comment, AppealOfOwnDecision, or
    StaleDecision naming who was faster.
    """
    seen = _seen(unit, site_id, comment_id, version)
    if new_status is Status.APPROVED and not seen.text:
        raise MoveNotAllowed(seen.status, new_status)
    claims.refuse_others(unit, comment_id, person, now=now)
    confirms = seen.status is new_status and _is_asked_again(seen)
    if seen.appealed_at is not None:
        appeal = appeals.open_of(unit, comment_id)
        if appeal is not None and appeal.decided_by == person:
            raise AppealOfOwnDecision(comment_id)
    over = now + undo_seconds * SECOND if undo_seconds > 0 else None
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
        publish_at=over if new_status is Status.APPROVED else None,
        tell_at=0 if over is None or seen.published_at is not None else over,
        confirms=confirms,
    )
    return _moved(unit, move, now=now)


def _is_asked_again(seen: StoredComment) -> bool:
    """Return whether readers or the author ask a person to look at what is decided already."""
    return (seen.status is Status.APPROVED and seen.open_reports > 0) or seen.appealed_at is not None


def undo(unit: Unit, site_id: int, comment_id: str, *, version: int, person: str, now: int) -> StoredComment:
    """Take back the person's decision, which made that version; return the comment as it stood before.

    It is a new entry of the log. The decision before, with its reasons, scores, harm and moment, stands again, so the
    comment has its old place in the queue. What was pending then is held: a person has looked at it.
    Raises CommentNotFound, NothingToUndo, ClaimHeld, or StaleDecision naming who changed it since.
    """
    seen = _seen(unit, site_id, comment_id, version)
    claims.refuse_others(unit, comment_id, person, now=now)
    undoing = before_last(unit, comment_id, person=person)
    earlier = undoing.earlier
    move = Move(
        comment_id=comment_id,
        site_id=site_id,
        version=version,
        revision=seen.revision,
        old_status=seen.status,
        new_status=undoing.status,
        actor=Actor.PERSON,
        actor_id=person,
        reasons=[unscored(reason(UNDONE)).to_mapping()],
        scores=earlier.scores if earlier else None,
        model=earlier.model if earlier else None,
        policy=earlier.policy if earlier else None,
        confirms=seen.status is undoing.status,
        undoes=True,
        stands=earlier,
    )
    _moved(unit, move, now=now)
    # Those that the decision settled, and those made since, which an undo does not answer.
    reports.reopen(unit, comment_id, [undoing.decided_at, now])
    appeals.reopen(unit, comment_id, undoing.decided_at)
    return by_id(unit, site_id, comment_id)


def _seen(unit: Unit, site_id: int, comment_id: str, version: int) -> StoredComment:
    seen = by_id(unit, site_id, comment_id)
    check_version(unit, seen, version)
    return seen


def check_version(unit: Unit, seen: StoredComment, version: int) -> None:
    """Return when the comment has that version. Raises StaleDecision naming who changed it."""
    if seen.version != version:
        raise StaleDecision(seen.status, seen.version, _last_actor(unit, seen.id))


def _moved(unit: Unit, move: Move, *, now: int) -> StoredComment:
    moved = record(unit, [move], now=now)
    stands = by_id(unit, move.site_id, move.comment_id)
    if not moved:
        raise StaleDecision(stands.status, stands.version, _last_actor(unit, move.comment_id))
    return stands


def _last_actor(unit: Unit, comment_id: str) -> str:
    row = unit.execute(
        select(decisions.c.actor, decisions.c.actor_id)
        .where(decisions.c.comment_id == comment_id)
        .order_by(decisions.c.version.desc())
        .limit(1)
    ).first()
    return "" if row is None else str(row.actor_id or row.actor)

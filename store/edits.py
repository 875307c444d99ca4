"""An author's hand on a comment: an edit, which is judged anew, and a deletion, which ends it."""

from __future__ import annotations

from sqlalchemy import delete as sql_delete
from sqlalchemy import select, update

from policy.decide import unscored
from policy.errors import CommentNotFound
from policy.hints import HINTS, INSISTED, joined, noticed
from policy.reasons import reason
from policy.states import Actor, Status
from runtime import origin
from store import akismet, appeals, deliveries, idempotency, labels, reports
from store.comments import StoredComment, by_id, replace_text
from store.decisions import record
from store.moves import Move
from store.tables import comment_revisions, comments
from store.unit import Unit


def locked(unit: Unit, site_id: int, comment_id: str) -> StoredComment:
    """Return the comment, which nobody else changes until the unit ends. Raises CommentNotFound."""
    unit.execute(
        select(comments.c.id).where(comments.c.site_id == site_id, comments.c.id == comment_id).with_for_update()
    )
    return by_id(unit, site_id, comment_id)


def reopen_for_edit(
    unit: Unit, site_id: int, comment_id: str, text: str, *, now: int, insisted: bool = False
) -> StoredComment:
    """Give the comment a new text and put it back to pending; a published one is retracted until judged again.

    insisted: the author was told how the new text reads. What was noticed about how the comment was sent stands.
    Returns the comment. Raises CommentNotFound.
    """
    replace_text(unit, site_id, comment_id, text, now=now)
    seen = by_id(unit, site_id, comment_id)
    _by_author(unit, seen, Status.PENDING, "author-edited", now=now)
    hints = [hint for hint in HINTS if hint != INSISTED and noticed(hint, seen.hints)]
    unit.execute(
        update(comments)
        .where(comments.c.id == comment_id)
        .values(
            pending_since=now,
            attempts=0,
            language=None,
            fingerprint=None,
            hints=joined([*hints, INSISTED] if insisted else hints),
            background=False,
            origin=origin.current(),
        )
    )
    return by_id(unit, site_id, comment_id)


def delete(unit: Unit, site_id: int, comment_id: str, *, now: int, code: str = "author-deleted") -> None:
    """End the comment: retracted, and its text and its author's details are gone. Raises CommentNotFound.

    code: the reason for the log.
    """
    seen = locked(unit, site_id, comment_id)
    _by_author(unit, seen, Status.DELETED, code, now=now)
    reports.forget(unit, comment_id, now=now)
    appeals.forget(unit, comment_id)
    idempotency.forget(unit, comment_id)
    labels.forget(unit, comment_id)
    akismet.forget(unit, comment_id)
    deliveries.forget_answers(unit, comment_id)
    unit.execute(sql_delete(comment_revisions).where(comment_revisions.c.comment_id == comment_id))
    unit.execute(
        update(comments)
        .where(comments.c.id == comment_id)
        .values(
            text="",
            author_name=None,
            author_url=None,
            author_email_hash=None,
            author_ip_hash=None,
            fingerprint=None,
            origin=None,
            submitted_hash="",  # by which a guess of the text could be checked
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

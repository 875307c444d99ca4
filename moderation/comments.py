"""Reading, editing and deleting one comment, in the name of the site or its author."""

from __future__ import annotations

from moderation.wiring import Parts
from policy.states import Actor, Status
from runtime import metrics
from store import comments, edits
from store.comments import StoredComment


def show(parts: Parts, site_id: int, comment_id: str) -> StoredComment:
    """Return the comment. Raises CommentNotFound."""
    return parts.database.read(lambda unit: comments.by_id(unit, site_id, comment_id))


def edit(parts: Parts, site_id: int, comment_id: str, text: str, *, insisted: bool = False) -> StoredComment:
    """Give the comment a new text; it is pending again, and shown again once approved.

    insisted: its author was told how the new text reads. Raises CommentNotFound.
    """
    now = parts.clock()
    edited = parts.database.write(
        lambda unit: edits.reopen_for_edit(unit, site_id, comment_id, text, now=now, insisted=insisted)
    )
    metrics.count_decisions([Status.PENDING], by=Actor.AUTHOR)
    parts.ringer.ring()
    parts.teller.ring()
    return edited


def delete(parts: Parts, site_id: int, comment_id: str) -> None:
    """Delete the comment: retracted, its text gone. Raises CommentNotFound."""
    now = parts.clock()
    parts.database.write(lambda unit: edits.delete(unit, site_id, comment_id, now=now))
    metrics.count_decisions([Status.DELETED], by=Actor.AUTHOR)
    parts.teller.ring()

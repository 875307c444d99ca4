"""Reading, editing and deleting one comment, in the name of the site or its author."""

from __future__ import annotations

from moderation.wiring import Parts
from policy.states import Actor, Status
from runtime import metrics
from store import comments, decisions, edits
from store.comments import StoredComment
from store.unit import Unit


def show(parts: Parts, site_id: int, comment_id: str) -> StoredComment:
    """Return the comment. Raises CommentNotFound."""
    return parts.database.read(lambda unit: comments.by_id(unit, site_id, comment_id))


def edit(
    parts: Parts,
    site_id: int,
    comment_id: str,
    text: str,
    *,
    version: int | None = None,
    again: bool = False,
    insisted: bool = False,
) -> StoredComment:
    """Give the comment a new text; it is pending again, and shown again once approved. The same text changes nothing.

    version: of the comment that was read, None for whichever stands. again: also the same text is judged anew.
    insisted: its author was told how the new text reads. Raises CommentNotFound, StaleDecision.
    """
    now = parts.clock()

    def work(unit: Unit) -> tuple[StoredComment, bool]:
        seen = edits.locked(unit, site_id, comment_id)
        if version is not None:
            decisions.check_version(unit, seen, version)
        if seen.text == text and not again:
            return seen, False
        return edits.reopen_for_edit(unit, site_id, comment_id, text, now=now, insisted=insisted), True

    edited, changed = parts.database.write(work)
    if changed:
        metrics.count_decisions([Status.PENDING], by=Actor.AUTHOR)
        parts.ringer.ring()
        parts.teller.ring()
    return edited


def show_external(parts: Parts, site_id: int, external_id: str) -> StoredComment:
    """Return the comment that the site itself calls so. Raises CommentNotFound."""
    return parts.database.read(lambda unit: comments.by_external_id(unit, site_id, external_id))


def delete(parts: Parts, site_id: int, comment_id: str) -> None:
    """Delete the comment: retracted, its text gone. Raises CommentNotFound."""
    now = parts.clock()
    parts.database.write(lambda unit: edits.delete(unit, site_id, comment_id, now=now))
    metrics.count_decisions([Status.DELETED], by=Actor.AUTHOR)
    parts.teller.ring()

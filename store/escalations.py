"""Escalating: a moderator asks a senior to look at a held comment."""

from __future__ import annotations

from sqlalchemy import update

from policy.errors import NotHeld
from policy.states import Status
from store import claims, notes
from store.comments import by_id
from store.tables import comments
from store.unit import Unit


def escalate(unit: Unit, site_id: int, comment_id: str, *, person: str, note: str | None, now: int) -> None:
    """Mark a held comment for the seniors, and give it back. note: what the person says to them. now: microseconds.

    Raises CommentNotFound, NotHeld, or ClaimHeld where another has claimed the comment.
    """
    seen = by_id(unit, site_id, comment_id)
    if seen.status is not Status.HELD:
        raise NotHeld(seen.status)
    claims.refuse_others(unit, comment_id, person, now=now)
    unit.execute(update(comments).where(comments.c.id == comment_id).values(escalated_at=now))
    if note:
        notes.add_to_comment(unit, site_id, comment_id, person=person, text=note, now=now)
    claims.end(unit, [comment_id])

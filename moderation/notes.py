"""What moderators tell each other about comments and their authors."""

from __future__ import annotations

from moderation.wiring import Parts
from store import notes
from store.notes import Note

__all__ = ["Note", "add"]


def add(parts: Parts, site_id: int, comment_id: str, *, person: str, text: str) -> Note:
    """Store and return a note about a comment and its author. Raises CommentNotFound."""
    now = parts.clock()
    return parts.database.write(
        lambda unit: notes.add_to_comment(unit, site_id, comment_id, person=person, text=text, now=now)
    )

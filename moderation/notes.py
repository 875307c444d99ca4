"""What moderators tell each other about comments and their authors."""

from __future__ import annotations

from moderation.wiring import Parts
from store import comments, notes
from store.notes import Note
from store.unit import Unit

__all__ = ["Note", "about", "add"]


def about(parts: Parts, site_id: int, comment_id: str) -> list[Note]:
    """Return the latest notes about a comment's author, newest first. Raises CommentNotFound."""

    def work(unit: Unit) -> list[Note]:
        return notes.of_author(unit, site_id, comments.by_id(unit, site_id, comment_id).author_id)

    return parts.database.read(work)


def add(parts: Parts, site_id: int, comment_id: str, *, person: str, text: str) -> Note:
    """Store and return a note about a comment and its author. Raises CommentNotFound."""
    now = parts.clock()
    return parts.database.write(
        lambda unit: notes.add_to_comment(unit, site_id, comment_id, person=person, text=text, now=now)
    )

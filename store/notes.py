"""What moderators tell each other about an author, or about one of the author's comments."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import insert, select

from policy.errors import CommentNotFound
from runtime.ids import new_id
from store.tables import comments, notes
from store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note. comment_id: None when it is about the author alone. person: who wrote it. created_at: microseconds."""

    id: str
    author_id: str
    comment_id: str | None
    person: str
    text: str
    created_at: int


def add_to_comment(unit: Unit, site_id: int, comment_id: str, *, person: str, text: str, now: int) -> Note:
    """Store and return a note about a comment; it stands with the comment's author too. Raises CommentNotFound."""
    mine = (comments.c.site_id == site_id, comments.c.id == comment_id, comments.c.status != "deleted")
    author_id = unit.execute(select(comments.c.author_id).where(*mine)).scalar()
    if author_id is None:
        raise CommentNotFound(comment_id)
    return add(unit, site_id, author_id, comment_id=comment_id, person=person, text=text, now=now)


def add(
    unit: Unit, site_id: int, author_id: str, *, person: str, text: str, now: int, comment_id: str | None = None
) -> Note:
    """Store and return a note about an author of the site, who must exist. now: microseconds."""
    note = Note(id=new_id(), author_id=author_id, comment_id=comment_id, person=person, text=text, created_at=now)
    values = {name: getattr(note, name) for name in Note.__slots__}
    unit.execute(insert(notes).values(site_id=site_id, **values))
    return note


def of_author(unit: Unit, site_id: int, author_id: str, *, limit: int = 50) -> list[Note]:
    """Return the latest notes about an author and the author's comments, newest first, up to limit."""
    query = (
        select(*[notes.c[name] for name in Note.__slots__])
        .where(notes.c.site_id == site_id, notes.c.author_id == author_id)
        .order_by(notes.c.created_at.desc(), notes.c.id.desc())
        .limit(limit)
    )
    return [Note(**row._mapping) for row in unit.execute(query)]

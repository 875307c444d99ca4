"""An author taken out of every table: what is left names nobody, so that counts and log still agree."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert, select, update

from policy.states import Status
from store import sealing
from store.tables import (
    appeals,
    author_standings,
    authors,
    comment_revisions,
    comments,
    labels,
    notes,
    perspective_pairs,
    reports,
)
from store.unit import Unit


def forget_texts(unit: Unit, site_id: int, comment_ids: Sequence[str]) -> None:
    """Forget what foreign wires brought of the same texts, without saying whose they were. Before they are deleted."""
    now = select(comments.c.text).where(comments.c.id.in_(comment_ids))
    before = select(comment_revisions.c.text).where(comment_revisions.c.comment_id.in_(comment_ids))
    texts = {row.text for row in unit.execute(now.union(before))}
    for table in (labels, perspective_pairs):
        unit.execute(update(table).where(table.c.site_id == site_id, table.c.text.in_(texts)).values(text=None))


def unname(unit: Unit, site_id: int, author_id: str, pseudonym: str, *, now: int, limit: int) -> int:
    """Give up to limit deleted comments of the author to the pseudonym, in the log as well; return how many."""
    theirs = select(comments.c.id).where(
        comments.c.site_id == site_id, comments.c.author_id == author_id, comments.c.status == Status.DELETED.value
    )
    ids = [str(row.id) for row in unit.execute(theirs.limit(limit))]
    if not ids:
        return 0
    known = select(authors.c.id).where(authors.c.site_id == site_id, authors.c.id == pseudonym)
    if unit.execute(known).first() is None:
        unit.execute(insert(authors).values(site_id=site_id, id=pseudonym, created_at=now))
    sealing.erase(unit, ids, now=now)
    unit.execute(delete(notes).where(notes.c.comment_id.in_(ids)))
    withdrawn = (appeals.c.comment_id.in_(ids), appeals.c.settled_by == author_id)
    unit.execute(update(appeals).where(*withdrawn).values(settled_by=None))
    unit.execute(update(comments).where(comments.c.id.in_(ids)).values(author_id=pseudonym, hints=None))
    return len(ids)


def forget_author(unit: Unit, site_id: int, author_id: str, pseudonym: str, *, keeps_ban: bool) -> None:
    """Forget the author: notes, standings, and that they reported. All comments are unnamed already.

    keeps_ban: where moderators banned or suspended the author, the id stays, with that alone.
    """
    theirs = (reports.c.site_id == site_id, reports.c.reporter == author_id)
    unit.execute(update(reports).where(*theirs).values(reporter=pseudonym, note=None, address_hash=None))
    unit.execute(delete(notes).where(notes.c.site_id == site_id, notes.c.author_id == author_id))
    mine = (authors.c.site_id == site_id, authors.c.id == author_id)
    stands = unit.execute(select(authors.c.standing).where(*mine)).scalar()
    history = (author_standings.c.site_id == site_id, author_standings.c.author_id == author_id)
    if keeps_ban and stands in ("banned", "suspended"):
        unit.execute(update(author_standings).where(*history).values(note=None))
        return
    unit.execute(delete(author_standings).where(*history))
    unit.execute(delete(authors).where(*mine))

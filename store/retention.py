"""What has had its time: found by status and moment of the decision, and taken away field by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, select, tuple_, update

from store import edits, sealing
from store.tables import comment_revisions, comments, retention
from store.unit import Unit

Place = tuple[int, str]  # decided_at in microseconds, and id: where a look through the comments stands

BEFORE_ALL = "00000000-0000-0000-0000-000000000000"

_EMPTY: dict[str, dict[str, Any]] = {
    "ip": {"author_ip_hash": None},
    "email": {"author_email_hash": None},
    "author": {"author_name": None, "author_url": None},
    "text": {"text": "", "fingerprint": None, "submitted_hash": ""},
}
_FULL = {
    "ip": comments.c.author_ip_hash.is_not(None),
    "email": comments.c.author_email_hash.is_not(None),
    "author": comments.c.author_name.is_not(None) | comments.c.author_url.is_not(None),
    "text": comments.c.text != "",
    "comment": comments.c.id.is_not(None),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a rule has taken away of a site: until which decision it looked, when, how many then and altogether."""

    site_id: int
    rule: str
    looked_until: int
    last_at: int
    last_removed: int
    removed: int


def due(unit: Unit, site_id: int, status: str, field: str, *, after: Place, until: int, limit: int) -> list[Place]:
    """Return up to limit comments of that status that still have the field, decided after a place until a moment."""
    query = (
        select(comments.c.decided_at, comments.c.id)
        .where(comments.c.site_id == site_id, comments.c.status == status, comments.c.decided_at <= until)
        .where(comments.c.decided_at >= after[0], tuple_(comments.c.decided_at, comments.c.id) > after, _FULL[field])
        .order_by(comments.c.decided_at, comments.c.id)
        .limit(limit)
    )
    return [(row.decided_at, str(row.id)) for row in unit.execute(query)]


def count(unit: Unit, site_id: int, status: str, field: str, *, until: int) -> int:
    """Return how many comments of that status, decided until a moment, still have the field."""
    mine = (comments.c.site_id == site_id, comments.c.status == status, comments.c.decided_at <= until, _FULL[field])
    return int(unit.execute(select(func.count()).select_from(comments).where(*mine)).scalar_one())


def remove(unit: Unit, site_id: int, status: str, field: str, ids: Sequence[str], *, now: int) -> int:
    """Take the field of the comments away, where they still have that status; return of how many."""
    if field == "comment":
        still = select(comments.c.id).where(comments.c.id.in_(ids), comments.c.status == status)
        found = [str(row.id) for row in unit.execute(still)]
        for id_ in found:
            edits.delete(unit, site_id, id_, now=now, code="retention-over")
        return len(found)
    emptied = update(comments).where(comments.c.id.in_(ids), comments.c.status == status).values(**_EMPTY[field])
    gone = [str(row.id) for row in unit.execute(emptied.returning(comments.c.id))]
    if field == "text" and gone:
        unit.execute(delete(comment_revisions).where(comment_revisions.c.comment_id.in_(gone)))
        sealing.erase(unit, gone, now=now)
    return len(gone)


def done(unit: Unit) -> list[Done]:
    """Return what each rule has done, by site and rule."""
    query = select(*[retention.c[name] for name in Done.__slots__])
    return [Done(**row._mapping) for row in unit.execute(query.order_by(retention.c.site_id, retention.c.rule))]


def note(unit: Unit, one: Done) -> None:
    """Write down what a rule has done of a site, in the place of what it did before."""
    mine = (retention.c.site_id == one.site_id, retention.c.rule == one.rule)
    values = {name: getattr(one, name) for name in Done.__slots__}
    if not unit.execute(update(retention).where(*mine).values(**values)).rowcount:
        unit.execute(insert(retention).values(**values))

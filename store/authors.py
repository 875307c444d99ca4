"""Authors: how each stands with the moderators, how that came to be, and what became of their comments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import orjson
from sqlalchemy import func, insert, select, update

from policy.errors import AuthorNotFound
from policy.states import Status
from policy.trust import Standing
from runtime.ids import new_id
from store import bulk
from store.bulk import BulkAction, Order
from store.engine import sql
from store.tables import author_standings, authors, comments
from store.unit import Unit

LAST_CHANGES = 20
_OPEN = (Status.PENDING, Status.HELD)
_CLEARED_AS = {Standing.BANNED: "author-banned", Standing.SUSPENDED: "author-suspended"}


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingChange:
    """One change of an author's standing. standing: None when it was taken back. Moments in microseconds.

    bulk_id: the work on the author's open comments that went with it.
    """

    id: str
    standing: Standing | None
    until: int | None
    person: str
    note: str | None
    bulk_id: str | None
    created_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorRecord:
    """What is known of an author. counts: comments by status, deleted ones left out. changes: the last, newest first.

    standing, until: as they hold at the moment of asking; a suspension that is over shows as None.
    """

    id: str
    created_at: int
    counts: dict[Status, int]
    standing: Standing | None
    until: int | None
    changes: list[StandingChange]


def set_standing(
    unit: Unit,
    site_id: int,
    author_id: str,
    standing: Standing | None,
    *,
    until: int | None,
    person: str,
    note: str | None,
    now: int,
    clear: bool = False,
) -> StandingChange:
    """Let the author stand so from now on, None as anybody, and return the entry made of it in the author's history.

    until: end of a suspension, None for every other standing. clear: banned or suspended, the author's open comments
    are rejected as work on many comments; taken back, such work since the last taking back is undone. The workers do
    both: ring for them after the commit. Raises AuthorNotFound.
    """
    mine = (authors.c.site_id == site_id, authors.c.id == author_id)
    done = unit.execute(update(authors).where(*mine).values(standing=standing, standing_until=until))
    if not done.rowcount:
        raise AuthorNotFound(author_id)
    bulk_id = None
    if clear and standing is None:
        bulk_id = _bring_back(unit, site_id, author_id, person=person)
    elif clear and standing in _CLEARED_AS:
        bulk_id = _clear(unit, site_id, author_id, _CLEARED_AS[standing], person=person, note=note, now=now)
    change = StandingChange(
        id=new_id(), standing=standing, until=until, person=person, note=note, bulk_id=bulk_id, created_at=now
    )
    values = {name: getattr(change, name) for name in StandingChange.__slots__}
    unit.execute(insert(author_standings).values(site_id=site_id, author_id=author_id, **values))
    return change


def _clear(unit: Unit, site_id: int, author_id: str, code: str, *, person: str, note: str | None, now: int) -> str:
    """Have the author's open comments rejected, for that reason; return the id of the work."""
    mine = select(comments.c.id, comments.c.version, comments.c.status).where(
        comments.c.site_id == site_id, comments.c.author_id == author_id, comments.c.status.in_(_OPEN)
    )
    order = Order(action=BulkAction.REJECT, reason=code, person=person, note=note)
    return bulk.create_matching(unit, site_id, order, mine, now=now).id


def _bring_back(unit: Unit, site_id: int, author_id: str, *, person: str) -> str | None:
    """Have undone what was cleared since the standing was last taken back; return the id of the latest such work."""
    mine = (author_standings.c.site_id == site_id, author_standings.c.author_id == author_id)
    last = select(func.max(author_standings.c.created_at)).where(*mine, author_standings.c.standing.is_(None))
    cleared = (
        select(author_standings.c.bulk_id)
        .where(*mine, author_standings.c.standing.is_not(None), author_standings.c.bulk_id.is_not(None))
        .where(author_standings.c.created_at > func.coalesce(last.scalar_subquery(), 0))
        .order_by(author_standings.c.created_at, author_standings.c.id)
    )
    found = [str(row.bulk_id) for row in unit.execute(cleared)]
    for bulk_id in found:
        bulk.undo(unit, site_id, bulk_id, person=person)
    return found[-1] if found else None


_STANDINGS = sql(
    "SELECT a.site_id, a.id, a.standing FROM {rows} AS r JOIN authors a ON a.site_id = r.site_id "
    "AND a.id = r.author_id WHERE a.standing IS NOT NULL AND (a.standing_until IS NULL OR a.standing_until > :now)",
    rows={"site_id": "integer", "author_id": "text"},
)


def standings_of(unit: Unit, authors: Iterable[tuple[int, str]], *, now: int) -> dict[tuple[int, str], Standing]:
    """Return the standing of each (site, author) at that moment; those who have none are left out."""
    rows = [{"site_id": site, "author_id": author} for site, author in set(authors)]
    found = unit.run(_STANDINGS, {"rows": orjson.dumps(rows).decode(), "now": now})
    return {(site, author): Standing(standing) for site, author, standing in found}


def standing_of(unit: Unit, site_id: int, author_id: str, *, now: int) -> Standing | None:
    """Return how the author stands at that moment, None for as anybody; the same for one who is not known."""
    return standings_of(unit, [(site_id, author_id)], now=now).get((site_id, author_id))


def history(unit: Unit, site_id: int, author_id: str, *, limit: int = LAST_CHANGES) -> list[StandingChange]:
    """Return the last changes of the author's standing, newest first."""
    query = (
        select(*[author_standings.c[name] for name in StandingChange.__slots__])
        .where(author_standings.c.site_id == site_id, author_standings.c.author_id == author_id)
        .order_by(author_standings.c.created_at.desc(), author_standings.c.id.desc())
        .limit(limit)
    )
    return [
        StandingChange(**{**row._mapping, "standing": None if row.standing is None else Standing(row.standing)})
        for row in unit.execute(query)
    ]


def record_of(unit: Unit, site_id: int, author_id: str, *, now: int) -> AuthorRecord:
    """Return what is known of the author. Raises AuthorNotFound."""
    mine = select(authors).where(authors.c.site_id == site_id, authors.c.id == author_id)
    row = unit.execute(mine).first()
    if row is None:
        raise AuthorNotFound(author_id)
    counted = (
        select(comments.c.status, func.count().label("number"))
        .where(comments.c.site_id == site_id, comments.c.author_id == author_id)
        .group_by(comments.c.status)
    )
    numbers = {one.status: one.number for one in unit.execute(counted)}
    lasts = row.standing is not None and (row.standing_until is None or row.standing_until > now)
    return AuthorRecord(
        id=author_id,
        created_at=row.created_at,
        counts={status: numbers.get(status, 0) for status in Status if status is not Status.DELETED},
        standing=Standing(row.standing) if lasts else None,
        until=row.standing_until if lasts else None,
        changes=history(unit, site_id, author_id),
    )

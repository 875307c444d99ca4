"""Claims: held comments that one moderator keeps for a while, so that no two do the same work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from policy.errors import ClaimHeld, NotHeld
from policy.priority import FLOOR
from policy.states import Status
from store.comments import COMMENT_WITH_DECISION, StoredComment, as_stored, by_id
from store.engine import Sql, sql
from store.reads.priority import MILLISECOND, pressing
from store.tables import claims, comments
from store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A moderator's claim on a comment, until then unless extended. Moments in microseconds."""

    comment_id: str
    holder: str
    claimed_at: int
    lease_until: int


_FIELDS = [claims.c[name] for name in Claim.__slots__]

# A lease that runs on keeps the moment it began; one that ran out is anybody's.
_TAKE = (
    "INSERT INTO claims (comment_id, site_id, holder, claimed_at, lease_until) "
    "SELECT n.id, n.site_id, :holder, :now, :until FROM ({wanted}) AS n WHERE TRUE "
    "ON CONFLICT (comment_id) DO UPDATE SET holder = excluded.holder, lease_until = excluded.lease_until, "
    "claimed_at = CASE WHEN claims.holder = excluded.holder AND claims.lease_until > :now "
    "THEN claims.claimed_at ELSE excluded.claimed_at END "
    "WHERE claims.holder = excluded.holder OR claims.lease_until <= :now RETURNING comment_id"
)
_ONE = "SELECT id, site_id FROM comments WHERE id = :id AND site_id = :site_id AND status = 'held'"
_NEXT = (
    "SELECT c.id, c.site_id FROM comments c WHERE c.site_id = :site_id AND c.status = 'held' AND NOT EXISTS "
    "(SELECT 1 FROM claims d WHERE d.comment_id = c.id AND d.holder <> :holder AND d.lease_until > :now) "
    f"ORDER BY COALESCE(c.harm, {FLOOR}) * ((c.decided_at - :now) / {MILLISECOND}), c.id LIMIT :limit"
)
_TAKE_ONE = sql(_TAKE.format(wanted=_ONE))
# PostgreSQL steps over what another is taking right now; SQLite has one writer at a time. Who was faster all the same
# is seen by the conflict, so nobody is ever given what another has.
_TAKE_NEXT = Sql(
    sqlite=sql(_TAKE.format(wanted=_NEXT)).sqlite,
    postgresql=sql(_TAKE.format(wanted=f"{_NEXT} FOR NO KEY UPDATE OF c SKIP LOCKED")).postgresql,
)


def claim(unit: Unit, site_id: int, comment_id: str, holder: str, *, now: int, until: int) -> Claim:
    """Take a held comment, or keep it longer; return the lease. Moments in microseconds.

    Raises CommentNotFound, NotHeld, or ClaimHeld where another's lease still runs.
    """
    params = {"id": comment_id, "site_id": site_id, "holder": holder, "now": now, "until": until}
    if unit.run(_TAKE_ONE, params):
        return _lease(unit, comment_id)
    seen = by_id(unit, site_id, comment_id)
    if seen.status is not Status.HELD:
        raise NotHeld(seen.status)
    lease = _lease(unit, comment_id)
    raise ClaimHeld(lease.holder, lease.lease_until)


def claim_next(unit: Unit, site_id: int, holder: str, *, limit: int, now: int, until: int) -> list[StoredComment]:
    """Take up to limit held comments that nobody else has; return them, the most pressing first.

    What the holder has already is among them, and its lease runs on until then. Moments in microseconds.
    """
    params = {"site_id": site_id, "holder": holder, "limit": limit, "now": now, "until": until}
    taken = [id_ for (id_,) in unit.run(_TAKE_NEXT, params)]
    query = COMMENT_WITH_DECISION.where(comments.c.id.in_(taken)).order_by(pressing(now), comments.c.id)
    return [as_stored(row) for row in unit.execute(query)] if taken else []


def release(unit: Unit, site_id: int, comment_id: str, holder: str) -> None:
    """Give a comment back; what is another's, or nobody's, stays as it is. Raises CommentNotFound."""
    by_id(unit, site_id, comment_id)
    unit.execute(delete(claims).where(claims.c.comment_id == comment_id, claims.c.holder == holder))


def release_all(unit: Unit, holder: str) -> None:
    """Give back everything that the holder has, on all sites."""
    unit.execute(delete(claims).where(claims.c.holder == holder))


def held_by(unit: Unit, site_id: int, holder: str, *, now: int) -> list[Claim]:
    """Return the leases of a holder that run now, the oldest first."""
    query = (
        select(*_FIELDS)
        .where(claims.c.site_id == site_id, claims.c.holder == holder, claims.c.lease_until > now)
        .order_by(claims.c.claimed_at, claims.c.comment_id)
    )
    return [Claim(**row._mapping) for row in unit.execute(query)]


def refuse_others(unit: Unit, comment_id: str, holder: str, *, now: int) -> None:
    """Raise ClaimHeld when somebody other than holder has the comment now."""
    query = select(*_FIELDS).where(
        claims.c.comment_id == comment_id, claims.c.holder != holder, claims.c.lease_until > now
    )
    row = unit.execute(query).first()
    if row is not None:
        raise ClaimHeld(row.holder, row.lease_until)


def end(unit: Unit, comment_ids: Sequence[str]) -> None:
    """End every claim on the comments: they were decided, edited or deleted."""
    unit.execute(delete(claims).where(claims.c.comment_id.in_(comment_ids)))


def _lease(unit: Unit, comment_id: str) -> Claim:
    row = unit.execute(select(*_FIELDS).where(claims.c.comment_id == comment_id)).one()
    return Claim(**row._mapping)

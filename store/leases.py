"""Leases: pending comments handed to one worker for a while. A lease that runs out makes them free again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from sqlalchemy import exists, or_, select, update

from policy.subject import Subject
from runtime.clock import SECOND
from store.engine import Sql, sql
from store.tables import comments
from store.unit import Unit

# What each site that waits may have of a batch at least, however many comments another has brought.
LEAST_SHARE: Final = 16

CLOCKS_APART: Final = 60 * SECOND
LONGEST: Final = 3_600 * SECOND  # that a lease may be set to last

_SHARE = (
    "SELECT c.id, c.pending_since FROM comments c WHERE c.site_id = s.id AND c.status = 'pending' "
    "AND c.background = {background} AND c.pending_since >= :since "
    "AND (c.lease_until <= :now OR c.lease_until > :beyond) "
    "ORDER BY c.pending_since LIMIT :share"
)
# Round robin: the first of each site, then the second of each, until the batch is full.
_IN_TURN = (
    "SELECT id FROM (SELECT d.id, d.pending_since, ROW_NUMBER() OVER (PARTITION BY s.id ORDER BY d.pending_since) "
    "AS place FROM sites s CROSS JOIN {of_site}) AS shared ORDER BY place, pending_since LIMIT :limit"
)
_TAKE = "UPDATE comments SET lease_until = :until, attempts = attempts + 1 WHERE id "
_TAKEN = (
    "RETURNING id, site_id, version, revision, author_id, author_name, author_url, text, language_hint, created_at, "
    "pending_since, attempts, wire, hints, article_id, origin"
)


def _lease_of(background: str) -> Sql:
    """PostgreSQL steps over rows that another worker is taking right now; SQLite has one writer at a time.

    As an array the rows are chosen once: PostgreSQL may run a sub-query of IN again for each row, and so take more than
    the limit.
    """
    share = _SHARE.format(background=background)
    sqlite = _IN_TURN.format(of_site=f"comments d ON d.id IN (SELECT id FROM ({share}))")
    postgresql = _IN_TURN.format(of_site=f"LATERAL ({share} FOR UPDATE SKIP LOCKED) AS d")
    return Sql(
        sqlite=sql(f"{_TAKE} IN ({sqlite}) {_TAKEN}").sqlite,
        postgresql=sql(f"{_TAKE} = ANY(ARRAY({postgresql})) {_TAKEN}").postgresql,
    )


_LIVE, _BACKGROUND = _lease_of("FALSE"), _lease_of("TRUE")


def lease(unit: Unit, *, limit: int, now: int, until: int, since: int = 0, share: int = LEAST_SHARE) -> list[Subject]:
    """Take up to limit pending comments in turn of their sites and keep others off them until then (microseconds).

    share: how many a site has of them before those that brought more get what is left. What waits in the background is
    taken when nothing else waits. Each site's longest waiting come first; the list is in that order over all sites.
    since: those that have waited longer are not looked for, except in the background.
    A lease that ends later than any given now could was given by a clock that has gone back since: it is none.
    """
    moments = {"now": now, "until": until, "beyond": until + CLOCKS_APART}
    found = _take(unit, _LIVE, limit, share, since=since, **moments)
    if len(found) < limit and max(Counter(one.site_id for one in found).values(), default=0) >= share:
        found += _take(unit, _LIVE, limit - len(found), limit, since=since, **moments)
    if len(found) < limit:
        found += _take(unit, _BACKGROUND, limit - len(found), limit, since=0, **moments)
    return sorted(found, key=lambda one: one.pending_since)


def _take(unit: Unit, statement: Sql, limit: int, share: int, **moments: int) -> list[Subject]:
    rows = unit.run(statement, {"limit": limit, "share": min(share, limit), **moments})
    return [Subject(*row) for row in rows]


def release(unit: Unit, comment_ids: Sequence[str]) -> None:
    """Give leased comments back untried: free at once, and the lease does not count as an attempt."""
    unit.execute(
        update(comments)
        .where(comments.c.id.in_(comment_ids), comments.c.status == "pending")
        .values(lease_until=0, attempts=comments.c.attempts - 1)
    )


def is_work_waiting(unit: Unit, *, now: int) -> bool:
    """Return True when a pending comment is leased by nobody."""
    free = or_(comments.c.lease_until <= now, comments.c.lease_until > now + LONGEST + CLOCKS_APART)
    due = exists().where(comments.c.status == "pending", free)
    return bool(unit.execute(select(due)).scalar())

"""Leases: pending comments handed to one worker for a while. A lease that runs out makes them free again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, select, update

from policy.subject import Subject
from store.engine import Sql, sql
from store.tables import comments
from store.unit import Unit

_DUE = (
    "SELECT id FROM comments WHERE status = 'pending' AND pending_since >= :since AND lease_until <= :now "
    "ORDER BY pending_since LIMIT :limit"
)
_TAKE = "UPDATE comments SET lease_until = :until, attempts = attempts + 1 WHERE id "
_TAKEN = (
    "RETURNING id, site_id, version, revision, author_id, author_name, author_url, text, language_hint, created_at, "
    "pending_since, attempts, wire, hints, article_id"
)

# PostgreSQL steps over rows that another worker is taking right now; SQLite has one writer at a time. As an array the
# rows are chosen once: PostgreSQL may run a sub-query of IN again for each row, and so take more than the limit.
_LEASE = Sql(
    sqlite=sql(f"{_TAKE} IN ({_DUE}) {_TAKEN}").sqlite,
    postgresql=sql(f"{_TAKE} = ANY(ARRAY({_DUE} FOR UPDATE SKIP LOCKED)) {_TAKEN}").postgresql,
)


def lease(unit: Unit, *, limit: int, now: int, until: int, since: int = 0) -> list[Subject]:
    """Take up to limit pending comments, longest waiting first, and keep others off them until then (microseconds).

    since: those that have waited longer are not looked for.
    """
    rows = unit.run(_LEASE, {"limit": limit, "now": now, "until": until, "since": since})
    return sorted((Subject(*row) for row in rows), key=lambda one: one.pending_since)


def release(unit: Unit, comment_ids: Sequence[str]) -> None:
    """Give leased comments back untried: free at once, and the lease does not count as an attempt."""
    unit.execute(
        update(comments)
        .where(comments.c.id.in_(comment_ids), comments.c.status == "pending")
        .values(lease_until=0, attempts=comments.c.attempts - 1)
    )


def is_work_waiting(unit: Unit, *, now: int) -> bool:
    """Return True when a pending comment is leased by nobody."""
    due = exists().where(comments.c.status == "pending", comments.c.lease_until <= now)
    return bool(unit.execute(select(due)).scalar())

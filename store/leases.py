"""Claims: pending comments handed to one worker for a while. A lease that runs out makes them free again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select, update

from policy.states import Actor
from store.engine import Sql, sql
from store.tables import comments, decisions
from store.unit import Unit


@dataclass(frozen=True, slots=True)
class Claimed:
    """A pending comment in a worker's hands. attempts: how often it was claimed, this time included.

    The fields stand in the order of the claim's RETURNING.
    """

    id: str
    site_id: int
    version: int
    revision: int
    author_id: str
    author_name: str | None
    author_url: str | None
    text: str
    language_hint: str | None
    created_at: int
    pending_since: int
    attempts: int


_DUE = "SELECT id FROM comments WHERE status = 'pending' AND lease_until <= :now ORDER BY pending_since LIMIT :limit"
_TAKE = "UPDATE comments SET lease_until = :until, attempts = attempts + 1 WHERE id "
_TAKEN = (
    "RETURNING id, site_id, version, revision, author_id, author_name, author_url, text, language_hint, created_at, "
    "pending_since, attempts"
)

# PostgreSQL steps over rows that another worker is taking right now; SQLite has one writer at a time. As an array the
# rows are chosen once: PostgreSQL may run a sub-query of IN again for each row, and so take more than the limit.
_CLAIM = Sql(
    sqlite=sql(f"{_TAKE} IN ({_DUE}) {_TAKEN}").sqlite,
    postgresql=sql(f"{_TAKE} = ANY(ARRAY({_DUE} FOR UPDATE SKIP LOCKED)) {_TAKEN}").postgresql,
)


def claim(unit: Unit, *, limit: int, now: int, until: int) -> list[Claimed]:
    """Take up to limit pending comments, longest waiting first, and keep others off them until then (microseconds)."""
    rows = unit.run(_CLAIM, {"limit": limit, "now": now, "until": until})
    return sorted((Claimed(*row) for row in rows), key=lambda one: one.pending_since)


def release(unit: Unit, comment_ids: Sequence[str]) -> None:
    """Give claimed comments back untried: free at once, and the claim does not count as an attempt."""
    unit.execute(
        update(comments)
        .where(comments.c.id.in_(comment_ids), comments.c.status == "pending")
        .values(lease_until=0, attempts=comments.c.attempts - 1)
    )


def decided_by_people(unit: Unit, comment_ids: Sequence[str]) -> set[str]:
    """Return those of the comments on which a person decided at some time."""
    found = select(decisions.c.comment_id).where(
        decisions.c.comment_id.in_(comment_ids), decisions.c.actor == Actor.PERSON.value
    )
    return {str(row.comment_id) for row in unit.execute(found)}


def is_work_waiting(unit: Unit, *, now: int) -> bool:
    """Return True when a pending comment is in nobody's hands."""
    due = exists().where(comments.c.status == "pending", comments.c.lease_until <= now)
    return bool(unit.execute(select(due)).scalar())


def pending_up_to(unit: Unit, limit: int) -> int:
    """Return the number of pending comments, counting no further than limit."""
    some = select(comments.c.id).where(comments.c.status == "pending").limit(limit).subquery()
    return int(unit.execute(select(func.count()).select_from(some)).scalar_one())

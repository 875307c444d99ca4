"""Steps that many tests take on real servers: leasing, deciding, counting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event, func, select

from policy.decide import unscored
from policy.reasons import reason
from policy.states import Actor, Status
from policy.subject import Subject
from runtime.clock import SECOND, system_clock
from runtime.doorbell import Doorbell
from runtime.redis_client import connect
from store import decisions, leases
from store.accept import NewComment
from store.comments import StoredComment
from store.moves import Move
from store.sites import Site
from store.tables import article_threads, published
from store.tables import comments as comments_table
from store.unit import Database, Unit

# Gives a fresh database at each call: its URL, and how to throw it away.
Copies = Callable[[], tuple[str, Callable[[], None]]]


class CountingDoorbell(Doorbell):
    """A real doorbell whose publishing only counts: the tests look at when it rings."""

    def __init__(self, redis_url: str, *, key: str) -> None:
        self.published = 0
        super().__init__(connect(redis_url), self._count, key=key)

    def _count(self) -> None:
        self.published += 1


def claim(
    database: Database, *, limit: int = 256, seconds: float = 60, now: int | None = None, **how: int
) -> list[Subject]:
    """Claim what waits, for that many seconds. now: microseconds, None for now. how: share and since of a lease."""
    at = system_clock() if now is None else now
    until = at + int(seconds * SECOND)
    return database.write(lambda unit: leases.lease(unit, limit=limit, now=at, until=until, **how))


def move(claimed: Subject, status: Status = Status.APPROVED) -> Move:
    """Return the machine's wish to decide a claimed comment."""
    return Move(
        comment_id=claimed.id,
        site_id=claimed.site_id,
        version=claimed.version,
        revision=claimed.revision,
        old_status=Status.PENDING,
        new_status=status,
        actor=Actor.MACHINE,
        language="bn",
        model="test-1",
        policy=0,
        scores={"spam": 0.25},
        reasons=[{"code": "spam-likely", "label": "spam", "score": 0.25, "message": "This comment looks like spam."}],
    )


def record(database: Database, *moves: Move) -> set[str]:
    """Record moves through the door."""
    return database.write(lambda unit: decisions.record(unit, moves, now=system_clock()))


def decide_all(database: Database, status: Status = Status.APPROVED) -> set[str]:
    """Claim and decide whatever waits."""
    return record(database, *[move(one, status) for one in claim(database)])


def assert_counts_equal_a_recount(database: Database) -> None:
    """Check the thread counts against the published comments, and those against the approved ones not held back."""

    def look(unit: Unit) -> tuple[dict[Any, int], dict[Any, int], dict[Any, int]]:
        kept = {(r.site_id, r.article_id): r.published for r in unit.execute(select(article_threads))}
        shown = select(published.c.site_id, published.c.article_id, func.count()).group_by(
            published.c.site_id, published.c.article_id
        )
        approved = (
            select(comments_table.c.site_id, comments_table.c.article_id, func.count())
            .where(comments_table.c.status == "approved", comments_table.c.publish_at.is_(None))
            .group_by(comments_table.c.site_id, comments_table.c.article_id)
        )
        return kept, {r[:2]: r[2] for r in unit.execute(shown)}, {r[:2]: r[2] for r in unit.execute(approved)}

    kept, shown, approved = database.read(look)
    assert {key: number for key, number in kept.items() if number} == shown == approved


def statuses(database: Database, ids: list[str]) -> list[str]:
    """Return where the comments stand, in the order of ids."""
    rows = database.read(
        lambda unit: unit.execute(
            select(comments_table.c.id, comments_table.c.status).where(comments_table.c.id.in_(ids))
        ).all()
    )
    found = {str(row.id): row.status for row in rows}
    return [found[one] for one in ids]


@contextmanager
def counted() -> Iterator[list[str]]:
    """Give the list of the queries that SQLAlchemy sends meanwhile."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


WHY = [unscored(reason("person-other")).to_mapping()]


def decide(
    database: Database,
    site: Site,
    new: NewComment,
    status: Status,
    version: int,
    *,
    undo_seconds: int = 0,
    now: int | None = None,
    person: str = "rahima",
) -> StoredComment:
    """Decide as a person, on that version."""
    when = system_clock() if now is None else now
    return database.write(
        lambda unit: decisions.decide(
            unit,
            site.id,
            new.id,
            status,
            version=version,
            person=person,
            reasons=WHY,
            note=None,
            now=when,
            undo_seconds=undo_seconds,
        )
    )


def undo(
    database: Database, site: Site, new: NewComment, version: int, *, person: str = "rahima", now: int | None = None
) -> StoredComment:
    """Take a person's decision back."""
    when = system_clock() if now is None else now
    return database.write(lambda unit: decisions.undo(unit, site.id, new.id, version=version, person=person, now=when))

"""What the store's tests build with: comments stored as the service stores them, and the ledger they must add up to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from policy.states import Actor, Status
from runtime.clock import SECOND, system_clock
from store import claims, comments, decisions
from store.claims import Claimed
from store.comments import NewComment
from store.ids import new_id
from store.sites import Site
from store.tables import article_threads, published
from store.tables import comments as comments_table
from store.unit import Database, Unit

NewComments = Callable[..., NewComment]


@pytest.fixture
def new_comment(site: Site) -> NewComments:
    """Make a comment that could be accepted; name what the test is about."""

    def make(**changed: Any) -> NewComment:
        now = system_clock()
        values: dict[str, Any] = {
            "id": new_id(),
            "site_id": site.id,
            "external_id": None,
            "article_id": "article-1",
            "author_id": "writer-1",
            "author_name": "Anik",
            "author_url": None,
            "author_email_hash": None,
            "author_ip_hash": None,
            "parent_id": None,
            "text": "ভালো লাগল পড়ে",
            "language_hint": None,
            "submitted_hash": "same",
            "created_at": now,
            "pending_since": now,
        }
        return NewComment(**{**values, **changed})

    return make


@pytest.fixture
def accepted(database: Database, new_comment: NewComments) -> Callable[..., NewComment]:
    """Store a comment and return it."""

    def make(**changed: Any) -> NewComment:
        new = new_comment(**changed)
        assert database.write(lambda unit: comments.accept(unit, new))
        return new

    return make


def claim(database: Database, *, limit: int = 256, seconds: float = 60) -> list[Claimed]:
    """Claim what waits, for that many seconds."""
    now = system_clock()
    return database.write(lambda unit: claims.claim(unit, limit=limit, now=now, until=now + int(seconds * SECOND)))


def move(claimed: Claimed, status: Status = Status.APPROVED) -> decisions.Move:
    """Return the machine's wish to decide a claimed comment."""
    return decisions.Move(
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


def record(database: Database, *moves: decisions.Move) -> set[str]:
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

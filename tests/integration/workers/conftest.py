"""What the workers' tests build with: waiting comments, and a moderator on real servers with a judge known by heart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select

from policy.names import NameMemory
from runtime.clock import system_clock
from runtime.doorbell import Doorbell
from runtime.redis_client import connect
from store import comments
from store.comments import NewComment
from store.ids import new_id
from store.lists import ListMemory
from store.sites import Site
from store.tables import comments as comments_table
from store.unit import Database
from tests.factories import make_classifier
from workers.moderate import Moderator

Waiting = Callable[..., list[str]]


@pytest.fixture
def waiting(database: Database, site: Site) -> Waiting:
    """Store pending comments with these texts and return their ids."""

    def store(*texts: str, **changed: Any) -> list[str]:
        news = [_new(site.id, text, **changed) for text in texts]
        assert database.write(lambda unit: comments.accept_many(unit, news)) == {}
        return [one.id for one in news]

    return store


def _new(site_id: int, text: str, **changed: Any) -> NewComment:
    now = system_clock()
    values: dict[str, Any] = {
        "id": new_id(),
        "site_id": site_id,
        "external_id": None,
        "article_id": "a",
        "author_id": "w",
        "author_name": None,
        "author_url": None,
        "author_email_hash": None,
        "author_ip_hash": None,
        "parent_id": None,
        "text": text,
        "language_hint": None,
        "submitted_hash": "h",
        "created_at": now,
        "pending_since": now,
    }
    return NewComment(**{**values, **changed})


class CountingDoorbell(Doorbell):
    """A real doorbell whose publishing only counts: the tests look at when it rings."""

    def __init__(self, redis_url: str) -> None:
        self.published = 0
        super().__init__(connect(redis_url), self._count)

    def _count(self) -> None:
        self.published += 1


@pytest.fixture
def doorbell(redis_url: str) -> CountingDoorbell:
    """A doorbell on the real Valkey."""
    return CountingDoorbell(redis_url)


@pytest.fixture
def make_moderator(database: Database, doorbell: CountingDoorbell) -> Iterator[Callable[..., Moderator]]:
    """Make a moderator; name what differs."""

    def make(**changed: Any) -> Moderator:
        values: dict[str, Any] = {
            "database": database,
            "classifier": make_classifier(),
            "lists": ListMemory(make_classifier().fold),
            "names": NameMemory(),
            "doorbell": doorbell,
            "clock": system_clock,
            "batch": 8,
            "lease_seconds": 60,
        }
        return Moderator(**{**values, **changed})

    return make


def statuses(database: Database, ids: list[str]) -> list[str]:
    """Return where the comments stand, in the order of ids."""
    rows = database.read(
        lambda unit: unit.execute(
            select(comments_table.c.id, comments_table.c.status).where(comments_table.c.id.in_(ids))
        ).all()
    )
    found = {str(row.id): row.status for row in rows}
    return [found[one] for one in ids]

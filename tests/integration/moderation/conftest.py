"""What the workers' tests build with: waiting comments, and a moderator on real servers with a judge known by heart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from policy.rules.names import NameMemory
from runtime.clock import system_clock
from store import comments
from store.lists import ListMemory
from store.sites import Site
from store.unit import Database
from tests import factories
from tests.factories import make_classifier
from tests.helpers import CountingDoorbell
from workers.moderate import Moderator

Waiting = Callable[..., list[str]]


@pytest.fixture
def waiting(database: Database, site: Site) -> Waiting:
    """Store pending comments with these texts and return their ids."""

    def store(*texts: str, **changed: Any) -> list[str]:
        news = [factories.new_comment(site_id=site.id, text=text, **changed) for text in texts]
        assert database.write(lambda unit: comments.accept_many(unit, news)) == {}
        return [one.id for one in news]

    return store


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

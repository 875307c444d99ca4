"""Waiting comments, and parts of a process on real servers with a judge known by heart and doorbells that count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from moderation.caches import NameCache, TextCache, WordListCache
from moderation.wiring import Parts
from runtime.queues import DOORBELL_BULK, DOORBELL_MODERATE
from store import accept
from store.sites import Site
from store.unit import Database
from tests import factories
from tests.helpers import CountingDoorbell

Waiting = Callable[..., list[str]]


@pytest.fixture
def waiting(database: Database, site: Site) -> Waiting:
    """Store pending comments with these texts and return their ids."""

    def store(*texts: str, **changed: Any) -> list[str]:
        news = [factories.new_comment(site_id=site.id, text=text, **changed) for text in texts]
        assert database.write(lambda unit: accept.many(unit, news)) == {}
        return [one.id for one in news]

    return store


@pytest.fixture
def doorbell(redis_url: str) -> CountingDoorbell:
    """The judge's doorbell, on the real Valkey."""
    return CountingDoorbell(redis_url, key=DOORBELL_MODERATE)


@pytest.fixture
def bulk_doorbell(redis_url: str) -> CountingDoorbell:
    """The doorbell for work on many comments, on the real Valkey."""
    return CountingDoorbell(redis_url, key=DOORBELL_BULK)


@pytest.fixture
def make_parts(parts: Parts, doorbell: CountingDoorbell, bulk_doorbell: CountingDoorbell) -> Callable[..., Parts]:
    """Make the parts of a process; name what differs, a setting by its name as well."""

    def make(*, claim_batch: int = 8, lease_seconds: int = 60, **changed: Any) -> Parts:
        classifier = changed.pop("classifier", parts.classifier)
        return replace(
            parts,
            settings=replace(parts.settings, claim_batch=claim_batch, lease_seconds=lease_seconds),
            model=factories.judged_by(classifier),
            wordlists=WordListCache(classifier.fold),
            names=NameCache(),
            texts=TextCache(),
            doorbell=doorbell,
            bulk_doorbell=bulk_doorbell,
            **changed,
        )

    return make

"""What the delivery tests share: a receiver, and a deliverer that works when a test says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from moderation import endpoints
from moderation.delivery.deliver import deliver
from moderation.delivery.distribute import distribute
from moderation.delivery_parts import DeliveryParts
from moderation.wiring import Parts
from store import destinations
from store.destinations import Destination
from store.sites import Site
from tests.receiver import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiving server; it answers 204 until told otherwise."""
    with receiving() as started:
        yield started


@pytest.fixture
def endpoint(parts: Parts, site: Site, receiver: Receiver) -> Destination:
    """An endpoint of the site that hears everything."""
    return endpoints.create(parts.delivery, site.id, {"url": f"{receiver.url}/hooks"}).endpoint


Deliver = Callable[..., int]


@pytest.fixture
def deliver_all(parts: Parts) -> Deliver:
    """Distribute and deliver what is due; ahead: so many seconds from now. Returns how many were tried."""

    def work(ahead: float = 0) -> int:
        moved: DeliveryParts = replace(parts.delivery, clock=lambda: parts.clock() + round(ahead * 1_000_000))
        distribute(moved)
        due: Any = moved.database.read(lambda unit: destinations.ready(unit, now=moved.clock()))
        return sum(deliver(moved, id_) for id_, _ in due)

    return work

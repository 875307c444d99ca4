"""Work on many comments at once: asking for it, watching it, taking it back."""

from __future__ import annotations

from collections.abc import Sequence

from moderation.services import Services
from store import bulk
from store.bulk import Bulk, Order


def ask(services: Services, site_id: int, order: Order, items: Sequence[tuple[str, int]]) -> Bulk:
    """Have the workers do it to these comments (id, version seen), and return the work as it begins."""
    now = services.clock()
    asked = services.database.write(lambda unit: bulk.create(unit, site_id, order, items, now=now))
    services.bulk_bell.ring()
    return asked


def show(services: Services, site_id: int, bulk_id: str) -> Bulk:
    """Return the work with how far it is. Raises BulkNotFound."""
    return services.database.read(lambda unit: bulk.by_id(unit, site_id, bulk_id))


def undo(services: Services, site_id: int, bulk_id: str, *, person: str) -> Bulk:
    """Have the workers take it back as a whole, and return it. Raises BulkNotFound."""
    undone = services.database.write(lambda unit: bulk.undo(unit, site_id, bulk_id, person=person))
    services.bulk_bell.ring()
    return undone

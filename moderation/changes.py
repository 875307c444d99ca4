"""Changes for sites that ask instead of being told: all of them, in their order."""

from __future__ import annotations

from moderation.store_parts import StoreParts
from policy.delivery_errors import ChangesForgotten
from store import outbox
from store.reads import changes
from store.reads.changes import Change
from store.unit import Unit


def list_changes(parts: StoreParts, site_id: int, *, after: int | None, limit: int) -> tuple[list[Change], int]:
    """Return up to limit changes after a place in their order, and the place to go on from.

    after: None for the oldest that is kept. A change has its place only when all before it are seen: none is passed
    over, whatever commits late. Raises ChangesForgotten where some after that place are no longer kept.
    """

    def work(unit: Unit) -> tuple[list[Change], int]:
        if after is not None and after < outbox.forgotten_until(unit, site_id):
            raise ChangesForgotten
        found = changes.after(unit, site_id, after or 0, limit=limit)
        return found, found[-1].position if found else (after or 0)

    return parts.database.read(work)

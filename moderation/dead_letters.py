"""Dead letters: deliveries that were given up, kept with their reason until a person sends them again or drops them."""

from __future__ import annotations

from collections.abc import Sequence

from moderation.delivery.distribute import wake
from moderation.delivery_parts import DeliveryParts
from moderation.store_parts import StoreParts
from policy.delivery_errors import DeadLetterNotFound
from store import delivery_log
from store.delivery_log import LoggedDelivery


def list_dead(
    parts: StoreParts, site_id: int | None, *, limit: int, before: int | None = None
) -> tuple[list[LoggedDelivery], int | None]:
    """Return dead letters, newest first, and the id to go on from. site_id: None for those of all sites."""
    return parts.database.read(lambda unit: delivery_log.dead(unit, site_id, limit=limit, before=before))


def show(parts: StoreParts, site_id: int | None, id_: int) -> LoggedDelivery:
    """Return a dead letter with all its attempts. Raises DeadLetterNotFound."""
    return parts.database.read(lambda unit: delivery_log.dead_letter(unit, site_id, id_))


def replay(parts: DeliveryParts, site_id: int | None, ids: Sequence[int] | None) -> int:
    """Have dead letters delivered anew, with the ids they had; return how many. ids: None for all.

    Raises DeadLetterNotFound when none of ids is one.
    """
    now = parts.clock()
    found = parts.database.write(lambda unit: delivery_log.revive(unit, site_id, ids, now=now))
    if ids and not found:
        raise DeadLetterNotFound(", ".join(map(str, ids)))
    wake(parts)
    return len(found)


def drop(parts: StoreParts, site_id: int | None, ids: Sequence[int] | None) -> int:
    """Give dead letters up for good; return how many. ids: None for all.

    Raises DeadLetterNotFound when none of ids is one.
    """
    now = parts.clock()
    number = parts.database.write(lambda unit: delivery_log.drop(unit, site_id, ids, now=now))
    if ids and not number:
        raise DeadLetterNotFound(", ".join(map(str, ids)))
    return number

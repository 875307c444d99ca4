"""What waits for moderators, and what they see beside it."""

from __future__ import annotations

from moderation.store_parts import StoreParts
from moderation.wiring import Parts
from runtime.clock import SECOND
from store.comments import StoredComment
from store.reads import counts, queue
from store.reads.counts import Count, Counts
from store.reads.depth import Depth, depth, is_stalled
from store.reads.filters import Tab
from store.reads.queue import Filters, Order, Place
from store.unit import Unit

STALLED_AFTER = 60 * SECOND
WAITING = (Tab.HELD, Tab.REPORTED, Tab.APPEALED)  # for a person


def list_queue(
    parts: Parts, site_id: int, filters: Filters, *, order: Order, limit: int, after: Place | None, total: bool | None
) -> tuple[list[StoredComment], Place | None, Count | None]:
    """Return a page of the site's comments that meet the filters, where to go on from, and how many there are.

    total: whether they are counted; None for where that takes less than the page itself: of what waits for a person,
    and by what an index answers.
    """
    now = parts.clock()
    counted = total if total is not None else filters.tab in WAITING and not filters.sifts

    def work(unit: Unit) -> tuple[list[StoredComment], Place | None, Count | None]:
        found, more = queue.page(unit, [site_id], filters, order=order, limit=limit, now=now, after=after)
        return [one.comment for one in found], more, counts.of_tab(unit, [site_id], filters) if counted else None

    return parts.database.read(work)


def tab_counts(parts: Parts, site_id: int, filters: Filters) -> Counts:
    """Return how many of the site's comments stand in each tab, narrowed by the filters but for their tab."""
    return parts.database.read(lambda unit: counts.counts(unit, [site_id], filters))


def is_judging_stalled(parts: StoreParts) -> bool:
    """Return whether comments have waited for a minute in which the judge decided nothing: no worker works."""
    now = parts.clock()
    return parts.database.read(lambda unit: is_stalled(unit, now=now, after=STALLED_AFTER))


def waiting(parts: StoreParts) -> Depth:
    """Return how many comments wait for the judge and for people over all sites, and since when the oldest do."""
    return parts.database.read(depth)

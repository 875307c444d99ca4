"""The desk: lists over all the sites that a person may see, and one comment with all that is needed to decide."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from moderation.claims import until
from moderation.explain import Explained, explain_comment
from moderation.wiring import Parts
from policy.errors import ClaimHeld, CommentNotFound, NotHeld
from policy.states import Status
from store import claims, comments
from store.reads import comment_context, counts, queue
from store.reads.comment_context import Context
from store.reads.counts import Count, Counts
from store.reads.queue import Filters, Order, Place, QueueItem
from store.unit import Unit

__all__ = ["Context", "Count", "Counts", "Explained", "Filters", "Numbers", "Opened", "Order", "Place", "QueueItem"]

MOST_DECIDED = 20_000  # counted for a tab; what was decided grows for ever, and counting it on every page with it
LOOKED_AT = 50  # comments of a list that are tried one after the other, in search of one that nobody has


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A comment, what is around it, and why it got its scores, None where that cannot be said."""

    context: Context
    explained: Explained | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """What stands in the tabs. oldest: since when the oldest held comment waits, microseconds, None where none does."""

    counts: Counts
    oldest: int | None


def page(
    parts: Parts, site_ids: Sequence[int], filters: Filters, *, order: Order, limit: int, after: Place | None
) -> tuple[list[QueueItem], Place | None]:
    """Return a page of the sites' comments that meet the filters, and where to go on from."""
    now = parts.clock()
    return parts.database.read(
        lambda unit: queue.page(unit, site_ids, filters, order=order, limit=limit, now=now, after=after)
    )


def numbers(parts: Parts, site_ids: Sequence[int]) -> Numbers:
    """Return how many of the sites' comments stand in each tab, and since when the oldest held one waits."""

    def work(unit: Unit) -> Numbers:
        return Numbers(
            counts=counts.counts(unit, site_ids, decided=MOST_DECIDED), oldest=counts.oldest_waiting(unit, site_ids)
        )

    return parts.database.read(work)


def arrived(parts: Parts, site_ids: Sequence[int], filters: Filters, since: int) -> Count:
    """Return how many comments that meet the filters came into their tab after that moment, microseconds."""
    return parts.database.read(lambda unit: counts.arrived_since(unit, site_ids, filters, since))


def site_of(parts: Parts, site_ids: Collection[int], comment_id: str) -> int:
    """Return the site of a comment. Raises CommentNotFound, also where it is none of these sites."""
    site_id = parts.database.read(lambda unit: comments.site_of(unit, comment_id))
    if site_id not in site_ids:
        raise CommentNotFound(comment_id)
    return site_id


def open_comment(parts: Parts, site_id: int, comment_id: str) -> Opened:
    """Return a comment with all that is around it. Raises CommentNotFound."""
    now = parts.clock()
    near = parts.classifier.near
    context = parts.database.read(lambda unit: comment_context.around(unit, site_id, comment_id, near, now=now))
    return Opened(context=context, explained=explain_comment(parts, context.item.comment))


def claim_next(
    parts: Parts,
    site_ids: Sequence[int],
    filters: Filters,
    holder: str,
    *,
    order: Order,
    passed_over: Collection[str] = (),
) -> str | None:
    """Claim the first held comment of a list that nobody else has, and return its id; None where there is none.

    passed_over: ids of those that the holder has skipped.
    """
    now = parts.clock()
    found, _ = page(parts, site_ids, filters, order=order, limit=LOOKED_AT + len(passed_over), after=None)
    for item in found:
        one = item.comment
        if one.status is not Status.HELD or one.id in passed_over:
            continue
        if item.holder not in (None, holder) and (item.lease_until or 0) > now:
            continue
        try:
            parts.database.write(
                lambda unit, one=one: claims.claim(  # type: ignore[misc]
                    unit, one.site_id, one.id, holder, now=now, until=until(parts, now)
                )
            )
        except (ClaimHeld, NotHeld, CommentNotFound):  # another was faster
            continue
        return one.id
    return None

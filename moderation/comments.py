"""Reading, editing, deleting and deciding one comment."""

from __future__ import annotations

from moderation.services import Services
from policy.decide import unscored
from policy.reasons import reason
from policy.states import Actor, Status
from runtime import metrics
from store import comments, decisions
from store.reads import counts, priority, queue
from store.reads.counts import Counts
from store.reads.priority import LoggedDecision
from store.reads.queue import Filters, Order, Place
from store.rows import StoredComment

ACTIONS = {"approve": Status.APPROVED, "reject": Status.REJECTED, "hold": Status.HELD}


def show(services: Services, site_id: int, comment_id: str) -> StoredComment:
    """Return the comment. Raises CommentNotFound."""
    return services.database.read(lambda unit: comments.by_id(unit, site_id, comment_id))


def edit(services: Services, site_id: int, comment_id: str, text: str) -> StoredComment:
    """Give the comment a new text; it is pending again, and shown again once approved. Raises CommentNotFound."""
    now = services.clock()
    edited = services.database.write(lambda unit: decisions.reopen_for_edit(unit, site_id, comment_id, text, now=now))
    metrics.count_decisions([Status.PENDING], by=Actor.AUTHOR)
    services.ringer.ring()
    return edited


def delete(services: Services, site_id: int, comment_id: str) -> None:
    """Delete the comment: retracted, its text gone. Raises CommentNotFound."""
    now = services.clock()
    services.database.write(lambda unit: decisions.delete(unit, site_id, comment_id, now=now))
    metrics.count_decisions([Status.DELETED], by=Actor.AUTHOR)


def decide(
    services: Services,
    site_id: int,
    comment_id: str,
    action: str,
    *,
    reason_code: str,
    note: str | None,
    version: int,
    person: str,
    undo_seconds: int = 0,
) -> StoredComment:
    """Record a person's decision, made on that version. action: approve, reject or hold.

    undo_seconds: how long an approval is held back from publication.

    Raises CommentNotFound, MoveNotAllowed, StaleDecision.
    """
    now = services.clock()
    why = unscored(reason(reason_code)).to_mapping()
    decided = services.database.write(
        lambda unit: decisions.decide(
            unit,
            site_id,
            comment_id,
            ACTIONS[action],
            version=version,
            person=person,
            reasons=[why],
            note=note,
            now=now,
            undo_seconds=undo_seconds,
        )
    )
    metrics.count_decisions([decided.status], by=Actor.PERSON)
    return decided


def undo(services: Services, site_id: int, comment_id: str, *, version: int, person: str) -> StoredComment:
    """Take back the person's last decision, which made that version.

    Raises CommentNotFound, NothingToUndo, StaleDecision.
    """
    now = services.clock()
    undone = services.database.write(
        lambda unit: decisions.undo(unit, site_id, comment_id, version=version, person=person, now=now)
    )
    metrics.count_decisions([undone.status], by=Actor.PERSON)
    return undone


def history(services: Services, site_id: int, comment_id: str) -> list[LoggedDecision]:
    """Return the comment's decision log, oldest first. Raises CommentNotFound."""
    return services.database.read(lambda unit: priority.history(unit, site_id, comment_id))


def listed(
    services: Services, site_id: int, filters: Filters, *, order: Order, limit: int, after: Place | None
) -> tuple[list[StoredComment], Place | None]:
    """Return a page of the site's comments that meet the filters, and where to go on from."""
    now = services.clock()
    found, more = services.database.read(
        lambda unit: queue.page(unit, [site_id], filters, order=order, limit=limit, now=now, after=after)
    )
    return [one.comment for one in found], more


def tab_counts(services: Services, site_id: int, filters: Filters) -> Counts:
    """Return how many of the site's comments stand in each tab, narrowed by the filters but for their tab."""
    return services.database.read(lambda unit: counts.counts(unit, [site_id], filters))

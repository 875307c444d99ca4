"""Reading, editing, deleting and deciding one comment."""

from __future__ import annotations

from policy.decide import unscored
from policy.reasons import reason
from policy.states import Actor, Status
from runtime import metrics
from service.services import Services
from store import comments, decisions
from store.reads import queue
from store.reads.queue import LoggedDecision, Standing
from store.reads.threads import Position
from store.rows import StoredComment

ACTIONS = {"approve": Status.APPROVED, "reject": Status.REJECTED}


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
) -> StoredComment:
    """Record a person's decision, made on that version. action: approve or reject.

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
        )
    )
    metrics.count_decisions([decided.status], by=Actor.PERSON)
    return decided


def history(services: Services, site_id: int, comment_id: str) -> list[LoggedDecision]:
    """Return the comment's decision log, oldest first. Raises CommentNotFound."""
    return services.database.read(lambda unit: queue.history(unit, site_id, comment_id))


def waiting(
    services: Services, site_id: int, status: Status, *, limit: int, after: Position | None, newest_first: bool
) -> tuple[list[StoredComment], Position | None]:
    """Return a page of the site's comments of that status, by the time they were decided."""
    return services.database.read(
        lambda unit: queue.page(unit, site_id, status, limit=limit, after=after, newest_first=newest_first)
    )


def most_pressing(
    services: Services, site_id: int, *, limit: int, after: Standing | None
) -> tuple[list[StoredComment], Standing | None]:
    """Return a page of the site's held comments, most expected harm x waiting time first."""
    now = services.clock()
    return services.database.read(lambda unit: queue.by_priority(unit, site_id, limit=limit, now=now, after=after))

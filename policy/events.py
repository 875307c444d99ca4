"""The events that the world outside is told of, by name. Public: append only."""

from __future__ import annotations

from typing import Final

from policy.states import Status

COMMENT_CHANGED: Final = "comment.changed"  # a new text: it waits for the judge again
COMMENT_APPROVED: Final = "comment.approved"
COMMENT_HELD: Final = "comment.held"
COMMENT_REJECTED: Final = "comment.rejected"
COMMENT_DELETED: Final = "comment.deleted"
DECISION_UNDONE: Final = "decision.undone"  # the comment stands as it stood before

EVENTS: Final = (COMMENT_CHANGED, COMMENT_APPROVED, COMMENT_HELD, COMMENT_REJECTED, COMMENT_DELETED, DECISION_UNDONE)

# Not of a comment: what a site sends itself to see whether its endpoint hears, and what brings a store in line.
ENDPOINT_TEST: Final = "endpoint.test"
STORE_SYNC: Final = "store.sync"

_OF_STATUS: Final = {
    Status.PENDING: COMMENT_CHANGED,
    Status.APPROVED: COMMENT_APPROVED,
    Status.HELD: COMMENT_HELD,
    Status.REJECTED: COMMENT_REJECTED,
    Status.DELETED: COMMENT_DELETED,
}


def event_of(status: Status) -> str:
    """Return the event that a comment's new status is."""
    return _OF_STATUS[status]

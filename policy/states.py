"""The states of a comment, and who may move it from one to another."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Status(StrEnum):
    """Where a comment stands; the values are public (API, webhooks, database)."""

    PENDING = "pending"  # waits for the judge
    APPROVED = "approved"
    HELD = "held"  # waits for a person
    REJECTED = "rejected"
    DELETED = "deleted"


class Actor(StrEnum):
    """Who moves a comment."""

    MACHINE = "machine"
    PERSON = "person"  # a moderator
    READERS = "readers"  # whose reports together are heavy enough
    AUTHOR = "author"  # the author, or the site in the author's name: edits and deletes


_UNDECIDED: Final = frozenset({Status.PENDING})
_ALIVE: Final = frozenset(Status) - {Status.DELETED}

# (new status, actor) -> the statuses it may come from. What is not listed is not allowed.
# The machine appears with `pending` only: so it can never override a person.
_SOURCES: Final[Mapping[tuple[Status, Actor], frozenset[Status]]] = {
    (Status.APPROVED, Actor.MACHINE): _UNDECIDED,
    (Status.HELD, Actor.MACHINE): _UNDECIDED,
    (Status.REJECTED, Actor.MACHINE): _UNDECIDED,
    (Status.APPROVED, Actor.PERSON): frozenset({Status.PENDING, Status.HELD, Status.REJECTED}),
    (Status.HELD, Actor.PERSON): frozenset({Status.PENDING, Status.APPROVED, Status.REJECTED}),
    (Status.REJECTED, Actor.PERSON): frozenset({Status.PENDING, Status.HELD, Status.APPROVED}),
    # Only when work on many comments is undone: what waited for the judge waits again.
    (Status.PENDING, Actor.PERSON): frozenset({Status.APPROVED, Status.HELD, Status.REJECTED}),
    (Status.DELETED, Actor.PERSON): _ALIVE,
    (Status.HELD, Actor.READERS): frozenset({Status.APPROVED}),
    (Status.PENDING, Actor.AUTHOR): _ALIVE,  # an edit: the new revision is judged afresh
    (Status.DELETED, Actor.AUTHOR): _ALIVE,
}


def sources_of(new: Status, by: Actor) -> frozenset[Status]:
    """Return the statuses from which `by` may move a comment to `new`; empty when there is none."""
    return _SOURCES.get((new, by), frozenset())


def may_move(old: Status, new: Status, by: Actor) -> bool:
    """Return whether `by` may move a comment from `old` to `new`.

    Staying where one is counts as a move only for an edit of a pending comment.
    """
    return old in sources_of(new, by)

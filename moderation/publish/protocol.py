"""What an article store of a site's own can do, whatever its kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from store.outside import OutsideItem


class DeliveryFailed(Exception):
    """A delivery that did not arrive, or nobody knows whether it did. The message is kept and shown: no secret in it.

    status, answer: of the HTTP answer. wish: microseconds for which the receiver asked to be left alone.
    gone: it wants no more.
    """

    def __init__(
        self,
        error: str,
        *,
        status: int | None = None,
        answer: str | None = None,
        wish: int | None = None,
        gone: bool = False,
    ) -> None:
        super().__init__(error)
        self.error = error
        self.status = status
        self.answer = answer
        self.wish = wish
        self.gone = gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a store answered. outside_id: what it calls the comment from now on; None when nothing is there now."""

    outside_id: str | None
    status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleAt:
    """An article as a store may look for it."""

    id: str
    url: str | None


class ArticleStore(Protocol):
    """An article store. Every call may be repeated and has the effect of one. All raise DeliveryFailed."""

    def publish(self, item: OutsideItem) -> Receipt:
        """Show a comment as the item says, whether it was there or not."""

    def retract(self, item: OutsideItem) -> Receipt:
        """See to it that a comment is not shown; one that is not there is no fault."""

    def count(self, article: ArticleAt, number: int, version: int) -> None:
        """Tell how many comments an article has. version: grows with each change of the thread."""

    def shown(self, article: ArticleAt) -> dict[str, tuple[str, int | None]]:
        """Return the comments that the store shows under an article: what it calls each, and its revision if known."""

    def try_out(self) -> None:
        """See whether the store can be written to, and leave nothing behind."""

    def close(self) -> None:
        """Close connections of its own."""

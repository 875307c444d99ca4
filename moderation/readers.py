"""What a reader does with comments of one's own, and sees of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from moderation import comments
from moderation.judging import judge_now, subject_of
from moderation.wiring import Parts
from policy.errors import CommentNotFound
from policy.states import Status
from store import appeals
from store import comments as stored
from store.appeals import Appeal
from store.comments import StoredComment
from store.unit import Unit

MOST_OWN: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A comment of a reader's own. appeal: the latest against a refusal of it, None for none. may_appeal: now."""

    comment: StoredComment
    appeal: Appeal | None

    @property
    def may_appeal(self) -> bool:
        """Whether the refusal that stands can be appealed against: it was not yet."""
        return self.comment.status is Status.REJECTED and not self.is_appealed

    @property
    def is_appealed(self) -> bool:
        """Whether the appeal speaks of the refusal that stands: it is open, or was settled by that decision."""
        one = self.appeal
        return one is not None and (one.outcome is None or one.settled_at == self.comment.decided_at)


def own(parts: Parts, site_id: int, reader: str, *, article: str | None = None) -> list[Own]:
    """Return the reader's latest comments, under one article or all, newest first, MOST_OWN at the most."""

    def work(unit: Unit) -> list[Own]:
        found = stored.of_author(unit, site_id, reader, article_id=article, most=MOST_OWN)
        known = appeals.latest_of(unit, [one.id for one in found])
        return [Own(comment=one, appeal=known.get(one.id)) for one in found]

    return parts.database.read(work)


def show(parts: Parts, site_id: int, reader: str, comment_id: str) -> StoredComment:
    """Return a comment of the reader's own. Raises CommentNotFound, for those of others as well."""
    found = comments.show(parts, site_id, comment_id)
    if found.author_id != reader or found.wire is not None:
        raise CommentNotFound(comment_id)
    return found


def edit(
    parts: Parts, site_id: int, reader: str, comment_id: str, text: str, *, insisted: bool = False
) -> StoredComment:
    """Give a comment of the reader's own another text, unless it says that already; it is judged at once.

    insisted: the reader was told how the new text reads. Raises CommentNotFound.
    """
    found = show(parts, site_id, reader, comment_id)
    if found.text == text and found.status is not Status.REJECTED:
        return found
    edited = comments.edit(parts, site_id, comment_id, text, again=True, insisted=insisted)
    return judge_now(parts, subject_of(edited)) or edited


def delete(parts: Parts, site_id: int, reader: str, comment_id: str) -> None:
    """Delete a comment of the reader's own. Raises CommentNotFound."""
    show(parts, site_id, reader, comment_id)
    comments.delete(parts, site_id, comment_id)

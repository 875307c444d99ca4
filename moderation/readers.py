"""What a reader does with comments of one's own, and sees of them."""

from __future__ import annotations

from typing import Final

from moderation import comments
from moderation.judging import judge_now, subject_of_edited
from moderation.wiring import Parts
from policy.errors import CommentNotFound
from policy.states import Status
from store import comments as stored
from store.comments import StoredComment

MOST_OWN: Final = 100


def own(parts: Parts, site_id: int, reader: str, *, article: str | None = None) -> list[StoredComment]:
    """Return the reader's latest comments, under one article or all, newest first, MOST_OWN at the most."""
    return parts.database.read(lambda unit: stored.of_author(unit, site_id, reader, article_id=article, most=MOST_OWN))


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
    edited = comments.edit(parts, site_id, comment_id, text, insisted=insisted)
    return judge_now(parts, subject_of_edited(edited)) or edited


def delete(parts: Parts, site_id: int, reader: str, comment_id: str) -> None:
    """Delete a comment of the reader's own. Raises CommentNotFound."""
    show(parts, site_id, reader, comment_id)
    comments.delete(parts, site_id, comment_id)

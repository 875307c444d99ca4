"""An author appeals against a refusal; who decides on it is somebody else."""

from __future__ import annotations

from moderation.wiring import Parts
from policy.errors import CommentNotFound
from store import appeals, comments
from store.appeals import Appeal
from store.unit import Unit


def appeal(parts: Parts, site_id: int, comment_id: str, *, author: str, text: str) -> Appeal:
    """Store an author's appeal against the decision that stands; an earlier one against it stands.

    Raises CommentNotFound, also where the comment is another author's, and NothingToAppeal.
    """
    now = parts.clock()

    def work(unit: Unit) -> Appeal:
        if comments.by_id(unit, site_id, comment_id).author_id != author:
            raise CommentNotFound(comment_id)
        stored, _ = appeals.add(unit, site_id, comment_id, text=text, now=now)
        return stored

    return parts.database.write(work)

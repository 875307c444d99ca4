"""Coral 5 and later: its MongoDB's `comments`, and beside it `stories` and `users`, as `mongoexport` writes them.

The shapes are those of coralproject/talk, src/core/server/models. A comment of Coral names story and author by id only.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from service.compat.html import plain
from service.imports.json_lines import objects, part, rows_of, text_of
from service.imports.opened import Opened
from service.imports.row import APPROVED, REJECTED, Left, Options, Row, author_of

# NONE is shown without that anybody decided; PREMOD and SYSTEM_WITHHELD wait.
_DECIDED = {"APPROVED": APPROVED, "NONE": APPROVED, "REJECTED": REJECTED}


class Coral(Opened):
    """See Export. Beside: `stories` and `users`; without them articles and authors go by Coral's ids."""

    def __init__(self, path: Path, options: Options) -> None:
        super().__init__(path)
        self._stories = _by_id(options.beside.get("stories"))
        self._users = _by_id(options.beside.get("users"))

    def rows(self) -> Iterator[Row | Left]:
        """Yield the comments with their latest revision; those that were deleted are left out."""
        yield from rows_of(self, self._row)

    def _row(self, line: int, comment: dict[str, Any]) -> Row | Left:
        if comment.get("deletedAt"):
            return Left(line=line, why="was deleted there", wanted=True)
        revisions = comment.get("revisions")
        if not isinstance(revisions, list) or not revisions or not isinstance(revisions[-1], dict):
            return Left(line=line, why="has no revisions: is this Coral's collection `comments`?")
        latest = revisions[-1]
        story = self._stories.get(text_of(comment.get("storyID")), {})
        user = self._users.get(text_of(comment.get("authorID")), {})
        status = text_of(comment.get("status"))
        return Row(
            line=line,
            id=text_of(comment.get("id")),
            text=plain(text_of(latest.get("body"))),
            author=author_of(
                id_=text_of(comment.get("authorID")),
                name=text_of(user.get("username")),
                email=text_of(user.get("email")),
            ),
            article=text_of(comment.get("storyID")),
            url=text_of(story.get("url")),
            title=text_of(part(story, "metadata", "title")),
            parent=text_of(comment.get("parentID")),
            created_at=text_of(comment.get("createdAt")),
            decided=_DECIDED.get(status),
            by_person=status != "NONE",
        )


def _by_id(path: str | None) -> dict[str, dict[str, Any]]:
    """Return what we need of a collection, by its ids."""
    if path is None:
        return {}
    wanted = ("username", "email", "url", "metadata")
    opened = Opened(Path(path))
    try:
        return {
            text_of(one[1].get("id")): {name: one[1][name] for name in wanted if name in one[1]}
            for one in objects(opened)
            if not isinstance(one, Left)
        }
    finally:
        opened.close()

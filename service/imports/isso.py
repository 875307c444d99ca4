"""Isso: its SQLite database, which is read and not changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from service.imports.row import APPROVED, FileUnfit, Left, Options, Row, author_of

ACCEPTED, DELETED = 1, 4  # 2 waits for a moderator
_COMMENTS = (
    "SELECT c.id, c.parent, c.created, c.mode, c.remote_addr, c.text, c.author, c.email, c.website, t.uri, t.title "
    "FROM comments c JOIN threads t ON t.id = c.tid ORDER BY c.id"
)


class Isso:
    """See Export. A row's line is the number of the comment; size and done count comments."""

    def __init__(self, path: Path, _options: Options) -> None:
        # Read only, and no journal made beside a file that is not ours.
        self._connection = sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1", uri=True)
        self.done = 0
        try:
            self.size = int(self._connection.execute("SELECT COUNT(*) FROM comments").fetchone()[0])
        except sqlite3.DatabaseError as error:
            self._connection.close()
            raise FileUnfit(f"is no database of Isso: {error}") from error

    def rows(self) -> Iterator[Row | Left]:
        """Yield the comments, a reply after what it replies to; those that were deleted are left out."""
        try:
            for one in self._connection.execute(_COMMENTS):
                self.done += 1
                yield Left(line=one[0], why="was deleted there", wanted=True) if one[3] == DELETED else _row(*one)
        except sqlite3.DatabaseError as error:
            raise FileUnfit(f"cannot be read as a database of Isso: {error}") from error

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def _row(
    id_: int,
    parent: int | None,
    created: float,
    mode: int,
    address: str | None,
    text: Any,
    name: str | None,
    email: str | None,
    website: str | None,
    uri: str,
    title: str | None,
) -> Row:
    return Row(
        line=id_,
        id=str(id_),
        text=str(text or ""),
        author=author_of(name=name or "", email=email or "", url=website or "", ip=address or ""),
        article="",
        url=uri,
        title=title or "",
        parent="" if parent is None else str(parent),
        created_at=created,
        decided=APPROVED if mode == ACCEPTED else None,
        by_person=False,
    )

"""Remark42: its backup, packed or not: a line about the whole, then one comment a line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from service.compat.html import plain
from service.imports.json_lines import part, rows_of, text_of
from service.imports.opened import Opened
from service.imports.row import APPROVED, Left, Options, Row, author_of


class Remark42(Opened):
    """See Export. Articles go by their addresses alone."""

    def __init__(self, path: Path, _options: Options) -> None:
        super().__init__(path)

    def rows(self) -> Iterator[Row | Left]:
        """Yield the comments; those that were deleted are left out."""
        yield from rows_of(self, _row)


def _row(line: int, comment: dict[str, Any]) -> Row | Left | None:
    if "version" in comment and "locator" not in comment:  # the line about the whole
        return None
    if comment.get("delete"):
        return Left(line=line, why="was deleted there", wanted=True)
    # `orig` is what was typed, in Markdown; older backups hold the HTML made of it only.
    text = text_of(comment.get("orig")) or plain(text_of(comment.get("text")))
    return Row(
        line=line,
        id=text_of(comment.get("id")),
        text=text,
        author=author_of(id_=text_of(part(comment, "user", "id")), name=text_of(part(comment, "user", "name"))),
        article="",
        url=text_of(part(comment, "locator", "url")),
        title=text_of(comment.get("title")),
        parent=text_of(comment.get("pid")),
        created_at=text_of(comment.get("time")),
        decided=APPROVED,
        by_person=False,
    )

"""The thread under an article as conversations: each comment that answers nobody, with all that answers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from store.engine import sql
from store.reads.threads import PublishedComment
from store.unit import Unit

MOST_REPLIES: Final = 500  # of one page of conversations

Place = tuple[int, int, str]
"""Where a page ended: its last conversation's replies (0 where they do not order), created_at and id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A comment and what was answered to it or to its answers, oldest first.

    orphaned: it answered a comment that is no longer shown.
    """

    first: PublishedComment
    replies: tuple[PublishedComment, ...]
    orphaned: bool


_FIELDS = PublishedComment.__slots__
_COLUMNS = ", ".join(f"p.{name}" for name in _FIELDS)
# What answers a comment that is not shown begins a conversation of its own: it must not vanish with it.
_FIRST = (
    "p.site_id = :site_id AND p.article_id = :article_id "
    "AND NOT EXISTS (SELECT 1 FROM published q WHERE q.comment_id = p.parent_id) "
)


def _by_time(beyond: str, direction: str) -> Any:
    return sql(
        f"SELECT 0, {_COLUMNS} FROM published p WHERE {_FIRST} AND (p.created_at {beyond} :created_at "
        f"OR (p.created_at = :created_at AND p.comment_id {beyond} :id)) "
        f"ORDER BY p.created_at {direction}, p.comment_id {direction} LIMIT :limit"
    )


_TREE = (
    "WITH RECURSIVE tree (comment_id, root_id) AS (SELECT p.comment_id, p.comment_id FROM published p WHERE {first}"
    "UNION ALL SELECT p.comment_id, t.root_id FROM published p JOIN tree t ON p.parent_id = t.comment_id) "
)
_BY_REPLIES = sql(
    _TREE.format(first=_FIRST) + ", counted (root_id, replies) AS "
    "(SELECT root_id, COUNT(*) - 1 FROM tree GROUP BY root_id) "
    f"SELECT c.replies, {_COLUMNS} FROM counted c JOIN published p ON p.comment_id = c.root_id "
    "WHERE c.replies < :replies OR (c.replies = :replies AND (p.created_at < :created_at "
    "OR (p.created_at = :created_at AND p.comment_id < :id))) "
    "ORDER BY c.replies DESC, p.created_at DESC, p.comment_id DESC LIMIT :limit"
)
_BY_ORDER: Final = {"newest": _by_time("<", "DESC"), "oldest": _by_time(">", "ASC"), "replies": _BY_REPLIES}
ORDERS: Final = tuple(_BY_ORDER)
_LATEST: Final = 2**62
_NIL, _LAST = "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"
_BEFORE_ALL: Final[dict[str, Place]] = {
    "oldest": (0, -_LATEST, _NIL),
    "newest": (0, _LATEST, _LAST),
    "replies": (_LATEST, _LATEST, _LAST),
}
_ANSWERS = sql(
    _TREE.format(first="p.comment_id IN (SELECT id FROM {rows} AS r) ")
    + f"SELECT t.root_id, {_COLUMNS} FROM tree t JOIN published p ON p.comment_id = t.comment_id "
    "WHERE t.root_id <> t.comment_id ORDER BY p.created_at, p.comment_id LIMIT :limit",
    rows={"id": "uuid"},
)
_ROOT = sql(
    "WITH RECURSIVE path (comment_id, parent_id) AS (SELECT p.comment_id, p.parent_id FROM published p "
    "WHERE p.site_id = :site_id AND p.article_id = :article_id AND p.comment_id = :id "
    "UNION ALL SELECT p.comment_id, p.parent_id FROM published p JOIN path ON p.comment_id = path.parent_id) "
    f"SELECT 0, {_COLUMNS} FROM path JOIN published p ON p.comment_id = path.comment_id "
    "WHERE NOT EXISTS (SELECT 1 FROM published q WHERE q.comment_id = p.parent_id)"
)


def page(
    unit: Unit, site_id: int, article_id: str, *, order: str, limit: int, after: Place | None
) -> tuple[list[Conversation], Place | None]:
    """Return up to limit conversations after a place, and the place to go on from, None at the end.

    order: newest or oldest by the first comment, or replies for the most answered first.
    """
    replies, created_at, id_ = after or _BEFORE_ALL[order]
    params = {"site_id": site_id, "article_id": article_id, "created_at": created_at, "id": id_, "limit": limit + 1}
    if order == "replies":
        params["replies"] = replies
    rows = list(unit.run(_BY_ORDER[order], params))
    found = _with_answers(unit, [_read(row) for row in rows[:limit]])
    if len(rows) <= limit:
        return found, None
    last = rows[limit - 1]
    return found, (last[0], found[-1].first.created_at, found[-1].first.comment_id)


def of_comment(unit: Unit, site_id: int, article_id: str, comment_id: str) -> Conversation | None:
    """Return the conversation in which the comment stands, None where it is not shown under the article."""
    rows = list(unit.run(_ROOT, {"site_id": site_id, "article_id": article_id, "id": comment_id}))
    return _with_answers(unit, [_read(row) for row in rows[:1]])[0] if rows else None


def _read(row: Sequence[Any]) -> PublishedComment:
    return PublishedComment(**dict(zip(_FIELDS, row[1:], strict=True)))


def _with_answers(unit: Unit, firsts: list[PublishedComment]) -> list[Conversation]:
    answers: dict[str, list[PublishedComment]] = {}
    if firsts:
        rows = orjson.dumps([{"id": one.comment_id} for one in firsts]).decode()
        for row in unit.run(_ANSWERS, {"rows": rows, "limit": MOST_REPLIES}):
            answers.setdefault(row[0], []).append(_read(row))
    return [
        Conversation(first=one, replies=tuple(answers.get(one.comment_id, ())), orphaned=one.parent_id is not None)
        for one in firsts
    ]

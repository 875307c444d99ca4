"""The thread under an article, page by page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import select, tuple_

from policy.errors import ArticleNotFound
from store.engine import sql
from store.tables import article_threads, articles, published
from store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedComment:
    """A comment as readers see it. Moments in microseconds."""

    comment_id: str
    parent_id: str | None
    author_id: str
    author_name: str | None
    author_url: str | None
    text: str
    language: str | None
    revision: int
    created_at: int
    published_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadHead:
    """The number of comments shown under an article, and a version that grows with each change."""

    count: int
    version: int


Position = tuple[int, str]
"""Where a page ended: the last comment's created_at and id."""

_PARENT = published.alias("parent")
# A reply names its parent only while that is shown as well.
_COLUMNS = [
    _PARENT.c.comment_id.label(name) if name == "parent_id" else published.c[name]
    for name in PublishedComment.__slots__
]
_WITH_PARENT = published.outerjoin(_PARENT, _PARENT.c.comment_id == published.c.parent_id)


def head(unit: Unit, site_id: int, article_id: str) -> ThreadHead:
    """Return count and version of the thread. Raises ArticleNotFound."""
    row = unit.execute(
        select(articles.c.id, article_threads.c.published, article_threads.c.version)
        .select_from(
            articles.outerjoin(
                article_threads,
                (article_threads.c.site_id == articles.c.site_id) & (article_threads.c.article_id == articles.c.id),
            )
        )
        .where(articles.c.site_id == site_id, articles.c.id == article_id)
    ).first()
    if row is None:
        raise ArticleNotFound(article_id)
    return ThreadHead(count=row.published or 0, version=row.version or 0)


_HEADS = sql(
    "SELECT r.site_id, r.article_id, COALESCE(t.published, 0), COALESCE(t.version, 0) FROM {rows} AS r "
    "LEFT JOIN article_threads t ON t.site_id = r.site_id AND t.article_id = r.article_id",
    rows={"site_id": "integer", "article_id": "text"},
)


def heads(unit: Unit, wanted: Iterable[tuple[int, str]]) -> dict[tuple[int, str], ThreadHead]:
    """Return count and version of many threads, by site and article; both 0 where nothing was ever shown."""
    rows = orjson.dumps([{"site_id": site, "article_id": article} for site, article in wanted]).decode()
    found = unit.run(_HEADS, {"rows": rows})
    return {(site, article): ThreadHead(count=count, version=version) for site, article, count, version in found}


def page(
    unit: Unit, site_id: int, article_id: str, *, limit: int, after: Position | None, newest_first: bool
) -> tuple[list[PublishedComment], Position | None]:
    """Return up to limit comments after a position, and the position to go on from, None at the end.

    A position stays good while comments come and go: it names a place in the order, not a row number.
    """
    key = tuple_(published.c.created_at, published.c.comment_id)
    shown = select(*_COLUMNS).select_from(_WITH_PARENT)
    query = shown.where(published.c.site_id == site_id, published.c.article_id == article_id)
    if after is not None:
        query = query.where(key < after if newest_first else key > after)
    order: list[Any] = [published.c.created_at, published.c.comment_id]
    if newest_first:
        order = [column.desc() for column in order]
    rows = unit.execute(query.order_by(*order).limit(limit + 1)).all()
    found = [PublishedComment(**row._mapping) for row in rows[:limit]]
    more = len(rows) > limit
    return found, (found[-1].created_at, found[-1].comment_id) if more else None

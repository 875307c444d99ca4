"""Articles as the site describes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import func, select

from policy.errors import ArticleNotFound
from store.engine import sql
from store.tables import article_threads, articles
from store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleText:
    """What a site says of an article; everything but open may be unknown."""

    url: str | None
    title: str | None
    language: str | None
    section: str | None
    tags: tuple[str, ...]
    summary: str | None
    open: bool
    published_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(ArticleText):
    """An article with the number of comments shown under it. Moments in microseconds; closes_at: None for never."""

    id: str
    closes_at: int | None
    created_at: int
    updated_at: int
    comment_count: int

    def takes_comments(self, now: int) -> bool:
        """Return whether comments may be posted under it at that moment, microseconds."""
        return self.open and (self.closes_at is None or now < self.closes_at)


_COUNT = func.coalesce(article_threads.c.published, 0)
_WITH_COUNT = select(articles, _COUNT.label("comment_count")).select_from(
    articles.outerjoin(
        article_threads,
        (article_threads.c.site_id == articles.c.site_id) & (article_threads.c.article_id == articles.c.id),
    )
)


_PUT = sql(
    "INSERT INTO articles (site_id, id, url, title, language, section, tags, summary, open, published_at, created_at, "
    "updated_at) "
    "VALUES (:site_id, :id, :url, :title, :language, :section, :tags, :summary, :open, :published_at, :now, :now) "
    "ON CONFLICT (site_id, id) DO UPDATE SET url = excluded.url, title = excluded.title, "
    "language = excluded.language, section = excluded.section, tags = excluded.tags, summary = excluded.summary, "
    "open = excluded.open, published_at = excluded.published_at, updated_at = excluded.updated_at"
)


_KNOW = sql(
    "UPDATE articles SET url = COALESCE(url, :url), title = COALESCE(title, :title) "
    "WHERE site_id = :site_id AND id = :id AND (url IS NULL OR title IS NULL)"
)


def know(unit: Unit, site_id: int, article_id: str, *, url: str | None, title: str | None = None) -> None:
    """Note where an article stands and what it is called, as far as nothing was said of that yet."""
    unit.run(_KNOW, {"site_id": site_id, "id": article_id, "url": url, "title": title})


def by_address(unit: Unit, site_id: int) -> dict[str, str]:
    """Return the ids of the site's articles by their addresses, where these are known."""
    found = unit.execute(
        select(articles.c.url, articles.c.id).where(articles.c.site_id == site_id, articles.c.url.is_not(None))
    )
    return {row.url: row.id for row in found}


def put(unit: Unit, site_id: int, article_id: str, said: ArticleText, *, now: int) -> tuple[Article, bool]:
    """Store what the site says of the article; return it, and True when it is new."""
    new = unit.execute(select(articles.c.id).where(*_mine(site_id, article_id))).first() is None
    unit.run(
        _PUT,
        {
            "site_id": site_id,
            "id": article_id,
            "url": said.url,
            "title": said.title,
            "language": said.language,
            "section": said.section,
            "tags": orjson.dumps(said.tags).decode(),
            "summary": said.summary,
            "open": said.open,
            "published_at": said.published_at,
            "now": now,
        },
    )
    return by_id(unit, site_id, article_id), new


def by_id(unit: Unit, site_id: int, article_id: str) -> Article:
    """Return the article of the site. Raises ArticleNotFound."""
    row = unit.execute(_WITH_COUNT.where(*_mine(site_id, article_id))).first()
    if row is None:
        raise ArticleNotFound(article_id)
    return _article(row)


def counts(unit: Unit, site_id: int, article_ids: Sequence[str]) -> dict[str, int]:
    """Return the number of comments shown under each article, 0 for unknown ones, in the order asked."""
    rows = unit.execute(
        select(article_threads.c.article_id, article_threads.c.published).where(
            article_threads.c.site_id == site_id, article_threads.c.article_id.in_(article_ids)
        )
    )
    found = {row.article_id: row.published for row in rows}
    return {one: found.get(one, 0) for one in article_ids}


def _mine(site_id: int, article_id: str) -> tuple[Any, ...]:
    return (articles.c.site_id == site_id, articles.c.id == article_id)


def _article(row: Any) -> Article:
    values = dict(row._mapping)
    del values["site_id"]
    return Article(**{**values, "tags": tuple(values["tags"])})

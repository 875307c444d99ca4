"""Which articles have comments, and which comments are shown under one: what an outside store is compared with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from store.tables import article_threads, articles, published
from store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownArticle:
    """An article as a store may look for it."""

    id: str
    url: str | None


def with_comments(unit: Unit, site_id: int, wanted: Iterable[str] | None) -> list[ShownArticle]:
    """Return the site's articles that have or had comments shown, or those of them that are wanted."""
    query = (
        select(articles.c.id, articles.c.url)
        .join(
            article_threads,
            (article_threads.c.site_id == articles.c.site_id) & (article_threads.c.article_id == articles.c.id),
        )
        .where(articles.c.site_id == site_id)
        .order_by(articles.c.id)
    )
    if wanted is not None:
        query = query.where(articles.c.id.in_(list(wanted)))
    return [ShownArticle(id=row.id, url=row.url) for row in unit.execute(query)]


def revisions(unit: Unit, site_id: int, article_id: str) -> dict[str, int]:
    """Return the comments shown under an article, with the revision of each."""
    query = select(published.c.comment_id, published.c.revision).where(
        published.c.site_id == site_id, published.c.article_id == article_id
    )
    return {str(row.comment_id): row.revision for row in unit.execute(query)}

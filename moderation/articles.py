"""Articles, their threads and counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from moderation.wiring import Parts
from store import articles, sites
from store.articles import Article, ArticleText
from store.reads import threads
from store.reads.threads import Position, PublishedComment, ThreadHead
from store.unit import Unit

Page = tuple[list[PublishedComment], Position | None]


def describe(parts: Parts, site_id: int, article_id: str, said: ArticleText) -> tuple[Article, bool]:
    """Store what the site says of its article; return it, and True when it is new."""
    now = parts.clock()
    return parts.database.write(lambda unit: articles.put(unit, site_id, article_id, said, now=now))


def show(parts: Parts, site_id: int, article_id: str) -> Article:
    """Return the article with its count. Raises ArticleNotFound."""
    return parts.database.read(lambda unit: articles.by_id(unit, site_id, article_id))


def counts(parts: Parts, site_id: int, article_ids: Sequence[str]) -> dict[str, int]:
    """Return how many comments are shown under each article."""
    return parts.database.read(lambda unit: articles.counts(unit, site_id, article_ids))


def thread(
    parts: Parts,
    site_id: int,
    article_id: str,
    *,
    limit: int,
    after: Position | None,
    newest_first: bool,
    is_known: Callable[[ThreadHead], bool],
) -> tuple[ThreadHead, Page | None]:
    """Return the thread's head and a page, None when the caller's copy is_known to be fresh. Raises ArticleNotFound."""

    def work(unit: Unit) -> tuple[ThreadHead, Page | None]:
        head = threads.head(unit, site_id, article_id)
        if is_known(head):
            return head, None
        return head, threads.page(unit, site_id, article_id, limit=limit, after=after, newest_first=newest_first)

    return parts.database.read(work)


def site_thread(parts: Parts, site_slug: str, article_id: str, *, limit: int) -> tuple[Article, list[PublishedComment]]:
    """Return an article of the site so named with its first comments. Raises SiteNotFound, ArticleNotFound."""

    def work(unit: Unit) -> tuple[Article, list[PublishedComment]]:
        site = sites.by_slug(unit, site_slug)
        comments, _ = threads.page(unit, site.id, article_id, limit=limit, after=None, newest_first=False)
        return articles.by_id(unit, site.id, article_id), comments

    return parts.database.read(work)

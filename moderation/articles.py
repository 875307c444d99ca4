"""Articles, their threads and counts."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from moderation.store_parts import StoreParts
from policy.errors import ArticleNotFound
from store import articles, closing, rulesets
from store.articles import Article, ArticleText
from store.reads import conversations, threads
from store.reads.conversations import Conversation, Place
from store.reads.threads import Position, PublishedComment, ThreadHead
from store.unit import Unit

Page = tuple[list[PublishedComment], Position | None]


def describe(parts: StoreParts, site_id: int, article_id: str, said: ArticleText) -> tuple[Article, bool]:
    """Store what the site says of its article; return it, and True when it is new."""
    now = parts.clock()

    def work(unit: Unit) -> tuple[Article, bool]:
        _, new = articles.put(unit, site_id, article_id, said, now=now)
        closing.schedule(unit, site_id, rulesets.current(unit, site_id).ruleset, article_id)
        return articles.by_id(unit, site_id, article_id), new

    return parts.database.write(work)


def know_url(parts: StoreParts, site_id: int, article_id: str, url: str) -> None:
    """Note where an article stands, of which the site has said nothing. Raises ArticleNotFound."""
    if show(parts, site_id, article_id).url is None:
        parts.database.write(lambda unit: articles.know(unit, site_id, article_id, url=url))


def show(parts: StoreParts, site_id: int, article_id: str) -> Article:
    """Return the article with its count. Raises ArticleNotFound."""
    return parts.database.read(lambda unit: articles.by_id(unit, site_id, article_id))


def among(parts: StoreParts, site_id: int, article_ids: Sequence[str]) -> list[Article]:
    """Return those of the articles that the site has described, in the order asked."""

    def work(unit: Unit) -> list[Article]:
        found = []
        for one in article_ids:
            with contextlib.suppress(ArticleNotFound):
                found.append(articles.by_id(unit, site_id, one))
        return found

    return parts.database.read(work)


def counts(parts: StoreParts, site_id: int, article_ids: Sequence[str]) -> dict[str, int]:
    """Return how many comments are shown under each article."""
    return parts.database.read(lambda unit: articles.counts(unit, site_id, article_ids))


def thread(
    parts: StoreParts,
    site_id: int,
    article_id: str,
    *,
    limit: int,
    after: Position | None,
    newest_first: bool,
    is_known: Callable[[ThreadHead], bool],
) -> tuple[ThreadHead, Page | None]:
    """Return the thread's head and a page, None when the caller's copy is_known to be fresh.

    An article that nobody spoke of has none, as its count says.
    """

    def work(unit: Unit) -> tuple[ThreadHead, Page | None]:
        head = threads.heads(unit, [(site_id, article_id)])[site_id, article_id]
        if is_known(head):
            return head, None
        return head, threads.page(unit, site_id, article_id, limit=limit, after=after, newest_first=newest_first)

    return parts.database.read(work)


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A page of the conversations under an article. linked: that of the comment asked for. more: where to go on."""

    head: ThreadHead
    is_open: bool
    conversations: list[Conversation]
    more: Place | None
    linked: Conversation | None = None


def talk(
    parts: StoreParts,
    site_id: int,
    article_id: str,
    *,
    order: str,
    limit: int,
    after: Place | None = None,
    comment_id: str | None = None,
) -> Talk:
    """Return a page of the conversations under an article; an article that nobody spoke of has none, and is open.

    order: newest, oldest or replies. comment_id: also the conversation of that comment, where it is shown.
    """

    now = parts.clock()

    def work(unit: Unit) -> Talk:
        try:
            head = threads.head(unit, site_id, article_id)
            is_open = articles.by_id(unit, site_id, article_id).takes_comments(now)
        except ArticleNotFound:
            return Talk(head=ThreadHead(count=0, version=0), is_open=True, conversations=[], more=None)
        found, more = conversations.page(unit, site_id, article_id, order=order, limit=limit, after=after)
        linked = comment_id and conversations.of_comment(unit, site_id, article_id, comment_id)
        return Talk(head=head, is_open=is_open, conversations=found, more=more, linked=linked or None)

    return parts.database.read(work)


def heads(parts: StoreParts, wanted: Sequence[tuple[int, str]]) -> dict[tuple[int, str], ThreadHead]:
    """Return count and version of many threads, by site and article; both 0 for one that nobody spoke of."""
    return parts.database.read(lambda unit: threads.heads(unit, wanted))

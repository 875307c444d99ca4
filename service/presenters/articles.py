"""Articles as they are shown."""

from __future__ import annotations

from typing import Any

from runtime.clock import iso
from store.articles import Article


def article(one: Article) -> dict[str, Any]:
    """Return an article with the number of comments shown under it."""
    return {
        "id": one.id,
        "url": one.url,
        "title": one.title,
        "language": one.language,
        "section": one.section,
        "tags": list(one.tags),
        "summary": one.summary,
        "comments": "open" if one.open else "closed",
        "comment_count": one.comment_count,
        "published_at": iso(one.published_at),
        "closes_at": iso(one.closes_at),
        "created_at": iso(one.created_at),
        "updated_at": iso(one.updated_at),
    }

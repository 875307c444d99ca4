"""Which post of a WordPress an article is: by its id, its slug or its address."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import orjson
from cachetools import TTLCache

from moderation.publish.calls import failed, is_success
from moderation.publish.protocol import ArticleAt, DeliveryFailed
from runtime.outbound.client import Answer

REMEMBERED: Final = 10_000
REMEMBERED_SECONDS: Final = 3_600


class Posts:
    """The posts, as far as they were looked for. call: (method, route, query) -> answer. by: id, slug, url or auto."""

    def __init__(self, call: Callable[..., Answer], *, by: str) -> None:
        self._call = call
        self._by = by
        self._posts: TTLCache[str, int] = TTLCache(REMEMBERED, REMEMBERED_SECONDS)
        self._lock = threading.Lock()  # the cache alone is not safe for the courier's threads

    def of(self, article: ArticleAt) -> int:
        """Return the post that the article is. Raises DeliveryFailed where there is none."""
        with self._lock:
            known: int | None = self._posts.get(article.id)
        if known is not None:
            return known
        for look in self._ways(article):
            post = look()
            if post is not None:
                with self._lock:
                    self._posts[article.id] = post
                return post
        raise DeliveryFailed("WordPress has no post for this article, by id, slug or address")

    def _ways(self, article: ArticleAt) -> list[Callable[[], int | None]]:
        ways = {
            "id": lambda: self._by_id(article.id),
            "slug": lambda: self._by_slug(article.id, None),
            "url": lambda: self._by_url(article.url),
        }
        return list(ways.values()) if self._by == "auto" else [ways[self._by]]

    def _by_id(self, id_: str) -> int | None:
        if not (id_.isascii() and id_.isdigit() and len(id_) < 19):
            return None
        answer = self._call("GET", f"/posts/{id_}", {"_fields": "id"})
        return int(id_) if _is_there(answer) else None

    def _by_slug(self, slug: str, path: str | None) -> int | None:
        answer = self._call("GET", "/posts", {"slug": slug, "_fields": "id,link"})
        for one in value_of(answer) if _is_there(answer) else ():
            if path is None or urlsplit(str(one["link"])).path.strip("/") == path.strip("/"):
                return int(one["id"])
        return None

    def _by_url(self, url: str | None) -> int | None:
        parts = urlsplit(url or "")
        by_query = parse_qs(parts.query).get("p", [""])[0]
        if by_query:
            return self._by_id(by_query)
        slug = parts.path.strip("/").rpartition("/")[2]
        return self._by_slug(slug, parts.path) if slug else None


def _is_there(answer: Answer) -> bool:
    """Return whether there is such a thing. Raises DeliveryFailed where that was not answered."""
    if not is_success(answer) and answer.status not in (HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST):
        raise failed(answer)
    return is_success(answer)


def value_of(answer: Answer) -> Any:
    """Return the value of a JSON answer. Raises DeliveryFailed."""
    try:
        return orjson.loads(answer.body)
    except orjson.JSONDecodeError as error:
        raise DeliveryFailed("the answer is not JSON", status=answer.status, answer=answer.text) from error

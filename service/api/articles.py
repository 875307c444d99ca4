"""Articles, the threads under them, and counts."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Response, request

from moderation import articles
from service import presenters
from service.api.schemas.articles import Article, ArticleIn
from service.api.schemas.pages import Counts, CountsQuery, PageQuery, Thread
from service.http.asked import as_asked
from service.http.auth import requires
from service.http.blueprint import ApiBlueprint
from service.http.context import identity, parts
from service.http.cursors import read_cursor, write_cursor
from service.http.json import json_response
from store.articles import ArticleText
from store.reads.threads import ThreadHead

blp = ApiBlueprint("articles", __name__, url_prefix="/v1", description="What readers write about")

_NOT_MODIFIED = {"description": "The copy named by If-None-Match is fresh"}


@blp.route("/articles/<article:article>", methods=["PUT"])
@requires("submit")
@blp.arguments(ArticleIn())
@blp.response(200, Article)
@blp.alt_response(201, schema=Article, description="The article is new")
def put_article(body: dict[str, Any], article: str) -> Response:
    """Describe an article; what was said before is replaced."""
    stored, new = articles.describe(parts(), identity().site_id, article, _article_text(body))
    return json_response(presenters.article(stored), 201 if new else 200)


@blp.route("/articles/<article:article>", methods=["GET"])
@requires("read")
@blp.response(200, Article)
@blp.problems(404)
def get_article(article: str) -> Response:
    """Return an article with the number of comments shown under it."""
    return json_response(presenters.article(articles.show(parts(), identity().site_id, article)))


@blp.route("/articles/<article:article>/comments", methods=["GET"])
@requires("read")
@blp.arguments(PageQuery(), location="query")
@blp.response(200, Thread)
@blp.alt_response(304, description=_NOT_MODIFIED["description"])
def get_thread(query: dict[str, Any], article: str) -> Response:
    """Return the approved comments under an article, page by page; an article that nobody spoke of has none."""
    known = request.if_none_match
    head, page = articles.thread(
        parts(),
        identity().site_id,
        article,
        limit=query["limit"],
        after=read_cursor(query.get("cursor")),
        newest_first=query["order"] == "newest",
        is_known=lambda head: known.contains_weak(_thread_tag(head)),
    )
    if page is None:
        return _tagged(Response(status=304), _thread_tag(head))
    comments, more = page
    answer = {
        "count": head.count,
        "comments": [presenters.published(one) for one in comments],
        "next": write_cursor(more),
    }
    return _tagged(json_response(answer), _thread_tag(head))


@blp.route("/counts", methods=["GET"])
@requires("read")
@blp.arguments(CountsQuery(), location="query")
@blp.response(200, Counts)
@blp.alt_response(304, description=_NOT_MODIFIED["description"])
def get_counts(query: dict[str, Any]) -> Response:
    """Return how many comments are shown under each article; unknown ones have none."""
    counts = as_asked(articles.counts(parts(), identity().site_id, query["article"]))
    tag = hashlib.blake2b(repr(sorted(counts.items())).encode("utf-8", "replace"), digest_size=12).hexdigest()
    if request.if_none_match.contains_weak(tag):
        return _tagged(Response(status=304), tag)
    return _tagged(json_response({"counts": counts}), tag)


def _article_text(body: dict[str, Any]) -> ArticleText:
    return ArticleText(
        url=body.get("url"),
        title=body.get("title"),
        language=body.get("language"),
        section=body.get("section"),
        tags=tuple(body.get("tags") or ()),
        summary=body.get("summary"),
        open=body["comments"] == "open",
        published_at=body.get("published_at"),
    )


def _thread_tag(head: ThreadHead) -> str:
    # The same URL gives the same page as long as the thread's version stands.
    return f"t{head.version}"


def _tagged(response: Response, tag: str) -> Response:
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(["Authorization", "Origin"])
    return response

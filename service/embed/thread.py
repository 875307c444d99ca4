"""What stands under an article, and how much."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response, request

from moderation import articles
from service.api.schemas.pages import Counts, CountsQuery
from service.embed.blueprint import blp
from service.embed.bodies import LanguageQuery, TalkQuery
from service.embed.doors import for_readers, site
from service.embed.live import live_address
from service.http.asked import as_asked
from service.http.context import parts, web
from service.http.cursors import read_talk, write_talk
from service.http.json import json_response
from service.presenters import readers
from service.security import effort
from service.security.crowd import Doing

_NOT_MODIFIED = "The copy named by If-None-Match is fresh"


@blp.route("/<string:key>/articles/<article:article>/thread", methods=["GET"])
@for_readers(Doing.READ)
@blp.arguments(TalkQuery(), location="query")
@blp.response(200)
@blp.alt_response(304, description=_NOT_MODIFIED)
def get_talk(query: dict[str, Any], article: str) -> Response:
    """Return a page of the conversations under an article, and what its form needs.

    When a thread changes, all pages on it ask the same at once: what one was told is remembered while that version of
    the thread stands, for some seconds.
    """
    head = articles.heads(parts(), [(site().id, article)])[site().id, article]
    named = (
        request.host,
        site().id,
        article,
        head.version,
        *sorted((name, str(value)) for name, value in query.items()),
    )
    told = web().talks.get(named)
    if told is None:
        told = web().talks[named] = orjson.dumps(_talk(query, article))
    return Response(told, content_type="application/json")


def _talk(query: dict[str, Any], article: str) -> dict[str, Any]:
    wanted = query.get("comment")
    found = articles.talk(
        parts(),
        site().id,
        article,
        order=query["order"],
        limit=query["limit"],
        after=read_talk(query.get("cursor")),
        comment_id=None if wanted is None else str(wanted),
    )
    return {
        **readers.talk(found),
        "next": write_talk(found.more),
        "form": effort.stamp(parts(), site().id),
        "live": live_address(),
    }


@blp.route("/<string:key>/articles/<article:article>/version", methods=["GET"])
@for_readers(Doing.READ)
@blp.arguments(LanguageQuery(), location="query")
@blp.response(200)
@blp.alt_response(304, description=_NOT_MODIFIED)
def get_version(query: dict[str, Any], article: str) -> Response:
    """Return the thread's count, and a version that grows with each change: what a page asks for again and again."""
    head = articles.heads(parts(), [(site().id, article)])[site().id, article]
    tag = f"t{head.version}"
    known = request.if_none_match.contains_weak(tag)
    response = Response(status=304) if known else json_response({"count": head.count, "version": head.version})
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    return response


@blp.route("/<string:key>/counts", methods=["GET"])
@for_readers(Doing.READ)
@blp.arguments(CountsQuery(), location="query")
@blp.response(200, Counts)
def get_counts(query: dict[str, Any]) -> Response:
    """Return how many comments are shown under each article, for a list of articles."""
    return json_response({"counts": as_asked(articles.counts(parts(), site().id, query["article"]))})


@blp.route("/<string:key>/challenge", methods=["GET"])
@for_readers(Doing.READ)
@blp.response(200)
def get_challenge() -> Response:
    """Return what a browser does to show that it makes an effort: see `proof`."""
    asked = effort.challenge(parts(), site().id)
    return json_response({"seed": asked.seed, "bits": asked.bits})

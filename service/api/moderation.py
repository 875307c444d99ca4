"""The moderators' work for those who build their own desk: the queue, decisions, the log."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask import Response

from moderation import decisions, queue
from service import presenters
from service.api.schemas.comments import Comment, DecisionIn
from service.api.schemas.pages import History, Queue, QueueCounts, QueueCountsQuery, QueueQuery
from service.http.auth import requires
from service.http.blueprint import ApiBlueprint
from service.http.context import identity, parts
from service.http.cursors import read_cursor, read_standing, write_cursor, write_standing
from service.http.json import json_response
from store.reads.priority import PriorityPlace

blp = ApiBlueprint("moderation", __name__, url_prefix="/v1", description="What waits for a person")


@blp.route("/queue", methods=["GET"])
@requires("moderate")
@blp.arguments(QueueQuery(), location="query")
@blp.response(200, Queue)
def get_queue(query: dict[str, Any]) -> Response:
    """Return the comments of one status that meet the filters: by expected harm x waiting time, or by time."""
    by_rank = query["order"] == "priority"
    cursor = query.get("cursor")
    found, more = queue.list_queue(
        parts(),
        identity().site_id,
        query["filters"],
        order=query["order"],
        limit=query["limit"],
        after=read_standing(cursor) if by_rank else read_cursor(cursor),
    )
    following = write_standing(more) if isinstance(more, PriorityPlace) else write_cursor(more)
    return json_response(
        {"comments": [presenters.comment(one, detailed=identity().sees_details) for one in found], "next": following}
    )


@blp.route("/queue/counts", methods=["GET"])
@requires("moderate")
@blp.arguments(QueueCountsQuery(), location="query")
@blp.response(200, QueueCounts)
def get_queue_counts(query: dict[str, Any]) -> Response:
    """Return how many comments that meet the filters stand in each tab; `more` says that a number is a lower bound."""
    return json_response(asdict(queue.tab_counts(parts(), identity().site_id, query["filters"])))


@blp.route("/comments/<uuid:comment_id>/decisions", methods=["POST"])
@requires("moderate")
@blp.arguments(DecisionIn())
@blp.response(201, Comment)
@blp.problems(404, 409)
def post_decision(body: dict[str, Any], comment_id: UUID) -> Response:
    """Approve, reject or hold a comment, or undo that; what is based on another version is refused with 409."""
    person = body.get("person") or identity().name
    if body["action"] == "undo":
        decided = decisions.undo(parts(), identity().site_id, str(comment_id), version=body["version"], person=person)
    else:
        decided = decisions.decide(
            parts(),
            identity().site_id,
            str(comment_id),
            body["action"],
            reason_code=body["reason"],
            note=body.get("note"),
            version=body["version"],
            person=person,
            undo_seconds=body["undo_seconds"],
        )
    return json_response(presenters.comment(decided, detailed=identity().sees_details), 201)


@blp.route("/comments/<uuid:comment_id>/history", methods=["GET"])
@requires("moderate")
@blp.response(200, History)
@blp.problems(404)
def get_history(comment_id: UUID) -> Response:
    """Return the decision log of a comment, oldest first; it outlives the comment."""
    log = decisions.log_of(parts(), identity().site_id, str(comment_id))
    return json_response({"decisions": [presenters.decision(one, detailed=identity().sees_details) for one in log]})

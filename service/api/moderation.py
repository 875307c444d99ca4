"""The moderators' work for those who build their own desk: the queue, decisions, the log."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, g

from policy.states import Status
from service import presenters
from service.api.blueprint import ApiBlueprint
from service.api.schemas.comments import Comment, DecisionIn
from service.api.schemas.pages import History, Queue, QueueQuery
from service.auth import requires, sees_details
from service.cursors import read_cursor, read_standing, write_cursor, write_standing
from service.encoding import json_response
from service.services import services
from service.usecases import comments as usecase
from store.rows import StoredComment

blp = ApiBlueprint("moderation", __name__, url_prefix="/v1", description="What waits for a person")


@blp.route("/queue", methods=["GET"])
@requires("moderate")
@blp.arguments(QueueQuery(), location="query")
@blp.response(200, Queue)
def get_queue(query: dict[str, Any]) -> Response:
    """Return the comments of one status: by expected harm x waiting time, or by the time they were decided."""
    found, following = _most_pressing(query) if query["order"] == "priority" else _by_time(query)
    return json_response(
        {"comments": [presenters.comment(one, detailed=sees_details()) for one in found], "next": following}
    )


def _most_pressing(query: dict[str, Any]) -> tuple[list[StoredComment], str | None]:
    after = read_standing(query.get("cursor"))
    found, more = usecase.most_pressing(services(), g.key.site_id, limit=query["limit"], after=after)
    return found, write_standing(more)


def _by_time(query: dict[str, Any]) -> tuple[list[StoredComment], str | None]:
    found, more = usecase.waiting(
        services(),
        g.key.site_id,
        Status(query["status"]),
        limit=query["limit"],
        after=read_cursor(query.get("cursor")),
        newest_first=query["order"] == "newest",
    )
    return found, write_cursor(more)


@blp.route("/comments/<uuid:comment_id>/decisions", methods=["POST"])
@requires("moderate")
@blp.arguments(DecisionIn())
@blp.response(201, Comment)
@blp.problems(404, 409)
def post_decision(body: dict[str, Any], comment_id: UUID) -> Response:
    """Approve or reject a comment; a decision on a version that no longer stands is refused with 409."""
    decided = usecase.decide(
        services(),
        g.key.site_id,
        str(comment_id),
        body["action"],
        reason_code=body["reason"],
        note=body.get("note"),
        version=body["version"],
        person=body.get("person") or g.key.name,
    )
    return json_response(presenters.comment(decided, detailed=sees_details()), 201)


@blp.route("/comments/<uuid:comment_id>/history", methods=["GET"])
@requires("moderate")
@blp.response(200, History)
@blp.problems(404)
def get_history(comment_id: UUID) -> Response:
    """Return the decision log of a comment, oldest first; it outlives the comment."""
    log = usecase.history(services(), g.key.site_id, str(comment_id))
    return json_response({"decisions": [presenters.decision(one, detailed=sees_details()) for one in log]})

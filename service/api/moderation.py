"""The moderators' work for those who build their own desk: the queue, decisions, the log."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask import Response

from moderation import comments, decisions, notes, queue
from service import presenters
from service.api.schemas.comments import Comment, DecisionIn
from service.api.schemas.moderators import EscalationIn, Note, NoteIn, Notes, UndoIn
from service.api.schemas.pages import History, Queue, QueueCounts, QueueCountsQuery, QueueQuery
from service.http.auth import requires
from service.http.blueprint import ApiBlueprint
from service.http.context import identity, parts
from service.http.cursors import read_cursor, read_standing, write_cursor, write_standing
from service.http.json import json_response
from service.http.language import audience
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
    found, more, total = queue.list_queue(
        parts(),
        identity().site_id,
        query["filters"],
        order=query["order"],
        limit=query["limit"],
        after=read_standing(cursor) if by_rank else read_cursor(cursor),
        total=query.get("total"),
    )
    following = write_standing(more) if isinstance(more, PriorityPlace) else write_cursor(more)
    shown = [presenters.comment(one, audience()) for one in found]
    return json_response({"comments": shown, "next": following, "total": total and asdict(total)})


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
    """Approve, reject or hold a comment; what is based on another version is refused with 409."""
    decided = decisions.decide(
        parts(),
        identity().site_id,
        str(comment_id),
        body["action"],
        reason_code=body["reason"],
        note=body.get("note"),
        version=body["version"],
        person=_person(body),
        undo_seconds=body["undo_seconds"],
    )
    return json_response(presenters.comment(decided, audience()), 201)


@blp.route("/comments/<uuid:comment_id>/undo", methods=["POST"])
@requires("moderate")
@blp.arguments(UndoIn())
@blp.response(200, Comment)
@blp.problems(404, 409)
def post_undo(body: dict[str, Any], comment_id: UUID) -> Response:
    """Take back the decision that made that version; only who made it can, and only while it is the last."""
    undone = decisions.undo(parts(), identity().site_id, str(comment_id), version=body["version"], person=_person(body))
    return json_response(presenters.comment(undone, audience()))


@blp.route("/comments/<uuid:comment_id>/escalations", methods=["POST"])
@requires("moderate")
@blp.arguments(EscalationIn())
@blp.response(200, Comment)
@blp.problems(404, 409)
def post_escalation(body: dict[str, Any], comment_id: UUID) -> Response:
    """Ask a senior to look at a held comment; it is then among `/v1/queue?escalated=true`."""
    id_ = str(comment_id)
    decisions.escalate(parts(), identity().site_id, id_, note=body.get("note"), person=_person(body))
    shown = comments.show(parts(), identity().site_id, id_)
    return json_response(presenters.comment(shown, audience()))


@blp.route("/comments/<uuid:comment_id>/notes", methods=["GET"])
@requires("moderate")
@blp.response(200, Notes)
@blp.problems(404)
def get_notes(comment_id: UUID) -> Response:
    """Return the latest notes about a comment's author, those about this comment among them, newest first."""
    found = notes.about(parts(), identity().site_id, str(comment_id))
    return json_response({"notes": [presenters.note(one) for one in found]})


@blp.route("/comments/<uuid:comment_id>/notes", methods=["POST"])
@requires("moderate")
@blp.arguments(NoteIn())
@blp.response(201, Note)
@blp.problems(404)
def post_note(body: dict[str, Any], comment_id: UUID) -> Response:
    """Keep a note about a comment, which stands with its author as well."""
    kept = notes.add(parts(), identity().site_id, str(comment_id), person=_person(body), text=body["text"])
    return json_response(presenters.note(kept), 201)


@blp.route("/comments/<uuid:comment_id>/history", methods=["GET"])
@requires("moderate")
@blp.response(200, History)
@blp.problems(404)
def get_history(comment_id: UUID) -> Response:
    """Return the decision log of a comment, oldest first; it outlives the comment."""
    log = decisions.log_of(parts(), identity().site_id, str(comment_id))
    return json_response({"decisions": [presenters.decision(one, audience()) for one in log]})


def _person(given: dict[str, Any]) -> str:
    return str(given.get("person") or identity().name)

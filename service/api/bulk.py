"""One action on many comments: asked for, watched, taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from moderation import bulk
from service import presenters
from service.api.schemas.bulk import Bulk as BulkShape
from service.api.schemas.bulk import BulkIn, BulkUndoIn
from service.http.auth import requires
from service.http.blueprint import ApiBlueprint
from service.http.context import identity, parts
from service.http.json import json_response
from store.bulk import Bulk, BulkAction, Order

blp = ApiBlueprint("bulk", __name__, url_prefix="/v1", description="One action on many comments")


@blp.route("/bulk", methods=["POST"])
@requires("moderate")
@blp.arguments(BulkIn())
@blp.response(202, BulkShape)
def post_bulk(body: dict[str, Any]) -> Response:
    """Have one action done to up to 10,000 comments; the work goes on after the answer."""
    order = Order(
        action=BulkAction(body["action"]),
        reason=body["reason"],
        person=body.get("person") or identity().name,
        note=body.get("note"),
    )
    items = [(str(one["id"]), one["version"]) for one in body["comments"]]
    return _under_way(bulk.ask(parts(), identity().site_id, order, items))


@blp.route("/bulk/<uuid:bulk_id>", methods=["GET"])
@requires("moderate")
@blp.response(200, BulkShape)
@blp.problems(404)
def get_bulk(bulk_id: UUID) -> Response:
    """Return the work and how far it is."""
    return json_response(presenters.bulk(bulk.show(parts(), identity().site_id, str(bulk_id))))


@blp.route("/bulk/<uuid:bulk_id>/undo", methods=["POST"])
@requires("moderate")
@blp.arguments(BulkUndoIn())
@blp.response(202, BulkShape)
@blp.problems(404)
def post_bulk_undo(body: dict[str, Any], bulk_id: UUID) -> Response:
    """Take the whole work back: each comment that still stands as it was left returns to its earlier status."""
    person = body.get("person") or identity().name
    return _under_way(bulk.undo(parts(), identity().site_id, str(bulk_id), person=person))


def _under_way(one: Bulk) -> Response:
    return json_response(presenters.bulk(one), 202, {"Location": f"/v1/bulk/{one.id}"})

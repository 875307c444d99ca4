"""One action on many comments: asked for, watched, taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, g

from moderation import bulk as usecase
from moderation.services import services
from runtime.clock import iso
from service.api.schemas.bulk import Bulk as BulkShape
from service.api.schemas.bulk import BulkIn, BulkUndoIn
from service.http.auth import requires
from service.http.blueprint import ApiBlueprint
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
        person=body.get("person") or g.key.name,
        note=body.get("note"),
    )
    items = [(str(one["id"]), one["version"]) for one in body["comments"]]
    return _under_way(usecase.ask(services(), g.key.site_id, order, items))


@blp.route("/bulk/<uuid:bulk_id>", methods=["GET"])
@requires("moderate")
@blp.response(200, BulkShape)
@blp.problems(404)
def get_bulk(bulk_id: UUID) -> Response:
    """Return the work and how far it is."""
    return json_response(_bulk(usecase.show(services(), g.key.site_id, str(bulk_id))))


@blp.route("/bulk/<uuid:bulk_id>/undo", methods=["POST"])
@requires("moderate")
@blp.arguments(BulkUndoIn())
@blp.response(202, BulkShape)
@blp.problems(404)
def post_undo(body: dict[str, Any], bulk_id: UUID) -> Response:
    """Take the whole work back: each comment that still stands as it was left returns to its earlier status."""
    person = body.get("person") or g.key.name
    return _under_way(usecase.undo(services(), g.key.site_id, str(bulk_id), person=person))


def _under_way(one: Bulk) -> Response:
    return json_response(_bulk(one), 202, {"Location": f"/v1/bulk/{one.id}"})


def _bulk(one: Bulk) -> dict[str, Any]:
    return {
        "id": one.id,
        "action": one.action,
        "reason": one.reason,
        "note": one.note,
        "person": one.person,
        "state": one.state,
        "total": one.total,
        **{outcome.value: number for outcome, number in one.counts.items()},
        "created_at": iso(one.created_at),
        "finished_at": iso(one.finished_at),
        "undone_by": one.undone_by,
    }

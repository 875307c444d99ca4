"""Endpoints: where a site is told what happens to its comments."""

from __future__ import annotations

from typing import Any

from flask import Response

from moderation import endpoints, replays
from policy.errors import Fault
from service import presenters
from service.api.schemas.endpoints import (
    Deliveries,
    Endpoint,
    EndpointChange,
    EndpointIn,
    Endpoints,
    EndpointWithSecret,
    LogQuery,
    Number,
    ReplayIn,
)
from service.http.auth import requires
from service.http.blueprint import ApiBlueprint
from service.http.context import identity, parts
from service.http.cursors import read_place, write_place
from service.http.json import json_response
from service.http.problems.problem import Refusal

blp = ApiBlueprint("endpoints", __name__, url_prefix="/v1/endpoints", description="Webhooks")


@blp.route("", methods=["GET"])
@requires("admin")
@blp.response(200, Endpoints)
def get_endpoints() -> Response:
    """Return the site's endpoints and how each is doing."""
    found = endpoints.everyone(parts().delivery, identity().site_id)
    return json_response({"endpoints": [presenters.endpoint(one) for one in found]})


@blp.route("", methods=["POST"])
@requires("admin")
@blp.arguments(EndpointIn())
@blp.response(201, EndpointWithSecret)
@blp.problems(409)
def post_endpoint(body: dict[str, Any]) -> Response:
    """Add an endpoint; its secret is shown only now."""
    made = endpoints.create(parts().delivery, identity().site_id, body)
    shown = presenters.endpoint(made.endpoint, secret=made.secret)
    return json_response(shown, 201, {"Location": f"/v1/endpoints/{made.endpoint.id}"})


@blp.route("/<number:endpoint_id>", methods=["GET"])
@requires("admin")
@blp.response(200, Endpoint)
@blp.problems(404)
def get_endpoint(endpoint_id: int) -> Response:
    """Return an endpoint and how it is doing."""
    return json_response(presenters.endpoint(endpoints.show(parts().delivery, identity().site_id, endpoint_id)))


@blp.route("/<number:endpoint_id>", methods=["PATCH"])
@requires("admin")
@blp.arguments(EndpointChange())
@blp.response(200, Endpoint)
@blp.problems(404)
def patch_endpoint(body: dict[str, Any], endpoint_id: int) -> Response:
    """Change what is given of an endpoint, or switch it on and off."""
    changed = endpoints.change(parts().delivery, identity().site_id, endpoint_id, body)
    return json_response(presenters.endpoint(changed))


@blp.route("/<number:endpoint_id>", methods=["DELETE"])
@requires("admin")
@blp.response(204)
@blp.problems(404)
def delete_endpoint(endpoint_id: int) -> None:
    """Remove an endpoint with its log; what is on its way there is not sent any more."""
    endpoints.remove(parts().delivery, identity().site_id, endpoint_id)


@blp.route("/<number:endpoint_id>/rotate", methods=["POST"])
@requires("admin")
@blp.response(200, EndpointWithSecret)
@blp.problems(404)
def post_rotate(endpoint_id: int) -> Response:
    """Give the endpoint a new secret; for a day the old one signs beside it."""
    made = endpoints.rotate(parts().delivery, identity().site_id, endpoint_id)
    return json_response(presenters.endpoint(made.endpoint, secret=made.secret))


@blp.route("/<number:endpoint_id>/test", methods=["POST"])
@requires("admin")
@blp.response(202)
@blp.problems(404, 409)
def post_test(endpoint_id: int) -> None:
    """Have a test event sent; the log of deliveries shows what became of it."""
    endpoints.test(parts().delivery, identity().site_id, endpoint_id)


@blp.route("/<number:endpoint_id>/replay", methods=["POST"])
@requires("admin")
@blp.arguments(ReplayIn())
@blp.response(202, Number)
@blp.problems(404, 409)
def post_replay(body: dict[str, Any], endpoint_id: int) -> Response:
    """Have events sent again, with the ids they had: those of a period, or one."""
    site_id = identity().site_id
    if "message_id" in body:
        comment_id, version = _message(body["message_id"])
        number = replays.replay_one(parts().delivery, site_id, endpoint_id, comment_id, version)
    else:
        period = {"since": body["since"], "until": body.get("until")}
        number = replays.replay(parts().delivery, site_id, endpoint_id, **period)
    return json_response({"number": number}, 202)


@blp.route("/<number:endpoint_id>/deliveries", methods=["GET"])
@requires("admin")
@blp.arguments(LogQuery(), location="query")
@blp.response(200, Deliveries)
@blp.problems(404)
def get_deliveries(query: dict[str, Any], endpoint_id: int) -> Response:
    """Return what was, and is to be, sent to an endpoint, with every answer, newest first."""
    found, more = endpoints.log_of(
        parts().delivery,
        identity().site_id,
        endpoint_id,
        limit=query["limit"],
        before=read_place(query.get("cursor")),
        state=query.get("state"),
    )
    shown = [presenters.delivery(one, body) for one, body in found]
    return json_response({"deliveries": shown, "next": None if more is None else write_place(more)})


def _message(message_id: str) -> tuple[str, int]:
    found = replays.read_message_id(message_id)
    if found is None:
        fault = Fault("/message_id", "is not the id of an event of a comment")
        raise Refusal("invalid-input", "message_id is not the id of an event of a comment.", [fault])
    return found

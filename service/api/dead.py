"""Dead letters: deliveries that were given up."""

from __future__ import annotations

from typing import Any

from flask import Response

from moderation import dead_letters
from service import presenters
from service.api.schemas.endpoints import DeadLetter, DeadLetters, DeadQuery, Number
from service.http.auth import requires
from service.http.blueprint import ApiBlueprint
from service.http.context import identity, parts
from service.http.cursors import read_place, write_place
from service.http.json import json_response

blp = ApiBlueprint("dead", __name__, url_prefix="/v1/dead", description="What could not be delivered")


@blp.route("", methods=["GET"])
@requires("admin")
@blp.arguments(DeadQuery(), location="query")
@blp.response(200, DeadLetters)
def get_dead(query: dict[str, Any]) -> Response:
    """Return what was given up, newest first: to which destination, why, first and last tried when."""
    found, more = dead_letters.list_dead(
        parts(), identity().site_id, limit=query["limit"], before=read_place(query.get("cursor"))
    )
    shown = [presenters.dead_letter(one) for one in found]
    return json_response({"dead": shown, "next": None if more is None else write_place(more)})


@blp.route("/replay", methods=["POST"])
@requires("admin")
@blp.response(202, Number)
def post_replay_all() -> Response:
    """Have all dead letters of the site delivered anew."""
    return json_response({"number": dead_letters.replay(parts().delivery, identity().site_id, None)}, 202)


@blp.route("/<number:dead_id>", methods=["GET"])
@requires("admin")
@blp.response(200, DeadLetter)
@blp.problems(404)
def get_dead_letter(dead_id: int) -> Response:
    """Return a dead letter with all its attempts."""
    return json_response(presenters.dead_letter(dead_letters.show(parts(), identity().site_id, dead_id)))


@blp.route("/<number:dead_id>/replay", methods=["POST"])
@requires("admin")
@blp.response(202, Number)
@blp.problems(404)
def post_replay_dead(dead_id: int) -> Response:
    """Have a dead letter delivered anew, with the id it had."""
    return json_response({"number": dead_letters.replay(parts().delivery, identity().site_id, [dead_id])}, 202)


@blp.route("/<number:dead_id>", methods=["DELETE"])
@requires("admin")
@blp.response(204)
@blp.problems(404)
def delete_dead(dead_id: int) -> None:
    """Give a dead letter up for good."""
    dead_letters.drop(parts(), identity().site_id, [dead_id])

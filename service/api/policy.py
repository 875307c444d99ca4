"""A site's rules."""

from __future__ import annotations

from flask import Response, request

from moderation import ruleset
from service import presenters
from service.api.schemas.policy import Rules, RulesIn
from service.http.auth import requires
from service.http.blueprint import ApiBlueprint, json_body
from service.http.context import identity, parts
from service.http.json import json_response

blp = ApiBlueprint("policy", __name__, url_prefix="/v1", description="What is held and what is refused")


@blp.route("/policy", methods=["GET"])
@requires("admin")
@blp.response(200, Rules)
def get_policy() -> Response:
    """Return the rules that hold now."""
    return json_response(presenters.rules(ruleset.show(parts(), identity().site_id)))


@blp.route("/policy", methods=["PUT"])
@requires("admin")
@blp.doc(requestBody={"required": True, "content": {"application/json": {"schema": RulesIn}}})
@blp.response(200, Rules)
@blp.problems(409)
def put_policy() -> Response:
    """Store the rules as the site's next version; every fault is named at once."""
    stored = ruleset.change(parts(), identity().site_id, json_body(request), author=identity().name)
    return json_response(presenters.rules(stored))

"""A site's rules."""

from __future__ import annotations

from flask import Response, g, request

from moderation import ruleset as usecase
from moderation.services import services
from service.api.schemas.policy import Rules, RulesIn
from service.http.auth import requires
from service.http.blueprint import ApiBlueprint, json_body
from service.http.json import json_response
from service.presenters import comments as presenters

blp = ApiBlueprint("policy", __name__, url_prefix="/v1", description="What is held and what is refused")


@blp.route("/policy", methods=["GET"])
@requires("admin")
@blp.response(200, Rules)
def get_policy() -> Response:
    """Return the rules that hold now."""
    return json_response(presenters.rules(usecase.show(services(), g.key.site_id)))


@blp.route("/policy", methods=["PUT"])
@requires("admin")
@blp.doc(requestBody={"required": True, "content": {"application/json": {"schema": RulesIn}}})
@blp.response(200, Rules)
@blp.problems(409)
def put_policy() -> Response:
    """Store the rules as the site's next version; every fault is named at once."""
    stored = usecase.change(services(), g.key.site_id, json_body(request), author=g.key.name)
    return json_response(presenters.rules(stored))

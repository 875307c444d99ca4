"""Claims: who works on which comment, so that no two moderators do the same work."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from moderation import claims
from runtime.clock import iso
from service import presenters
from service.api.schemas.claims import Claim, ClaimIn, Claims, NextClaimsIn
from service.http.auth import requires
from service.http.blueprint import ApiBlueprint
from service.http.context import identity, parts
from service.http.json import json_response
from service.http.language import audience

blp = ApiBlueprint("claims", __name__, url_prefix="/v1", description="Who has claimed which comment")


@blp.route("/queue/claims", methods=["POST"])
@requires("moderate")
@blp.arguments(NextClaimsIn())
@blp.response(200, Claims)
def claim_next(body: dict[str, Any]) -> Response:
    """Take the most pressing held comments that nobody else has, those one has already among them."""
    taken, until = claims.claim_next(parts(), identity().site_id, _holder(body), limit=body["limit"])
    shown = [presenters.comment(one, audience()) for one in taken]
    return json_response({"comments": shown, "until": iso(until)})


@blp.route("/comments/<uuid:comment_id>/claim", methods=["POST"])
@requires("moderate")
@blp.arguments(ClaimIn())
@blp.response(200, Claim)
@blp.problems(404, 409)
def post_claim(body: dict[str, Any], comment_id: UUID) -> Response:
    """Claim a held comment, or keep it longer."""
    claimed = claims.claim(parts(), identity().site_id, str(comment_id), _holder(body))
    return json_response(presenters.claim(claimed))


@blp.route("/comments/<uuid:comment_id>/claim", methods=["DELETE"])
@requires("moderate")
@blp.arguments(ClaimIn(), location="query")
@blp.response(204)
@blp.problems(404)
def delete_claim(query: dict[str, Any], comment_id: UUID) -> None:
    """Give a comment back before its time is over; what another has stays there."""
    claims.release(parts(), identity().site_id, str(comment_id), _holder(query))


def _holder(given: dict[str, Any]) -> str:
    return str(given.get("person") or identity().name)

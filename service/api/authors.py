"""Authors, and how they stand with the moderators."""

from __future__ import annotations

from typing import Any

from flask import Response

from moderation import authors
from policy.trust import Standing
from service import presenters
from service.api.schemas.authors import AuthorRecord as AuthorShape
from service.api.schemas.authors import StandingIn
from service.http.auth import requires
from service.http.blueprint import ApiBlueprint
from service.http.context import identity, parts
from service.http.json import json_response

blp = ApiBlueprint("authors", __name__, url_prefix="/v1", description="Authors, and how they stand")


@blp.route("/authors/<author:author_id>", methods=["GET"])
@requires("moderate")
@blp.response(200, AuthorShape)
@blp.problems(404)
def get_author(author_id: str) -> Response:
    """Return an author's comments by status, standing, and the last changes of it, newest first."""
    return json_response(presenters.author(authors.show(parts(), identity().site_id, author_id)))


@blp.route("/authors/<author:author_id>/standing", methods=["PUT"])
@requires("moderate")
@blp.arguments(StandingIn())
@blp.response(200, AuthorShape)
@blp.problems(404)
def put_standing(body: dict[str, Any], author_id: str) -> Response:
    """Trust, suspend or ban an author, or take that back; it holds for comments judged from then on."""
    standing = body["standing"]
    found = authors.set_standing(
        parts(),
        identity().site_id,
        author_id,
        None if standing is None else Standing(standing),
        until=body.get("until"),
        person=body.get("person") or identity().name,
        note=body.get("note"),
        clear=body["clear"],
    )
    return json_response(presenters.author(found))

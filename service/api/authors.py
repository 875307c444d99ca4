"""Authors, and how they stand with the moderators."""

from __future__ import annotations

from typing import Any

from flask import Response

from moderation import authors, rights
from policy.trust import Standing
from service import presenters
from service.api.schemas.authors import AuthorRecord as AuthorShape
from service.api.schemas.authors import StandingIn
from service.api.schemas.rights import AuthorData, Erased
from service.http.auth import requires
from service.http.blueprint import ApiBlueprint
from service.http.context import identity, parts
from service.http.json import json_response
from service.presenters import rights as rights_shown

blp = ApiBlueprint("authors", __name__, url_prefix="/v1", description="Authors, and how they stand")


@blp.route("/authors/<site_id:author_id>", methods=["GET"])
@requires("moderate")
@blp.response(200, AuthorShape)
@blp.problems(404)
def get_author(author_id: str) -> Response:
    """Return an author's comments by status, standing, and the last changes of it, newest first."""
    return json_response(presenters.author(authors.show(parts(), identity().site_id, author_id)))


@blp.route("/authors/<site_id:author_id>/data", methods=["GET"])
@requires("admin")
@blp.response(200, AuthorData)
def get_data(author_id: str) -> Response:
    """Return all that is kept of an author, for them to take away; nothing of one who never wrote."""
    return json_response(rights_shown.author_data(rights.export(parts(), identity().site_id, author_id)))


@blp.route("/authors/<site_id:author_id>/data", methods=["DELETE"])
@requires("admin")
@blp.response(200, Erased)
def delete_data(author_id: str) -> Response:
    """Erase all comments of an author and what they wrote in reports and appeals; what others answered stays."""
    return json_response({"comments": rights.erase(parts(), identity().site_id, author_id)})


@blp.route("/authors/<site_id:author_id>/standing", methods=["PUT"])
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

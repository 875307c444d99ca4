"""Writers, and how they stand with the moderators."""

from __future__ import annotations

from typing import Any

from flask import Response, g

from moderation import authors as usecase
from moderation.services import services
from policy.trust import Standing
from runtime.clock import iso
from service.api.schemas.authors import AuthorRecord as AuthorShape
from service.api.schemas.authors import StandingIn
from service.http.auth import requires
from service.http.blueprint import ApiBlueprint
from service.http.json import json_response
from store.authors import AuthorRecord, StandingChange

blp = ApiBlueprint("authors", __name__, url_prefix="/v1", description="Writers, and how they stand")


@blp.route("/authors/<author:author_id>", methods=["GET"])
@requires("moderate")
@blp.response(200, AuthorShape)
@blp.problems(404)
def get_author(author_id: str) -> Response:
    """Return a writer's comments by status, standing, and the last changes of it, newest first."""
    return json_response(_author(usecase.show(services(), g.key.site_id, author_id)))


@blp.route("/authors/<author:author_id>/standing", methods=["PUT"])
@requires("moderate")
@blp.arguments(StandingIn())
@blp.response(200, AuthorShape)
@blp.problems(404)
def put_standing(body: dict[str, Any], author_id: str) -> Response:
    """Trust, suspend or ban a writer, or take that back; it holds for comments judged from then on."""
    standing = body["standing"]
    found = usecase.set_standing(
        services(),
        g.key.site_id,
        author_id,
        None if standing is None else Standing(standing),
        until=body.get("until"),
        person=body.get("person") or g.key.name,
        note=body.get("note"),
        clear=body["clear"],
    )
    return json_response(_author(found))


def _author(one: AuthorRecord) -> dict[str, Any]:
    return {
        "id": one.id,
        "created_at": iso(one.created_at),
        "counts": {status.value: number for status, number in one.counts.items()},
        "standing": one.standing,
        "until": iso(one.until),
        "standings": [_change(change) for change in one.changes],
    }


def _change(one: StandingChange) -> dict[str, Any]:
    return {
        "standing": one.standing,
        "until": iso(one.until),
        "person": one.person,
        "note": one.note,
        "bulk": one.bulk_id,
        "created_at": iso(one.created_at),
    }

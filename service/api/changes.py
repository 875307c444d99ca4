"""Changes: for sites that ask instead of being told."""

from __future__ import annotations

from typing import Any

from flask import Response

from moderation.changes import list_changes
from service import presenters
from service.api.schemas.changes import Changes, ChangesQuery
from service.http.auth import requires
from service.http.blueprint import ApiBlueprint
from service.http.context import identity, parts
from service.http.cursors import read_place, write_place
from service.http.json import json_response
from service.http.language import audience

blp = ApiBlueprint("changes", __name__, url_prefix="/v1", description="What happened, in order")


@blp.route("/changes", methods=["GET"])
@requires("read")
@blp.arguments(ChangesQuery(), location="query")
@blp.response(200, Changes)
@blp.problems(410)
def get_changes(query: dict[str, Any]) -> Response:
    """Return the changes of state after a cursor, in their order; without one, from the oldest that is kept."""
    after = read_place(query.get("after"))
    found, last = list_changes(parts(), identity().site_id, after=after, limit=query["limit"])
    shown = [presenters.change(one, audience()) for one in found]
    return json_response({"changes": shown, "next": write_place(last)})

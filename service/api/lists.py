"""A site's word list."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from moderation import wordlist
from policy.actions import Action
from policy.entries import Kind
from service import presenters
from service.api.schemas.lists import Entries, EntryIn, ListEntry, ListsQuery
from service.http.auth import requires
from service.http.blueprint import ApiBlueprint
from service.http.context import identity, parts
from service.http.json import json_response

blp = ApiBlueprint("lists", __name__, url_prefix="/v1", description="Words, hosts and patterns that a site watches")


@blp.route("/lists", methods=["GET"])
@requires("moderate", "admin")
@blp.arguments(ListsQuery(), location="query")
@blp.response(200, Entries)
def get_lists(query: dict[str, Any]) -> Response:
    """Return the entries of the site's list, with who added each and when."""
    after = query.get("cursor")
    found, more = wordlist.show(
        parts(),
        identity().site_id,
        removed=query["removed"],
        limit=query["limit"],
        after=None if after is None else str(after),
    )
    return json_response({"entries": [presenters.list_entry(one) for one in found], "next": more})


@blp.route("/lists", methods=["POST"])
@requires("admin")
@blp.arguments(EntryIn())
@blp.response(201, ListEntry)
@blp.problems(409)
def post_entry(body: dict[str, Any]) -> Response:
    """Put an entry on the list; it holds for comments judged from then on."""
    added = wordlist.add(
        parts(),
        identity().site_id,
        kind=Kind(body["kind"]),
        text=body["text"],
        action=Action(body["action"]),
        note=body["note"],
        author=identity().name,
        fold=parts().classifier.fold,
    )
    return json_response(presenters.list_entry(added), 201)


@blp.route("/lists/<uuid:entry_id>", methods=["DELETE"])
@requires("admin")
@blp.response(204)
@blp.problems(404)
def delete_entry(entry_id: UUID) -> None:
    """Take an entry off the list; who did it and when is kept."""
    wordlist.remove(parts(), identity().site_id, str(entry_id), by=identity().name)

"""A reader's own comments: where each stands, another text, and taking one back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from moderation import readers as own
from moderation import rights
from service.embed.blueprint import blp
from service.embed.bodies import LanguageQuery, MineQuery, RewrittenIn
from service.embed.doors import for_readers, reader, site
from service.embed.wording import language, sentence
from service.http.context import parts
from service.http.json import json_response
from service.presenters import readers
from service.presenters.rights import author_data
from service.security.crowd import Doing


@blp.route("/<string:key>/mine", methods=["GET"])
@for_readers(Doing.READ)
@blp.arguments(MineQuery(), location="query")
@blp.response(200)
def get_mine(query: dict[str, Any]) -> Response:
    """Return the reader's own comments, newest first, and under which name the site knows the reader."""
    who = reader()
    speaks = language()
    found = own.own(parts(), site().id, who.id, article=query.get("article"))
    comments = [readers.own(one, lambda code: sentence(code, speaks)) for one in found]
    return json_response({"name": who.name, "signed": who.is_signed, "comments": comments})


@blp.route("/<string:key>/mine/export", methods=["GET"])
@for_readers(Doing.WRITE)
@blp.arguments(LanguageQuery(), location="query")
@blp.response(200)
def get_export(query: dict[str, Any]) -> Response:
    """Return all that is kept of the reader."""
    return json_response(author_data(rights.export(parts(), site().id, reader().id)))


@blp.route("/<string:key>/mine", methods=["DELETE"])
@for_readers(Doing.WRITE)
@blp.arguments(LanguageQuery(), location="query")
@blp.response(200)
def delete_mine(query: dict[str, Any]) -> Response:
    """Erase all comments of the reader's own, and what the reader wrote in reports and appeals."""
    return json_response({"comments": rights.erase(parts(), site().id, reader().id, keeps_ban=True)})


@blp.route("/<string:key>/comments/<uuid:comment_id>", methods=["PATCH"])
@for_readers(Doing.WRITE)
@blp.arguments(LanguageQuery(), location="query")
@blp.arguments(RewrittenIn())
@blp.response(200)
@blp.problems(404)
def patch_own(body: dict[str, Any], query: dict[str, Any], comment_id: UUID) -> Response:
    """Give a comment of one's own another text; it is judged anew, before the answer."""
    who = reader()
    edited = own.edit(parts(), site().id, who.id, str(comment_id), body["text"], insisted=body["insisted"])
    speaks = language()
    return json_response(readers.mine(edited, lambda code: sentence(code, speaks)))


@blp.route("/<string:key>/comments/<uuid:comment_id>", methods=["DELETE"])
@for_readers(Doing.WRITE)
@blp.arguments(LanguageQuery(), location="query")
@blp.response(204)
@blp.problems(404)
def delete_own(query: dict[str, Any], comment_id: UUID) -> Response:
    """Delete a comment of one's own; what others answered stays."""
    own.delete(parts(), site().id, reader().id, str(comment_id))
    return Response(status=204)

"""Authors' appeals against refusals, and the statement of reasons that each is owed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request

from moderation import appeals
from moderation.statements import statement
from service import presenters
from service.api.schemas.appeals import Appeal, AppealIn, Statement, StatementQuery
from service.http.auth import requires
from service.http.blueprint import ApiBlueprint
from service.http.context import identity, parts
from service.http.json import json_response
from service.http.language import asked_language
from service.presenters import statements

blp = ApiBlueprint("appeals", __name__, url_prefix="/v1", description="What authors say against refusals")


@blp.route("/comments/<uuid:comment_id>/appeals", methods=["POST"])
@requires("submit")
@blp.arguments(AppealIn())
@blp.response(202, Appeal)
@blp.problems(404, 409)
def post_appeal(body: dict[str, Any], comment_id: UUID) -> Response:
    """Appeal against a refusal, once for each decision; a person who did not take it decides."""
    stored = appeals.appeal(parts(), identity().site_id, str(comment_id), author=body["author"], text=body["text"])
    return json_response(presenters.appeal(stored), 202)


@blp.route("/comments/<uuid:comment_id>/statement", methods=["GET"])
@requires("read")
@blp.arguments(StatementQuery(), location="query")
@blp.response(200, Statement)
@blp.problems(404, 409)
def get_statement(query: dict[str, Any], comment_id: UUID) -> Response:
    """Return why a comment was refused, as its author is owed it; as text where text/plain is asked for."""
    language = query.get("lang") or asked_language()
    facts = statement(parts(), identity().site_id, str(comment_id))
    if request.accept_mimetypes.best_match(["application/json", "text/plain"]) == "text/plain":
        response = Response(statements.text(facts, language), content_type="text/plain; charset=utf-8")
    else:
        response = json_response(statements.statement(facts, language))
    response.headers["Content-Language"] = language
    response.vary.update(["Accept", "Accept-Language"])
    return response

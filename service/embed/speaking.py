"""What a reader says about comments: reports of others', appeals for one's own, and why one's own was refused."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from moderation import appeals, reports
from moderation import readers as own
from moderation.statements import statement
from service.api.schemas.appeals import AppealIn
from service.api.schemas.reports import ReportIn
from service.embed.blueprint import blp
from service.embed.bodies import LanguageQuery
from service.embed.doors import address, for_readers, reader, site
from service.embed.wording import language
from service.http.context import parts
from service.http.json import json_response
from service.presenters import statements
from service.security.crowd import Doing
from service.security.readers import Reader


@blp.route("/<string:key>/comments/<uuid:comment_id>/reports", methods=["POST"])
@for_readers(Doing.WRITE)
@blp.arguments(LanguageQuery(), location="query")
@blp.arguments(ReportIn(exclude=("reader",)))
@blp.response(202)
@blp.problems(404)
def post_report(body: dict[str, Any], query: dict[str, Any], comment_id: UUID) -> Response:
    """Report a comment to the moderators, once for each reader."""
    report(reader(), str(comment_id), body)
    return json_response({"comment": str(comment_id)}, 202)


def report(who: Reader, comment_id: str, body: dict[str, Any]) -> None:
    """Store a reader's report. Who is known by no more than a secret could be the same person again."""
    reports.report(
        parts(),
        site().id,
        comment_id,
        reader=who.id,
        reason=body["reason"],
        note=body.get("note"),
        address=None if who.is_signed else address(),
    )


@blp.route("/<string:key>/comments/<uuid:comment_id>/appeals", methods=["POST"])
@for_readers(Doing.WRITE)
@blp.arguments(LanguageQuery(), location="query")
@blp.arguments(AppealIn(exclude=("author",)))
@blp.response(202)
@blp.problems(404, 409)
def post_appeal(body: dict[str, Any], query: dict[str, Any], comment_id: UUID) -> Response:
    """Appeal against the refusal of a comment of one's own, once for each decision."""
    stored = appeals.appeal(parts(), site().id, str(comment_id), author=reader().id, text=body["text"])
    return json_response({"comment": stored.comment_id, "outcome": stored.outcome}, 202)


@blp.route("/<string:key>/comments/<uuid:comment_id>/statement", methods=["GET"])
@for_readers(Doing.READ)
@blp.arguments(LanguageQuery(), location="query")
@blp.response(200)
@blp.problems(404, 409)
def get_statement(query: dict[str, Any], comment_id: UUID) -> Response:
    """Return why a comment of one's own was refused."""
    mine = own.show(parts(), site().id, reader().id, str(comment_id))
    return json_response(statements.statement(statement(parts(), site().id, mine.id), language()))

"""Readers' reports."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from moderation import reports
from service import presenters
from service.api.schemas.reports import Report, ReportIn
from service.http.auth import requires
from service.http.blueprint import ApiBlueprint
from service.http.context import identity, parts
from service.http.json import json_response

blp = ApiBlueprint("reports", __name__, url_prefix="/v1", description="What readers say against comments")


@blp.route("/comments/<uuid:comment_id>/reports", methods=["POST"])
@requires("submit")
@blp.arguments(ReportIn())
@blp.response(202, Report)
@blp.problems(404)
def post_report(body: dict[str, Any], comment_id: UUID) -> Response:
    """Report a comment to the moderators, once for each reader; its status does not change."""
    stored = reports.report(
        parts(),
        identity().site_id,
        str(comment_id),
        reader=body["reader"],
        reason=body["reason"],
        note=body.get("note"),
    )
    return json_response(presenters.report(stored), 202)

"""Readers' reports."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, g

from moderation import reports as usecase
from moderation.services import services
from service.api.schemas.reports import Report, ReportIn
from service.http.auth import requires
from service.http.blueprint import ApiBlueprint
from service.http.json import json_response
from service.presenters import comments as presenters

blp = ApiBlueprint("reports", __name__, url_prefix="/v1", description="What readers say against comments")


@blp.route("/comments/<uuid:comment_id>/reports", methods=["POST"])
@requires("submit")
@blp.arguments(ReportIn())
@blp.response(202, Report)
@blp.problems(404)
def post_report(body: dict[str, Any], comment_id: UUID) -> Response:
    """Report a comment to the moderators, once for each reader; its status does not change."""
    stored = usecase.report(
        services(),
        g.key.site_id,
        str(comment_id),
        reader=body["reader"],
        reason=body["reason"],
        note=body.get("note"),
    )
    return json_response(presenters.report(stored), 202)

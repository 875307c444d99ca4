"""Readers' reports."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, g

from service import presenters
from service.api.blueprint import ApiBlueprint
from service.api.schemas.reports import Report, ReportIn
from service.auth import requires
from service.encoding import json_response
from service.services import services
from service.usecases import reports as usecase

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

"""Readers' reports as sent and as returned."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from policy.reports import REPORT_REASONS
from service.api.schemas.fields import SiteId
from service.api.schemas.texts import CleanString


class ReportIn(Schema):
    """What a reader says against a comment."""

    reader = SiteId(required=True, metadata={"description": "The site's own id of the reader"})
    reason = fields.String(required=True, validate=validate.OneOf(REPORT_REASONS))
    note = CleanString(max_length=2000, lines=True, allow_none=True)


class Report(Schema):
    """A report as it was first made."""

    id = fields.UUID(required=True)
    comment = fields.UUID(required=True)
    reader = fields.String(required=True)
    reason = fields.String(required=True, validate=validate.OneOf(REPORT_REASONS))
    created_at = fields.DateTime(required=True)

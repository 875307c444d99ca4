"""Claims as asked for and as returned."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from service.api.schemas.comments import Comment
from service.api.schemas.moderators import person


class ClaimIn(Schema):
    """Who claims a comment, or gives it back."""

    person = person()


class NextClaimsIn(ClaimIn):
    """How many comments to take, and for whom."""

    limit = fields.Integer(load_default=1, strict=True, validate=validate.Range(min=1, max=50))


class Claim(Schema):
    """A moderator's claim on a comment."""

    id = fields.UUID(required=True, metadata={"description": "Our id of the comment"})
    by = fields.String(required=True)
    claimed_at = fields.DateTime(required=True)
    until = fields.DateTime(required=True)


class Claims(Schema):
    """The comments taken, the most pressing first."""

    comments = fields.List(fields.Nested(Comment), required=True)
    until = fields.DateTime(required=True)
